//! End a grant, refuse one that was asked for, or withdraw one's own.

use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, Grant, GrantId, Result};

/// Ends a grant at once.
///
/// # Errors
/// When it has ended already.
pub async fn end_grant(door: &Door, id: GrantId) -> Result<Done<Grant>> {
    let mut grant = door.grant(id).for_(Action::EndGrant).await?.it;
    if grant.ended.is_some() {
        return Err(Error::conflict("This grant has ended already."));
    }
    let event = if grant.approved_at.is_some() { "grant.ended" } else { "grant.declined" };
    grant.ended = Some(door.now());
    let entry = EntryDraft::new(grant.engagement, event).id("grant", id).id("granted", grant.person);
    door.keep(grant, entry).await
}
