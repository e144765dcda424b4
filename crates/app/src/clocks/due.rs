//! Everything that is due, from one list: what it is, when, and who answers for it.
//!
//! Each clock says what it watches over as [`Due`]s, computed from the records each time, so that a restart, a jump of time or a
//! second server changes nothing. From the one list come the reminders 30, 7 and 1 days before, the escalation when the day
//! passed and it is still there, the rows of *My work*, and the calendar of a simulated year.

use crate::App;
use bailee_model::{EngagementId, PersonId, Result};
use jiff::Timestamp;

/// What kinds of things are due, as their clocks call them.
pub const KINDS: [&str; 29] = [
    "access_review",
    "backup",
    "backup_expiry",
    "backup_trial",
    "checkout",
    "client_told",
    "deletion_after_verification",
    "deletion_waits",
    "destroyed_everywhere",
    "device_approval",
    "drop_link",
    "enquiry",
    "grant",
    "grant_unused",
    "handover_receipt",
    "hold_end",
    "incident_exercise",
    "incident_notice",
    "incident_task",
    "kit_destruction",
    "legal_demand",
    "objection",
    "out_link",
    "policy_review",
    "rotation",
    "training",
    "training_grace",
    "unusual_use",
    "upload",
];

/// Something that has to have happened by a moment. It is gone from the list when it has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// What kind of thing, as the clock's file is called: `checkout`, `policy_review`.
    pub kind: &'static str,
    /// Which one, as its identifier.
    pub subject: String,
    /// On which engagement, if it hangs off one.
    pub engagement: Option<EngagementId>,
    /// When it came up: no reminder is from before.
    pub since: Timestamp,
    /// By when.
    pub at: Timestamp,
    /// Who is reminded as the day comes near, and told with the officers when it has passed.
    pub who: Vec<PersonId>,
    /// The page where it is done, as a path.
    pub page: String,
    /// Whether a clock carries it out: being late is then a fault of the system.
    pub by_itself: bool,
}

/// Everything that is due, the earliest first.
pub async fn all(app: &App) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    all.extend(super::access_review::due(app).await?);
    all.extend(super::backups::due(app).await?);
    all.extend(super::checkouts::due(app).await?);
    all.extend(super::deletion_after_verification::due(app).await?);
    all.extend(super::demands::due(app).await?);
    all.extend(super::destroyed_everywhere::due(app).await?);
    all.extend(super::device_approvals::due(app).await?);
    all.extend(super::enquiries::due(app).await?);
    all.extend(super::grant_expiry::due(app).await?);
    all.extend(super::grant_unused::due(app).await?);
    all.extend(super::handover_receipt::due(app).await?);
    all.extend(super::hold_end::due(app).await?);
    all.extend(super::policy_review::due(app).await?);
    all.extend(super::rotation::due(app).await?);
    all.extend(super::training::due(app).await?);
    all.extend(super::transfer::due(app).await?);
    all.extend(super::unusual_use::due(app).await?);
    all.extend(super::incidents::due(app).await?);
    all.sort_by(|one, other| (one.at, &one.subject).cmp(&(other.at, &other.subject)));
    Ok(all)
}
