//! What the firm promises, judged from facts: one file a promise, named as the promise is.
//!
//! Each file says by what its promise is kept (a gate, a clock, a record), which measures it has, and looks at what is on
//! record to say how it stands and until when that can be said without looking again. Nothing here is typed in by anybody
//! (invariant 12): a judgement is a function of the records and the time. The trust page, the officer's board and the
//! evidence pack are views of the one list, [`PROMISES`].
//!
//! A promise that is kept by a gate is judged all the same: its file looks at what was let through, on its own, and not at
//! what the gate would say.

mod look;

pub use look::Look;

use bailee_model::{LogId, PromiseKind, PromiseStatus, Result};
use bailee_policy::Text;
use futures::future::BoxFuture;
use jiff::Timestamp;

/// A promise, and who judges it.
pub struct Promise {
    /// Its name in code, as in [`bailee_policy::promise`], which knows its plain name and its clauses.
    pub slug: &'static str,
    /// By what it is kept.
    pub kinds: &'static [PromiseKind],
    /// The measures it is judged by, by their names in [`bailee_policy::PARAMETERS`].
    pub parameters: &'static [&'static str],
    /// The clauses it keeps.
    pub judge: Judge,
}

/// Looks at the records and says how a promise stands.
pub type Judge = for<'a> fn(&'a Look<'a>) -> BoxFuture<'a, Result<Finding>>;

/// How a promise stands, why, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How it stands.
    pub status: PromiseStatus,
    /// Until when that holds without looking again: the next moment at which time alone may change it.
    pub valid_until: Timestamp,
    /// One plain sentence with figures, for anybody: it names no client, no person and no thing of theirs.
    pub says: Said,
    /// What shows it. On the public page only its count is shown.
    pub evidence: Vec<Evidence>,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// Something on record that shows how a promise stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What it is, as `noun identifier`: `grant 01J…`, `review 01J…`.
    pub what: String,
    /// When it became so.
    pub at: Timestamp,
    /// In which log it is written down; the evidence pack adds the receipts.
    pub log: LogId,
    /// Whether it speaks against the promise.
    pub against: bool,
}

impl Said {
    /// Both languages at once.
    pub fn new(en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self { en: en.into(), fr: fr.into() }
    }

    /// The same in both languages, from the constants of a file.
    pub fn of(text: Text) -> Self {
        Self::new(text.en, text.fr)
    }

    /// In this language: `fr`, or English for any other.
    pub fn in_language(&self, language: &str) -> &str {
        if language == "fr" { &self.fr } else { &self.en }
    }
}

impl Finding {
    /// A finding without evidence yet.
    pub fn new(status: PromiseStatus, valid_until: Timestamp, says: Said) -> Self {
        Self { status, valid_until, says, evidence: Vec::new() }
    }

    /// With what shows it.
    #[must_use]
    pub fn with(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self
    }
}

macro_rules! promises {
    ($($slug:ident),* $(,)?) => {
        $(mod $slug;)*

        /// Every promise, in the order of the clauses.
        pub const PROMISES: &[&Promise] = &[$(&$slug::PROMISE,)*];
    };
}

// One line a promise, in the order of `bailee_policy::PROMISES`.
promises! {
    least_access,
}
