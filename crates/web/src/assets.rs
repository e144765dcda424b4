//! The stylesheet, the script and the icon: part of the binary, revalidated by their content.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    tag: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let asset = |name, kind, bytes: &'static [u8]| Asset {
        name,
        kind,
        bytes,
        tag: format!("\"{}\"", hex::encode(&Sha256::digest(bytes)[..12])),
    };
    vec![
        asset("bailee.css", "text/css; charset=utf-8", include_bytes!("../static/bailee.css")),
        asset("bailee.js", "text/javascript; charset=utf-8", include_bytes!("../static/bailee.js")),
        asset("drop.js", "text/javascript; charset=utf-8", include_bytes!("../static/drop.js")),
        asset("bailee.svg", "image/svg+xml", include_bytes!("../static/bailee.svg")),
    ]
});

pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.tag.as_bytes());
    let about = [
        (header::ETAG, asset.tag.as_str()),
        (header::CACHE_CONTROL, "public, no-cache"),
        (header::CONTENT_TYPE, asset.kind),
    ];
    if known { (StatusCode::NOT_MODIFIED, about).into_response() } else { (about, asset.bytes).into_response() }
}
