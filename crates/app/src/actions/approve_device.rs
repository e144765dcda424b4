//! Approve a device, for good or until a day. A person's own always has a day (clause S3.5).

use super::done;
use crate::{Done, Door, post};
use bailee_model::{Action, Device, DeviceId, DeviceOwner, DeviceState, EntryDraft, Error, MailKind, Result, say};
use bailee_policy::Resource;
use jiff::SignedDuration;

/// A firm's device may be approved without an end, or for so many days at most.
pub const FIRM_DAYS: i32 = 1095;

/// Which device, and for how long.
pub struct ApproveDeviceAsk {
    /// Which.
    pub device: DeviceId,
    /// For how many days from now; required for a personal device.
    pub days: Option<i32>,
}

/// Approves a device, or approves it anew from now on.
///
/// # Errors
/// When it is revoked, or the days are missing or too many; the gate refuses all but an officer, and one's own device.
pub async fn approve_device(door: &Door, ask: ApproveDeviceAsk) -> Result<Done<Device>> {
    let device = door.app.store.get::<Device>(ask.device).await?.ok_or_else(Error::not_found)?;
    door.decide(Action::ManageDevices, None, Resource::Device(&device)).await?;
    let days = days(device.owner, ask.days, door.app.limits().personal_device_days)?;
    let now = door.now();
    let until = days.map(|days| now + SignedDuration::from_hours(24 * i64::from(days)));
    let (id, by) = (device.id, door.who.id);
    let entry = door
        .by(EntryDraft::site("device.approved"))
        .id("device", id)
        .id("owner", device.person)
        .detail("until", until.map_or_else(|| "open".to_owned(), |until| until.to_string()));
    let mail = (device.person != by)
        .then(|| post::to(&door.app, device.person, MailKind::SecurityNotice, format!("/devices/{id}")));
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut device = tx.get::<Device>(id).await?.ok_or_else(Error::not_found)?;
        if device.state == DeviceState::Revoked || device.ended.is_some() {
            return Err(Error::conflict(say!("This device is revoked, and stays so."))
                .hint(say!("Its person can enrol it again.")));
        }
        device.state = DeviceState::Approved;
        device.approved_by = Some(by);
        device.approved_at = Some(now);
        device.approved_until = until;
        tx.save(&device).await?;
        if let Some(mail) = &mail {
            tx.save(mail).await?;
        }
        Ok(device)
    });
    Ok(done(recorded.await?))
}

fn days(owner: DeviceOwner, days: Option<i32>, personal: i64) -> Result<Option<i32>> {
    let most = match owner {
        DeviceOwner::Personal => personal,
        DeviceOwner::Firm => i64::from(FIRM_DAYS),
    };
    match days {
        None if owner == DeviceOwner::Personal => {
            Err(Error::bad_input(say!("A person’s own device is approved until a day."))
                .hint(say!("Say for how many days: 1 to {most}.", most))
                .on_field("days"))
        }
        Some(days) if !(1..=most).contains(&i64::from(days)) => {
            Err(Error::bad_input(say!("A device is approved for 1 to {most} days.", most))
                .hint(say!("Approve it again when they are over."))
                .on_field("days"))
        }
        days => Ok(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_device_has_an_end_and_no_approval_is_endless_by_number() {
        assert!(days(DeviceOwner::Personal, None, 180).is_err());
        assert_eq!(days(DeviceOwner::Personal, Some(180), 180).expect("within"), Some(180));
        assert!(days(DeviceOwner::Personal, Some(181), 180).is_err());
        assert_eq!(days(DeviceOwner::Firm, None, 180).expect("open"), None);
        for wrong in [0, -1, i32::MAX] {
            assert!(days(DeviceOwner::Firm, Some(wrong), 180).is_err());
        }
    }
}
