//! Clause S3.5: a personal device is approved by somebody else, until a date, and not beyond it.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Device, DeviceOwner, DeviceState, Evidence, LogId, PromiseKind, PromiseStatus, Result, Standing};
use futures::future::BoxFuture;
use jiff::SignedDuration;

pub(super) const PROMISE: Promise = Promise {
    slug: "personal_devices",
    kinds: &[PromiseKind::Gate, PromiseKind::Record],
    parameters: &["personal_device_days"],
    judge,
};

/// How late the clock may be.
const LATE: SignedDuration = SignedDuration::from_hours(1);
/// An approval that ends within this time is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let personal = |each: &&Device| each.owner == DeviceOwner::Personal && each.state == DeviceState::Approved;
        let devices: Vec<&Device> = look.devices().await?.iter().filter(personal).collect();
        let mut tally = Tally::default();
        for device in &devices {
            tally.add(Evidence {
                what: format!("device {}", device.id),
                at: device.approved_at.unwrap_or(device.since),
                log: LogId::Site,
                against: !is_in_order(look, device).await?,
            });
        }
        let until = |device: &&&Device| device.approved_until.is_some_and(|until| until <= look.now + SOON);
        let soon = devices.iter().filter(until).count();
        let status = if soon > 0 { PromiseStatus::DueSoon } else { PromiseStatus::Kept };
        let moments =
            devices.iter().filter_map(|each| each.approved_until).flat_map(|until| [until - SOON, until + LATE]);
        let (all, wrong) = (devices.len(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{} approved, each by somebody else and until a date; {soon} within a week of it.",
                en(all, "personal device is", "personal devices are")
            ),
            format!(
                "{}, chacun par une autre personne et jusqu’à une date ; {soon} à moins d’une semaine de celle-ci.",
                fr(all, "appareil personnel approuvé", "appareils personnels approuvés")
            ),
        );
        let broken = Said::new(
            format!(
                "{wrong} of {} without another person’s approval, without a date, or beyond it.",
                en(all, "personal device", "personal devices")
            ),
            format!(
                "{wrong} sur {} sans l’approbation d’une autre personne, sans date ou au-delà.",
                fr(all, "appareil personnel", "appareils personnels")
            ),
        );
        Ok(tally.finding(look.until(moments), (status, kept), broken))
    })
}

async fn is_in_order(look: &Look<'_>, device: &Device) -> Result<bool> {
    let (Some(at), Some(by), Some(until)) = (device.approved_at, device.approved_by, device.approved_until) else {
        return Ok(false);
    };
    // An officer may approve their own only where there is no other; the gate keeps to that, and its log says who did.
    let own = by == device.person && look.person(by).await?.is_none_or(|person| person.standing != Standing::Officer);
    let most = SignedDuration::from_hours(24 * look.limits.personal_device_days);
    Ok(!own && until.duration_since(at) <= most && look.now <= until + LATE)
}
