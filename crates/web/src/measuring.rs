//! Counting and tracing requests: the template of the route, the method, the status and how long it took. Never the path, a
//! query, an identifier or a name.

use crate::site::Site;
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use bailee_app::{App, metrics::MEDIA_TYPE};
use std::sync::Arc;
use tracing::{Instrument as _, field::Empty};

/// The target of the spans that may be exported; nothing else may.
pub const TRACED: &str = "bailee::request";

/// What stands for the template where no route fits.
const NO_ROUTE: &str = "none";

/// Counts a request, and puts a span around it.
pub(crate) async fn requests(State(site): State<Site>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let method = known(request.method());
    let span = tracing::info_span!(
        target: TRACED,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
    );
    let begun = site.app.clock().now();
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    let took = site.app.clock().now().duration_since(begun).as_secs_f64().max(0.0);
    site.app.metrics().requested(&route, method, status.as_u16(), took);
    response
}

/// A method as a label; whoever makes methods up makes no labels.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "_OTHER",
    }
}

/// `GET /metrics`, to be served on an address of its own that only the firm's monitoring reaches.
pub fn metrics_router(app: Arc<App>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(Site { app })
}

async fn metrics(State(site): State<Site>) -> Response {
    match site.app.metrics_text().await {
        Ok(text) => ([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
