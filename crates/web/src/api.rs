//! The JSON API under `/api/v1`: the same actions as the pages, through the same gates.
//!
//! A program signs in with both factors and sends the session's token as a bearer; no cookie is looked at here, so no
//! page of another site can act in somebody's name. Errors are RFC 9457 problems. [`routes`] is the one table that
//! routes requests, lists the routes for people, and writes the OpenAPI document.

mod agreements;
mod ask;
mod backups;
mod clients;
mod custody;
mod devices;
mod engagements;
mod exits;
mod grants;
mod incidents;
mod openapi;
mod people;
mod person;
mod policies;
mod promises;
mod retention;
mod reviews;
mod session_requests;
mod sessions;
mod transfer;
mod uses;
mod work;

pub use openapi::document;

use crate::{
    site::{FORM_BYTES, Site, UPLOAD_BYTES},
    trouble::{self, Trouble},
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    http::{StatusCode, header, request::Parts},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{MethodRouter, delete, get, post, put},
};
use bailee_app::{Done, Door};
use bailee_model::{Error, Text, say};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use utoipa::PartialSchema;

/// One route: what it is for, what it takes and gives, and who answers.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// Under `/api/v1`.
    pub(crate) path: &'static str,
    pub(crate) about: &'static str,
    /// Whether it answers without a session.
    pub(crate) public: bool,
    /// The schema of the body it takes.
    ask: Option<Ask>,
    /// What it gives, in words and as a media type.
    gives: (&'static str, &'static str),
    answer: MethodRouter<Site>,
}

/// A body: its name and its schema, or bytes as they are.
enum Ask {
    Document(&'static str, Value),
    Bytes,
}

const JSON: &str = "application/json";

impl Route {
    fn new(
        method: &'static str,
        path: &'static str,
        about: &'static str,
        gives: &'static str,
        answer: MethodRouter<Site>,
    ) -> Self {
        Self { method, path, about, public: false, ask: None, gives: (gives, JSON), answer }
    }

    fn get(path: &'static str, about: &'static str, gives: &'static str, answer: MethodRouter<Site>) -> Self {
        Self::new("GET", path, about, gives, answer)
    }

    fn post(path: &'static str, about: &'static str, gives: &'static str, answer: MethodRouter<Site>) -> Self {
        Self::new("POST", path, about, gives, answer)
    }

    fn put(path: &'static str, about: &'static str, gives: &'static str, answer: MethodRouter<Site>) -> Self {
        Self::new("PUT", path, about, gives, answer)
    }

    fn delete(path: &'static str, about: &'static str, gives: &'static str, answer: MethodRouter<Site>) -> Self {
        Self::new("DELETE", path, about, gives, answer)
    }

    fn takes<T: PartialSchema>(mut self, name: &'static str) -> Self {
        self.ask = Some(Ask::Document(name, serde_json::to_value(T::schema()).unwrap_or_default()));
        self.answer = self.answer.layer(from_fn(whole));
        self
    }

    fn takes_bytes(mut self) -> Self {
        self.ask = Some(Ask::Bytes);
        self.answer = self.answer.layer(DefaultBodyLimit::max(UPLOAD_BYTES));
        self
    }

    fn gives_media(mut self, kind: &'static str) -> Self {
        self.gives.1 = kind;
        self
    }

    fn public(mut self) -> Self {
        self.public = true;
        self
    }
}

/// Every route.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = sessions::routes();
    routes.extend(session_requests::routes());
    routes.extend(devices::routes());
    routes.extend(agreements::routes());
    routes.extend(people::routes());
    routes.extend(person::routes());
    routes.extend(reviews::routes());
    routes.extend(policies::routes());
    routes.extend(promises::routes());
    routes.extend(engagements::routes());
    routes.extend(grants::routes());
    routes.extend(clients::routes());
    routes.extend(custody::routes());
    routes.extend(exits::routes());
    routes.extend(retention::routes());
    routes.extend(backups::routes());
    routes.extend(transfer::routes());
    routes.extend(uses::routes());
    routes.extend(incidents::routes());
    routes.extend(work::routes());
    routes.push(
        Route::get("/openapi.json", "This description", "An OpenAPI 3.1 document", get(async || Json(document())))
            .public(),
    );
    routes
}

pub(crate) fn router() -> Router<Site> {
    let mut router = Router::new();
    for route in routes() {
        router = router.route(route.path, route.answer);
    }
    router
        .fallback(async || Trouble::from(Error::not_found()))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn(trouble::as_problem))
}

/// Reads a document to its end before it is asked who sends it: one that comes slowly would outlive its session.
async fn whole(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(bytes) => next.run(Request::from_parts(parts, axum::body::Body::from(bytes))).await,
        Err(rejection) => rejection.into_response(),
    }
}

/// Somebody who came with a bearer token.
pub(crate) struct Bearer(pub(crate) Door);

impl FromRequestParts<Site> for Bearer {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Trouble> {
        let token = crate::session::bearer(&parts.headers).ok_or_else(|| {
            Error::sign_in(say!("There is no bearer token."))
                .hint(say!("POST /api/v1/session gives one; send it as ‘Authorization: Bearer …’."))
        })?;
        Ok(Self(site.app.door(token).await?))
    }
}

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Site> for Body<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Trouble> {
        match Json::<T>::from_request(request, site).await {
            Ok(Json(body)) => Ok(Self(body)),
            // The parser's own sentence names the field and the place; the body is the caller's own.
            Err(rejection) => Err(wrong_body(&rejection).into()),
        }
    }
}

fn wrong_body(rejection: &JsonRejection) -> Error {
    Error::bad_input(Text::told(rejection.body_text()))
        .hint(say!("See /api/v1/openapi.json for what this route takes."))
}

/// What a handler gives.
pub(crate) type Reply = Result<Response, Trouble>;

/// A value as JSON.
fn give(value: &impl Serialize) -> Reply {
    Ok(Json(value).into_response())
}

/// What was done, with its receipt.
fn done<T: Serialize>(done: &Done<T>) -> Reply {
    Ok(Json(json!({ "value": done.value, "receipt": done.receipt })).into_response())
}

/// The same, for what came to be.
fn made<T: Serialize>(it: &Done<T>) -> Reply {
    let mut response = done(it)?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// Text or bytes under their own media type.
fn media(kind: &'static str, bytes: impl IntoResponse) -> Reply {
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_routes_are_the_same_and_each_says_what_it_is_for() {
        let mut seen = std::collections::BTreeSet::new();
        for route in routes() {
            assert!(seen.insert((route.method, route.path)), "{} {}", route.method, route.path);
            assert!(!route.about.is_empty() && !route.about.ends_with('.'), "{}", route.path);
        }
    }
}
