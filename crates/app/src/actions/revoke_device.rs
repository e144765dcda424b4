//! Revoke a device: it vouches for nothing any more, and every session that it confirmed ends in the same commit.

use super::done;
use crate::{Done, Door, checkouts, post};
use bailee_model::{
    Action, CheckoutEnd, Device, DeviceId, DeviceState, EntryDraft, Error, MailKind, Result, Session, say,
};
use bailee_policy::Resource;
use bailee_store::Tx;
use jiff::Timestamp;

/// Revokes a device: its person may, and an officer.
///
/// # Errors
/// When it is revoked already; the gate refuses who is neither. A program's token may not.
pub async fn revoke_device(door: &Door, id: DeviceId) -> Result<Done<Device>> {
    let device = door.app.store.get::<Device>(id).await?.ok_or_else(Error::not_found)?;
    let own = device.person == door.who.id && door.session.scope.is_none();
    if !own {
        door.decide(Action::ManageDevices, None, Resource::Device(&device)).await?;
    }
    let now = door.now();
    let entry = door.by(EntryDraft::site("device.revoked")).id("device", id).id("owner", device.person);
    let mail = (!own).then(|| post::to(&door.app, device.person, MailKind::SecurityNotice, format!("/devices/{id}")));
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let device = tx.get::<Device>(id).await?.ok_or_else(Error::not_found)?;
        if device.ended.is_some() {
            return Err(
                Error::conflict(say!("This device is revoked already.")).hint(say!("Nothing needs to be done."))
            );
        }
        let device = end_device(&tx, device, now).await?;
        if let Some(mail) = &mail {
            tx.save(mail).await?;
        }
        Ok(device)
    });
    Ok(done(recorded.await?))
}

/// Ends the trust in a device within a change, and the sessions that lean on it.
pub(crate) async fn end_device(tx: &Tx, mut device: Device, now: Timestamp) -> Result<Device> {
    device.state = DeviceState::Revoked;
    device.ended = Some(now);
    tx.save(&device).await?;
    let mut on_it = tx.checkouts_of(device.person).await?;
    on_it.retain(|checkout| checkout.device == device.id);
    checkouts::end_in(tx, on_it, CheckoutEnd::DeviceRevoked, now).await?;
    for mut session in sessions_confirmed_by(tx, &device).await? {
        session.ended = Some(now);
        tx.save(&session).await?;
        let entry = EntryDraft::site("session.ended").id("session", session.id).id("person", session.person);
        tx.entry(entry).await?;
    }
    Ok(device)
}

/// Takes a device within a change from the sessions that lean on it; they go on, with no device behind them.
pub(crate) async fn unconfirm(tx: &Tx, device: &Device) -> Result<()> {
    for mut session in sessions_confirmed_by(tx, device).await? {
        session.device = None;
        tx.save(&session).await?;
        let entry = EntryDraft::site("session.unconfirmed").id("session", session.id).id("device", device.id);
        tx.entry(entry.id("person", session.person)).await?;
    }
    Ok(())
}

async fn sessions_confirmed_by(tx: &Tx, device: &Device) -> Result<Vec<Session>> {
    let mut sessions = tx.sessions_of(device.person).await?;
    sessions.retain(|session| session.device == Some(device.id) && session.ended.is_none());
    Ok(sessions)
}
