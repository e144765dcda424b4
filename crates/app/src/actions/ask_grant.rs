//! Ask for a grant: scope, purpose, for how long, and why.

use super::{done, text};
use crate::{
    Done, Door,
    granting::{self, Scope},
    lookup::Facts,
};
use bailee_model::{Action, Category, ColumnClass, EngagementId, Error, Grant, Purpose, Result, say};

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

/// Asks for a grant; somebody else approves it, and the client agrees to it where it covers a sealed category.
///
/// # Errors
/// When purpose or category is not agreed for the engagement, the days are out of bounds, or the caller has no assignment.
pub async fn ask_grant(door: &Door, ask: AskGrantAsk) -> Result<Done<Grant>> {
    let held = door.engagement(ask.engagement).for_(Action::AskGrant).await?;
    let scope = Scope { purpose: ask.purpose, categories: ask.categories, classes: ask.classes };
    let scope = scope.within(held.engagement())?;
    let days = days(ask.days, door.app.limits().grant_days)?;
    let grant = granting::request(door, &held.facts, scope, text("reason", &ask.reason, 500)?)?;
    file(door, &held.facts, Grant { days, ..grant }).await
}

/// A number of days that a grant may run.
pub(super) fn days(days: i32, most: i64) -> Result<i32> {
    if (1..=most).contains(&i64::from(days)) {
        return Ok(days);
    }
    Err(Error::bad_input(say!("A grant runs for 1 to {most} days.", most))
        .hint(say!("Ask again before it ends if the work goes on."))
        .on_field("days"))
}

/// Records a request and tells those who may answer it.
pub(super) async fn file(door: &Door, facts: &Facts, grant: Grant) -> Result<Done<Grant>> {
    let mut entry = granting::asked("grant.asked", &grant);
    if let Some(old) = grant.extends {
        entry = entry.id("extends", old);
    }
    let told = door.app.letters_to_approvers(&grant, facts).await?;
    let now = door.now();
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        granting::require_running(&tx, &grant, now).await?;
        if let Some(old) = grant.extends
            && tx.grants(grant.engagement).await?.iter().any(|each| each.extends == Some(old) && each.is_open())
        {
            return Err(Error::conflict(say!("This grant is asked for again already."))
                .hint(say!("That request waits for its answer.")));
        }
        granting::save_and_tell(&tx, &grant, &told).await?;
        Ok(grant)
    });
    Ok(done(recorded.await?))
}
