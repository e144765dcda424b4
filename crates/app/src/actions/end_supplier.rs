//! End the work of a supplier: all its people go with it, in the same commit, each as if they had left (clauses S2.2, S7).

use super::{done, text};
use crate::{Done, Door, leaving::Leaving};
use bailee_model::{
    Action, Departure, EntryDraft, Error, Organisation, PersonState, Result, Supplier, SupplierId, say,
};

/// Whose work ends, and why.
pub struct EndSupplierAsk {
    /// Which supplier.
    pub supplier: SupplierId,
    /// Why.
    pub reason: String,
}

/// A supplier that ended, with what ended for each of its people.
#[derive(Clone, Debug)]
pub struct EndedSupplier {
    /// The supplier.
    pub supplier: Supplier,
    /// Its people's departures.
    pub departures: Vec<Departure>,
}

/// Ends a supplier's work and lets all its people go.
///
/// # Errors
/// When it has ended already.
pub async fn end_supplier(door: &Door, ask: EndSupplierAsk) -> Result<Done<EndedSupplier>> {
    let id = door.supplier(ask.supplier, Action::ManagePeople).await?.id;
    let reason = text("reason", &ask.reason, 500)?;
    let ((rng, now), by) = (door.app.leaving(), door.who.id);
    let entry = door.by(EntryDraft::site("supplier.ended")).id("supplier", id).detail("reason", reason);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut supplier = tx.get::<Supplier>(id).await?.ok_or_else(Error::not_found)?;
        if supplier.ended.is_some() {
            return Err(
                Error::conflict(say!("This supplier has ended already.")).hint(say!("Nothing needs to be done."))
            );
        }
        supplier.ended = Some(now);
        tx.save(&supplier).await?;
        let leaving = Leaving { tx: &tx, rng, by, now };
        let mut departures = Vec::new();
        for person in tx.people_of(Organisation::Supplier(id)).await? {
            if person.state != PersonState::Departed {
                let entry = EntryDraft::site("person.departed").id("person", by).id("departed", person.id);
                tx.entry(entry.id("supplier", id).detail("left_at", now.to_string())).await?;
                departures.push(leaving.depart(person, now).await?);
            }
        }
        for mut part in tx.involvements().await?.into_iter().filter(|each| each.supplier == id && each.ended.is_none())
        {
            part.ended = Some(now);
            let entry = EntryDraft::new(part.engagement, "supplier.ended").id("person", by).id("involvement", part.id);
            tx.entry(entry.id("supplier", id)).await?;
            tx.save(&part).await?;
        }
        Ok(EndedSupplier { supplier, departures })
    });
    Ok(done(recorded.await?))
}
