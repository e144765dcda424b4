//! A client sends back their cosignature of a head of their log: they have seen that it only grew, and say so with a key that
//! only they have (C2SP tlog-cosignature).
//!
//! The site log has the entry. Were it in the engagement's own log, each cosignature would make that log grow, and so be a
//! reason for the next one.

use super::done;
use crate::{Done, Door};
use bailee_log::{
    checkpoint::Checkpoint,
    note::{KeyKind, MAX_NOTE, Note, VerifierKey},
};
use bailee_model::{Action, EngagementId, EntryDraft, Error, LogId, Result, Witnessing, WitnessingId, say};
use std::collections::BTreeSet;

/// As many keys as one person may cosign an engagement's log with: one for each machine on which they watch, and some lost ones.
pub const MOST_KEYS: usize = 10;

/// A cosigned head.
pub struct WitnessLogAsk {
    /// Of whose log.
    pub engagement: EngagementId,
    /// The client's key, as a C2SP verifier key.
    pub key: String,
    /// The checkpoint with the cosignature, a C2SP signed note.
    pub note: String,
}

/// Keeps a cosignature. The same one sent twice is kept once.
///
/// # Errors
/// When the note is not a head that this log signed, or the key did not cosign it; `Conflict` when it is one key too many.
pub async fn witness_log(door: &Door, ask: WitnessLogAsk) -> Result<Done<Witnessing>> {
    let engagement = door.engagement(ask.engagement).for_(Action::WitnessLog).await?.it.id;
    let checkpoint = cosigned(door, engagement, &ask).await?;
    let size = i64::try_from(checkpoint.size).map_err(|_| not_ours())?;
    if let Some(same) = kept_before(&door.app.store.witnessings(engagement).await?, size, &ask.key) {
        return Ok(Done { value: same, receipt: None });
    }
    let seen = Witnessing {
        id: WitnessingId::new(door.app.rng.as_ref()),
        engagement,
        person: door.who.id,
        size,
        key: ask.key,
        note: ask.note,
        at: door.now(),
    };
    let entry = EntryDraft::site("log.witnessed")
        .id("witnessing", seen.id)
        .id("engagement", engagement)
        .detail("size", checkpoint.size);
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        tx.lock(LogId::Site).await?;
        let there = tx.witnessings(engagement).await?;
        let keys: BTreeSet<&str> =
            there.iter().filter(|each| each.person == seen.person).map(|each| each.key.as_str()).collect();
        if keys.len() >= MOST_KEYS && !keys.contains(seen.key.as_str()) {
            return Err(Error::conflict(say!(
                "You have cosigned this log with {most} keys already.",
                most = MOST_KEYS
            ))
            .hint(say!("Go on with one of them.")));
        }
        tx.save(&seen).await?;
        Ok(seen)
    });
    Ok(done(recorded.await?))
}

/// The same cosignature, if it was sent before.
fn kept_before(there: &[Witnessing], size: i64, key: &str) -> Option<Witnessing> {
    there.iter().find(|each| each.size == size && each.key == key).cloned()
}

/// The head that the note is about, once both signatures on it are found to be right.
async fn cosigned(door: &Door, engagement: EngagementId, ask: &WitnessLogAsk) -> Result<Checkpoint> {
    let wrong = |field: &'static str, why| Error::bad_input(why).on_field(field);
    if ask.note.len() > MAX_NOTE {
        return Err(wrong("note", say!("This is too long for a checkpoint.")));
    }
    let key = VerifierKey::parse(&ask.key).ok().filter(|key| key.kind() == KeyKind::Cosignature);
    let key = key.ok_or_else(|| {
        wrong("key", say!("This is no cosignature key.")).hint(say!("It is the line that ‘bailee watch’ prints."))
    })?;
    let note = Note::parse(ask.note.as_bytes()).map_err(|_| wrong("note", say!("This is no signed note.")))?;
    let log = door.app.store.log(LogId::Engagement(engagement));
    let own = log.verifier_key().await?.and_then(|line| VerifierKey::parse(&line).ok()).ok_or_else(Error::not_found)?;
    let signers =
        note.verify(&[&own, &key]).map_err(|_| wrong("note", say!("A signature on this note is not right.")))?;
    if signers.len() != 2 {
        return Err(wrong("note", say!("This note lacks the log's signature or yours.")));
    }
    Checkpoint::open(&note, &own).map_err(|_| not_ours())
}

fn not_ours() -> Error {
    Error::bad_input(say!("This is no head of this log.")).on_field("note")
}
