//! Keep a person out for now: their sessions and tokens end at once, and the gate lets them do nothing until they are
//! reinstated. Assignments and grants stay as they are and open nothing.

use super::{done, text};
use crate::{Done, Door, leaving::Leaving, reviewing::settle_suspended};
use bailee_model::{Action, CheckoutEnd, EntryDraft, Error, Person, PersonId, PersonState, Result, say};

/// Whom to keep out, and why.
pub struct SuspendPersonAsk {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub reason: String,
}

/// Suspends a person. What an access review suspended of them before, and could still restore, ends.
///
/// # Errors
/// When they are not active, or are the last active officer, or the caller.
pub async fn suspend_person(door: &Door, ask: SuspendPersonAsk) -> Result<Done<Person>> {
    let id = door.person(ask.person, Action::ManagePeople).await?.id;
    let reason = text("reason", &ask.reason, 500)?;
    let (app, (rng, now), by) = (door.app.clone(), door.app.leaving(), door.who.id);
    let entry = door.by(EntryDraft::site("person.suspended")).id("suspended", id).detail("reason", reason);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let leaving = Leaving { tx: &tx, rng, by, now };
        let mut person = leaving.may_go(id).await?;
        let active = person.state == PersonState::Active;
        person.state = PersonState::Suspended;
        if active {
            tx.save(&person).await?;
        }
        // Whom a review keeps out already could be let in again by it: an officer's word is the stronger.
        let settled = settle_suspended(&app, &tx, id).await?;
        if !active && !settled {
            return Err(Error::conflict(say!("This person is not active.")).hint(say!("Look at how they stand now.")));
        }
        leaving.end_sessions(id).await?;
        leaving.end_checkouts(tx.checkouts_of(id).await?, CheckoutEnd::Unassigned).await?;
        for engagement in leaving.assigned(id).await? {
            tx.entry(EntryDraft::new(engagement, "person.suspended").id("person", by).id("suspended", id)).await?;
        }
        tx.get::<Person>(id).await?.ok_or_else(Error::not_found)
    });
    Ok(done(recorded.await?))
}
