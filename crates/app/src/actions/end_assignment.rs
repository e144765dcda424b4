//! End an assignment: its grants end in the same commit.

use super::done;
use crate::{Done, Door};
use bailee_model::{Action, Assignment, AssignmentId, EntryDraft, Error, Result};

/// Ends an assignment and every grant under it.
///
/// # Errors
/// When it has ended already.
pub async fn end_assignment(door: &Door, id: AssignmentId) -> Result<Done<Assignment>> {
    let held = door.lookup::<Assignment>(id).for_(Action::AssignPerson).await?;
    let mut assignment = held.it;
    if assignment.ended.is_some() {
        return Err(Error::conflict("This assignment has ended already."));
    }
    let now = door.now();
    assignment.ended = Some(now);
    let entry = door
        .by(EntryDraft::new(assignment.engagement, "person.unassigned"))
        .id("assignment", assignment.id)
        .id("assigned", assignment.person);
    let kept = assignment.clone();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        for mut grant in tx.grants(kept.engagement).await? {
            if grant.assignment == kept.id && grant.ended.is_none() {
                grant.ended = Some(now);
                tx.save(&grant).await?;
            }
        }
        tx.save(&kept).await
    });
    Ok(done(recorded.await?).map(|()| assignment))
}
