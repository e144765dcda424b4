//! What is in custody, what was decided about it, and the work done with it.

use crate::id::{CertificateId, EngagementId, EventId, HoldingId, JobId, LoadRunId, PersonId, SystemId};
use crate::say::Text;
use crate::words::{Category, ColumnClass, HoldingKind, HoldingState, JobState, LoadMode, Purpose};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Anything in custody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Which one; the log and the vault know it by this only.
    pub id: HoldingId,
    /// Under which engagement.
    pub engagement: EngagementId,
    /// What it is.
    pub kind: HoldingKind,
    /// Where it stands.
    pub state: HoldingState,
    /// The file's name, or the table's name in queries.
    pub name: String,
    /// What it is about, as declared.
    pub category: Category,
    /// What it came for, as declared.
    pub purpose: Purpose,
    /// The original that a table was made from.
    pub source: Option<HoldingId>,
    /// Size of the plaintext in bytes.
    pub bytes: i64,
    /// Rows that parsed, for a table.
    pub rows: i64,
    /// Rows that did not, kept beside it.
    pub rejects: i64,
    /// Who brought it.
    pub brought_by: PersonId,
    /// When it arrived.
    pub arrived_at: Timestamp,
    /// SHA-256 over salt ‖ plaintext.
    pub digest: String,
    /// The salt of the digest, hexadecimal. It lies beside the digest for as long as the holding lives, so that who may open
    /// the one can check the other; it is erased with the key, and then the digest says nothing about what was there.
    pub salt: String,
    /// Identifier of the key that seals it, for the certificate.
    pub key_id: String,
    /// When its key was destroyed.
    pub destroyed_at: Option<Timestamp>,
}

/// Who may see a column, and who said so. Without one, a column is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnDecision {
    /// The table.
    pub holding: HoldingId,
    /// Its engagement, under whose key the names of columns are kept.
    pub engagement: EngagementId,
    /// The column's name.
    pub column: String,
    /// The class in force.
    pub class: ColumnClass,
    /// Why: the detector's finding or the person's reason.
    pub reason: Text,
    /// Who confirmed it; nobody when it stands as detected.
    pub confirmed_by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// One run of a mapping into a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadRun {
    /// Which one.
    pub id: LoadRunId,
    /// Under which engagement.
    pub engagement: EngagementId,
    /// The mapping document.
    pub mapping: HoldingId,
    /// What for.
    pub mode: LoadMode,
    /// The tables it reads: what it makes opens to those only who may open all of them.
    pub sources: Vec<HoldingId>,
    /// Into which system; none for files.
    pub system: Option<SystemId>,
    /// How far it has come.
    pub state: JobState,
    /// Who started it.
    pub by: PersonId,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Counts per model, as [`crate::load::Outcome`]s.
    pub outcomes: Vec<crate::load::Outcome>,
    /// The sealed report of rejects, or the sealed bundle of import files.
    pub report: Option<HoldingId>,
    /// Whether the trial balance agreed, once reconciled.
    pub agrees: Option<bool>,
    /// The sealed reconciliation.
    pub reconciliation: Option<HoldingId>,
}

/// One destruction certificate, as issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Which one.
    pub id: CertificateId,
    /// Under which engagement.
    pub engagement: EngagementId,
    /// How many things it covers.
    pub items: i64,
    /// When it was issued.
    pub at: Timestamp,
    /// The signed statement: a DSSE envelope. It holds no client data.
    pub statement: Vec<u8>,
    /// The destruction manifest whose digest the statement signs, a JSON line an item.
    pub manifest: Vec<u8>,
    /// Places in the engagement's log of the request, the destruction and the verification behind it.
    pub events: Vec<u64>,
    /// The event of the log entry that binds the statement.
    pub entry: EventId,
    /// The certificate of the first stage that this one completes: *destroyed* became *destroyed everywhere*.
    pub completes: Option<CertificateId>,
    /// Until when something still holds a key of these things, as far as was known when it was issued. None when nothing
    /// does, and once the second stage says so.
    pub outstanding_until: Option<Timestamp>,
}

/// A piece of long work with visible progress. Leaving the page stops nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Which one.
    pub id: JobId,
    /// Under which engagement.
    pub engagement: EngagementId,
    /// What it does: `intake`, `profile`, `load`, `reconcile`, `destroy`.
    pub kind: String,
    /// What it does it to, as an identifier.
    pub subject: String,
    /// How far it has come.
    pub state: JobState,
    /// Units done.
    pub done: i64,
    /// Units in all, when known.
    pub total: Option<i64>,
    /// What is counted: `rows`, `bytes`, `records`.
    pub unit: String,
    /// What happened, a line each; never a value out of client data.
    pub lines: Vec<Text>,
    /// Who started it.
    pub by: PersonId,
    /// When.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}
