//! Ask for a grant: scope, purpose, for how long, and why.

use super::{named, text};
use crate::{Done, Door};
use bailee_model::{Action, Category, ColumnClass, EngagementId, EntryDraft, Error, Grant, GrantId, Purpose, Result};

/// Longest a grant may run (clause D3.1).
const LONGEST_DAYS: i32 = 30;

/// What is asked for.
pub struct AskGrantAsk {
    /// On what.
    pub engagement: EngagementId,
    /// What for.
    pub purpose: Purpose,
    /// Which categories of data.
    pub categories: Vec<Category>,
    /// Which column classes to see in clear, beside open ones.
    pub classes: Vec<ColumnClass>,
    /// For how many days from approval.
    pub days: i32,
    /// Why.
    pub reason: String,
}

/// Asks for a grant; somebody else approves it.
///
/// # Errors
/// When purpose or category is not agreed for the engagement, the days are out of bounds, or the caller has no assignment.
pub async fn ask_grant(door: &Door, ask: AskGrantAsk) -> Result<Done<Grant>> {
    let engagement = door.engagement(ask.engagement).for_(Action::AskGrant).await?;
    if !engagement.purposes.contains(&ask.purpose) {
        return Err(Error::bad_input("This purpose is not agreed for the engagement.")
            .hint("Choose one of its purposes.")
            .on_field("purpose"));
    }
    if ask.categories.is_empty() || ask.categories.iter().any(|each| !engagement.categories.contains(each)) {
        return Err(Error::bad_input("These categories are not agreed for the engagement.")
            .hint("Choose among the engagement's categories, and no more than the work needs.")
            .on_field("categories"));
    }
    if !(1..=LONGEST_DAYS).contains(&ask.days) {
        return Err(Error::bad_input("A grant runs for 1 to 30 days.")
            .hint("Ask again before it ends if the work goes on.")
            .on_field("days"));
    }
    let assignment = engagement.facts.assignments.iter().find(|each| each.ended.is_none()).ok_or_else(|| {
        Error::conflict("Only who is assigned can have a grant.").hint("Ask the lead to assign you first.")
    })?;
    let grant = Grant {
        id: GrantId::new(door.app.rng.as_ref()),
        assignment: assignment.id,
        engagement: engagement.id,
        person: door.who.id,
        purpose: ask.purpose,
        categories: ask.categories,
        classes: ask.classes.into_iter().filter(|class| *class != ColumnClass::Open).collect(),
        reason: text("reason", &ask.reason, 500)?,
        asked_at: door.now(),
        days: ask.days,
        approved_by: None,
        approved_at: None,
        expires_at: None,
        ended: None,
    };
    let entry = named(EntryDraft::new(engagement.id, "grant.asked"), "grant", &grant)
        .detail("purpose", grant.purpose.as_str())
        .detail("categories", grant.categories.iter().map(ToString::to_string).collect::<Vec<_>>())
        .detail("classes", grant.classes.iter().map(ToString::to_string).collect::<Vec<_>>())
        .detail("days", grant.days)
        .detail("reason", grant.reason.clone());
    door.keep(grant, entry).await
}
