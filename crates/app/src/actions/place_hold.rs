//! Keep something longer, on the client's dated request (clause D5.2): who asked, what, until when.

use super::{done, named, text};
use crate::{Done, Door};
use bailee_model::{
    Action, Engagement, EngagementId, EngagementState, EntryDraft, Error, Hold, HoldId, Holding, HoldingId,
    HoldingState, Result, say,
};
use jiff::{SignedDuration, Timestamp};

/// What is to be kept.
pub struct PlaceHoldAsk {
    /// Of which engagement.
    pub engagement: EngagementId,
    /// One holding, or everything.
    pub holding: Option<HoldingId>,
    /// Why.
    pub reason: String,
    /// Until when: required.
    pub until: Timestamp,
}

/// Places a hold.
///
/// # Errors
/// When the date is past or further away than one hold may run, or the holding is not this engagement's.
pub async fn place_hold(door: &Door, ask: PlaceHoldAsk) -> Result<Done<Hold>> {
    let engagement = match ask.holding {
        Some(holding) => door.holding(holding).for_(Action::PlaceHold).await?.facts.engagement,
        None => door.engagement(ask.engagement).for_(Action::PlaceHold).await?.it,
    };
    if engagement.id != ask.engagement {
        return Err(Error::not_found());
    }
    let now = door.now();
    let longest = door.app.limits().hold_days;
    if ask.until <= now || ask.until.duration_since(now) > SignedDuration::from_hours(24 * longest) {
        return Err(Error::bad_input(say!("A hold ends on a day after today, within {longest} days.", longest))
            .hint(say!("Choose such a day; it can be asked for again."))
            .on_field("until"));
    }
    let hold = Hold {
        id: HoldId::new(door.app.rng.as_ref()),
        engagement: engagement.id,
        holding: ask.holding,
        asked_by: door.who.id,
        reason: text("reason", &ask.reason, 500)?,
        since: now,
        until: ask.until,
        ended: None,
    };
    let mut entry = named(EntryDraft::new(engagement.id, "hold.placed"), "hold", &hold)
        .detail("reason", hold.reason.clone())
        .detail("until", hold.until.to_string());
    if let Some(holding) = hold.holding {
        entry = entry.id("holding", holding);
    }
    let kept = hold.clone();
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        let engagement = tx.get::<Engagement>(kept.engagement).await?.ok_or_else(Error::not_found)?;
        if engagement.state == EngagementState::Closed {
            return Err(Error::conflict(say!("The engagement was closed in the meantime: nothing is held any more.")));
        }
        if let Some(id) = kept.holding {
            let holding = tx.get::<Holding>(id).await?.ok_or_else(Error::not_found)?;
            if matches!(holding.state, HoldingState::Destroying | HoldingState::Destroyed) {
                return Err(Error::conflict(say!("Its destruction has begun; a hold comes too late."))
                    .hint(say!("The certificate says when.")));
            }
        }
        tx.save(&kept).await
    });
    Ok(done(recorded.await?).map(|()| hold))
}
