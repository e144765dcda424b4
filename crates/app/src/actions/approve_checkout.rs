//! Answer a request for a checkout: another person says yes, from when its time runs, or no.

use super::done;
use crate::{
    Done, Door,
    checkouts::{self, still},
    custody::require_state,
    post,
};
use bailee_model::{
    Action, Checkout, CheckoutId, EntryDraft, Error, HoldingState, MailKind, Result, say, words::CheckoutEnd,
};
use jiff::SignedDuration;

/// Approves another person's checkout. Its time runs from here, taken or not.
///
/// # Errors
/// Refused for one's own. When it was answered or lapsed in the meantime, or what it is about is no longer held.
pub async fn approve_checkout(door: &Door, id: CheckoutId) -> Result<Done<Checkout>> {
    let held = door.lookup::<Checkout>(id).for_(Action::ApproveCheckout).await?;
    door.require_region(held.engagement(), &held.it.region, Action::ApproveCheckout).await?;
    let letter = post::to(&door.app, held.it.person, MailKind::CheckoutAnswered, checkouts::page(held.it.engagement));
    let (now, by, lapses) = (door.now(), door.who.id, checkouts::lapses_at(&door.app, &held.it));
    let entry = entry(door, &held.it, "checkout.approved");
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut checkout = still(&tx, id, |each| each.is_asked() && now < lapses).await?;
        require_state(&tx, checkout.holding, HoldingState::Held).await?;
        (checkout.approved_by, checkout.approved_at) = (Some(by), Some(now));
        checkout.expires_at = Some(now + SignedDuration::from_hours(checkout.hours.into()));
        tx.save(&checkout).await?;
        tx.save(&letter).await?;
        Ok(checkout)
    });
    Ok(done(recorded.await?))
}

/// Refuses another person's checkout.
///
/// # Errors
/// Refused for one's own, which is withdrawn instead. When it was answered or lapsed in the meantime.
pub async fn refuse_checkout(door: &Door, id: CheckoutId) -> Result<Done<Checkout>> {
    let held = door.lookup::<Checkout>(id).for_(Action::ApproveCheckout).await?;
    let letter = post::to(&door.app, held.it.person, MailKind::CheckoutAnswered, checkouts::page(held.it.engagement));
    let (now, by) = (door.now(), door.who.id);
    let entry = entry(door, &held.it, "checkout.refused");
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut checkout = still(&tx, id, Checkout::is_asked).await?;
        (checkout.ended, checkout.ended_by, checkout.ended_why) = (Some(now), Some(by), Some(CheckoutEnd::Refused));
        tx.save(&checkout).await?;
        tx.save(&letter).await?;
        Ok(checkout)
    });
    Ok(done(recorded.await?))
}

/// Ends a checkout: one's own request before it is taken; another's at any time. One that is out ends as *not confirmed*, which
/// is shown for ever: nobody knows that it is destroyed.
///
/// # Errors
/// When it is over already; when it is one's own and out, since only its device can return it.
pub async fn end_checkout(door: &Door, id: CheckoutId) -> Result<Done<Checkout>> {
    let held = door.lookup::<Checkout>(id).for_(Action::EndCheckout).await?;
    let (now, by, own) = (door.now(), door.who.id, held.it.person == door.who.id);
    let (out, engagement) = (held.it.is_out(), held.it.engagement);
    let path = checkouts::page(engagement);
    let mut letters = Vec::new();
    if !own {
        letters.push(post::to(&door.app, held.it.person, MailKind::CheckoutAnswered, path.clone()));
    }
    if out {
        let officers = door.app.letters_to_answerable(engagement, by, MailKind::CheckoutOverdue, &path).await?;
        letters.extend(officers);
    }
    let entry = entry(door, &held.it, if out { "checkout.unconfirmed" } else { "checkout.ended" });
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let same = |each: &Checkout| each.ended.is_none() && each.returned_at.is_none() && each.is_out() == out;
        let mut checkout = still(&tx, id, same).await?;
        let why = match (out, own) {
            (true, true) => {
                return Err(Error::conflict(say!("It is on your device, and only that device can return it.")).hint(
                    say!(
                        "Run ‘bailee checkout return’ there. If it is lost, the lead or the security officer ends it."
                    ),
                ));
            }
            (true, false) => CheckoutEnd::Unconfirmed,
            (false, true) => CheckoutEnd::Withdrawn,
            (false, false) => CheckoutEnd::Refused,
        };
        (checkout.ended, checkout.ended_by, checkout.ended_why) = (Some(now), Some(by), Some(why));
        tx.save(&checkout).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(checkout)
    });
    Ok(done(recorded.await?))
}

fn entry(door: &Door, checkout: &Checkout, event: &'static str) -> EntryDraft {
    door.by(EntryDraft::new(checkout.engagement, event))
        .id("checkout", checkout.id)
        .id("holding", checkout.holding)
        .id("taker", checkout.person)
}
