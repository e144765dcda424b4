//! The client decides about what arrived undeclared: agree to hold it, or have it destroyed.

use super::done;
use crate::{Done, Door};
use bailee_model::{Action, Engagement, EntryDraft, Error, Holding, HoldingId, HoldingState, Result, say};

/// The decision.
pub struct DecideQuarantineAsk {
    /// The table or original in quarantine.
    pub holding: HoldingId,
    /// Whether the client agrees that it is held.
    pub agree: bool,
}

/// Carries the decision out, for the file and the table made from it together.
///
/// # Errors
/// When the holding is not in quarantine.
pub async fn decide_quarantine(door: &Door, ask: DecideQuarantineAsk) -> Result<Done<Vec<Holding>>> {
    let held = door.holding(ask.holding).for_(Action::DecideQuarantine).await?;
    if held.state != HoldingState::Quarantined {
        return Err(Error::conflict(say!("This holding is not in quarantine.")));
    }
    let origin = held.source.unwrap_or(held.it.id);
    let family: Vec<Holding> = door
        .app
        .store
        .holdings(held.engagement)
        .await?
        .into_iter()
        .filter(|each| (each.id == origin || each.source == Some(origin)) && each.state == HoldingState::Quarantined)
        .collect();
    if !ask.agree {
        let ids = family.iter().map(|each| each.id).collect();
        let done = door.app.destroy_for(held.engagement, ids, door.who.id).await?;
        return Ok(done.map(|_| family));
    }
    let mut found = Vec::new();
    for table in &family {
        let profile = door.app.engine.kept_profile(held.engagement, table.id).await?;
        found.extend(profile.into_iter().flat_map(|profile| profile.categories).map(|each| each.category));
    }
    let entry = door
        .by(EntryDraft::new(held.engagement, "quarantine.agreed"))
        .id("holding", origin)
        .detail("categories", found.iter().map(ToString::to_string).collect::<Vec<_>>());
    let engagement = held.engagement;
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut engagement = tx.get::<Engagement>(engagement).await?.ok_or_else(Error::not_found)?;
        engagement.categories.extend(found);
        engagement.categories.sort();
        engagement.categories.dedup();
        tx.save(&engagement).await?;
        let mut freed = Vec::new();
        for id in family.into_iter().map(|each| each.id) {
            let mut holding = tx.get::<Holding>(id).await?.ok_or_else(Error::not_found)?;
            if holding.state != HoldingState::Quarantined {
                return Err(Error::conflict(say!("This holding is not in quarantine any more.")));
            }
            holding.state = HoldingState::Held;
            tx.save(&holding).await?;
            freed.push(holding);
        }
        Ok(freed)
    });
    Ok(done(recorded.await?))
}
