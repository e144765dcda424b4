//! Return a checkout: its device confirms, signed, that the only key to it is destroyed.
//!
//! No session is asked for: whoever is overdue may do nothing else, and must be able to do this. What the confirmation proves is
//! which device said so, and when; whether somebody copied the plain text before, no signature shows.

use super::report_posture::{in_time, stranger};
use crate::{App, device_key::DeviceKey};
use bailee_model::{
    Checkout, Device, DeviceId, DeviceState, EntryDraft, Error, Person, PersonState, Result,
    exits::{RETURN_CONTEXT, ReturnBody},
    say,
};
use sha2::{Digest, Sha256};

impl App {
    /// Takes a confirmation: `body` is the JSON of a [`ReturnBody`] exactly as it was signed after [`RETURN_CONTEXT`]. The same
    /// again changes nothing.
    ///
    /// # Errors
    /// Refused alike for an unknown or revoked device and a wrong signature. Bad input for another checkout or recipient than
    /// the device has, and where the key is said not to be destroyed.
    pub async fn return_checkout(&self, id: DeviceId, body: &[u8], signature: &[u8]) -> Result<Checkout> {
        let device = self.returning(id, body, signature).await?;
        let told: ReturnBody = serde_json::from_slice(body).map_err(|_| unread())?;
        let now = self.clock.now();
        in_time(told.at, now)?;
        let checkout = self.store.get::<Checkout>(told.checkout).await?;
        let mine = |each: &Checkout| {
            told.device == device.id
                && each.device == device.id
                && each.person == device.person
                && each.recipient.as_ref() == Some(&told.recipient)
        };
        let checkout = checkout.filter(mine).ok_or_else(unread)?;
        if !told.identity_destroyed {
            return Err(Error::bad_input(say!("The key to it is not destroyed, so it is not returned."))
                .hint(say!("Run ‘bailee checkout return’ again."))
                .on_field("identity_destroyed"));
        }
        if checkout.returned_at.is_some() {
            return Ok(checkout);
        }
        let confirmation = hex::encode(Sha256::digest(body));
        let entry = EntryDraft::new(checkout.engagement, "checkout.returned")
            .id("checkout", checkout.id)
            .id("holding", checkout.holding)
            .id("person", checkout.person)
            .id("device", device.id)
            .digest("confirmation", confirmation.clone())
            .detail("file_removed", told.file_removed);
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let mut checkout = tx.get::<Checkout>(told.checkout).await?.ok_or_else(Error::not_found)?;
            // Given up before, it stays so: the confirmation came late, and is kept beside.
            checkout.returned_at = Some(now);
            checkout.confirmation = Some(confirmation);
            tx.save(&checkout).await?;
            Ok(checkout)
        });
        Ok(recorded.await?.value)
    }

    /// The device whose signature this is. A suspended person still brings back what they have.
    async fn returning(&self, id: DeviceId, body: &[u8], signature: &[u8]) -> Result<Device> {
        let trusted = |device: &Device| device.state != DeviceState::Revoked && device.ended.is_none();
        let device = self.store.get::<Device>(id).await?.filter(trusted).ok_or_else(stranger)?;
        let person = self.store.get::<Person>(device.person).await?;
        person.filter(|person| person.state != PersonState::Departed).ok_or_else(stranger)?;
        match DeviceKey::read(device.algorithm, &device.key)?.signed(RETURN_CONTEXT, body, signature) {
            true => Ok(device),
            false => Err(stranger()),
        }
    }
}

fn unread() -> Error {
    Error::bad_input(say!("This is not the return of a checkout that this device has."))
        .hint(say!("Run ‘bailee checkout return’ on the device that took it."))
        .on_field("body")
}
