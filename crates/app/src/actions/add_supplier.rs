//! Write down an organisation that works for the firm: a subcontractor or a tool (clause S7).

use super::{named, open_engagement::region, text};
use crate::{Done, Door, policies::review};
use bailee_model::{Action, EntryDraft, Error, PolicyReviewCause, Result, Supplier, SupplierId, SupplierKind, say};

/// Which organisation.
pub struct AddSupplierAsk {
    /// What it does for the firm.
    pub kind: SupplierKind,
    /// As they write it.
    pub name: String,
    /// Where questions to it go.
    pub contact: String,
    /// Where it works, as ISO 3166 codes.
    pub regions: Vec<String>,
}

/// Writes a supplier down. Its people are invited one by one, and work once it and they have signed the firm's terms.
///
/// # Errors
/// When a field is empty, a region is no code, or a supplier of this name works for the firm already.
pub async fn add_supplier(door: &Door, ask: AddSupplierAsk) -> Result<Done<Supplier>> {
    door.require(Action::ManagePeople).await?;
    let regions = ask.regions.iter().map(|code| region(code)).collect::<Result<Vec<_>>>()?;
    if regions.is_empty() {
        return Err(Error::bad_input(say!("No region is named."))
            .hint(say!("Say where it works, as in CA-QC: clients are told."))
            .on_field("regions"));
    }
    let supplier = Supplier {
        id: SupplierId::new(door.app.rng.as_ref()),
        kind: ask.kind,
        name: text("name", &ask.name, 120)?,
        contact: text("contact", &ask.contact, 254)?,
        regions,
        since: door.now(),
        ended: None,
    };
    let there = door.app.store.suppliers().await?;
    if there.iter().any(|each| each.ended.is_none() && each.name.to_lowercase() == supplier.name.to_lowercase()) {
        return Err(Error::conflict(say!("A supplier of this name works for the firm already.")).on_field("name"));
    }
    let entry = named(EntryDraft::site("supplier.added"), "supplier", &supplier)
        .detail("kind", supplier.kind.as_str())
        .detail("name", supplier.name.clone())
        .detail("regions", supplier.regions.clone());
    let (rng, now, kept) = (door.app.rng.clone(), door.now(), supplier.clone());
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        tx.save(&kept).await?;
        // What the firm offers has changed (clause S8.2).
        review::open(&tx, rng.as_ref(), now, PolicyReviewCause::Service, &kept.id.to_string()).await
    });
    Ok(super::done(recorded.await?).map(|()| supplier))
}
