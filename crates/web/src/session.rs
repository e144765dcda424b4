//! The cookies, and the token that a form must carry.
//!
//! The session's cookie holds the secret that opens the door; its name binds it to this host and to TLS (`__Host-`). The
//! token in forms is made from that secret, so it belongs to one session, needs no storage, and dies with the session.

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const SESSION: &str = "__Host-bailee";
const SAID: &str = "__Host-bailee-said";
const LANGUAGE: &str = "__Host-bailee-language";
const KNOWN: &str = "__Host-bailee-known";
const PROVIDER: &str = "__Host-bailee-provider";

/// The value of a cookie of a request.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The session's secret, if the browser sent one.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SESSION)
}

/// The bearer's secret, if a program sent one.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// What this browser kept from an earlier sign-in.
pub(crate) fn known(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, KNOWN)
}

/// What this browser keeps while it is at the identity provider.
pub(crate) fn provider(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, PROVIDER)
}

/// The language somebody chose on a page.
pub(crate) fn language(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, LANGUAGE)
}

/// What was just done, carried over one redirect.
pub(crate) fn said(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SAID).filter(|value| !value.is_empty())
}

/// Keeps the session's secret in the browser, for as long as it runs. A link from a colleague's message must open, so the
/// cookie goes along with such a visit; changes are asked for from here only, see [`crate::guard`].
pub(crate) fn keep_session(token: &str) -> HeaderValue {
    set(SESSION, token, "HttpOnly; SameSite=Lax")
}

/// Makes the browser forget the session.
pub(crate) fn forget_session() -> HeaderValue {
    set(SESSION, "", "HttpOnly; SameSite=Lax; Max-Age=0")
}

/// Lets this browser be known for ninety days; it opens nothing, and keeps strangers' guesses from counting against it.
pub(crate) fn keep_known(token: &str) -> HeaderValue {
    set(KNOWN, token, "HttpOnly; SameSite=Lax; Max-Age=7776000")
}

/// Lets this browser prove, when it comes back from the identity provider, that it went there.
pub(crate) fn keep_provider(secret: &str) -> HeaderValue {
    set(PROVIDER, secret, "HttpOnly; SameSite=Lax; Max-Age=300")
}

/// Carries a notice over one redirect.
pub(crate) fn keep_said(notice: &str) -> HeaderValue {
    set(SAID, notice, "HttpOnly; SameSite=Strict; Max-Age=30")
}

/// The notice was shown.
pub(crate) fn forget_said() -> HeaderValue {
    set(SAID, "", "HttpOnly; SameSite=Strict; Max-Age=0")
}

/// Keeps the chosen language for a year.
pub(crate) fn keep_language(tag: &'static str) -> HeaderValue {
    set(LANGUAGE, tag, "HttpOnly; SameSite=Lax; Max-Age=31536000")
}

fn set(name: &str, value: &str, more: &str) -> HeaderValue {
    // Values are our own: base64url, hexadecimal and words. One that is not would be dropped, never split the header.
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Secure; {more}"))
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The token that forms of this session carry.
pub(crate) fn form_token(session: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(b"bailee form token\0");
    digest.update(session.as_bytes());
    hex::encode(&digest.finalize()[..16])
}

/// Whether a form's token is the session's, in constant time.
pub(crate) fn is_form_token(session: &str, given: &str) -> bool {
    form_token(session).as_bytes().ct_eq(given.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_token_belongs_to_one_session() {
        assert!(is_form_token("one", &form_token("one")));
        assert!(!is_form_token("two", &form_token("one")));
        assert!(!is_form_token("one", ""));
    }

    #[test]
    fn a_cookie_is_found_among_others_and_never_by_its_tail() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("x__Host-bailee=bad; a=b; __Host-bailee=good"));
        assert_eq!(token(&headers), Some("good"));
    }

    #[test]
    fn the_sessions_cookie_is_closed_on_every_side() {
        let cookie = keep_session("abc");
        let text = cookie.to_str().expect("plain");
        for part in ["__Host-bailee=abc", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(text.contains(part), "{part}");
        }
    }
}
