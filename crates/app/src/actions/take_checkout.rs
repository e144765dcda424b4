//! Take an approved checkout onto its device: sealed to a key that the device made for this once.
//!
//! The device signs the recipient that it wants the file sealed to. The gate is asked again, with the posture, the grant and the
//! purpose of this moment; the line of the register and the checkout's new state are one commit, and only then does the first
//! byte leave (invariants 3 and 11).

use super::report_posture::in_time;
use crate::{
    Done, Door,
    checkouts::{read_take, still},
    custody::require_state,
    device_key::DeviceKey,
    disclosing::{Bound, Exit},
};
use bailee_model::{
    Action, Checkout, CheckoutId, Device, DisclosureKind, Error, Holding, HoldingState, Person, PersonState, Refusal,
    Result,
    exits::{TAKE_CONTEXT, TakeBody},
    say,
};
use bailee_vault::{Recipient, handover};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};

/// Which checkout is taken, and what its device signed.
pub struct TakeCheckoutAsk {
    /// Which.
    pub checkout: CheckoutId,
    /// The JSON of a [`TakeBody`], exactly as it was signed.
    pub body: Vec<u8>,
    /// The device's signature over [`TAKE_CONTEXT`] and the body.
    pub signature: Vec<u8>,
}

/// A file on its way out.
pub struct Outgoing {
    /// Its name: the holding's, with `.age`.
    pub file_name: String,
    /// Its bytes, sealed to whom it goes to.
    pub bytes: BoxStream<'static, Result<Bytes>>,
}

/// Takes a checkout: its bytes, sealed to the recipient that the device signed.
///
/// # Errors
/// Not found for another person's. Refused by the gate as when it was asked for, and with fresh factors; on another device than
/// the one approved, or with a wrong signature. When it is not approved, over, or taken already.
pub async fn take_checkout(door: &Door, ask: TakeCheckoutAsk) -> Result<Done<Outgoing>> {
    let checkout = door.app.store.get::<Checkout>(ask.checkout).await?.filter(|each| each.person == door.who.id);
    let checkout = checkout.ok_or_else(Error::not_found)?;
    let held = door.holding(checkout.holding).for_(Action::TakeCheckout).await?;
    door.require_raw(Action::TakeCheckout, &held).await?;
    let Some(device) = door.machine.as_ref().map(|machine| &machine.device).filter(|it| it.id == checkout.device)
    else {
        return Err(door.refuse(checkout.engagement, Action::TakeCheckout, elsewhere(&door.who.language)).await?);
    };
    let signed = speaks(door, device, &checkout, &ask)?;
    let recipient: Recipient = signed.recipient.parse()?;
    let approver = match checkout.approved_by {
        Some(by) => door.app.store.get::<Person>(by).await?.map(|person| person.name),
        None => None,
    };
    let exit = exit(door, &held.it, &checkout, device, approver.unwrap_or_default());
    let (id, now, sealed_to) = (checkout.id, door.now(), recipient.to_string());
    let taken = door.disclose_with(exit, move |tx, line| async move {
        let mut checkout = still(&tx, id, |each| each.is_ready(now)).await?;
        require_state(&tx, checkout.holding, HoldingState::Held).await?;
        let person = tx.get::<Person>(checkout.person).await?;
        if person.is_none_or(|person| person.state != PersonState::Active) {
            return Err(Error::not_found());
        }
        checkout.taken_at = Some(now);
        checkout.recipient = Some(sealed_to);
        checkout.disclosure = Some(line.id);
        tx.save(&checkout).await
    });
    let Done { value: (permit, ()), receipt } = taken.await?;
    let plain = door.app.unseal_stream(&held.it, permit).await?;
    let bytes = handover::seal_to(&[recipient], plain)?.map_err(Error::from).boxed();
    Ok(Done { value: Outgoing { file_name: format!("{}.age", held.it.name), bytes }, receipt })
}

/// What the device says, once it is sure that it was this device, about this checkout, just now.
fn speaks(door: &Door, device: &Device, checkout: &Checkout, ask: &TakeCheckoutAsk) -> Result<TakeBody> {
    let wrong = || {
        Error::bad_input(say!("This was not signed by the device for this checkout."))
            .hint(say!("Take it with ‘bailee checkout take’ on the device that it was approved for."))
            .on_field("signature")
    };
    if !DeviceKey::read(device.algorithm, &device.key)?.signed(TAKE_CONTEXT, &ask.body, &ask.signature) {
        return Err(wrong());
    }
    let body = read_take(&ask.body)?;
    if body.device != device.id || body.checkout != checkout.id {
        return Err(wrong());
    }
    in_time(body.at, door.now())?;
    Ok(body)
}

fn exit(door: &Door, holding: &Holding, checkout: &Checkout, device: &Device, approver: String) -> Exit {
    let basis = match door.who.language.as_str() {
        "fr" => format!("Approuvée par {approver} (S4.2) : {}", checkout.reason),
        _ => format!("Approved by {approver} (S4.2): {}", checkout.reason),
    };
    Exit::of(Action::TakeCheckout, DisclosureKind::Checkout, holding)
        .to(format!("{} ({})", door.who.name, device.name), Bound::Region(checkout.region.clone()))
        .because(basis)
        .under("checkout", checkout.id)
        .decided(checkout.approved_by)
        .saying(|entry| entry.id("device", device.id).detail("purpose", checkout.purpose.as_str()))
}

fn elsewhere(language: &str) -> Refusal {
    let (promise, reason, lift) = if language == "fr" {
        (
            "Aucune copie locale",
            "Cette sortie a été approuvée pour un autre appareil que celui qui a confirmé cette session.",
            "Prenez-la sur l’appareil pour lequel elle a été demandée, ou demandez-en une autre ici.",
        )
    } else {
        (
            "No local copies",
            "This checkout was approved for another device than the one that confirmed this session.",
            "Take it on the device that it was asked for, or ask for another one here.",
        )
    };
    Refusal { clause: "S4.2".to_owned(), promise: promise.to_owned(), reason: reason.to_owned(), lift: lift.to_owned() }
}
