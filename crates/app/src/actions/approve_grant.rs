//! Approve another person's grant; its clock starts now.

use super::done;
use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, Grant, GrantId, Result};
use jiff::SignedDuration;

/// Approves a grant.
///
/// # Errors
/// When it was approved or ended already; the gate refuses one's own.
pub async fn approve_grant(door: &Door, id: GrantId) -> Result<Done<Grant>> {
    let grant = door.grant(id).for_(Action::ApproveGrant).await?.it;
    let now = door.now();
    let by = door.who.id;
    let until = now + SignedDuration::from_hours(24 * i64::from(grant.days));
    let entry = door
        .by(EntryDraft::new(grant.engagement, "grant.approved"))
        .id("grant", id)
        .id("granted", grant.person)
        .detail("purpose", grant.purpose.as_str())
        .detail("until", until.to_string());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut grant = tx.get::<Grant>(id).await?.ok_or_else(Error::not_found)?;
        if grant.approved_at.is_some() || grant.ended.is_some() {
            return Err(Error::conflict("This grant is decided already.").hint("Look at the list of grants."));
        }
        grant.approved_by = Some(by);
        grant.approved_at = Some(now);
        grant.expires_at = Some(until);
        tx.save(&grant).await?;
        Ok(grant)
    });
    Ok(done(recorded.await?))
}
