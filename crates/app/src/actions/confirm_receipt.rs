//! The client's receipt for what went back (clause D7.1): they have it, and its list has the digest that is on record.

use super::done;
use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, Handover, HandoverId, Result, say};

/// What is stated.
pub struct ConfirmReceiptAsk {
    /// For which bundle.
    pub handover: HandoverId,
    /// SHA-256 of its `manifest.json`, hexadecimal, as the client found it: read off `MANIFEST.txt`, or computed.
    pub manifest: String,
    /// Whether a program of theirs opened it and found every hash right.
    pub checked: bool,
}

/// Records the receipt.
///
/// # Errors
/// When the bundle broke off, the receipt was given already, or the digest is another than the one on record.
pub async fn confirm_receipt(door: &Door, ask: ConfirmReceiptAsk) -> Result<Done<Handover>> {
    let held = door.lookup::<Handover>(ask.handover).for_(Action::ConfirmReceipt).await?;
    let stated: String =
        ask.manifest.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_lowercase();
    if stated.len() != 64 || !stated.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::bad_input(say!("This is not a SHA-256 digest: 64 hexadecimal digits."))
            .hint(say!("It stands in the third line of MANIFEST.txt."))
            .on_field("manifest"));
    }
    if !held.it.is_whole() {
        return Err(Error::conflict(say!("This bundle broke off before its end."))
            .hint(say!("Fetch it again; that is another one.")));
    }
    if held.it.manifest.as_deref() != Some(stated.as_str()) {
        return Err(Error::bad_input(say!("This is not the digest of what was given back."))
            .hint(say!("Compare it with MANIFEST.txt of this very bundle. If it does agree with that, tell the firm: the bundle is another."))
            .on_field("manifest"));
    }
    let (id, now, by, checked) = (held.it.id, door.now(), door.who.id, ask.checked);
    let entry = door
        .by(EntryDraft::new(held.it.engagement, "handover.received"))
        .id("handover", id)
        .digest("manifest", stated)
        .detail("checked", checked);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut handover = tx.get::<Handover>(id).await?.ok_or_else(Error::not_found)?;
        if handover.receipt_at.is_some() {
            return Err(Error::conflict(say!("The receipt was given already.")).hint(say!("Nothing needs to be done.")));
        }
        (handover.receipt_by, handover.receipt_at, handover.receipt_checked) = (Some(by), Some(now), checked);
        tx.save(&handover).await?;
        Ok(handover)
    });
    Ok(done(recorded.await?))
}
