//! End a grant, refuse one that was asked for, or withdraw one's own.

use super::done;
use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, Grant, GrantId, Result};

/// Ends a grant at once.
///
/// # Errors
/// When it has ended already.
pub async fn end_grant(door: &Door, id: GrantId) -> Result<Done<Grant>> {
    let grant = door.grant(id).for_(Action::EndGrant).await?.it;
    let now = door.now();
    let decided = grant.approved_at.is_some();
    let event = if decided { "grant.ended" } else { "grant.declined" };
    let entry = door.by(EntryDraft::new(grant.engagement, event)).id("grant", id).id("granted", grant.person);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut grant = tx.get::<Grant>(id).await?.ok_or_else(Error::not_found)?;
        if grant.ended.is_some() {
            return Err(Error::conflict("This grant has ended already."));
        }
        if grant.approved_at.is_some() != decided {
            return Err(
                Error::conflict("This grant was approved in the meantime.").hint("Look at it again, then end it.")
            );
        }
        grant.ended = Some(now);
        tx.save(&grant).await?;
        Ok(grant)
    });
    Ok(done(recorded.await?))
}
