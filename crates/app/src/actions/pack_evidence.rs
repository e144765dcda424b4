//! Take the evidence out: how every promise stood during a period, what shows it, and proofs that nobody wrote it afterwards.
//!
//! It names nobody and holds nothing of a client's: sentences with figures, opaque identifiers, digests, and log entries
//! without their details. That it was made is on record, with its digest, before it is handed out.

use super::done;
use crate::{Done, Door, certifying::log_error, evidence};
use bailee_log::Hash;
use bailee_model::{Action, EntryDraft, Error, Result, say};
use jiff::{SignedDuration, Timestamp};

/// The longest period.
const LONGEST: SignedDuration = SignedDuration::from_hours(3 * 366 * 24);

/// For which period.
#[derive(Clone, Copy, Debug)]
pub struct PackEvidenceAsk {
    /// From when on.
    pub from: Timestamp,
    /// Until when; now at the latest.
    pub until: Timestamp,
}

/// `evidence.zip` of a period.
///
/// # Errors
/// Refused to all but officers and auditors; bad input when the period is none, lies ahead, or is longer than three years.
pub async fn pack_evidence(door: &Door, ask: PackEvidenceAsk) -> Result<Done<Vec<u8>>> {
    door.require(Action::ViewPromises).await?;
    let PackEvidenceAsk { from, until } = ask;
    let until = until.min(door.now());
    if from >= until {
        return Err(Error::bad_input(say!("This period has no length, or lies ahead."))
            .hint(say!("Give a day to begin with that comes before the day to end with."))
            .on_field("from"));
    }
    if until.duration_since(from) > LONGEST {
        return Err(Error::bad_input(say!("This period is longer than three years."))
            .hint(say!("Take several packs, one after the other."))
            .on_field("from"));
    }
    let bytes = evidence::pack(&door.app, from, until).await?.encode().map_err(log_error)?;
    let entry = door
        .by(EntryDraft::site("evidence.packed"))
        .digest("pack", Hash::of(&bytes).to_string())
        .detail("from", from.to_string())
        .detail("until", until.to_string());
    let recorded = door.app.store.ledger().record([entry], |_| async { Ok(()) }).await?;
    Ok(done(recorded).map(|()| bytes))
}
