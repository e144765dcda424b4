//! Ask to take a holding onto the device that one works on, for a named reason and a short time (clause S4.2).

use super::{done, open_engagement::region, text};
use crate::{Done, Door, checkouts};
use bailee_model::{
    Action, Checkout, CheckoutId, EngagementId, EntryDraft, Error, HoldingId, HoldingState, MailKind, Result, say,
};

/// What to take, why, and for how long.
pub struct AskCheckoutAsk {
    /// Of which engagement.
    pub engagement: EngagementId,
    /// What.
    pub holding: HoldingId,
    /// Why it cannot be done in place.
    pub reason: String,
    /// For how many hours from approval.
    pub hours: i64,
    /// Where the device will be meanwhile, as an ISO 3166 code.
    pub region: String,
}

/// Asks for a checkout onto the device behind the session. The leads and officers are told; until one of them approves, nothing
/// leaves.
///
/// # Errors
/// Refused below full clearance, on a device that fails a check, and for a region that was neither agreed nor assessed. When the
/// time is longer than the firm allows, or one is asked for or out already.
pub async fn ask_checkout(door: &Door, ask: AskCheckoutAsk) -> Result<Done<Checkout>> {
    let held = door.holding(ask.holding).for_(Action::AskCheckout).await?;
    if held.it.engagement != ask.engagement {
        return Err(Error::not_found());
    }
    door.require_raw(Action::AskCheckout, &held).await?;
    let reason = text("reason", &ask.reason, 500)?;
    let hours = allowed(ask.hours, door.app.limits().checkout_hours)?;
    let region = region(&ask.region).map_err(|error| error.on_field("region"))?;
    door.require_region(held.engagement(), &region, Action::AskCheckout).await?;
    let (Some(machine), Some(purpose)) = (&door.machine, door.purpose()) else {
        return Err(Error::internal("The gate let somebody ask without a device or a purpose."));
    };
    let checkout = Checkout {
        id: CheckoutId::new(door.app.rng.as_ref()),
        engagement: held.it.engagement,
        holding: held.it.id,
        person: door.who.id,
        device: machine.device.id,
        purpose,
        reason,
        region,
        hours,
        asked_at: door.now(),
        approved_by: None,
        approved_at: None,
        expires_at: None,
        taken_at: None,
        recipient: None,
        disclosure: None,
        returned_at: None,
        confirmation: None,
        ended: None,
        ended_by: None,
        ended_why: None,
    };
    let path = checkouts::page(checkout.engagement);
    let letters =
        door.app.letters_to_answerable(checkout.engagement, door.who.id, MailKind::CheckoutAsked, &path).await?;
    let entry = door
        .by(EntryDraft::new(checkout.engagement, "checkout.asked"))
        .id("checkout", checkout.id)
        .id("holding", checkout.holding)
        .id("device", checkout.device)
        .detail("reason", checkout.reason.clone())
        .detail("region", checkout.region.clone())
        .detail("hours", checkout.hours);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        crate::custody::require_state(&tx, checkout.holding, HoldingState::Held).await?;
        let pending =
            |each: &Checkout| each.holding == checkout.holding && each.ended.is_none() && each.returned_at.is_none();
        if tx.checkouts_of(checkout.person).await?.iter().any(pending) {
            return Err(Error::conflict(say!("You have asked for this, or have it, already."))
                .hint(say!("Return it or take the request back first.")));
        }
        tx.save(&checkout).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(checkout)
    });
    Ok(done(recorded.await?))
}

fn allowed(hours: i64, most: i64) -> Result<i32> {
    i32::try_from(hours).ok().filter(|_| (1..=most).contains(&hours)).ok_or_else(|| {
        Error::bad_input(say!("A checkout runs for 1 to {most} hours.", most))
            .hint(say!("Take as few as the work needs."))
            .on_field("hours")
    })
}
