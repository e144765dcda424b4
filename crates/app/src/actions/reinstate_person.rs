//! Let a suspended person in again. They sign in anew; what they may do is what they might before, as far as it still runs.

use super::{done, text};
use crate::{Done, Door, leaving::Leaving};
use bailee_model::{Action, EntryDraft, Error, Organisation, Person, PersonId, PersonState, Result, Supplier, say};
use bailee_store::Tx;

/// Whom to let in again, and why.
pub struct ReinstatePersonAsk {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub reason: String,
}

/// Reinstates a person.
///
/// # Errors
/// When they are not suspended, or the subcontractor behind them no longer works for the firm.
pub async fn reinstate_person(door: &Door, ask: ReinstatePersonAsk) -> Result<Done<Person>> {
    let id = door.person(ask.person, Action::ManagePeople).await?.id;
    let reason = text("reason", &ask.reason, 500)?;
    let ((rng, now), by) = (door.app.leaving(), door.who.id);
    let entry = door.by(EntryDraft::site("person.reinstated")).id("reinstated", id).detail("reason", reason);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut person = tx.get::<Person>(id).await?.ok_or_else(Error::not_found)?;
        if person.state != PersonState::Suspended {
            return Err(
                Error::conflict(say!("This person is not suspended.")).hint(say!("Look at how they stand now."))
            );
        }
        require_supplier(&tx, person.organisation).await?;
        for engagement in (Leaving { tx: &tx, rng, by, now }).assigned(id).await? {
            tx.entry(EntryDraft::new(engagement, "person.reinstated").id("person", by).id("reinstated", id)).await?;
        }
        person.state = PersonState::Active;
        tx.save(&person).await?;
        Ok(person)
    });
    Ok(done(recorded.await?))
}

/// Nobody stands behind the people of a supplier that has ended.
async fn require_supplier(tx: &Tx, organisation: Organisation) -> Result<()> {
    let Organisation::Supplier(id) = organisation else { return Ok(()) };
    match tx.get::<Supplier>(id).await? {
        Some(supplier) if supplier.ended.is_none() => Ok(()),
        _ => Err(Error::conflict(say!("The subcontractor behind this person no longer works for the firm."))),
    }
}
