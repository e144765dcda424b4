//! What concerns the reader themself: what they owe, their device, their training.

use super::{About, WorkItem, WorkKind};
use crate::{Door, views::devices::from_where};
use bailee_model::{DeviceState, Result};
use jiff::SignedDuration;

/// How long before training runs out it is in the queue.
const TRAINING: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long before a device's approval runs out it is.
const DEVICE: SignedDuration = SignedDuration::from_hours(7 * 24);

pub(super) async fn items(door: &Door) -> Result<Vec<WorkItem>> {
    if door.is_client() {
        return Ok(Vec::new());
    }
    let owed = door.outstanding.iter();
    let mut items: Vec<WorkItem> =
        owed.map(|each| WorkItem::new(WorkKind::Obligation, None, each.as_str(), About::Obligation(*each))).collect();
    items.extend(training(door).await?);
    items.extend(this_device(door));
    items.extend(devices(door).await?);
    Ok(items)
}

/// The last course passed, when it runs out soon, or did and only its grace is left.
async fn training(door: &Door) -> Result<Option<WorkItem>> {
    let now = door.now();
    let passed = door.app.store().completions_of(door.who.id).await?;
    let last = passed.into_iter().max_by_key(|each| each.until);
    let soon = last.filter(|each| each.until - TRAINING <= now && door.outstanding.is_empty());
    Ok(soon.map(|each| WorkItem::new(WorkKind::TrainingEnding, Some(each.until), each.id, About::Count(1))))
}

/// What the gate misses of the device behind this session.
fn this_device(door: &Door) -> Option<WorkItem> {
    let from = from_where(door)?;
    match from.device {
        None => Some(WorkItem::new(WorkKind::DeviceMissing, None, "", About::Count(0))),
        Some(device) if !from.missing.is_empty() => {
            Some(WorkItem::new(WorkKind::DeviceFailing, None, device.id, About::Checks(device.name, from.missing)))
        }
        Some(_) => None,
    }
}

/// Own devices whose approval runs out.
async fn devices(door: &Door) -> Result<Vec<WorkItem>> {
    let now = door.now();
    let ending = door.app.store().devices_of(door.who.id).await?.into_iter().filter_map(|device| {
        let until = device.approved_until.filter(|until| *until - DEVICE <= now)?;
        let trusted = device.state == DeviceState::Approved && device.ended.is_none();
        trusted.then(|| WorkItem::new(WorkKind::DeviceEnding, Some(until), device.id, About::Name(device.name)))
    });
    Ok(ending.collect())
}
