//! Devices as people see them: one's own, one of them, and the firm's.
//!
//! What is asked of a device and how it does is the policy's answer, put into words by [`crate::posture`]. A client's people
//! have no devices here, and to them none of this exists.

use crate::{
    Door,
    posture::{Check, checks},
};
use bailee_model::{Action, Device, DeviceCheck, DeviceId, Error, Person, PostureReport, Result};
use bailee_policy::{Resource, missing};

/// A device, and how it does.
#[derive(Clone, Debug)]
pub struct DeviceView {
    /// The device.
    pub device: Device,
    /// Whose it is.
    pub person: Person,
    /// Its newest report.
    pub report: Option<PostureReport>,
    /// Every check that is asked of it.
    pub checks: Vec<Check>,
    /// Whether it is the reader's own.
    pub mine: bool,
    /// Whether the reader may approve it, if they show their factors.
    pub may_approve: bool,
    /// Whether the reader may revoke it, if they show their factors.
    pub may_revoke: bool,
}

impl DeviceView {
    /// The checks that are not met.
    pub fn failing(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.met)
    }
}

/// From where somebody works: the standing line's last word.
#[derive(Clone, Debug)]
pub struct FromWhere {
    /// The device that confirmed the session.
    pub device: Option<Device>,
    /// What is not proved of it.
    pub missing: Vec<DeviceCheck>,
}

/// From where the caller works; none for a client's people, who need no device.
pub fn from_where(door: &Door) -> Option<FromWhere> {
    if door.is_client() {
        return None;
    }
    let device = door.machine.as_ref().map(|machine| machine.device.clone());
    Some(FromWhere { device, missing: missing(&door.who, door.device_facts(), door.app.limits(), door.now()) })
}

/// The caller's devices, those still trusted first, then by name.
///
/// # Errors
/// To a client's people there are none, and no such page.
pub async fn my_devices(door: &Door) -> Result<Vec<DeviceView>> {
    if door.is_client() {
        return Err(Error::not_found());
    }
    let mut views = Vec::new();
    for device in door.app.store.devices_of(door.who.id).await? {
        views.push(view(door, device, door.who.clone()).await?);
    }
    sort(&mut views);
    Ok(views)
}

/// One device: the caller's own, or anybody's for who may see the firm's people.
///
/// # Errors
/// Not found for whoever may not see it.
pub async fn device(door: &Door, id: DeviceId) -> Result<DeviceView> {
    // Asked first, so that a device that does not exist takes as long to answer as one of somebody else.
    let oversees = door.answer(Action::ViewPeople, None, Resource::Installation).is_allowed();
    let device = door.app.store.get::<Device>(id).await?.ok_or_else(Error::not_found)?;
    let own = device.person == door.who.id && !door.is_client();
    if !own && !oversees {
        return Err(Error::not_found());
    }
    let person = door.app.store.get::<Person>(device.person).await?.ok_or_else(Error::not_found)?;
    view(door, device, person).await
}

/// All devices of the firm's and its subcontractors' people.
///
/// # Errors
/// The gate lets officers and auditors see them.
pub async fn firm_devices(door: &Door) -> Result<Vec<DeviceView>> {
    door.require(Action::ViewPeople).await?;
    let people = door.app.store.people().await?;
    let mut views = Vec::new();
    for device in door.app.store.devices().await? {
        if let Some(person) = people.iter().find(|person| person.id == device.person) {
            views.push(view(door, device, person.clone()).await?);
        }
    }
    sort(&mut views);
    Ok(views)
}

async fn view(door: &Door, device: Device, person: Person) -> Result<DeviceView> {
    let report = door.app.store.report(device.id, device.last_number).await?;
    let checks = checks(&person, &device, report.as_ref(), door.app.limits(), door.now(), &door.who.language);
    let mut fresh = door.clone();
    fresh.session.stepped_up = door.now();
    let trusted = device.ended.is_none();
    let mine = device.person == door.who.id;
    let manages = fresh.answer(Action::ManageDevices, None, Resource::Device(&device)).is_allowed();
    let (may_approve, may_revoke) = (trusted && manages, trusted && (mine || manages));
    Ok(DeviceView { device, person, report, checks, mine, may_approve, may_revoke })
}

fn sort(views: &mut [DeviceView]) {
    views.sort_by(|one, other| {
        let key = |view: &DeviceView| (view.device.ended.is_some(), view.person.name.clone(), view.device.name.clone());
        key(one).cmp(&key(other))
    });
}
