//! A small strict identity provider over HTTPS: it checks what Bailee sends as the specification asks, and signs its tokens.
//! What it says can be changed, to see it refused.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

pub(crate) const CLIENT: &str = "bailee";
pub(crate) const SECRET: &str = "registered secret";
const BACK: &str = "https://bailee.quillbridge.example/sign-in/provider/callback";

/// What was asked for under one code.
#[derive(Clone)]
struct Request {
    nonce: String,
    challenge: String,
    redirect: String,
}

/// What the provider says, or gets wrong.
#[derive(Clone)]
pub(crate) struct Says {
    pub(crate) subject: String,
    pub(crate) amr: Option<Vec<&'static str>>,
    pub(crate) acr: Option<&'static str>,
    pub(crate) auth_time: Option<i64>,
    pub(crate) audience: String,
    pub(crate) nonce: Option<String>,
    pub(crate) expires: i64,
    pub(crate) key: SigningKey,
    pub(crate) algorithm: &'static str,
}

/// The provider, and what it says.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    pub(crate) authority: Vec<u8>,
    pub(crate) says: Arc<Mutex<Says>>,
    codes: Arc<Mutex<HashMap<String, Request>>>,
}

impl Provider {
    pub(crate) async fn start(now: Timestamp) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config =
            rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("versions")
                .with_no_client_auth()
                .with_single_cert(vec![made.cert.der().clone()], key.into())
                .expect("a server");
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let issuer = format!("https://localhost:{}", listener.local_addr().expect("an address").port());
        let key = SigningKey::from_slice(&Sha256::digest("provider")).expect("a key");
        let says = Says {
            subject: "0001".to_owned(),
            amr: Some(vec!["pwd", "mfa"]),
            acr: None,
            auth_time: Some(now.as_second()),
            audience: CLIENT.to_owned(),
            nonce: None,
            expires: now.as_second() + 300,
            key: key.clone(),
            algorithm: "ES256",
        };
        let provider = Self {
            issuer: issuer.clone(),
            authority: made.cert.pem().into_bytes(),
            says: Arc::new(Mutex::new(says)),
            codes: Arc::default(),
        };
        let (says, codes) = (provider.says.clone(), provider.codes.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, says, codes) = (acceptor.clone(), says.clone(), codes.clone());
                let (issuer, key) = (issuer.clone(), key.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let Some((head, body)) = read(&mut stream).await else { return };
                    let (status, answer) = answer(&head, &body, &issuer, &key, &says, &codes);
                    let text = answer.to_string();
                    let reply = format!(
                        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
                        text.len()
                    );
                    let _ = stream.write_all(reply.as_bytes()).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        provider
    }

    /// The page of the provider: the person shows their factors there and is sent back with a code.
    pub(crate) fn visit(&self, url: &str) -> (String, String) {
        let query: BTreeMap<String, String> = pairs(url.split_once('?').expect("a query").1);
        let get = |name: &str| query.get(name).cloned().unwrap_or_default();
        assert!(url.starts_with(&format!("{}/authorize?", self.issuer)), "{url}");
        assert_eq!((get("response_type"), get("client_id")), ("code".to_owned(), CLIENT.to_owned()));
        assert_eq!((get("code_challenge_method"), get("redirect_uri")), ("S256".to_owned(), BACK.to_owned()));
        assert!(get("scope").split(' ').any(|scope| scope == "openid"));
        assert!(get("max_age").parse::<u64>().is_ok_and(|age| age <= 300) && !get("state").is_empty());
        let request = Request { nonce: get("nonce"), challenge: get("code_challenge"), redirect: get("redirect_uri") };
        let code = hex::encode(Sha256::digest(&request.nonce));
        self.codes.lock().expect("codes").insert(code.clone(), request);
        (get("state"), code)
    }

    pub(crate) fn say(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().expect("says"));
    }
}

async fn read(stream: &mut (impl AsyncReadExt + Unpin)) -> Option<(String, String)> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some((head.to_owned(), body.to_owned()));
        }
    }
}

fn answer(
    head: &str,
    body: &str,
    issuer: &str,
    key: &SigningKey,
    says: &Mutex<Says>,
    codes: &Mutex<HashMap<String, Request>>,
) -> (&'static str, Value) {
    match head.split(' ').nth(1).unwrap_or_default() {
        "/.well-known/openid-configuration" => (
            "200 OK",
            json!({
                "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
                "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256", "HS256"],
            }),
        ),
        "/jwks" => {
            let point = key.verifying_key().to_sec1_point(false);
            let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            let (x, y) = (text(point.x().expect("a point")), text(point.y().expect("a point")));
            (
                "200 OK",
                json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "1", "x": x, "y": y }] }),
            )
        }
        "/token" => {
            let form = pairs(body);
            let get = |name: &str| form.get(name).cloned().unwrap_or_default();
            let basic =
                format!("authorization: basic {}", STANDARD.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+"))));
            let known = head.lines().any(|line| line.eq_ignore_ascii_case(&basic));
            let request = codes.lock().expect("codes").remove(&get("code"));
            let Some(request) = request.filter(|request| {
                let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(get("code_verifier")));
                known && challenge == request.challenge && request.redirect == get("redirect_uri")
            }) else {
                return ("400 Bad Request", json!({ "error": "invalid_grant" }));
            };
            let says = says.lock().expect("says").clone();
            let token = token(issuer, &says, &request);
            ("200 OK", json!({ "access_token": "opaque", "token_type": "Bearer", "id_token": token }))
        }
        _ => ("404 Not Found", json!({})),
    }
}

fn token(issuer: &str, says: &Says, request: &Request) -> String {
    let mut claims = json!({
        "iss": issuer, "sub": says.subject, "aud": says.audience, "exp": says.expires, "iat": says.expires - 300,
        "nonce": says.nonce.clone().unwrap_or_else(|| request.nonce.clone()),
    });
    if let Some(at) = says.auth_time {
        claims["auth_time"] = at.into();
    }
    if let Some(amr) = &says.amr {
        claims["amr"] = json!(amr);
    }
    if let Some(acr) = says.acr {
        claims["acr"] = acr.into();
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({ "alg": says.algorithm, "kid": "1", "typ": "JWT" })), part(&claims));
    let signature: Signature = says.key.sign(signed.as_bytes());
    let tail = if says.algorithm == "none" { String::new() } else { URL_SAFE_NO_PAD.encode(signature.to_bytes()) };
    format!("{signed}.{tail}")
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    let plain = |text: &str| {
        let (mut out, mut bytes) = (Vec::new(), text.bytes());
        while let Some(byte) = bytes.next() {
            out.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let digits = [bytes.next().expect("a digit"), bytes.next().expect("a digit")];
                    u8::from_str_radix(std::str::from_utf8(&digits).expect("digits"), 16).expect("digits")
                }
                other => other,
            });
        }
        String::from_utf8(out).expect("text")
    };
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (plain(name), plain(value))).collect()
}
