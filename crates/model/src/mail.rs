//! Messages to people. They tell that something waits and where; what it is stays inside (clause S4.3).

use crate::id::{MailId, PersonId};
use crate::words::MailKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A message that is written in the same commit as what it tells of, and sent afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Which one.
    pub id: MailId,
    /// To whom.
    pub person: PersonId,
    /// What it tells.
    pub kind: MailKind,
    /// The page that it leads to, as a path: `/work`.
    pub path: String,
    /// When it was written.
    pub since: Timestamp,
    /// When it is tried next; none once it was sent or given up.
    pub next_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: i32,
    /// When the server took it.
    pub sent_at: Option<Timestamp>,
    /// What the last failure was.
    pub trouble: String,
}
