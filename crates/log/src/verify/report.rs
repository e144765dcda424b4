//! What a judgement found, for people and for programs.

use serde::Serialize;

use crate::certificate::Destruction;
use crate::checkpoint::Checkpoint;
use crate::merkle::Hash;
use crate::note::Note;
use crate::pack::Evidence;
use crate::policy::Cosigned;
use crate::review::AccessReview;
use crate::{Error, Result};

/// The judgement, from best to worst.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Every check holds.
    #[default]
    Valid,
    /// Nothing is wrong, but something that is needed is not there.
    Incomplete,
    /// Too few witnesses have cosigned.
    Quorum,
    /// The log signed two histories that contradict each other.
    Fork,
    /// Something was changed, is not trusted, or contradicts itself.
    Invalid,
}

impl Outcome {
    /// The exit code of a verifier with this outcome. 1 is left for what kept it from judging.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Invalid => 2,
            Self::Quorum => 3,
            Self::Fork => 4,
            Self::Incomplete => 5,
        }
    }
}

/// One check and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which check: `bundle`, `signature`, `statement`, `first stage`, `manifest`, `log`, `witnesses`, `events`, `bound` or
    /// `history`.
    pub name: &'static str,
    /// Whether it holds.
    pub ok: bool,
    /// What was found, as a sentence.
    pub detail: String,
}

/// The checkpoint that the certificate stands on: what a client remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The log.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The whole signed note, to keep as evidence.
    pub note: String,
}

impl Seen {
    pub(super) fn new(checkpoint: &Checkpoint, note: &Note) -> Self {
        Self { origin: checkpoint.origin.clone(), size: checkpoint.size, root: checkpoint.root, note: note.to_string() }
    }
}

/// All that a judgement found. A check that could not be made, because one before it failed, has no line.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// The worst that any check found.
    pub outcome: Outcome,
    /// The checks, in the order made.
    pub checks: Vec<Check>,
    /// What the certificate states. Present only if its signature is by a certifier of the policy.
    pub certificate: Option<Destruction>,
    /// What a review certificate states, under the same condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<AccessReview>,
    /// What an evidence pack states, under the same condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Where it stands in the log. Present only if that was proven.
    pub checkpoint: Option<Seen>,
    /// Who cosigned.
    pub witnesses: Vec<Cosigned>,
}

impl Report {
    /// Adds a line.
    pub(super) fn line(&mut self, name: &'static str, outcome: Outcome, detail: impl Into<String>) {
        self.outcome = self.outcome.max(outcome);
        self.checks.push(Check { name, ok: outcome == Outcome::Valid, detail: detail.into() });
    }

    /// Adds a check's line and passes on what it found.
    pub(super) fn note<T>(&mut self, name: &'static str, result: Result<(T, String)>) -> Option<T> {
        match result {
            Ok((found, said)) => {
                self.line(name, Outcome::Valid, said);
                Some(found)
            }
            Err(error) => {
                let outcome =
                    if matches!(error, Error::Missing { .. }) { Outcome::Incomplete } else { Outcome::Invalid };
                self.line(name, outcome, error.to_string());
                None
            }
        }
    }
}
