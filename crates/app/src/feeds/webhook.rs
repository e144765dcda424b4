//! Webhooks by the Standard Webhooks specification 1.0 (<https://www.standardwebhooks.com>).
//!
//! A message says that something happened, of which name, when, in which log, and to which identifiers: the receiver asks
//! the JSON API for more, with rights of its own. Its signature is `v1,` and the base64 of HMAC-SHA-256 over
//! `id.timestamp.body`; the same event has the same `webhook-id` however often it is sent.

use super::{
    Told,
    line::{self, Line},
    opaque, trimmed,
};
use crate::factors::Secret;
use aws_lc_rs::hmac;
use bailee_model::{Error, LoggedEntry, Result, say};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use reqwest::{Url, header::CONTENT_TYPE};
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

/// Messages of one attempt, each with [`line::PATIENCE`]: all of them fit in one claim.
const AT_ONCE: usize = 4;
const PREFIX: &str = "whsec_";
/// Bytes of a secret, by the specification.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A webhook.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// Where messages go: `https://…`, or `http://…` on this machine.
    pub url: String,
    /// Which events, as `grant.approved`; `incident.*` for all of a noun, `*` for all.
    pub events: Vec<String>,
    /// What messages are signed with: `whsec_` and the base64 of 24 to 64 bytes.
    pub secret: Secret,
}

/// The webhooks that a file of settings names, in TOML: `[[webhook]]` with `url`, `events` and `secret`.
///
/// # Errors
/// `BadInput` with the line that does not read, and nothing of what stands there.
pub fn webhooks_of(text: &Secret) -> Result<Vec<WebhookConfig>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        webhook: Vec<WebhookConfig>,
    }
    let file: File = toml::from_str(text.expose()).map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.expose().get(..span.start)).unwrap_or_default();
        Error::bad_input(say!("The webhooks do not read at line {line}.", line = before.matches('\n').count() + 1))
            .hint(say!("Each is a [[webhook]] with url, events and secret."))
    })?;
    Ok(file.webhook)
}

/// Somebody who is told of some events.
pub(super) struct Webhook {
    url: Url,
    events: Vec<Chosen>,
    key: hmac::Key,
    line: Line,
}

/// Some events.
enum Chosen {
    All,
    Noun(String),
    One(String),
}

impl Webhook {
    pub(super) fn new(url: Url, events: Vec<String>, secret: &Secret, line: Line) -> Result<Self> {
        let events = events.iter().map(|event| chosen(event.trim())).collect::<Result<Vec<_>>>()?;
        if events.is_empty() {
            return Err(Error::bad_input(say!("A webhook has no events."))
                .hint(say!("Name some, as in incident.*,grant.approved.")));
        }
        Ok(Self { url, events, key: key(secret)?, line })
    }

    pub(super) async fn tell(&self, entries: &[LoggedEntry], now: Timestamp) -> Told {
        let mut sent = 0;
        for (place, entry) in entries.iter().enumerate() {
            if !self.wants(&entry.name) {
                continue;
            }
            if sent == AT_ONCE {
                return Told::all(place);
            }
            if let Err(trouble) = self.send(entry, now).await {
                return Told { taken: place, trouble: Some(trouble) };
            }
            sent += 1;
        }
        Told::all(entries.len())
    }

    fn wants(&self, event: &str) -> bool {
        self.events.iter().any(|chosen| match chosen {
            Chosen::All => true,
            Chosen::Noun(noun) => event.split('.').next() == Some(noun),
            Chosen::One(name) => name == event,
        })
    }

    async fn send(&self, entry: &LoggedEntry, now: Timestamp) -> Result<(), String> {
        let (id, at, body) = (opaque::name(entry), now.as_second().to_string(), body(entry));
        let request = self
            .line
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-signature", signature(&self.key, &id, &at, &body))
            .header("webhook-id", id)
            .header("webhook-timestamp", at);
        line::send(request.body(body)).await
    }
}

fn body(entry: &LoggedEntry) -> String {
    json!({
        "type": entry.name,
        "timestamp": entry.at.to_string(),
        "data": { "log": opaque::log_name(entry.log), "index": entry.index, "ids": opaque::ids(entry) },
    })
    .to_string()
}

fn signature(key: &hmac::Key, id: &str, at: &str, body: &str) -> String {
    format!("v1,{}", STANDARD.encode(hmac::sign(key, format!("{id}.{at}.{body}").as_bytes())))
}

fn key(secret: &Secret) -> Result<hmac::Key> {
    let bad = || {
        Error::bad_input(say!("A webhook’s secret is of no use."))
            .hint(say!("Write whsec_ and 24 to 64 random bytes in base64, as ‘openssl rand -base64 32’ gives them."))
    };
    let encoded = trimmed(secret).strip_prefix(PREFIX).ok_or_else(bad)?;
    let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| bad())?);
    if SECRET_BYTES.contains(&bytes.len()) { Ok(hmac::Key::new(hmac::HMAC_SHA256, &bytes)) } else { Err(bad()) }
}

fn chosen(event: &str) -> Result<Chosen> {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    match event.split_once('.') {
        None if event == "*" => Ok(Chosen::All),
        Some((noun, "*")) if is_word(noun) => Ok(Chosen::Noun(noun.to_owned())),
        Some((noun, verb)) if is_word(noun) && is_word(verb) => Ok(Chosen::One(event.to_owned())),
        _ => Err(Error::bad_input(say!("A webhook’s event does not read."))
            .hint(say!("Write an event as in grant.approved, all of a noun as in incident.*, or * for every event."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn a_message_is_signed_as_the_specification_signs_it() {
        let key = key(&"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()).expect("a secret");
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_file_names_webhooks_and_its_troubles_repeat_no_secret() {
        let text = "[[webhook]]\nurl = \"https://hooks.firm.example/\"\nevents = [\"incident.*\"]\nsecret = \"whsec_canary\"\n";
        assert_eq!(webhooks_of(&text.into()).map(|all| all.len()).ok(), Some(1));
        let error = webhooks_of(&text.replace("\"whsec_canary\"", "whsec_canary").into()).err().expect("not TOML");
        assert!(error.to_string().contains("line 4"), "{error}");
        assert!(!format!("{error:?}").contains("canary"));
    }

    #[test]
    fn a_secret_and_an_event_must_read() {
        for bad in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%"] {
            assert!(key(&bad.into()).is_err(), "{bad}");
        }
        for bad in ["", "grant", "Grant.approved", "grant.", ".approved", "grant.approved.twice", "*.approved"] {
            assert!(chosen(bad).is_err(), "{bad}");
        }
    }
}
