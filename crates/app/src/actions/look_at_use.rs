//! Look at a person's unusual use, and say what it was (clauses D1, D3.2, S1.2).

use super::{done, text};
use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, Result, UnusualUse, UnusualUseId, UseDecision, say};

/// What is said of it.
pub struct LookAtUseAsk {
    /// Of which.
    pub unusual: UnusualUseId,
    /// What it was.
    pub decision: UseDecision,
    /// Why; required where it was not expected.
    pub note: String,
}

/// Says of another person's unusual use what it was.
///
/// # Errors
/// When somebody has looked already, more was found while the caller looked, or a reason is missing. The gate lets the lead of the
/// engagement and officers look, and nobody at their own.
pub async fn look_at_use(door: &Door, ask: LookAtUseAsk) -> Result<Done<UnusualUse>> {
    let held = door.lookup::<UnusualUse>(ask.unusual).for_(Action::LookAtUse).await?.it;
    let note = note(&ask)?;
    let (now, by, seen) = (door.now(), door.who.id, held.found_at);
    let entry = door
        .by(EntryDraft::new(held.engagement, "use.looked_at"))
        .id("use", held.id)
        .id("used_by", held.person)
        .detail("decision", ask.decision.as_str())
        .detail("note", note.clone());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut row = tx.get::<UnusualUse>(ask.unusual).await?.ok_or_else(Error::not_found)?;
        if !row.is_open() {
            return Err(Error::conflict(say!("Somebody has looked at this already."))
                .hint(say!("The page says who, and what it was.")));
        }
        if row.found_at != seen {
            return Err(Error::conflict(say!("More was found while you looked.")).hint(say!("Look again.")));
        }
        (row.looked_by, row.looked_at) = (Some(by), Some(now));
        (row.decision, row.note) = (Some(ask.decision), note);
        tx.save(&row).await?;
        Ok(row)
    });
    Ok(done(recorded.await?))
}

fn note(ask: &LookAtUseAsk) -> Result<String> {
    let may_be_empty = ask.decision == UseDecision::Expected && ask.note.trim().is_empty();
    if may_be_empty { Ok(String::new()) } else { text("note", &ask.note, 500) }
}
