//! Sessions for programs without a browser: asked for here, allowed on the page `/sessions/allow`, collected here once.
//! The shape of RFC 8628.

use super::{Body, Reply, Route, give, post};
use crate::{arrival::Caller, site::Site};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use bailee_app::Secret;
use bailee_model::{CeremonyId, Error, SessionKind};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// Who asks for a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskSession {
    /// What the machine calls itself; its person reads it.
    name: String,
}

/// Who collects a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CollectSession {
    /// The secret that came with the request.
    #[schema(value_type = String)]
    secret: Secret,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post(
            "/session/requests",
            "Ask for a session that a person allows in their browser, by a code, on the page /sessions/allow",
            "The request, the code to show, the secret to collect with, and when it is over",
            post(ask),
        )
        .takes::<AskSession>("AskSession")
        .public(),
        Route::post(
            "/session/requests/{request}",
            "Collect a session that was asked for; 202 while nobody has answered: ask again in two seconds",
            "The token, once, and who it is",
            post(collect),
        )
        .takes::<CollectSession>("CollectSession")
        .public(),
    ]
}

async fn ask(State(site): State<Site>, caller: Caller, Body(it): Body<AskSession>) -> Reply {
    let asked = site.app.ask_session(&it.name, &caller.arrives(SessionKind::CommandLine)).await?;
    let mut response = give(&json!({
        "request": asked.id, "code": asked.code.as_str(), "secret": asked.secret.expose(), "until": asked.until,
    }))?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

async fn collect(
    State(site): State<Site>,
    Path(request): Path<String>,
    caller: Caller,
    Body(it): Body<CollectSession>,
) -> Reply {
    let id: CeremonyId = request.parse().map_err(|_| Error::not_found())?;
    let from = caller.arrives(SessionKind::CommandLine);
    match site.app.collect_session(id, &it.secret, from).await? {
        Some(signed) => {
            give(&json!({ "token": signed.token.expose(), "until": signed.session.until, "person": signed.person }))
        }
        None => {
            let mut response = give(&json!({ "waiting": true }))?;
            *response.status_mut() = StatusCode::ACCEPTED;
            Ok(response)
        }
    }
}
