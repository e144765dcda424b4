//! Ask for emergency access: two people, sixty minutes, and the client told at once.
//!
//! It does not wait for the client's agreement to a sealed category; that is what it is for. It is a grant of its own kind:
//! another person approves it as any other, it cannot be extended, and what was opened under it is counted on the client's page.

use super::{done, text};
use crate::{
    Done, Door,
    granting::{self, Scope},
};
use bailee_model::{Action, Category, ColumnClass, EngagementId, Error, Grant, GrantKind, Purpose, Result, say};

/// What is to be opened, and what has happened.
pub struct BreakGlassAsk {
    /// On what.
    pub engagement: EngagementId,
    /// What for.
    pub purpose: Purpose,
    /// Which categories of data.
    pub categories: Vec<Category>,
    /// Which column classes to see in clear, beside open ones.
    pub classes: Vec<ColumnClass>,
    /// What cannot wait.
    pub reason: String,
}

/// Asks for emergency access; the lead or an officer approves it, and nobody approves their own.
///
/// # Errors
/// When purpose or category is not agreed, the caller has no assignment, or one of theirs waits or runs already.
pub async fn break_glass(door: &Door, ask: BreakGlassAsk) -> Result<Done<Grant>> {
    let held = door.engagement(ask.engagement).for_(Action::BreakGlass).await?;
    let scope = Scope { purpose: ask.purpose, categories: ask.categories, classes: ask.classes };
    let scope = scope.within(held.engagement())?;
    let grant = granting::request(door, &held.facts, scope, text("reason", &ask.reason, 500)?)?;
    let grant = Grant { kind: GrantKind::BreakGlass, ..grant };
    let told = door.app.letters_to_approvers(&grant, &held.facts).await?;
    let (now, limits) = (door.now(), door.app.limits());
    let entry = door.by(granting::asked("break_glass.asked", &grant));
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        granting::require_running(&tx, &grant, now).await?;
        let pending = |each: &Grant| {
            each.person == grant.person
                && each.kind == GrantKind::BreakGlass
                && (each.is_live(now) || (each.is_open() && now < granting::lapses_at(each, &limits)))
        };
        if tx.grants(grant.engagement).await?.iter().any(pending) {
            return Err(Error::conflict(say!("You have asked for emergency access here already."))
                .hint(say!("It is not extended; once it is over it can be asked for anew.")));
        }
        granting::save_and_tell(&tx, &grant, &told).await?;
        Ok(grant)
    });
    Ok(done(recorded.await?))
}
