//! End an assignment: its grants end in the same commit, and when it was the person's last on the engagement, so do their
//! tokens for it, and what they used there is to be replaced.

use super::done;
use crate::{Done, Door, leaving::Leaving};
use bailee_model::{Action, Assignment, AssignmentId, CheckoutEnd, EntryDraft, Error, GrantEnd, Result, say};

/// Ends an assignment and everything under it.
///
/// # Errors
/// When it has ended already.
pub async fn end_assignment(door: &Door, id: AssignmentId) -> Result<Done<Assignment>> {
    let assignment = door.lookup::<Assignment>(id).for_(Action::AssignPerson).await?.it;
    let ((rng, now), by) = (door.app.leaving(), door.who.id);
    let entry = door
        .by(EntryDraft::new(assignment.engagement, "person.unassigned"))
        .id("assignment", id)
        .id("assigned", assignment.person);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let leaving = Leaving { tx: &tx, rng, by, now };
        end_in(&leaving, id).await
    });
    Ok(done(recorded.await?))
}

/// Ends an assignment within a change that has its own entries.
///
/// # Errors
/// When it has ended already.
pub(crate) async fn end_in(leaving: &Leaving<'_>, id: AssignmentId) -> Result<Assignment> {
    let tx = leaving.tx;
    let running = tx.get::<Assignment>(id).await?.ok_or_else(Error::not_found)?;
    let ended = leaving.end_assignments(vec![running]).await?.pop();
    let assignment = ended.ok_or_else(|| Error::conflict(say!("This assignment has ended already.")))?;
    let (engagement, person) = (assignment.engagement, assignment.person);
    let mut grants = tx.grants(engagement).await?;
    grants.retain(|grant| grant.assignment == id);
    leaving.end_grants(grants, GrantEnd::Unassigned).await?;
    if !leaving.assigned(person).await?.contains(&engagement) {
        let mut checkouts = tx.checkouts_of(person).await?;
        checkouts.retain(|checkout| checkout.engagement == engagement);
        leaving.end_checkouts(checkouts, CheckoutEnd::Unassigned).await?;
        leaving.end_tokens(engagement, Some(person)).await?;
        leaving.disown_accounts(engagement, person).await?;
        let mut uses = tx.credential_uses_of(person).await?;
        uses.retain(|used| used.engagement == engagement);
        leaving.ask_rotations(&uses, Some(person)).await?;
    }
    Ok(assignment)
}
