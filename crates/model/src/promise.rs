//! How the firm's promises stood, as somebody looked: judgements, the statements made of them, and what officers added.
//!
//! A judgement is a function of the records and the time. It is kept so that there is a history, and so that a page can say
//! how old the look is; nobody types one in (invariant 12). An annotation stands beside it and takes nothing away.

use crate::entry::LogId;
use crate::id::{AnnotationId, EventId, JudgementId, PersonId, StatementId};
use crate::words::{PromiseStatus, Standing};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something on record that shows how a promise stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is, as `noun identifier`: `grant grt_…`, `review rev_…`.
    pub what: String,
    /// When it became so.
    pub at: Timestamp,
    /// In which log it is written down; the evidence pack adds the receipts.
    pub log: LogId,
    /// Whether it speaks against the promise.
    pub against: bool,
}

/// One spell during which a promise stood in one way, from one look without a gap to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Which one.
    pub id: JudgementId,
    /// Of which promise, by its slug.
    pub promise: String,
    /// How it stands, or stood.
    pub status: PromiseStatus,
    /// Why, in English, as of the last look.
    pub says_en: String,
    /// Why, in French.
    pub says_fr: String,
    /// Since when: the first look that found it so.
    pub at: Timestamp,
    /// The last look that found it so.
    pub checked_at: Timestamp,
    /// Until when the last look is good; after that it says nothing any more.
    pub valid_until: Timestamp,
    /// How many things show it.
    pub evidence: i64,
    /// How many of them speak against it.
    pub against: i64,
    /// SHA-256 over all of them in their order, hexadecimal.
    pub digest: String,
    /// The first of them, those that speak against it before the others.
    pub shown: Vec<Evidence>,
    /// The JSON whose SHA-256 the entry of this judgement carries: how it stood at the first look.
    pub recorded: String,
    /// The event of that entry.
    pub event: EventId,
}

impl Judgement {
    /// How it stands at a moment: what the last look found, as long as that is good, and unproven after it.
    pub fn status_at(&self, now: Timestamp) -> PromiseStatus {
        if now <= self.valid_until { self.status } else { PromiseStatus::Unproven }
    }
}

/// What an officer added to a promise on the public page. Written once; it is never changed and never taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// Which one.
    pub id: AnnotationId,
    /// To which promise, by its slug.
    pub promise: String,
    /// What it says, in English.
    pub says_en: String,
    /// The same in French.
    pub says_fr: String,
    /// Who wrote it; the public page shows [`role`](Self::role) instead.
    pub by: PersonId,
    /// As what they wrote it.
    pub role: Standing,
    /// When.
    pub at: Timestamp,
    /// How the promise stood then.
    pub status: PromiseStatus,
}

/// What the public page said at one moment, in JSON: one a day, and the log carries its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Which one.
    pub id: StatementId,
    /// When.
    pub at: Timestamp,
    /// The exact bytes.
    pub body: String,
    /// Their SHA-256, hexadecimal.
    pub digest: String,
    /// The event of the entry that carries it.
    pub event: EventId,
}
