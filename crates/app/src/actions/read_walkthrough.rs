//! A client's person says that they read what will be asked of them, before anything is shared (clauses D8, S9).

use super::{done, named};
use crate::{Done, Door};
use bailee_model::{Action, EngagementId, EntryDraft, Error, Result, Walkthrough, WalkthroughId, say};

/// Writes down that the walk-through was read.
///
/// # Errors
/// When they said so already.
pub async fn read_walkthrough(door: &Door, id: EngagementId) -> Result<Done<Walkthrough>> {
    let engagement = door.engagement(id).for_(Action::AskQuestion).await?.it;
    let read = Walkthrough {
        id: WalkthroughId::new(door.app.rng.as_ref()),
        engagement: engagement.id,
        person: door.who.id,
        at: door.now(),
    };
    let entry = door.by(named(EntryDraft::new(engagement.id, "walkthrough.read"), "walkthrough", &read));
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        if tx.walkthroughs(read.engagement).await?.iter().any(|each| each.person == read.person) {
            return Err(Error::conflict(say!("You said so already.")).hint(say!("Nothing needs to be done.")));
        }
        tx.save(&read).await?;
        Ok(read)
    });
    Ok(done(recorded.await?))
}
