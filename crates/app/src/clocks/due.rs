//! Everything that is due, from one list: what it is, when, and who answers for it.
//!
//! Each clock says what it watches over as [`Due`]s, computed from the records each time, so that a restart, a jump of time or a
//! second server changes nothing. From the one list come the reminders 30, 7 and 1 days before, the escalation when the day
//! passed and it is still there, the rows of *My work*, and the calendar of a simulated year.

use crate::App;
use bailee_model::{EngagementId, PersonId, Result};
use jiff::Timestamp;

/// Something that has to have happened by a moment. It is gone from the list when it has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// What kind of thing, as the clock's file is called: `checkout`, `policy_review`.
    pub kind: &'static str,
    /// Which one, as its identifier.
    pub subject: String,
    /// On which engagement, if it hangs off one.
    pub engagement: Option<EngagementId>,
    /// By when.
    pub at: Timestamp,
    /// Who is reminded; when nobody is, the officers are told if it is late.
    pub who: Vec<PersonId>,
    /// The page where it is done, as a path.
    pub page: String,
    /// Whether it happens by itself, so that nobody is reminded of it and its lateness is a fault of the system.
    pub by_itself: bool,
}

/// Everything that is due, the earliest first.
pub(crate) async fn all(app: &App) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    all.extend(super::deletion_after_verification::due(app).await?);
    all.sort_by(|one, other| (one.at, &one.subject).cmp(&(other.at, &other.subject)));
    Ok(all)
}
