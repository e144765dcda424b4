//! Let work begin: from now on data may arrive.

use super::done;
use crate::{Done, Door};
use bailee_model::{Action, Engagement, EngagementId, EngagementState, EntryDraft, Error, Result, Role, say};

/// Activates an engagement.
///
/// # Errors
/// When it is not open, or nobody leads it.
pub async fn activate_engagement(door: &Door, id: EngagementId) -> Result<Done<Engagement>> {
    door.engagement(id).for_(Action::ActivateEngagement).await?;
    let now = door.now();
    let led = door.app.store.assignments(id).await?.iter().any(|each| each.role == Role::Lead && each.runs(now));
    if !led {
        return Err(Error::conflict(say!("Nobody leads this engagement yet."))
            .hint(say!("Assign a lead first: the lead answers for it and approves grants.")));
    }
    let entry = door.by(EntryDraft::new(id, "engagement.activated").id("engagement", id));
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut engagement = tx.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
        if engagement.state != EngagementState::Open {
            return Err(Error::conflict(say!("Work has begun already.")));
        }
        engagement.state = EngagementState::Active;
        tx.save(&engagement).await?;
        Ok(engagement)
    });
    Ok(done(recorded.await?))
}
