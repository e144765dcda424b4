//! What stands around every request: headers that close the browser down, and the check that a change was asked for from
//! here.

use crate::{session, trouble::Trouble};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Headers of every answer. Pages are never stored: what one person saw must not be found in another's browser.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 9] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Refuses changes that another site asks for in somebody's name. Forms of a session carry its token besides.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || comes_from_here(request.headers(), request.uri()) {
        next.run(request).await
    } else {
        Trouble::Forged.into_response()
    }
}

fn comes_from_here(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    // An older browser: the origin must be this host's.
    let host = text("host").or_else(|| uri.authority().map(axum::http::uri::Authority::as_str));
    let origin = text("origin").and_then(|origin| origin.strip_prefix("https://"));
    origin.is_some() && origin == host
}

/// A notice that was carried over a redirect is shown once. A page that anybody may store shows none, and sets no cookie.
pub(crate) async fn said_once(request: Request, next: Next) -> Response {
    let shown = session::said(request.headers()).is_some() && *request.method() == Method::GET;
    let mut response = next.run(request).await;
    let page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let stored =
        response.headers().get(header::CACHE_CONTROL).is_some_and(|said| said.as_bytes().starts_with(b"public"));
    if shown && page && !stored {
        response.headers_mut().append(header::SET_COOKIE, session::forget_said());
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_here(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        comes_from_here(&headers, &Uri::from_static("/work"))
    }

    #[test]
    fn a_change_must_come_from_this_host() {
        assert!(from_here(&[("sec-fetch-site", "same-origin")]));
        assert!(from_here(&[("host", "bailee.example"), ("origin", "https://bailee.example")]));
        assert!(!from_here(&[
            ("sec-fetch-site", "cross-site"),
            ("host", "bailee.example"),
            ("origin", "https://bailee.example")
        ]));
        assert!(!from_here(&[("sec-fetch-site", "none")]));
        assert!(!from_here(&[("host", "bailee.example"), ("origin", "https://evil.example")]));
        assert!(!from_here(&[("host", "bailee.example"), ("origin", "null")]));
        assert!(!from_here(&[("host", "bailee.example")]));
    }
}
