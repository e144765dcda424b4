//! The policies that a firm publishes: their versions, the reviews they go through, and who signed them (clauses S8).

use crate::id::{PersonId, PolicyId, PolicyReviewId, PolicySignatureId, PolicyVersionId};
use crate::words::{Factor, PolicyReviewCause, PolicyReviewOutcome, PolicyState};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A policy: what all its versions have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Which one.
    pub id: PolicyId,
    /// Its name in addresses, as in `security-policy`; no two policies share one.
    pub slug: String,
    /// Since when the firm has it.
    pub since: Timestamp,
}

/// A policy's text in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// `en` or `fr`.
    pub language: String,
    /// Markdown, its clauses headed by their numbers and promises and its measures named in braces.
    pub text: String,
}

/// That somebody lets an unmeasured word stand in a clause, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedWord {
    /// The clause, as in `S2.2`; empty for what stands before the first.
    pub clause: String,
    /// The word as the text has it, in lower case.
    pub word: String,
    /// Why it needs no measure.
    pub reason: String,
    /// Who says so.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// The value of a measure at the time of publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedMeasure {
    /// Its name, as in `grant_days`.
    pub name: String,
    /// Its value, in its own unit.
    pub value: i64,
}

/// One version of a policy, in every language it is published in. Once published it is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// Which one.
    pub id: PolicyVersionId,
    /// Of which policy.
    pub policy: PolicyId,
    /// Its number as the firm counts, as in `2` or `2.1`; none until it is given one.
    pub number: Option<String>,
    /// How far it has come.
    pub state: PolicyState,
    /// The day from which it applies; none until it is given one.
    pub effective: Option<Date>,
    /// Its texts.
    pub texts: Vec<Wording>,
    /// Where questions about it go; empty until it is said.
    pub contact: String,
    /// Whether it changes what people sign, so that they sign again.
    pub material: bool,
    /// What changed since the version before, in a sentence or two.
    pub summary: String,
    /// The unmeasured words that were let stand.
    pub accepted: Vec<AcceptedWord>,
    /// The measures that the text names, as they were when it was published; empty before.
    pub measures: Vec<PublishedMeasure>,
    /// When it was begun.
    pub since: Timestamp,
    /// Who last changed it; nobody, for a text that came with the installation.
    pub author: Option<PersonId>,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Who read it and agreed that it may be published.
    pub reviewed_by: Option<PersonId>,
    /// When.
    pub reviewed_at: Option<Timestamp>,
    /// What whoever read it said, when they sent it back or agreed.
    pub remark: String,
    /// Who published it.
    pub published_by: Option<PersonId>,
    /// When.
    pub published_at: Option<Timestamp>,
}

impl PolicyVersion {
    /// Its text in this language.
    pub fn text(&self, language: &str) -> Option<&str> {
        self.texts.iter().find(|wording| wording.language == language).map(|wording| wording.text.as_str())
    }
}

/// That a policy is to be gone through: on its date, or because of something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyReview {
    /// Which one.
    pub id: PolicyReviewId,
    /// Of which policy.
    pub policy: PolicyId,
    /// Why.
    pub cause: PolicyReviewCause,
    /// What it is about: an identifier, or a reason in words; empty for the yearly one.
    pub about: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// By when it is to be done.
    pub due: Timestamp,
    /// When it was done.
    pub closed_at: Option<Timestamp>,
    /// By whom.
    pub closed_by: Option<PersonId>,
    /// What came of it.
    pub outcome: Option<PolicyReviewOutcome>,
    /// The draft that came of it, if one did.
    pub draft: Option<PolicyVersionId>,
    /// What was found.
    pub note: String,
}

/// That somebody who works for the firm signed a version of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicySignature {
    /// Which one.
    pub id: PolicySignatureId,
    /// Which version.
    pub version: PolicyVersionId,
    /// Who.
    pub person: PersonId,
    /// In which language it was read.
    pub language: String,
    /// SHA-256 of the text with its measures filled in, as it was read, hexadecimal.
    pub digest: String,
    /// The name they typed.
    pub typed_name: String,
    /// How they had shown who they are.
    pub factor: Factor,
    /// When.
    pub at: Timestamp,
}
