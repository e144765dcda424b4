//! `evidence.zip`: how the firm's promises stood during a period, and what shows it, in one file for whoever audits the firm.
//!
//! | member | what it is |
//! |---|---|
//! | `evidence.dsse.json` | the signed statement, with the predicate [`Evidence`] |
//! | `manifest.jsonl` | every file with its length and SHA-256, a canonical JSON object a line; the statement is about this list |
//! | the files | for people and programs: `index.html`, tables, and the judgements and statements as they were recorded |
//! | `proofs/<log>/<index>-<event>.tlog-proof` | that an entry stands in a log; the entry itself is the proof's `extra` |
//!
//! Some files were bound by a log when they were made: an entry carries their SHA-256 ([`Bound`]). Those cannot have been
//! written afterwards. The others are made from them, and say only what the firm signed with this pack.
//!
//! A pack has one spelling, as a certificate has ([`crate::bundle`]). [`crate::verify()`] judges it.

use serde::{Deserialize, Serialize};

use crate::bundle::LoggedEntry;
use crate::certificate::Statement;
use crate::checkpoint::Checkpoint;
use crate::merkle::Hash;
use crate::proof::LogProof;
use crate::{Error, Result, archive, json, text};

const WHAT: &str = "evidence.zip";
const LIST: &str = "manifest of the evidence";
pub(crate) const ENVELOPE: &str = "evidence.dsse.json";
const MANIFEST: &str = "manifest.jsonl";
const PROOFS: &str = "proofs/";
/// The type of the statement's predicate.
pub const PREDICATE_TYPE: &str = "https://bailee.example/evidence/v1";
/// The most proofs in one pack.
pub const MAX_PROOFS: usize = 10_000;

/// What a pack states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Evidence {
    /// When it was made, as RFC 3339 in UTC.
    pub at: String,
    /// Which files an entry of a log binds, by their names.
    pub bound: Vec<Bound>,
    /// What this pack cannot show, in plain sentences.
    pub does_not_prove: Vec<String>,
    /// The entries that are proved, by log and rising index.
    pub entries: Vec<Entry>,
    /// Which firm.
    pub firm: String,
    /// From when on.
    pub from: String,
    /// The origin of the site log, in which judgements and statements are recorded.
    pub origin: String,
    /// How many promises it is about.
    pub promises: u32,
    /// What this pack shows, in plain sentences.
    pub proves: Vec<String>,
    /// Until when.
    pub until: String,
}

/// A file whose SHA-256 an entry carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The name of the digest in the entry.
    pub digest: String,
    /// The file.
    pub file: String,
    /// The entry's place in the log named [`Evidence::origin`].
    pub index: u64,
}

/// An entry that is proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its place.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: Hash,
    /// The origin of its log.
    pub origin: String,
}

/// A file of the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, with folders behind slashes.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    bytes: u64,
    name: String,
    sha256: Hash,
}

/// The contents of an `evidence.zip`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The exact bytes of the signed statement.
    pub envelope: Vec<u8>,
    /// The files, by name.
    pub files: Vec<File>,
    /// The proofs, by log and rising index.
    pub proofs: Vec<LoggedEntry>,
}

impl Evidence {
    /// The statement to sign: this evidence, of the files in the manifest with this SHA-256.
    ///
    /// # Errors
    /// [`Error::Format`] when what it says is not of its form.
    pub fn statement(&self, manifest: Hash) -> Result<Vec<u8>> {
        self.check()?;
        Ok(json::to_canonical(WHAT, &Statement::about(self, PREDICATE_TYPE, manifest))?.into_bytes())
    }

    /// Reads a statement: the evidence, and its manifest's SHA-256.
    ///
    /// # Errors
    /// [`Error::Format`] when it is another kind of statement, or not in its one form.
    pub fn from_statement(bytes: &[u8]) -> Result<(Self, Hash)> {
        let (evidence, manifest): (Self, Hash) = Statement::read(WHAT, PREDICATE_TYPE, bytes)?;
        evidence.check()?;
        Ok((evidence, manifest))
    }

    fn check(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::format(WHAT, why));
        if ![&self.at, &self.from, &self.until].into_iter().all(|at| text::is_instant(at)) {
            return wrong("`at`, `from` and `until` are instants in UTC");
        }
        if !self.entries.is_sorted_by(|a, b| (&a.origin, a.index) < (&b.origin, b.index)) {
            return wrong("its log entries are not listed once each, by log and rising index");
        }
        if !self.bound.is_sorted_by(|a, b| a.file < b.file) {
            return wrong("the files that entries bind are not listed once each, by name");
        }
        Ok(())
    }
}

/// The manifest of these files: what the statement is about.
///
/// # Errors
/// [`Error::Format`] when a name is not fit for an archive, or stands twice or out of order.
pub fn manifest(files: &[File]) -> Result<Vec<u8>> {
    if !files.is_sorted_by(|a, b| a.name < b.name) {
        return Err(Error::format(LIST, "its files do not stand once each, by name"));
    }
    let line = |file: &File| {
        if !is_name(&file.name) {
            return Err(Error::format(LIST, "a file has a name that is not one of a pack"));
        }
        let listed = Listed { bytes: file.bytes.len() as u64, name: file.name.clone(), sha256: Hash::of(&file.bytes) };
        Ok(json::to_canonical(LIST, &listed)? + "\n")
    };
    Ok(files.iter().map(line).collect::<Result<String>>()?.into_bytes())
}

/// Relative, of letters, digits and `. _ -` between slashes, nothing hidden, and no member of another kind.
fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        plain && !part.is_empty() && !part.starts_with('.')
    };
    name.split('/').all(part) && name != ENVELOPE && name != MANIFEST && !name.starts_with(PROOFS)
}

/// Where a proof stands in the archive. The log's folder is the beginning of its origin's hash: origins hold slashes.
fn proof_name(proof: &LoggedEntry) -> Result<String> {
    let log = Hash::of(origin_of(proof)?.as_bytes()).to_string();
    Ok(format!("{PROOFS}{}/{:08}-{}.tlog-proof", &log[..8], proof.proof.index, proof.body.event))
}

/// The log that a proof says it is of.
///
/// # Errors
/// Those of [`Checkpoint::parse`].
pub fn origin_of(proof: &LoggedEntry) -> Result<String> {
    Ok(Checkpoint::parse(proof.proof.checkpoint.text())?.origin)
}

impl Pack {
    /// The exact bytes of the zip file. The same contents give the same bytes, always.
    ///
    /// # Errors
    /// Those of [`manifest`]; [`Error::TooLarge`]; [`Error::Format`] when a proof stands twice or out of order.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let mut last: Option<(String, u64)> = None;
        let mut proofs = Vec::new();
        for proof in &self.proofs {
            let place = (origin_of(proof)?, proof.proof.index);
            if last.as_ref().is_some_and(|last| *last >= place) {
                return Err(Error::format(WHAT, "its proofs do not stand once each, by log and rising index"));
            }
            proofs.push((proof_name(proof)?, proof.proof.to_string()));
            last = Some(place);
        }
        let manifest = manifest(&self.files)?;
        let mut members: Vec<archive::Member<'_>> = vec![(ENVELOPE.to_owned(), &self.envelope)];
        members.push((MANIFEST.to_owned(), &manifest));
        members.extend(self.files.iter().map(|file| (file.name.clone(), file.bytes.as_slice())));
        members.extend(proofs.iter().map(|(name, text)| (name.clone(), text.as_bytes())));
        archive::write(&members)
    }

    /// Whether these bytes are a pack and no certificate: by the name of their first member.
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.get(30..30 + ENVELOPE.len()) == Some(ENVELOPE.as_bytes())
    }

    /// Reads a pack. What it says is not yet believed: see [`crate::verify()`].
    ///
    /// # Errors
    /// [`Error::Missing`] when there is no statement; otherwise [`Error::Format`] for whatever is not in the one form that
    /// [`Pack::encode`] gives.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let (mut envelope, mut files, mut proofs) = (None, Vec::new(), Vec::new());
        for (name, content) in archive::read(bytes)? {
            match name.as_str() {
                ENVELOPE => envelope = Some(content.to_vec()),
                // Written again below, and compared.
                MANIFEST => {}
                name if name.starts_with(PROOFS) && proofs.len() < MAX_PROOFS => {
                    proofs.push(LoggedEntry::new(LogProof::parse(content)?)?);
                }
                _ => files.push(File { name, bytes: content.to_vec() }),
            }
        }
        let pack = Self { envelope: envelope.ok_or(Error::Missing { what: ENVELOPE })?, files, proofs };
        if pack.encode()? == bytes {
            Ok(pack)
        } else {
            Err(Error::format(WHAT, "it is not byte for byte as Bailee writes it: was it repacked or changed?"))
        }
    }

    /// The file of this name.
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.name == name)
    }
}

/// What every evidence pack of Bailee proves, in plain sentences.
pub fn proves() -> Vec<String> {
    [
        "The firm stated, and signed, how its promises stood during this period, with the figures given.",
        "Every judgement and every daily statement in it is the one that was recorded then: the log carries its digest.",
        "Every entry that is proved stands in a log that cannot be changed unseen.",
    ]
    .map(String::from)
    .into()
}

/// What no evidence pack of Bailee can prove, in plain sentences.
pub fn does_not_prove() -> Vec<String> {
    [
        "It does not prove that everything that happened was recorded: who controls the server can keep it from recording.",
        "It does not show what an entry says in its details: those stay with the engagement, under its key.",
        "What rests on somebody’s word is marked as attested, and is no more than that.",
        "A log that no client or witness has seen may have been written later; compare its checkpoint with theirs.",
    ]
    .map(String::from)
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> File {
        File { name: name.into(), bytes: name.as_bytes().into() }
    }

    #[test]
    fn a_pack_without_proofs_reads_back_and_any_changed_byte_is_refused() {
        let pack = Pack { envelope: b"{}".to_vec(), files: vec![file("a.txt"), file("b/c.json")], proofs: vec![] };
        let bytes = pack.encode().unwrap();
        assert!(Pack::is_one(&bytes) && !Pack::is_one(b"PK"));
        assert_eq!(Pack::decode(&bytes).unwrap(), pack);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            // The statement's own bytes are for its signature to judge.
            assert!(
                Pack::decode(&changed).is_ok_and(|read| read != pack && read.envelope != pack.envelope)
                    || Pack::decode(&changed).is_err(),
                "byte {at}"
            );
        }
    }

    #[test]
    fn names_that_lead_out_of_the_pack_are_refused() {
        for name in ["/etc/passwd", "../a", "a//b", ".hidden", "a/.b", "proofs/x", "manifest.jsonl", "a b", ""] {
            assert!(manifest(&[file(name)]).is_err(), "{name}");
        }
        assert!(manifest(&[file("b"), file("a")]).is_err(), "out of order");
        assert!(manifest(&[file("a"), file("a")]).is_err(), "twice");
    }
}
