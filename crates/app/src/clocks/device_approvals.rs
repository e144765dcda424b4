//! Clause S3.5: an approval that has a day ends on it, and clause S3: a device that stays silent is not trusted for ever.
//!
//! The gate refuses a device past its day at once. This clock writes the end down, takes the device from the sessions that
//! it confirmed, and revokes what has not reported for ninety days.

use super::due::Due;
use crate::{
    App,
    actions::{end_device, unconfirm},
    post,
};
use bailee_model::{Device, DeviceState, EntryDraft, Error, MailKind, Result, say};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// A device that was silent for so long is revoked.
const SILENCE: SignedDuration = SignedDuration::from_hours(90 * 24);

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let mut all = Ok(());
    for device in app.store.devices().await? {
        if device.ended.is_none() {
            all = all.and(look(app, device).await);
        }
    }
    all
}

async fn look(app: &App, device: Device) -> Result<()> {
    let now = app.clock.now();
    let heard = app.store.report(device.id, device.last_number).await?;
    let heard = heard.map_or(device.since, |report| report.received_at);
    if heard + SILENCE <= now {
        return revoke(app, device, now).await;
    }
    match device.approved_until.filter(|_| device.state == DeviceState::Approved) {
        Some(until) if until <= now => end(app, device, now).await,
        _ => Ok(()),
    }
}

async fn end(app: &App, device: Device, now: Timestamp) -> Result<()> {
    let entry = EntryDraft::site("device.approval_ended").id("device", device.id).id("owner", device.person);
    let mail = post::to(app, device.person, MailKind::SecurityNotice, format!("/devices/{}", device.id));
    let id = device.id;
    let ended = app.store.ledger().record([entry], move |tx| async move {
        let mut device = tx.get::<Device>(id).await?.ok_or_else(Error::not_found)?;
        let over = device.approved_until.is_some_and(|until| until <= now);
        if device.state != DeviceState::Approved || !over {
            return Err(meanwhile());
        }
        device.state = DeviceState::Asked;
        tx.save(&device).await?;
        unconfirm(&tx, &device).await?;
        tx.save(&mail).await
    });
    unless_meanwhile(ended.await.map(drop))
}

async fn revoke(app: &App, device: Device, now: Timestamp) -> Result<()> {
    let entry = EntryDraft::site("device.revoked")
        .id("device", device.id)
        .id("owner", device.person)
        .detail("reason", "no report for 90 days");
    let mail = post::to(app, device.person, MailKind::SecurityNotice, format!("/devices/{}", device.id));
    let (id, number) = (device.id, device.last_number);
    let ended = app.store.ledger().record([entry], move |tx| async move {
        let device = tx.get::<Device>(id).await?.ok_or_else(Error::not_found)?;
        if device.ended.is_some() || device.last_number != number {
            return Err(meanwhile());
        }
        end_device(&tx, device, now).await?;
        tx.save(&mail).await
    });
    unless_meanwhile(ended.await.map(drop))
}

/// Each approval that has a day ends on it.
pub(super) async fn due(app: &App) -> Result<Vec<Due>> {
    let devices = app.store.devices().await?;
    let approved = devices.iter().filter(|each| each.ended.is_none() && each.state == DeviceState::Approved);
    let ends = approved.filter_map(|device| {
        Some(Due {
            kind: "device_approval",
            subject: device.id.to_string(),
            engagement: None,
            since: device.approved_at?,
            at: device.approved_until?,
            who: vec![device.person],
            page: format!("/devices/{}", device.id),
            by_itself: true,
        })
    });
    Ok(ends.collect())
}

fn meanwhile() -> Error {
    Error::conflict(say!("This was done meanwhile.")).coded("meanwhile")
}

/// Another server, or its person, was faster: nothing is left to do.
fn unless_meanwhile(result: Result<()>) -> Result<()> {
    match result {
        Err(error) if error.code() == Some("meanwhile") => Ok(()),
        result => result,
    }
}
