//! What is settled before work: documents that are signed, and courses that are passed (clauses D4.2, S5, S7).

use crate::id::{CompletionId, CourseId, DocumentId, EngagementId, PersonId, SignatureId};
use crate::people::Organisation;
use crate::words::{DocumentKind, Factor};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One version of a document, in one language. Published ones are never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Which one.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Counted from 1, for its kind.
    pub version: i32,
    /// `en` or `fr`.
    pub language: String,
    /// Its title.
    pub title: String,
    /// Its text in Markdown: the exact bytes that are signed.
    pub text: String,
    /// SHA-256 of the text, hexadecimal.
    pub digest: String,
    /// Whether those who signed an earlier version have to sign again.
    pub material: bool,
    /// When it was published.
    pub published_at: Timestamp,
    /// By whom; nobody for those that came with the installation.
    pub published_by: Option<PersonId>,
}

/// A signature: who agreed to which exact bytes, how, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Which one.
    pub id: SignatureId,
    /// Under which document.
    pub document: DocumentId,
    /// What that is.
    pub kind: DocumentKind,
    /// In which version.
    pub version: i32,
    /// In which language it was read.
    pub language: String,
    /// SHA-256 of what was read, hexadecimal.
    pub digest: String,
    /// Who signed.
    pub person: PersonId,
    /// For which organisation they did.
    pub organisation: Organisation,
    /// On which engagement, for a mutual agreement.
    pub engagement: Option<EngagementId>,
    /// The name they typed.
    pub typed_name: String,
    /// The sentence they consented to.
    pub consent: String,
    /// How they had shown who they are.
    pub factor: Factor,
    /// When.
    pub at: Timestamp,
}

/// A question of a course's quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuizQuestion {
    /// What is asked.
    pub question: String,
    /// What may be answered.
    pub answers: Vec<String>,
    /// Which answer is right, counted from 0.
    pub right: usize,
    /// Why.
    pub because: String,
}

/// One version of a course, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Which one.
    pub id: CourseId,
    /// Counted from 1.
    pub version: i32,
    /// `en` or `fr`.
    pub language: String,
    /// Its title.
    pub title: String,
    /// What is to be read, in Markdown.
    pub text: String,
    /// What is asked afterwards.
    pub questions: Vec<QuizQuestion>,
    /// How many right answers pass.
    pub pass: i32,
    /// When it was published.
    pub published_at: Timestamp,
}

/// A course passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// Which one.
    pub id: CompletionId,
    /// Who.
    pub person: PersonId,
    /// Which course.
    pub course: CourseId,
    /// Which version of it.
    pub version: i32,
    /// How many answers were right.
    pub score: i32,
    /// When.
    pub at: Timestamp,
    /// When it runs out.
    pub until: Timestamp,
}
