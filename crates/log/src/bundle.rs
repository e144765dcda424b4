//! `certificate.zip`: the certificate, its list, and the proofs, in one file for the client.
//!
//! | member | what it is |
//! |---|---|
//! | `certificate.dsse.json` | the signed statement |
//! | `first-stage.dsse.json` | in a certificate that completes another: that one's signed statement |
//! | `certificate.tlog-proof` | that the statement's SHA-256 stands in the log; the entry itself is the proof's `extra` |
//! | `events/<index>-<event>.tlog-proof` | the same for each entry that the statement names |
//! | `manifest.jsonl` | what was destroyed; for a review certificate, its rows |
//!
//! A bundle has one spelling: exactly these members, in this order, each in canonical form, in a zip without freedom.
//! The reader writes what it read again and refuses the file if a single byte differs; what is left are bytes that
//! signatures and hashes cover, which [`crate::verify()`] checks. So a bundle with any bit changed is refused.

use crate::entry::{Body, leaf};
use crate::manifest::Manifest;
use crate::merkle::Hash;
use crate::proof::LogProof;
use crate::review::Rows;
use crate::{Error, Result, archive};

const WHAT: &str = "certificate.zip";
const ENVELOPE: &str = "certificate.dsse.json";
const FIRST: &str = "first-stage.dsse.json";
const PROOF: &str = "certificate.tlog-proof";
const MANIFEST: &str = "manifest.jsonl";
/// The largest bundle read, in bytes.
pub const MAX_BUNDLE: usize = 64 << 20;
/// The largest proof file read, in bytes.
const MAX_PROOF: usize = 1 << 20;

/// The contents of a `certificate.zip`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The exact bytes of the signed statement: the log entry holds their SHA-256.
    pub envelope: Vec<u8>,
    /// The exact bytes of the first stage's signed statement, where this certificate completes one.
    pub first: Option<Vec<u8>>,
    /// The list that the statement is about.
    pub manifest: Listing,
    /// The proof of the entry that records the certificate.
    pub proof: LoggedEntry,
    /// The proofs of the entries that the certificate names, by rising index.
    pub events: Vec<LoggedEntry>,
}

/// The list that a certificate is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// What was destroyed.
    Destroyed(Manifest),
    /// The rows of an access review.
    Reviewed(Rows),
}

impl Listing {
    /// The exact bytes of the list.
    ///
    /// # Errors
    /// Those of [`Manifest::encode`] and [`Rows::encode`].
    pub fn encode(&self) -> Result<Vec<u8>> {
        match self {
            Self::Destroyed(manifest) => manifest.encode(),
            Self::Reviewed(rows) => rows.encode(),
        }
    }

    /// The two kinds have no field in common that the other allows, so a list is of one kind only.
    fn parse(bytes: &[u8]) -> Result<Self> {
        match Rows::parse(bytes) {
            Ok(rows) => Ok(Self::Reviewed(rows)),
            Err(_) => Manifest::parse(bytes).map(Self::Destroyed),
        }
    }
}

/// An entry together with the proof that it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEntry {
    /// What the entry says.
    pub body: Body,
    /// Its leaf hash.
    pub leaf: Hash,
    /// The proof, with the entry's exact bytes as `extra`.
    pub proof: LogProof,
}

impl LoggedEntry {
    /// Takes the entry out of its proof. That the proof holds is checked by [`crate::verify()`].
    ///
    /// # Errors
    /// [`Error::Format`] when `extra` is missing or not an entry.
    pub fn new(proof: LogProof) -> Result<Self> {
        let bytes = proof
            .extra
            .as_deref()
            .ok_or_else(|| Error::format("log proof", "it does not carry its entry (`extra`)"))?;
        Ok(Self { body: Body::decode(bytes)?, leaf: leaf(bytes), proof })
    }

    fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_PROOF {
            return Err(Error::TooLarge { what: "log proof", size: bytes.len(), limit: MAX_PROOF });
        }
        Self::new(LogProof::parse(bytes)?)
    }

    /// Index and event are part of the entry's proof, so the name can be changed no more than they can.
    fn file_name(&self) -> String {
        format!("events/{:08}-{}.tlog-proof", self.proof.index, self.body.event)
    }
}

impl Bundle {
    /// The exact bytes of the zip file. The same contents give the same bytes, always.
    ///
    /// # Errors
    /// Those of [`Listing::encode`], [`Error::TooLarge`], and [`Error::Format`] when an event stands twice or out of order.
    pub fn encode(&self) -> Result<Vec<u8>> {
        if !self.events.is_sorted_by(|a, b| a.proof.index < b.proof.index) {
            return Err(Error::format(WHAT, "its events do not stand once each, by rising index"));
        }
        let manifest = self.manifest.encode()?;
        let proof = self.proof.proof.to_string();
        let events: Vec<String> = self.events.iter().map(|event| event.proof.to_string()).collect();
        let mut members = vec![(ENVELOPE.to_owned(), self.envelope.as_slice())];
        members.extend(self.first.as_deref().map(|first| (FIRST.to_owned(), first)));
        members.push((PROOF.to_owned(), proof.as_bytes()));
        members.extend(self.events.iter().zip(&events).map(|(event, text)| (event.file_name(), text.as_bytes())));
        members.push((MANIFEST.to_owned(), &manifest));
        let bytes = archive::write(&members)?;
        check_size(&bytes)?;
        Ok(bytes)
    }

    /// Reads a bundle. What it says is not yet believed: see [`crate::verify()`].
    ///
    /// # Errors
    /// [`Error::Missing`] when a member that every bundle has is absent; otherwise [`Error::TooLarge`], [`Error::Format`] or
    /// [`Error::Line`] for whatever is not in the one form that [`Bundle::encode`] gives.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        check_size(bytes)?;
        let (mut envelope, mut first, mut proof, mut manifest, mut events) = (None, None, None, None, Vec::new());
        for (name, content) in archive::read(bytes)? {
            match name.as_str() {
                ENVELOPE => envelope = Some(content.to_vec()),
                FIRST => first = Some(content.to_vec()),
                PROOF => proof = Some(LoggedEntry::parse(content)?),
                MANIFEST => manifest = Some(Listing::parse(content)?),
                name if name.starts_with("events/") => events.push(LoggedEntry::parse(content)?),
                _ => return Err(Error::format(WHAT, "it holds a file that does not belong in a certificate")),
            }
        }
        let bundle = Self {
            envelope: envelope.ok_or(Error::Missing { what: ENVELOPE })?,
            first,
            manifest: manifest.ok_or(Error::Missing { what: MANIFEST })?,
            proof: proof.ok_or(Error::Missing { what: PROOF })?,
            events,
        };
        if bundle.encode()? == bytes {
            Ok(bundle)
        } else {
            Err(Error::format(WHAT, "it is not byte for byte as Bailee writes it: was it repacked or changed?"))
        }
    }
}

fn check_size(bytes: &[u8]) -> Result<()> {
    if bytes.len() <= MAX_BUNDLE {
        Ok(())
    } else {
        Err(Error::TooLarge { what: WHAT, size: bytes.len(), limit: MAX_BUNDLE })
    }
}
