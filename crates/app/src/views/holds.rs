//! What clients asked to keep longer, over all of them: how many holds, how much they keep, until when.

use crate::{Door, actions::keeps};
use bailee_model::{Action, Client, Engagement, Hold, Holding, HoldingId, HoldingState, Person, Result};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// All running holds.
#[derive(Clone, Debug)]
pub struct HoldsTotal {
    /// Each, the first to end first.
    pub rows: Vec<HoldRow>,
    /// How many holdings they keep; what two of them keep is counted once.
    pub holdings: usize,
    /// Their size in bytes.
    pub bytes: i64,
    /// When the last one ends.
    pub until: Option<Timestamp>,
}

/// One running hold.
#[derive(Clone, Debug)]
pub struct HoldRow {
    /// The hold.
    pub hold: Hold,
    /// On which engagement.
    pub engagement: Engagement,
    /// Whose it is.
    pub client: String,
    /// Who asked.
    pub asked_by: String,
    /// How many holdings it keeps.
    pub holdings: usize,
    /// Their size in bytes.
    pub bytes: i64,
    /// Whether their deletion date has come: without the hold they would be gone.
    pub keeps_back: bool,
}

/// All running holds, for those who oversee the firm.
///
/// # Errors
/// Refused to anybody else.
pub async fn holds(door: &Door) -> Result<HoldsTotal> {
    door.require(Action::ViewHolds).await?;
    let (store, now) = (door.app.store(), door.now());
    let mut running = store.holds_not_ended().await?;
    running.retain(|hold| hold.runs(now));
    running.sort_by_key(|hold| (hold.until, hold.id));
    let engagements: BTreeMap<_, Engagement> =
        store.engagements().await?.into_iter().map(|each| (each.id, each)).collect();
    let (mut rows, mut kept, mut bytes) = (Vec::new(), BTreeSet::<HoldingId>::new(), 0);
    for hold in running {
        let Some(engagement) = engagements.get(&hold.engagement).cloned() else { continue };
        let mut held: Vec<Holding> = store.holdings(engagement.id).await?;
        held.retain(|each| each.state != HoldingState::Destroyed && keeps(&hold, each));
        bytes += held.iter().filter(|each| kept.insert(each.id)).map(|each| each.bytes).sum::<i64>();
        let client = store.get::<Client>(engagement.client).await?;
        let asked_by = store.get::<Person>(hold.asked_by).await?;
        rows.push(HoldRow {
            client: client.map(|client| client.name).unwrap_or_default(),
            asked_by: asked_by.map(|person| person.name).unwrap_or_default(),
            holdings: held.len(),
            bytes: held.iter().map(|each| each.bytes).sum(),
            keeps_back: engagement.delete_by.is_some_and(|by| by <= now),
            engagement,
            hold,
        });
    }
    Ok(HoldsTotal { holdings: kept.len(), bytes, until: rows.iter().map(|row| row.hold.until).max(), rows })
}
