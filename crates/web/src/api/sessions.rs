//! Sessions: sign in, say what one works for, show both factors again, sign out; one's own sessions and tokens; and enrolment.

use super::{Bearer, Body, Reply, Route, ask, delete, done, get, give, made, post, put};
use crate::{arrival::Caller, site::Site};
use axum::extract::{Path, State};
use bailee_app::actions::{self, EnrolAsk, MakeTokenAsk, SignInAsk, StepUpAsk};
use bailee_model::{Error, SessionKind};
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/session", "Sign in with both factors", "The token, once, and who it is", post(sign_in))
            .takes::<ask::SignIn>("SignIn")
            .public(),
        Route::get("/session", "Who is signed in, for what, until when", "The session", get(who)),
        Route::delete("/session", "Sign out", "A receipt", delete(sign_out)),
        Route::post("/session/step-up", "Show both factors again", "A receipt", post(step_up))
            .takes::<ask::StepUp>("StepUp"),
        Route::get("/sessions", "One's own sessions and tokens that are open", "The sessions, newest first", get(list)),
        Route::post("/sessions/{session}/end", "End one of one's own sessions or tokens", "A receipt", post(end)),
        Route::post("/tokens", "Make a token for a program; needs fresh factors", "The token, once", post(make_token))
            .takes::<ask::MakeToken>("MakeToken"),
        Route::put("/session/purpose", "Say what the session works for", "A receipt", put(purpose))
            .takes::<ask::Work>("Work"),
        Route::get(
            "/enrolment/{code}",
            "What an invitation's code opens",
            "The second factor's secret and a ticket",
            get(offer),
        )
        .public(),
        Route::post("/enrolment", "Set a password and a second factor, once", "The person", post(enrol))
            .takes::<ask::Enrol>("Enrol")
            .public(),
    ]
}

async fn sign_in(State(site): State<Site>, caller: Caller, Body(it): Body<ask::SignIn>) -> Reply {
    let from = caller.arrives(SessionKind::CommandLine);
    let signed = site.app.sign_in(SignInAsk { email: it.email, password: it.password, code: it.code, from }).await?;
    give(&json!({ "token": signed.token.expose(), "until": signed.session.until, "person": signed.person }))
}

async fn who(Bearer(door): Bearer) -> Reply {
    let session = &door.session;
    give(&json!({
        "id": session.id, "person": door.who, "purpose": session.purpose, "since": session.since,
        "until": session.until, "stepped_up": session.stepped_up,
    }))
}

async fn sign_out(Bearer(door): Bearer) -> Reply {
    done(&actions::sign_out(&door).await?)
}

async fn step_up(Bearer(door): Bearer, Body(it): Body<ask::StepUp>) -> Reply {
    done(&actions::step_up(&door, StepUpAsk { password: it.password, code: it.code }).await?)
}

async fn list(Bearer(door): Bearer) -> Reply {
    let sessions = actions::own_sessions(&door).await?;
    let lines: Vec<Value> = sessions
        .iter()
        .map(|own| {
            let it = &own.session;
            json!({
                "id": it.id, "kind": it.kind, "name": it.name, "address": it.address, "factor": it.factor,
                "since": it.since, "seen": it.seen, "until": it.until, "device": own.device, "scope": it.scope,
                "engagement": it.engagement, "here": own.here,
            })
        })
        .collect();
    give(&lines)
}

async fn end(Bearer(door): Bearer, Path(session): Path<String>) -> Reply {
    let id = session.parse().map_err(|_| Error::not_found())?;
    done(&actions::end_session(&door, id).await?)
}

async fn make_token(Bearer(door): Bearer, Body(it): Body<ask::MakeToken>) -> Reply {
    let ask = MakeTokenAsk { name: it.name, scope: it.scope, engagement: it.engagement, days: it.days };
    let done = actions::make_token(&door, ask).await?;
    made(&done.map(|new| json!({ "id": new.id, "token": new.token.expose(), "until": new.until })))
}

async fn purpose(Bearer(door): Bearer, Body(it): Body<ask::Work>) -> Reply {
    done(&actions::set_purpose(&door, it.purpose).await?)
}

async fn offer(State(site): State<Site>, Path(code): Path<String>) -> Reply {
    let offer = site.app.enrolment(&code).await?;
    give(
        &json!({ "name": offer.person.name, "email": offer.person.email, "totp_secret": offer.totp_secret, "totp_uri": offer.totp_uri, "ticket": offer.ticket }),
    )
}

async fn enrol(State(site): State<Site>, Body(it): Body<ask::Enrol>) -> Reply {
    let ask = EnrolAsk { code: it.invitation, ticket: it.ticket, password: it.password, totp_code: it.code };
    made(&site.app.enrol(ask).await?)
}
