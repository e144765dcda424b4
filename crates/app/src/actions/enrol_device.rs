//! Enrol a device: its public key, its name, and a signature that shows that the private key is there. It is trusted with
//! nothing until an officer approves it.

use super::{done, own_access::still_stands, text};
use crate::{Done, Door, device_key::DeviceKey, post};
use bailee_model::{
    Action, Device, DeviceId, DeviceOwner, DeviceState, EntryDraft, Error, KeyAlgorithm, KeyHome, MailKind, Os, Result,
    posture::ENROL_CONTEXT, say,
};

/// Devices that one person may have at once.
const MOST: usize = 10;

/// What to enrol.
pub struct EnrolDeviceAsk {
    /// What its person calls it.
    pub name: String,
    /// What runs on it.
    pub os: Os,
    /// Who owns it.
    pub owner: DeviceOwner,
    /// How it signs.
    pub algorithm: KeyAlgorithm,
    /// Its public key, in the form of [`KeyAlgorithm`].
    pub key: Vec<u8>,
    /// Where it says that it keeps the private one.
    pub home: KeyHome,
    /// Its signature over [`ENROL_CONTEXT`] and the identifier of its person, as text.
    pub proof: Vec<u8>,
}

/// Enrols a device in the caller's name; it waits for approval.
///
/// # Errors
/// When the key or the proof is not right, the key is enrolled already, or there are ten devices. The gate asks for fresh
/// factors. To a client's people it does not exist.
pub async fn enrol_device(door: &Door, ask: EnrolDeviceAsk) -> Result<Done<Device>> {
    if door.is_client() {
        return Err(Error::not_found());
    }
    door.require(Action::ChangeOwnAccess).await?;
    let name = text("name", &ask.name, 60)?;
    let key = DeviceKey::read(ask.algorithm, &ask.key)?;
    if !key.signed(ENROL_CONTEXT, door.who.id.to_string().as_bytes(), &ask.proof) {
        return Err(Error::bad_input(say!("The device did not show that it has the key."))
            .hint(say!(
                "It signs ‘bailee device enrolment v1’, a new line, and your identifier: bailee device enrol does it."
            ))
            .on_field("proof"));
    }
    let device = Device {
        id: DeviceId::new(door.app.rng.as_ref()),
        person: door.who.id,
        name,
        os: ask.os,
        owner: ask.owner,
        algorithm: ask.algorithm,
        key: ask.key,
        home: ask.home,
        state: DeviceState::Asked,
        since: door.now(),
        approved_by: None,
        approved_at: None,
        approved_until: None,
        ended: None,
        last_number: 0,
    };
    keep(door, device).await
}

async fn keep(door: &Door, device: Device) -> Result<Done<Device>> {
    let entry = door
        .by(EntryDraft::site("device.enrolled"))
        .id("device", device.id)
        .detail("name", device.name.clone())
        .detail("os", device.os.as_str())
        .detail("owner", device.owner.as_str())
        .detail("home", device.home.as_str());
    let mut mails = post::to_officers(&door.app, door.who.id, MailKind::DeviceAsked, "/firm/devices").await?;
    mails.push(post::to(&door.app, door.who.id, MailKind::SecurityNotice, format!("/devices/{}", device.id)));
    let (kept, here) = (device.clone(), door.session.id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        let trusted = tx.devices_of(kept.person).await?.iter().filter(|each| each.ended.is_none()).count();
        if trusted >= MOST {
            return Err(Error::conflict(say!("You have {most} devices.", most = MOST))
                .hint(say!("Revoke one that you no longer use.")));
        }
        if tx.devices().await?.iter().any(|each| each.key == kept.key) {
            return Err(Error::conflict(say!("This key is enrolled already."))
                .hint(say!("Each enrolment has a key of its own: bailee device enrol makes one."))
                .on_field("key"));
        }
        tx.save(&kept).await?;
        for mail in &mails {
            tx.save(mail).await?;
        }
        Ok(())
    });
    Ok(done(recorded.await?).map(|()| device))
}
