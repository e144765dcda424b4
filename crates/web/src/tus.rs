//! Resumable uploads through a drop link: tus 1.0.0 (<https://tus.io/protocols/resumable-upload>), with the extensions
//! creation, creation-with-upload, termination, expiration and checksum.
//!
//! A page's script and `bailee put --drop` speak it; so does any other client. What it says is about bytes and offsets: no
//! answer repeats a name or anything else of what is sent. Nobody signs in here: the secrets in the address are all there is,
//! and no cookie is looked at, so a page of another site can do nothing in anybody's name.

use crate::{arrival::Caller, site::Site, trouble};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use bailee_app::transfer::{Checksum, ChecksumKind, DropDoor};
use bailee_model::{DropUpload, Error, ErrorKind, Result, UploadState, say};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::{Stream, TryStreamExt};
use jiff::Timestamp;

/// Where uploads are begun, and where one of them is.
const COLLECTION: &str = "/drop/{token}/uploads";
const ONE: &str = "/drop/{token}/uploads/{upload}";
/// The methods of each.
pub(crate) const METHODS: [(&str, &[&str]); 2] =
    [(COLLECTION, &["OPTIONS", "POST"]), (ONE, &["OPTIONS", "HEAD", "PATCH", "DELETE"])];

const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const EXTENSIONS: &str = "creation,creation-with-upload,termination,expiration,checksum";
const OFFSET_STREAM: &str = "application/offset+octet-stream";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// Where the receipt is, once there is one.
const RECEIPT: HeaderName = HeaderName::from_static("bailee-receipt");

pub(crate) fn router() -> Router<Site> {
    Router::new().route(COLLECTION, any(collection)).route(ONE, any(one)).layer(DefaultBodyLimit::disable())
}

/// Why a request was not done: a status of the protocol, and a sentence.
struct Refused(StatusCode, String);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let status = match error.code() {
            Some("offset_mismatch") => StatusCode::CONFLICT,
            // Clients keep what they have of it and come again.
            Some("paused") => StatusCode::LOCKED,
            // The status that tus made up for it.
            Some("checksum_mismatch") => StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
            Some("too_much" | "too_many_parts" | "link_full") => StatusCode::PAYLOAD_TOO_LARGE,
            _ if error.kind() == ErrorKind::BadInput => StatusCode::BAD_REQUEST,
            _ => trouble::status(error.kind()),
        };
        if status.is_server_error() {
            let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            tracing::error!(kind = ?error.kind(), message = error.message(), source, "an upload’s request failed");
        }
        Self(status, error.to_string())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, format!("{}\n", self.1)).into_response()
    }
}

type Answer = Result<Response, Refused>;

/// An answer as every one is: with the version, and the versions there are where another was asked for.
fn answered(answer: Answer) -> Response {
    let mut response = answer.into_response();
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert("tus-version", VERSION);
    }
    response.headers_mut().insert(RESUMABLE, VERSION);
    response
}

/// The method that is meant: some networks let only GET and POST through.
fn meant(method: &Method, headers: &HeaderMap) -> Method {
    let other = headers.get("x-http-method-override").and_then(|name| Method::from_bytes(name.as_bytes()).ok());
    other.unwrap_or_else(|| method.clone())
}

/// Refuses what a page of another site sends, and what speaks another version.
fn check(method: &Method, headers: &HeaderMap) -> Result<(), Refused> {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_some_and(|site| site != b"same-origin" && site != b"none") {
        return Err(Refused(StatusCode::FORBIDDEN, "This was sent from another site.".to_owned()));
    }
    if *method != Method::OPTIONS && headers.get(RESUMABLE) != Some(&VERSION) {
        return Err(Refused(StatusCode::PRECONDITION_FAILED, "Tus-Resumable: 1.0.0 is spoken here.".to_owned()));
    }
    Ok(())
}

async fn collection(
    State(site): State<Site>,
    Path(token): Path<String>,
    caller: Caller,
    method: Method,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let act = async {
        let method = meant(&method, &headers);
        check(&method, &headers)?;
        if method != Method::OPTIONS && method != Method::POST {
            return Err(not_allowed());
        }
        let door = site.app.drop_door(&token, caller.address()).await?;
        if method == Method::OPTIONS {
            return options(&door).await;
        }
        begin(&door, &token, &headers, body).await
    };
    answered(act.await)
}

async fn options(door: &DropDoor) -> Answer {
    let most = door.page().await?.bytes_left.to_string();
    let about = [
        ("tus-version", "1.0.0"),
        ("tus-extension", EXTENSIONS),
        ("tus-checksum-algorithm", "sha1,sha256"),
        ("tus-max-size", &most),
    ];
    Ok((StatusCode::NO_CONTENT, about).into_response())
}

async fn begin(door: &DropDoor, token: &str, headers: &HeaderMap, body: Body) -> Answer {
    if headers.contains_key("upload-defer-length") {
        return Err(bad("The length is needed from the start: Upload-Length."));
    }
    let length = number(headers, &LENGTH)?;
    let name = file_name(headers)?;
    let begun = door.begin(&name, length).await?;
    let (secret, mut upload) = (begun.secret.expose(), begun.upload);
    let place = format!("/drop/{token}/uploads/{secret}");
    if has_type(headers, OFFSET_STREAM) {
        // What of it could not be kept, the offset tells.
        upload = match door.append(secret, 0, checksum(headers)?, stream(body)).await {
            Ok(upload) => upload,
            Err(_) => door.stand(secret).await?,
        };
    }
    let mut response = standing(StatusCode::CREATED, &upload, &place);
    response.headers_mut().insert(header::LOCATION, text(&place));
    Ok(response)
}

async fn one(
    State(site): State<Site>,
    Path((token, secret)): Path<(String, String)>,
    caller: Caller,
    method: Method,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let act = async {
        let method = meant(&method, &headers);
        check(&method, &headers)?;
        if ![Method::OPTIONS, Method::HEAD, Method::PATCH, Method::DELETE].contains(&method) {
            return Err(not_allowed());
        }
        let door = site.app.drop_door(&token, caller.address()).await?;
        let place = format!("/drop/{token}/uploads/{secret}");
        if method == Method::OPTIONS {
            return options(&door).await;
        }
        if method == Method::HEAD {
            let upload = door.stand(&secret).await?;
            let mut response = standing(StatusCode::OK, &upload, &place);
            response.headers_mut().insert(LENGTH, text(&upload.length.to_string()));
            return Ok(response);
        }
        if method == Method::DELETE {
            door.take_back(&secret).await?;
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        if !has_type(&headers, OFFSET_STREAM) {
            return Err(Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("Send the bytes as {OFFSET_STREAM}.")));
        }
        let offset = number(&headers, &OFFSET)?;
        let upload = door.append(&secret, offset, checksum(&headers)?, stream(body)).await?;
        Ok(standing(StatusCode::NO_CONTENT, &upload, &place))
    };
    answered(act.await)
}

/// Where an upload stands.
fn standing(status: StatusCode, upload: &DropUpload, place: &str) -> Response {
    let whole = upload.state != UploadState::Arriving;
    let offset = if whole { upload.length } else { upload.received() };
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(OFFSET, text(&offset.to_string()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if whole {
        headers.insert(RECEIPT, text(&format!("{place}/receipt")));
    } else {
        headers.insert(EXPIRES, text(&date(upload.until)));
    }
    response
}

fn not_allowed() -> Refused {
    Refused(StatusCode::METHOD_NOT_ALLOWED, "This is not done here.".to_owned())
}

fn bad(why: &str) -> Refused {
    Refused(StatusCode::BAD_REQUEST, why.to_owned())
}

/// What is made of digits and of what stands in our own paths is a header's value; anything else is left out.
fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<i64, Refused> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    let digits = value.filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).ok_or_else(|| bad(&format!("{name} is a number of bytes.")))
}

fn has_type(headers: &HeaderMap, wanted: &str) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == wanted.as_bytes())
}

/// The file's name out of `Upload-Metadata: filename BASE64,…`; without one it is called *file*.
fn file_name(headers: &HeaderMap) -> Result<String, Refused> {
    let Some(given) = headers.get("upload-metadata") else { return Ok("file".to_owned()) };
    let wrong = || bad("Upload-Metadata is a list of keys, each with a value in base64.");
    let pairs =
        given.to_str().map_err(|_| wrong())?.split(',').map(|pair| pair.trim().split_once(' ').unwrap_or((pair, "")));
    let named = pairs.into_iter().find(|(key, _)| *key == "filename");
    let Some((_, value)) = named else { return Ok("file".to_owned()) };
    let bytes = STANDARD.decode(value).map_err(|_| wrong())?;
    String::from_utf8(bytes).map_err(|_| wrong())
}

/// `Upload-Checksum: sha256 BASE64`.
fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, Refused> {
    let Some(given) = headers.get("upload-checksum") else { return Ok(None) };
    let wrong = || bad("Upload-Checksum is sha1 or sha256, and a digest in base64.");
    let (kind, digest) = given.to_str().ok().and_then(|given| given.split_once(' ')).ok_or_else(wrong)?;
    let kind = match kind {
        "sha1" => ChecksumKind::Sha1,
        "sha256" => ChecksumKind::Sha256,
        _ => return Err(wrong()),
    };
    Ok(Some(Checksum { kind, digest: STANDARD.decode(digest).map_err(|_| wrong())? }))
}

/// A body as it comes.
fn stream(body: Body) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
    let broken = |error: axum::Error| Error::bad_input(say!("The upload broke off.")).because(error);
    body.into_data_stream().map_err(broken)
}

/// As RFC 9110 spells instants.
fn date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
