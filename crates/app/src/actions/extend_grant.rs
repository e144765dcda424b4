//! Ask for a grant again before it ends: a new request that names the old one, which runs on till its own end.

use super::{
    ask_grant::{days, file},
    text,
};
use crate::{
    Done, Door,
    granting::{self, Scope},
};
use bailee_model::{Action, Error, Grant, GrantId, GrantKind, Result, say};

/// What is asked for.
pub struct ExtendGrantAsk {
    /// The grant that runs.
    pub grant: GrantId,
    /// For how many days from the new approval.
    pub days: i32,
    /// Why it takes longer.
    pub reason: String,
}

/// Asks for the same scope and purpose again; whoever had to approve the first approves this one too.
///
/// # Errors
/// When the grant is not the caller's own, does not run, is an emergency's, or was asked for again already.
pub async fn extend_grant(door: &Door, ask: ExtendGrantAsk) -> Result<Done<Grant>> {
    let old = door.app.store.get::<Grant>(ask.grant).await?.ok_or_else(Error::not_found)?;
    let held = door.engagement(old.engagement).for_(Action::AskGrant).await?;
    if old.person != door.who.id {
        return Err(Error::conflict(say!("Only the person who has a grant asks for it again.")));
    }
    if old.kind == GrantKind::BreakGlass {
        return Err(Error::conflict(say!("Emergency access is not extended."))
            .hint(say!("Ask for a grant, or for emergency access anew: two people decide each time.")));
    }
    if !old.is_live(door.now()) {
        return Err(Error::conflict(say!("This grant does not run any more.")).hint(say!("Ask for a new one.")));
    }
    let scope = Scope { purpose: old.purpose, categories: old.categories, classes: old.classes };
    let scope = scope.within(held.engagement())?;
    let days = days(ask.days, door.app.limits().grant_days)?;
    let grant = granting::request(door, &held.facts, scope, text("reason", &ask.reason, 500)?)?;
    file(door, &held.facts, Grant { days, extends: Some(old.id), ..grant }).await
}
