//! The certificate: what the firm states it has destroyed.
//!
//! It is an in-toto Statement, version 1, with a predicate of Bailee's own, signed in a DSSE envelope ([`crate::dsse`]).
//! Its subject is the manifest ([`crate::manifest`]), by SHA-256. It names the entries of the log that tell how it came
//! about, by index and leaf hash, so that none of them can be left out of the bundle unseen.
//!
//! A certificate comes in two stages. *Destroyed*: the live key is gone, and with it every copy that Bailee holds. What
//! still holds the key, or the bytes, elsewhere (recovery kits, backups, replicas, copies on devices) is listed as
//! outstanding, each with its kind and the day when it will be gone. *Destroyed everywhere*: that list is empty. Where it was
//! empty from the beginning there is one certificate, of the second stage. Otherwise a second one follows about the same
//! list: it names the first by the SHA-256 of its envelope, and for each thing that was outstanding when it was found gone
//! ([`Completes`]). Among its log entries are the one that issued the first ([`Role::Issued`]) and the one that says that
//! nothing is outstanding any more ([`Role::Completion`], event [`EVERYWHERE`]). Its bundle has the first envelope in it, so
//! that both stages are judged together.
//!
//! To issue one: encode the manifest; [`Destruction::statement`]; sign it with [`crate::dsse::CertifierKey`]; record
//! [`issued`] in the log; take proofs from one signed and cosigned checkpoint; [`crate::bundle::Bundle::encode`].

use serde::{Deserialize, Serialize};

use crate::entry::Body;
use crate::manifest::Counted;
use crate::merkle::Hash;
use crate::{Error, Result, json, text};

const WHAT: &str = "certificate";
/// The media type of the statement in its envelope.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The type of the statement's predicate.
pub const PREDICATE_TYPE: &str = "https://bailee.example/destruction/v1";
/// The event of the log entry that holds a certificate's digest.
pub const ISSUED: &str = "certificate.issued";
/// The name of that digest in the entry.
pub const DIGEST: &str = "certificate";
/// The event of the log entry that says that nothing is outstanding any more.
pub const EVERYWHERE: &str = "destruction.everywhere";
const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
const SUBJECT: &str = "manifest.jsonl";

/// What was destroyed, how, on whose word, and what is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Destruction {
    /// Who else approved the destruction, where somebody did: the client's word that started the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Party>,
    /// When the keys were destroyed, as RFC 3339 in UTC.
    pub at: String,
    /// The client's pseudonym.
    pub client: String,
    /// The first stage that this certificate completes; none when it stands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completes: Option<Completes>,
    /// What this certificate cannot show, in plain sentences.
    pub does_not_prove: Vec<String>,
    /// The engagement's opaque id.
    pub engagement: String,
    /// The entries of the log that tell how it came about, by rising index.
    pub events: Vec<Event>,
    /// How it was done.
    pub method: Method,
    /// The origin of the log that holds those entries, and this certificate's own.
    pub origin: String,
    /// What still holds a destroyed key, and until when.
    pub outstanding: Vec<Outstanding>,
    /// What this certificate shows, in plain sentences.
    pub proves: Vec<String>,
    /// Who asked for it.
    pub requested_by: Party,
    /// How far it has gone.
    pub stage: Stage,
    /// How many things of each kind and category, as the manifest lists them: sorted by kind, then category.
    pub what: Vec<Counted>,
}

/// The first stage, as a certificate of the second names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completes {
    /// SHA-256 of the first certificate's envelope, as its log entry has it.
    pub certificate: Hash,
    /// All that the first listed as outstanding, in its order, and when each was recorded as gone.
    pub gone: Vec<Gone>,
}

/// Something that once held a destroyed key, and is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gone {
    /// When it was gone, as RFC 3339 in UTC.
    pub at: String,
    /// Its opaque id.
    pub id: String,
    /// What it was.
    pub kind: OutstandingKind,
}

/// A person, by opaque id, and by name where the firm and the person agreed to show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// How to show them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// The opaque id.
    pub id: String,
}

/// How the destruction was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// The standard followed.
    pub standard: String,
    /// The technique, in that standard's words.
    pub technique: String,
    /// The program that did it.
    pub tool: String,
    /// Its version.
    pub version: String,
}

impl Method {
    /// Cryptographic erase after NIST SP 800-88 r2, done by Bailee of this version.
    pub fn cryptographic_erase(version: &str) -> Self {
        Self {
            standard: "NIST SP 800-88 r2".into(),
            technique: "cryptographic erase".into(),
            tool: "Bailee".into(),
            version: version.into(),
        }
    }
}

/// How far a destruction has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The live keys are gone.
    #[serde(rename = "destroyed")]
    Destroyed,
    /// And so is everything that once held them.
    #[serde(rename = "destroyed everywhere")]
    DestroyedEverywhere,
}

/// Something that still holds a destroyed key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Outstanding {
    /// The day when it is gone, such as `2026-12-24`.
    pub gone_by: String,
    /// Its opaque id.
    pub id: String,
    /// What it is.
    pub kind: OutstandingKind,
}

/// What can still hold a destroyed key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutstandingKind {
    /// A recovery kit.
    Kit,
    /// A backup.
    Backup,
    /// A replica of the keyring.
    Replica,
    /// A copy on a device, sealed to a key of that device.
    Checkout,
}

/// An entry of the log that belongs to the certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its index in the log.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: Hash,
    /// What it is to the certificate.
    pub role: Role,
}

/// What an entry is to a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Somebody asked for the destruction, or a clock did.
    Request,
    /// Somebody else approved it.
    Approval,
    /// The keys were destroyed.
    Destruction,
    /// It was checked afterwards that they open nothing.
    Verification,
    /// An access review opened, and its population was frozen.
    Opening,
    /// Rows of it were decided, by a person or by silence.
    Decision,
    /// The certificate of the first stage was issued.
    Issued,
    /// All that was outstanding then was found gone.
    Completion,
}

/// An in-toto Statement about one list, with a predicate of ours.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement<P> {
    #[serde(rename = "_type")]
    statement_type: String,
    predicate: P,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    subject: [Subject; 1],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    digest: SubjectDigest,
    name: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SubjectDigest {
    sha256: Hash,
}

impl<P> Statement<P> {
    /// The statement of this predicate about the list with this SHA-256.
    pub(crate) fn about(predicate: P, predicate_type: &str, list: Hash) -> Self {
        Self {
            statement_type: STATEMENT_TYPE.into(),
            predicate,
            predicate_type: predicate_type.into(),
            subject: [Subject { digest: SubjectDigest { sha256: list }, name: SUBJECT.into() }],
        }
    }

    /// Reads a statement with a predicate of this type: the predicate, and the list's SHA-256.
    pub(crate) fn read(what: &'static str, predicate_type: &str, bytes: &[u8]) -> Result<(P, Hash)>
    where
        P: serde::de::DeserializeOwned + Serialize,
    {
        let statement: Self = json::from_canonical(what, bytes)?;
        let [subject] = statement.subject;
        let ours = statement.statement_type == STATEMENT_TYPE
            && statement.predicate_type == predicate_type
            && subject.name == SUBJECT;
        if !ours {
            return Err(Error::format(what, format!("it is not a statement of type {predicate_type} about {SUBJECT}")));
        }
        Ok((statement.predicate, subject.digest.sha256))
    }
}

impl Destruction {
    /// The statement to sign: this destruction, of the things in the manifest with this SHA-256.
    ///
    /// # Errors
    /// [`Error::Format`] when what it says is not of its form, or contradicts itself.
    pub fn statement(&self, manifest: Hash) -> Result<Vec<u8>> {
        self.check()?;
        Ok(json::to_canonical(WHAT, &Statement::about(self, PREDICATE_TYPE, manifest))?.into_bytes())
    }

    /// Reads a statement: the destruction, and its manifest's SHA-256.
    ///
    /// # Errors
    /// [`Error::Format`] when it is another kind of statement, not in its one form, or contradicts itself.
    pub fn from_statement(bytes: &[u8]) -> Result<(Self, Hash)> {
        let (destruction, manifest): (Self, Hash) = Statement::read(WHAT, PREDICATE_TYPE, bytes)?;
        destruction.check()?;
        Ok((destruction, manifest))
    }

    fn check(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::format(WHAT, why));
        let approved = self.approved_by.iter().map(|party| &party.id);
        let ids = [&self.client, &self.engagement, &self.requested_by.id];
        if !ids
            .into_iter()
            .chain(approved)
            .chain(self.outstanding.iter().map(|left| &left.id))
            .all(|id| text::is_opaque(id))
        {
            return wrong("an id holds letters, digits and `. _ : -` only");
        }
        if !text::is_instant(&self.at) || !self.outstanding.iter().all(|left| text::is_date(&left.gone_by)) {
            return wrong("`at` is an instant in UTC and `goneBy` a day");
        }
        if self.stage == Stage::DestroyedEverywhere && !self.outstanding.is_empty() {
            return wrong("it says `destroyed everywhere`, and yet that something still holds a key");
        }
        self.check_completion()?;
        if !self.events.iter().any(|event| event.role == Role::Destruction) {
            return wrong("it names no log entry of the destruction itself");
        }
        if !self.events.is_sorted_by(|a, b| a.index < b.index) {
            return wrong("its log entries are not listed once each, by rising index");
        }
        Ok(())
    }

    fn check_completion(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::format(WHAT, why));
        let has = |role| self.events.iter().any(|event| event.role == role);
        let Some(completes) = &self.completes else {
            return if has(Role::Issued) || has(Role::Completion) {
                wrong("it names log entries of a second stage, and no first one that it completes")
            } else {
                Ok(())
            };
        };
        if self.stage != Stage::DestroyedEverywhere {
            return wrong("it completes another certificate, and yet does not say `destroyed everywhere`");
        }
        if completes.gone.is_empty() {
            return wrong("it completes another certificate, and yet nothing was outstanding");
        }
        if !completes.gone.iter().all(|gone| text::is_opaque(&gone.id) && text::is_instant(&gone.at)) {
            return wrong("what is gone has an id of letters, digits and `. _ : -` and an instant in UTC");
        }
        if !has(Role::Issued) || !has(Role::Completion) {
            return wrong("it names no log entry of the first stage, or none of its completion");
        }
        Ok(())
    }
}

/// The log entry that records a certificate, to be completed with the ids that the log uses.
pub fn issued(at: impl Into<String>, envelope: &[u8]) -> Body {
    Body::new(ISSUED, at).digest(DIGEST, Hash::of(envelope))
}

/// What every certificate of Bailee proves, in plain sentences.
pub fn proves() -> Vec<String> {
    [
        "The firm stated, and signed, that the listed things were destroyed.",
        "That statement, and the steps that led to it, stand in a log that cannot be changed unseen, and did so no later than the witnesses signed.",
        "Nothing in this file has been changed since.",
    ]
    .map(String::from)
    .into()
}

/// What a certificate of the second stage proves, in plain sentences.
pub fn proves_everywhere() -> Vec<String> {
    let mut lines = proves();
    lines.push(
        "All that the first certificate listed as still holding a key is recorded as gone, each at the instant given."
            .to_owned(),
    );
    lines
}

/// What no certificate of Bailee can prove, in plain sentences.
pub fn does_not_prove() -> Vec<String> {
    [
        "It does not prove that the firm tells the truth: someone with full control of the machines could have kept a copy.",
        "It does not prove that nothing is left on storage media: the keys were destroyed, so that what is left cannot be read.",
        "It says nothing of copies that the client or others made outside Bailee.",
    ]
    .map(String::from)
    .into()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn sample() -> Destruction {
        Destruction {
            approved_by: Some(Party { display: Some("Zoé Lanterne (fictional)".into()), id: "prs_2".into() }),
            at: "2026-11-22T04:00:27Z".into(),
            client: "cli_1".into(),
            completes: None,
            does_not_prove: does_not_prove(),
            engagement: "eng_1".into(),
            events: vec![Event { index: 3, leaf: Hash::of(b"x"), role: Role::Destruction }],
            method: Method::cryptographic_erase("0.1.0"),
            origin: "lanterne.example/log".into(),
            outstanding: vec![Outstanding {
                gone_by: "2026-12-24".into(),
                id: "kit_1".into(),
                kind: OutstandingKind::Kit,
            }],
            proves: proves(),
            requested_by: Party { display: None, id: "prs_1".into() },
            stage: Stage::Destroyed,
            what: vec![Counted { category: "financial".into(), count: 1, kind: "table".into() }],
        }
    }

    #[test]
    fn a_statement_reads_back() {
        let bytes = sample().statement(Hash::of(b"manifest")).unwrap();
        assert!(bytes.starts_with(br#"{"_type":"https://in-toto.io/Statement/v1","predicate":{"approvedBy":"#));
        assert_eq!(Destruction::from_statement(&bytes).unwrap(), (sample(), Hash::of(b"manifest")));
    }

    #[test]
    fn destroyed_everywhere_leaves_nothing_outstanding() {
        let everywhere = Destruction { stage: Stage::DestroyedEverywhere, ..sample() };
        assert!(
            matches!(everywhere.statement(Hash::of(b"m")), Err(Error::Format { why, .. }) if why.contains("still holds"))
        );
        assert!(Destruction { outstanding: vec![], ..everywhere }.statement(Hash::of(b"m")).is_ok());
    }

    #[test]
    fn a_second_stage_names_its_first_and_leaves_nothing_open() {
        let event = |index, role| Event { index, leaf: Hash::of(b"x"), role };
        let gone = Gone { at: "2026-12-20T04:00:27Z".into(), id: "kit_1".into(), kind: OutstandingKind::Kit };
        let completes = Completes { certificate: Hash::of(b"first"), gone: vec![gone.clone()] };
        let second = Destruction {
            completes: Some(completes.clone()),
            events: vec![event(3, Role::Destruction), event(4, Role::Issued), event(5, Role::Completion)],
            outstanding: vec![],
            proves: proves_everywhere(),
            stage: Stage::DestroyedEverywhere,
            ..sample()
        };
        let bytes = second.statement(Hash::of(b"m")).unwrap();
        assert_eq!(Destruction::from_statement(&bytes).unwrap().0, second);
        let refused = |destruction: Destruction| assert!(destruction.statement(Hash::of(b"m")).is_err());
        refused(Destruction { stage: Stage::Destroyed, ..second.clone() });
        refused(Destruction { completes: None, ..second.clone() });
        refused(Destruction { completes: Some(Completes { gone: vec![], ..completes.clone() }), ..second.clone() });
        let vague = Gone { at: "soon".into(), ..gone };
        refused(Destruction { completes: Some(Completes { gone: vec![vague], ..completes }), ..second.clone() });
        for n in 1..3 {
            let mut less = second.clone();
            less.events.remove(n);
            refused(less);
        }
    }

    #[test]
    fn contradictions_and_other_statements_are_refused() {
        let refused = |destruction: Destruction| assert!(destruction.statement(Hash::of(b"m")).is_err());
        refused(Destruction { client: "Lanterne & Fils".into(), ..sample() });
        refused(Destruction { at: "2026-11-22".into(), ..sample() });
        refused(Destruction { events: vec![], ..sample() });
        let event = sample().events[0].clone();
        refused(Destruction { events: vec![event.clone(), event], ..sample() });
        let text = String::from_utf8(sample().statement(Hash::of(b"m")).unwrap()).unwrap();
        for (from, to) in [
            ("destruction/v1", "destruction/v2"),
            ("Statement/v1", "Statement/v2"),
            ("manifest.jsonl", "manifest.json"),
        ] {
            assert!(Destruction::from_statement(text.replace(from, to).as_bytes()).is_err(), "{to}");
        }
    }
}
