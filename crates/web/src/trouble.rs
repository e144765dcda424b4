//! The one place where an error becomes an answer: a page for people, an RFC 9457 problem for programs.
//!
//! A handler returns [`Trouble`]; it rides on the response to [`as_page`] or [`as_problem`], which know how the asker wants
//! to read it. The operator's half of an error goes to the server's log here and nowhere else.

use crate::{pages::trouble::TroublePage, said::Said, session, site::Site, visitor};
use axum::{
    Json,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use bailee_model::{Error, ErrorKind, say};
use serde_json::json;
use std::{error::Error as _, sync::Arc};

/// Why a request was not done.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// An action or a lookup said so.
    Error(Arc<Error>),
    /// The form did not come from here.
    Forged,
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Error(Arc::new(error))
    }
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        Error::internal("The page could not be written.").because(error).into()
    }
}

impl Trouble {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Error(error) => status(error.kind()),
            Self::Forged => StatusCode::FORBIDDEN,
        }
    }
}

/// The HTTP status of a kind of error.
pub(crate) fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::BadInput => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::SignIn => StatusCode::UNAUTHORIZED,
        ErrorKind::Refused => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Corrupt | ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Takes the trouble off a response, and tells the operator what the caller is not told.
fn take(response: &mut Response, method: &Method) -> Option<Trouble> {
    let bare = response.status();
    let trouble = match response.extensions_mut().remove::<Trouble>() {
        Some(trouble) => trouble,
        // The router's own answers to an unknown address, a wrong method or an overlong body.
        None if bare == StatusCode::NOT_FOUND || bare == StatusCode::METHOD_NOT_ALLOWED => Error::not_found().into(),
        None if bare == StatusCode::PAYLOAD_TOO_LARGE => {
            Error::bad_input(say!("This is larger than may be sent here.")).hint(say!("Send less at once.")).into()
        }
        // An identifier that cannot be one names nothing.
        None if bare == StatusCode::BAD_REQUEST && *method == Method::GET => Error::not_found().into(),
        None if bare == StatusCode::BAD_REQUEST => Error::bad_input(say!("The request does not read.")).into(),
        None => return None,
    };
    if let Trouble::Error(error) = &trouble
        && trouble.status().is_server_error()
    {
        let source = error.source().map(ToString::to_string).unwrap_or_default();
        tracing::error!(kind = ?error.kind(), message = error.message(), source, "a request failed");
    }
    Some(trouble)
}

/// For people: a page in the frame they were in; those who are not signed in are sent to the door.
pub(crate) async fn as_page(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (headers, method) = (request.headers().clone(), request.method().clone());
    let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let mut response = next.run(request).await;
    let Some(trouble) = take(&mut response, &method) else { return response };
    let status = trouble.status();
    if status == StatusCode::UNAUTHORIZED && method == Method::GET {
        let mut away = Redirect::to(&visitor::sign_in_address(&path)).into_response();
        if session::token(&headers).is_some_and(|token| !token.is_empty()) {
            // Somebody was here: they are told why they are not any more.
            for cookie in [session::keep_said(&format!("{}.", Said::SessionOver.word())), session::forget_session()] {
                away.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
        return away;
    }
    let frame = visitor::frame_for_trouble(&site, &headers, &path).await;
    let page = match &trouble {
        Trouble::Error(error) => TroublePage::new(frame, status.as_u16(), error),
        Trouble::Forged => TroublePage::forged(frame, status.as_u16()),
    };
    match askama::Template::render(&page) {
        Ok(html) => (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(_) => status.into_response(),
    }
}

/// For programs: RFC 9457.
pub(crate) async fn as_problem(request: Request, next: Next) -> Response {
    let (path, method) = (request.uri().path().to_owned(), request.method().clone());
    let mut response = next.run(request).await;
    let Some(trouble) = take(&mut response, &method) else { return response };
    let Trouble::Error(error) = &trouble else { return trouble.status().into_response() };
    let mut problem = json!({
        "type": format!("https://bailee.example/problems/{}", kind_word(error.kind())),
        "title": kind_title(error.kind()),
        "status": trouble.status().as_u16(),
        "detail": error.message(),
        "instance": path,
    });
    if let Some(hint) = error.hint_text() {
        problem["hint"] = json!(hint);
    }
    if let Some(place) = error.place() {
        problem["place"] = json!(place);
    }
    if let Some(refusal) = error.refusal() {
        problem["refusal"] = json!(refusal);
    }
    if let Some(code) = error.code() {
        problem["code"] = json!(code);
    }
    (trouble.status(), [(header::CONTENT_TYPE, "application/problem+json")], Json(problem).into_response().into_body())
        .into_response()
}

fn kind_word(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::BadInput => "bad-input",
        ErrorKind::SignIn => "sign-in",
        ErrorKind::Refused => "refused",
        ErrorKind::NotFound => "not-found",
        ErrorKind::Conflict => "conflict",
        ErrorKind::Unavailable => "unavailable",
        ErrorKind::Corrupt => "corrupt",
        ErrorKind::Internal => "internal",
    }
}

fn kind_title(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::BadInput => "The input cannot be used as it is",
        ErrorKind::SignIn => "Nobody is signed in",
        ErrorKind::Refused => "The gate said no",
        ErrorKind::NotFound => "There is nothing here",
        ErrorKind::Conflict => "The state of things does not allow it",
        ErrorKind::Unavailable => "Something does not answer",
        ErrorKind::Corrupt => "Stored bytes are not what was written",
        ErrorKind::Internal => "A defect of ours",
    }
}
