//! Clauses S3.1 to S3.4: whoever opened client data did it from a device that had just shown, signed, that it is encrypted,
//! up to date, protected and locks by itself.

use super::{Fact, Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Device, DeviceState, PersonId, PostureReport, PromiseKind, PromiseStatus, Result};
use bailee_policy::Limits;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

pub(super) const PROMISE: Promise = Promise {
    slug: "device_posture",
    kinds: &[PromiseKind::Gate],
    parameters: &["report_hours", "patch_days", "signature_days", "lock_secs"],
    judge,
};

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let devices = look.devices().await?;
        let mut reports: HashMap<PersonId, Vec<PostureReport>> = HashMap::new();
        for device in devices {
            reports.entry(device.person).or_default().extend(look.app.store.reports_of(device.id).await?);
        }
        let mut tally = Tally::default();
        let openings = look.openings_by_workforce().await?;
        for fact in &openings {
            tally.add(fact.shown(!is_from_sound_device(look, fact, devices, &reports)));
        }
        let trusted: Vec<&Device> =
            devices.iter().filter(|each| each.state == DeviceState::Approved && each.ended.is_none()).collect();
        let sound = |device: &&&Device| {
            let of_person = reports.get(&device.person).into_iter().flatten();
            of_person.filter(|each| each.device == device.id).any(|each| proves(each, look.limits, look.now))
        };
        let (all, good, wrong) = (trusted.len(), trusted.iter().filter(sound).count(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{good} of {} prove their state now, as they measured it; {} in the last 30 days, all from such devices.",
                en(all, "device", "devices"),
                en(openings.len(), "opening", "openings")
            ),
            format!(
                "{good} sur {} prouvent leur état à présent, tel que mesuré ; {} au cours des 30 derniers jours, toujours depuis de tels appareils.",
                fr(all, "appareil", "appareils"),
                fr(openings.len(), "ouverture", "ouvertures")
            ),
        );
        let broken = Said::new(
            format!(
                "{wrong} of {} from a device that had not proved its state.",
                en(openings.len(), "opening", "openings")
            ),
            format!(
                "{wrong} sur {} depuis un appareil qui n’avait pas prouvé son état.",
                fr(openings.len(), "ouverture", "ouvertures")
            ),
        );
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, kept), broken))
    })
}

/// Whether a device of the person, approved by then, had proved its state shortly before.
fn is_from_sound_device(
    look: &Look<'_>,
    fact: &Fact,
    devices: &[Device],
    reports: &HashMap<PersonId, Vec<PostureReport>>,
) -> bool {
    let Some(person) = fact.id::<PersonId>("person") else { return false };
    let approved = |id| {
        devices.iter().any(|device| device.id == id && device.approved_at.is_some_and(|approved| approved <= fact.at))
    };
    let mut before = reports.get(&person).into_iter().flatten().filter(|each| each.received_at <= fact.at);
    before.any(|report| approved(report.device) && proves(report, look.limits, fact.at))
}

/// Whether a report shows all four at a moment. What could not be measured shows nothing.
fn proves(report: &PostureReport, limits: Limits, at: Timestamp) -> bool {
    let posture = &report.posture;
    let fresh = at.duration_since(report.received_at) <= SignedDuration::from_hours(limits.report_hours);
    let encrypted = posture.encryption.value().is_some_and(|found| found.on);
    let updated =
        posture.updates.value().is_some_and(|found| found.age_days <= limits.patch_days && !found.restart_pending);
    let protected = posture.protection.value().is_some_and(|found| {
        found.running && found.signatures_age_days.is_some_and(|age| age <= limits.signature_days)
    });
    let locks = posture.screen_lock.value().is_some_and(|found| found.on && found.delay_secs <= limits.lock_secs);
    fresh && encrypted && updated && protected && locks
}
