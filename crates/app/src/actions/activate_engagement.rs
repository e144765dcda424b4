//! Let work begin: from now on data may arrive.

use crate::{Done, Door};
use bailee_model::{Action, Engagement, EngagementId, EngagementState, EntryDraft, Error, Result, Role};

/// Activates an engagement.
///
/// # Errors
/// When it is not open, or nobody leads it.
pub async fn activate_engagement(door: &Door, id: EngagementId) -> Result<Done<Engagement>> {
    let held = door.engagement(id).for_(Action::ActivateEngagement).await?;
    let mut engagement = held.it;
    let led = door.app.store.assignments(id).await?.iter().any(|each| each.role == Role::Lead && each.ended.is_none());
    if !led {
        return Err(Error::conflict("Nobody leads this engagement yet.").hint("Assign a lead first: the lead answers for it and approves grants."));
    }
    engagement.state = EngagementState::Active;
    let entry = EntryDraft::new(id, "engagement.activated").id("engagement", id);
    door.keep(engagement, entry).await
}
