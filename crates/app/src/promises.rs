//! What the firm promises, judged from facts: one file a promise, named as the promise is.
//!
//! Each file says by what its promise is kept (a gate, a clock, a record), which measures it has, and looks at what is on
//! record to say how it stands and until when that can be said without looking again. Nothing here is typed in by anybody
//! (invariant 12): a judgement is a function of the records and the time. The trust page, the officer's board and the
//! evidence pack are views of the one list, [`PROMISES`].
//!
//! A promise that is kept by a gate is judged all the same: its file looks at what was let through, on its own, and not at
//! what the gate would say.

mod advice;
mod facts;
mod judging;
mod look;

pub(crate) use advice::advice;
pub use bailee_model::Evidence;
pub(crate) use deletion_after_verification::owed_by;
pub use facts::Fact;
pub(crate) use facts::{Seen, first_since};
pub(crate) use judging::{GRACE, LOOK_EVERY, judge_all, keep};
pub use look::{Look, WINDOW};

use bailee_model::{PromiseKind, PromiseStatus, Result};
use bailee_policy::Text;
use futures::future::BoxFuture;
use jiff::Timestamp;
use serde::Serialize;

/// A promise, and who judges it.
pub struct Promise {
    /// Its name in code, as in [`bailee_policy::promise`], which knows its plain name and its clauses.
    pub slug: &'static str,
    /// By what it is kept.
    pub kinds: &'static [PromiseKind],
    /// The measures it is judged by, by their names in [`bailee_policy::PARAMETERS`].
    pub parameters: &'static [&'static str],
    /// Who looks.
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
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

/// What was looked at, sorted into what speaks for a promise and what speaks against it.
#[derive(Default)]
pub(crate) struct Tally {
    /// Speaks for it.
    pub(crate) good: Vec<Evidence>,
    /// Speaks against it.
    pub(crate) wrong: Vec<Evidence>,
}

impl Tally {
    /// Sorts one thing in.
    pub(crate) fn add(&mut self, evidence: Evidence) {
        if evidence.against { self.wrong.push(evidence) } else { self.good.push(evidence) }
    }

    /// How many things were looked at.
    pub(crate) fn all(&self) -> usize {
        self.good.len() + self.wrong.len()
    }

    /// Broken, in these words, when anything speaks against it; otherwise as given.
    pub(crate) fn finding(self, until: Timestamp, otherwise: (PromiseStatus, Said), broken: Said) -> Finding {
        let (status, says) = if self.wrong.is_empty() { otherwise } else { (PromiseStatus::Broken, broken) };
        Finding::new(status, until, says).with(self.wrong).with(self.good)
    }
}

/// The plain name of the promise of this slug.
pub fn name(slug: &str) -> Said {
    bailee_policy::promise(slug).map_or_else(|| Said::new(slug, slug), |it| Said::of(it.name))
}

/// A number of things in English: `1 grant`, `3 grants`.
pub(crate) fn en(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The same in French, where none is singular too.
pub(crate) fn fr(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count < 2 { one } else { many })
}

/// A number of clients or engagements: one or two of them would tell those who know the firm which ones are meant.
pub(crate) fn few(count: usize) -> Said {
    if (1..3).contains(&count) {
        Said::new("fewer than 3", "moins de 3")
    } else {
        Said::new(count.to_string(), count.to_string())
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
    client_ownership,
    purpose_limitation,
    declared_categories,
    least_access,
    sealed_custody,
    credential_custody,
    confidentiality,
    no_disclosure,
    mutual_nda,
    staged_migration,
    deletion_after_verification,
    retention_on_request,
    data_residency,
    return_of_data,
    disposal,
    open_door,
    prompt_revocation,
    strong_authentication,
    quarterly_access_review,
    device_posture,
    personal_devices,
    need_to_know,
    no_local_copies,
    encrypted_transfer,
    encrypted_backups,
    training,
    incident_response,
    incident_notice,
    incident_cooperation,
    incident_exercise,
    flow_down,
    policy_review,
    policy_publication,
}
