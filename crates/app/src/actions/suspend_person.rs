//! Keep a person out for now: their sessions and tokens end at once, and the gate lets them do nothing until they are
//! reinstated. Assignments and grants stay as they are and open nothing.

use super::{done, text};
use crate::{Done, Door, leaving::Leaving};
use bailee_model::{Action, CheckoutEnd, EntryDraft, Error, Person, PersonId, PersonState, Result};

/// Whom to keep out, and why.
pub struct SuspendPersonAsk {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub reason: String,
}

/// Suspends a person.
///
/// # Errors
/// When they are not active, or are the last active officer, or the caller.
pub async fn suspend_person(door: &Door, ask: SuspendPersonAsk) -> Result<Done<Person>> {
    let id = door.person(ask.person, Action::ManagePeople).await?.id;
    let reason = text("reason", &ask.reason, 500)?;
    let ((rng, now), by) = (door.app.leaving(), door.who.id);
    let entry = door.by(EntryDraft::site("person.suspended")).id("suspended", id).detail("reason", reason);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let leaving = Leaving { tx: &tx, rng, by, now };
        let mut person = leaving.may_go(id).await?;
        if person.state != PersonState::Active {
            return Err(Error::conflict("This person is not active.").hint("Look at how they stand now."));
        }
        leaving.end_sessions(id).await?;
        leaving.end_checkouts(tx.checkouts_of(id).await?, CheckoutEnd::Unassigned).await?;
        for engagement in leaving.assigned(id).await? {
            tx.entry(EntryDraft::new(engagement, "person.suspended").id("person", by).id("suspended", id)).await?;
        }
        person.state = PersonState::Suspended;
        tx.save(&person).await?;
        Ok(person)
    });
    Ok(done(recorded.await?))
}
