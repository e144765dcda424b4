//! What a server says when it does not do something (RFC 9457), and what the way to it says, as the product's error.

use std::error::Error as _;

use bailee_model::{Error, ErrorKind, Place, Refusal, Text, say};
use reqwest::{Response, StatusCode};
use serde::Deserialize;

#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type", default)]
    kind: String,
    title: Option<String>,
    detail: Option<String>,
    hint: Option<String>,
    place: Option<Place>,
    refusal: Option<Refusal>,
}

/// The error behind an answer that is no success.
pub(crate) async fn told(response: Response) -> Error {
    let status = response.status();
    match response.json::<Problem>().await {
        Ok(problem) => problem.into_error(status),
        Err(_) => Error::new(
            by_status(status),
            say!("The server answered {status} and did not say why.", status = status.as_u16()),
        )
        .hint(say!("Is this the address of a Bailee server? If it is, its operator finds the reason in its log.")),
    }
}

impl Problem {
    fn into_error(self, status: StatusCode) -> Error {
        if let Some(refusal) = self.refusal {
            return Error::refused(refusal);
        }
        let message = self.detail.or(self.title).unwrap_or_else(|| format!("The server answered {status}."));
        let mut error = Error::new(by_word(&self.kind).unwrap_or_else(|| by_status(status)), Text::told(message));
        if let Some(hint) = self.hint {
            error = error.hint(Text::told(hint));
        }
        let Place { file, line, column, field } = self.place.unwrap_or_default();
        if let Some(file) = file {
            error = error.in_file(file);
        }
        if let Some(line) = line {
            error = error.at_line(line);
        }
        if let Some(column) = column {
            error = error.at_column(column);
        }
        match field {
            Some(field) => error.on_field(field),
            None => error,
        }
    }
}

/// The last word of a problem's type is the kind of error.
fn by_word(kind: &str) -> Option<ErrorKind> {
    Some(match kind.rsplit('/').next()? {
        "bad-input" => ErrorKind::BadInput,
        "sign-in" => ErrorKind::SignIn,
        "refused" => ErrorKind::Refused,
        "not-found" => ErrorKind::NotFound,
        "conflict" => ErrorKind::Conflict,
        "unavailable" => ErrorKind::Unavailable,
        "corrupt" => ErrorKind::Corrupt,
        "internal" => ErrorKind::Internal,
        _ => return None,
    })
}

fn by_status(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        401 => ErrorKind::SignIn,
        403 => ErrorKind::Refused,
        404 => ErrorKind::NotFound,
        409 => ErrorKind::Conflict,
        400..=499 => ErrorKind::BadInput,
        502..=504 => ErrorKind::Unavailable,
        _ => ErrorKind::Internal,
    }
}

/// The error behind a request that got no answer, or an answer that broke off.
pub(crate) fn unanswered(error: reqwest::Error) -> Error {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(each) = cause {
        causes.push(each.to_string());
        cause = each.source();
    }
    if causes.iter().any(|cause| cause.contains("certificate")) {
        return Error::unavailable(say!("The server's certificate is not to be trusted."))
            .hint(say!("Where the firm has an authority of its own, sign in with --ca and the file it gave you."))
            .because(error);
    }
    if error.is_connect() {
        return Error::unavailable(say!("The server does not answer."))
            .hint(say!("Check the address and the network, then try again."))
            .because(error);
    }
    Error::unavailable(say!("The connection to the server broke off."))
        .hint(say!("Try again; nothing was half done."))
        .because(error)
}

/// The error behind an answer of another form than the one agreed on.
pub(crate) fn unread(error: reqwest::Error) -> Error {
    if error.is_decode() {
        return Error::internal("The server's answer does not read.")
            .hint(say!("This program and the server may be of different versions."))
            .because(error);
    }
    unanswered(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, json: serde_json::Value) -> Error {
        let problem: Problem = serde_json::from_value(json).unwrap();
        problem.into_error(StatusCode::from_u16(status).unwrap())
    }

    #[test]
    fn a_refusal_keeps_its_clause_and_what_lifts_it() {
        let refusal =
            serde_json::json!({ "clause": "D2", "promise": "Declared categories", "reason": "No.", "lift": "Ask." });
        let error =
            error(403, serde_json::json!({ "type": "https://bailee.example/problems/refused", "refusal": refusal }));
        assert_eq!((error.kind(), error.message(), error.hint_text()), (ErrorKind::Refused, "No.", Some("Ask.")));
        assert_eq!(error.refusal().map(|refusal| refusal.clause.as_str()), Some("D2"));
    }

    #[test]
    fn a_mistake_keeps_its_place() {
        let place = serde_json::json!({ "line": 3, "column": 8, "field": "nope" });
        let error = error(
            422,
            serde_json::json!({ "type": "x/bad-input", "detail": "There is no such column.", "place": place }),
        );
        assert_eq!(error.to_string(), "line 3, column 8, field nope: There is no such column.");
    }

    #[test]
    fn a_type_that_is_not_known_here_falls_back_on_the_status() {
        assert_eq!(error(409, serde_json::json!({ "type": "about:blank", "title": "No" })).kind(), ErrorKind::Conflict);
        assert_eq!(error(503, serde_json::json!({})).kind(), ErrorKind::Unavailable);
        assert_eq!(error(418, serde_json::json!({})).kind(), ErrorKind::BadInput);
    }
}
