//! What one line of the log says.
//!
//! A line stays for ever and may be read by witnesses and auditors, while what it is about may have to be erased. So a
//! [`Body`] holds only codes, opaque ids and digests. Everything else (who, which file, why) is a [`Disclosure`]: kept
//! elsewhere, encrypted and erasable, and represented in the body by a salted hash. Show a disclosure and anyone can see
//! that it is the one the log holds; erase it and the hash says nothing, while every proof stays valid.
//!
//! Bodies are canonical JSON ([`crate::json`]); disclosures follow RFC 9901.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::merkle::{Hash, leaf_hash};
use crate::{Error, Result, json, text};

const WHAT: &str = "log entry";
const DISCLOSURE: &str = "disclosure";
/// The largest body, in bytes.
pub const MAX_BODY: usize = 16 << 10;

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// The version of this form: 1.
    pub v: u8,
    /// What happened, as a code: `holding.destroyed`.
    pub event: String,
    /// When, as RFC 3339 in UTC: `2026-11-22T04:00:27Z`.
    pub at: String,
    /// Opaque ids and codes by name: `holding` → `hld_01JD…`, `clause` → `S2.2`. Letters, digits and `. _ : -` only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ids: BTreeMap<String, String>,
    /// SHA-256 of things that cannot be guessed (they are random, or salted) by name: `certificate`, `manifest`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub digests: BTreeMap<String, Hash>,
    /// The digests of the disclosures, sorted so that their order tells nothing. RFC 9901 calls this `_sd`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub sealed: BTreeSet<String>,
}

impl Body {
    /// A line about an event at an instant, without ids or digests yet.
    pub fn new(event: impl Into<String>, at: impl Into<String>) -> Self {
        Self {
            v: 1,
            event: event.into(),
            at: at.into(),
            ids: BTreeMap::new(),
            digests: BTreeMap::new(),
            sealed: BTreeSet::new(),
        }
    }

    /// Adds an opaque id or code.
    #[must_use]
    pub fn id(mut self, name: impl Into<String>, id: impl Into<String>) -> Self {
        self.ids.insert(name.into(), id.into());
        self
    }

    /// Adds a digest of something that cannot be guessed.
    #[must_use]
    pub fn digest(mut self, name: impl Into<String>, digest: Hash) -> Self {
        self.digests.insert(name.into(), digest);
        self
    }

    /// Adds the digest of a disclosure; the disclosure itself is the caller's to keep.
    #[must_use]
    pub fn seal(mut self, disclosure: &Disclosure) -> Self {
        self.sealed.insert(disclosure.digest());
        self
    }

    /// The exact bytes to store and hash.
    ///
    /// # Errors
    /// [`Error::TooLarge`], or [`Error::Format`] when an id could name a person or a file, or a field is not of its form.
    pub fn encode(&self) -> Result<Vec<u8>> {
        self.check()?;
        let bytes = json::to_canonical(WHAT, self)?.into_bytes();
        check_size(&bytes)?;
        Ok(bytes)
    }

    /// Reads a body from its exact bytes.
    ///
    /// # Errors
    /// As [`Body::encode`], and [`Error::Format`] when the bytes are not those that it would make.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        check_size(bytes)?;
        let body: Self = json::from_canonical(WHAT, bytes)?;
        body.check()?;
        Ok(body)
    }

    fn check(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::format(WHAT, why));
        if self.v != 1 {
            return wrong("its version is not 1: a newer verifier may read it");
        }
        if !is_event(&self.event) {
            return wrong(
                "an event is a code such as `holding.destroyed`, of at most 64 letters a to z, digits, dots and underscores",
            );
        }
        if !text::is_instant(&self.at) {
            return wrong("`at` is an instant in UTC such as `2026-11-22T04:00:27Z`");
        }
        if !self.ids.iter().all(|(name, id)| text::is_opaque(name) && text::is_opaque(id)) {
            return wrong(
                "an id may hold letters, digits and `. _ : -` only; what names a person or a file is a disclosure",
            );
        }
        if !self.digests.keys().all(|name| text::is_opaque(name)) {
            return wrong("a digest's name may hold letters, digits and `. _ : -` only");
        }
        if !self.sealed.iter().all(|digest| text::from_base64url(digest).is_some_and(|bytes| bytes.len() == 32)) {
            return wrong("a disclosure's digest is 32 bytes in base64url");
        }
        Ok(())
    }
}

/// The leaf hash of a body's exact bytes.
pub fn leaf(body: &[u8]) -> Hash {
    leaf_hash(body)
}

/// Whether a word is an event's code: it also serves as part of a file name.
pub(crate) fn is_event(event: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'_';
    (1..=64).contains(&event.len()) && event.starts_with(|c: char| c.is_ascii_lowercase()) && event.bytes().all(allowed)
}

fn check_size(bytes: &[u8]) -> Result<()> {
    if bytes.len() <= MAX_BODY {
        Ok(())
    } else {
        Err(Error::TooLarge { what: WHAT, size: bytes.len(), limit: MAX_BODY })
    }
}

/// One detail of an entry, with the salt that keeps its hash from being guessed.
///
/// It holds plaintext: it has no `Debug`, and belongs encrypted wherever it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Disclosure {
    encoded: String,
}

impl Disclosure {
    /// Commits to a named value under a fresh random salt of 32 bytes.
    ///
    /// # Errors
    /// [`Error::Format`] when the value holds a number that canonical JSON cannot spell.
    pub fn new(salt: [u8; 32], name: &str, value: &Value) -> Result<Self> {
        let parts = Value::from(vec![text::base64url(&salt).into(), name.into(), value.clone()]);
        let json = json::to_canonical(DISCLOSURE, &parts)?;
        Ok(Self { encoded: text::base64url(json.as_bytes()) })
    }

    /// Reads a disclosure as it was kept.
    ///
    /// # Errors
    /// [`Error::Format`] when it is not base64url of a JSON array of salt, name and value.
    pub fn parse(encoded: &str) -> Result<Self> {
        let disclosure = Self { encoded: encoded.to_owned() };
        disclosure.open()?;
        Ok(disclosure)
    }

    /// The form to keep, and to show: base64url of `[salt, name, value]`.
    pub fn as_str(&self) -> &str {
        &self.encoded
    }

    /// What stands in the entry: base64url of the SHA-256 of [`Disclosure::as_str`].
    pub fn digest(&self) -> String {
        text::base64url(&Hash::of(self.encoded.as_bytes()).0)
    }

    /// The name and the value.
    ///
    /// # Errors
    /// As [`Disclosure::parse`].
    pub fn open(&self) -> Result<(String, Value)> {
        let wrong = || Error::format(DISCLOSURE, "expected base64url of a JSON array of salt, name and value");
        let json = text::from_base64url(&self.encoded).ok_or_else(wrong)?;
        let (salt, name, value): (String, String, Value) = serde_json::from_slice(&json).map_err(|_| wrong())?;
        let salted = text::from_base64url(&salt).is_some_and(|salt| salt.len() >= 16);
        if salted { Ok((name, value)) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body() -> Body {
        let detail = Disclosure::new([7; 32], "reason", &json!("the client's mapping")).unwrap();
        Body::new("holding.opened", "2026-11-22T04:00:27Z")
            .id("holding", "hld_1")
            .digest("manifest", Hash::of(b"m"))
            .seal(&detail)
    }

    #[test]
    fn a_body_reads_back_from_its_bytes() {
        let bytes = body().encode().unwrap();
        assert!(bytes.starts_with(br#"{"at":"2026-11-22T04:00:27Z","digests":{"manifest":""#));
        assert_eq!(Body::decode(&bytes).unwrap(), body());
        let bare = Body::new("log.opened", "2026-11-22T04:00:27Z").encode().unwrap();
        assert_eq!(bare, br#"{"at":"2026-11-22T04:00:27Z","event":"log.opened","v":1}"#);
        assert!(Body::decode(&bare).is_ok());
    }

    #[test]
    fn what_could_name_a_person_stays_out() {
        for id in ["jeanne@lanterne.example", "Jeanne Lanterne", "exports/clients.csv", ""] {
            assert!(body().id("by", id).encode().is_err(), "{id}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        assert!(Body { v: 2, ..body() }.encode().is_err());
        assert!(Body { event: "Holding Opened".into(), ..body() }.encode().is_err());
        assert!(Body { event: "../etc".into(), ..body() }.encode().is_err());
        assert!(Body { at: "yesterday".into(), ..body() }.encode().is_err());
        assert!(Body { sealed: BTreeSet::from(["x".to_owned()]), ..body() }.encode().is_err());
        for bytes in [
            r#"{"at":"2026-11-22T04:00:27Z","event":"log.opened","ids":{},"v":1}"#,
            r#"{"at":"2026-11-22T04:00:27Z","event":"log.opened","v":1,"x":1}"#,
        ] {
            assert!(Body::decode(bytes.as_bytes()).is_err(), "{bytes}");
        }
    }

    #[test]
    fn a_body_has_a_largest_size() {
        let many = (0..200).fold(body(), |body, n| body.id(format!("id{n}"), "x".repeat(128)));
        assert!(matches!(many.encode(), Err(Error::TooLarge { limit: MAX_BODY, .. })));
        assert!(matches!(Body::decode(&[b' '; MAX_BODY + 1]), Err(Error::TooLarge { .. })));
    }

    #[test]
    fn a_disclosure_opens_and_its_digest_depends_on_the_salt() {
        let value = json!({"person": "Zoé (fictional)"});
        let disclosure = Disclosure::new([7; 32], "by", &value).unwrap();
        assert_eq!(Disclosure::parse(disclosure.as_str()).unwrap().open().unwrap(), ("by".to_owned(), value.clone()));
        assert_ne!(disclosure.digest(), Disclosure::new([8; 32], "by", &value).unwrap().digest());
        for wrong in ["", "!", "W10", &text::base64url(br#"["short","by",1]"#)] {
            assert!(Disclosure::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_example_of_rfc_9901_has_its_published_digest() {
        let encoded = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        let disclosure = Disclosure::parse(encoded).unwrap();
        assert_eq!(disclosure.open().unwrap(), ("family_name".to_owned(), json!("Möbius")));
        assert_eq!(disclosure.digest(), "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
    }
}
