//! What a device still fails to prove (clauses S3).
//!
//! Every check counts as missing until a fresh report of an approved device proves it: a value that is unavailable proves
//! nothing, whatever reason the device gives, and *not applicable* is no exception. A report is what a machine says of itself,
//! signed; whoever is root on it can make it say anything. So nothing in it may stretch its own life: it is judged by the
//! server's clock as well as by the device's.

use crate::parameters::Limits;
use crate::question::DeviceFacts;
use bailee_model::posture::{Encryption, Protection, ScreenLock, Updates};
use bailee_model::{Device, DeviceCheck, DeviceOwner, DeviceState, Measured, Person, Posture, PostureReport};
use jiff::{SignedDuration, Timestamp};

/// How far a device's clock may be ahead: further, it is wrong, and its report would count as fresh for too long.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);

/// The checks that are not proved at this instant, for this person, in the order of telling. None for a client's people: they
/// look at what is theirs.
pub fn missing(who: &Person, facts: Option<DeviceFacts<'_>>, limits: Limits, now: Timestamp) -> Vec<DeviceCheck> {
    if !who.organisation.works_for_firm() {
        return Vec::new();
    }
    let facts = facts.filter(|facts| facts.device.person == who.id);
    DeviceCheck::ALL.iter().copied().filter(|check| !proves(facts, *check, limits, now)).collect()
}

fn proves(facts: Option<DeviceFacts<'_>>, check: DeviceCheck, limits: Limits, now: Timestamp) -> bool {
    let Some(DeviceFacts { device, report }) = facts else { return false };
    let posture = report.filter(|report| counts(report, device, limits, now)).map(|report| &report.posture);
    let measured = |met: &dyn Fn(&Posture) -> bool| posture.is_some_and(met);
    match check {
        DeviceCheck::Confirmed => true,
        DeviceCheck::Approved => approved(device, now),
        DeviceCheck::Reported => posture.is_some(),
        DeviceCheck::Encrypted => measured(&|posture| encrypted(&posture.encryption)),
        DeviceCheck::Updated => measured(&|posture| updated(&posture.updates, limits)),
        DeviceCheck::Protected => measured(&|posture| protected(&posture.protection, limits)),
        DeviceCheck::Locked => measured(&|posture| locks(&posture.screen_lock, limits)),
    }
}

/// Approved by somebody, not revoked, and not over; a personal device is approved until a date or not at all (clause S3.5).
fn approved(device: &Device, now: Timestamp) -> bool {
    let by_somebody = device.approved_by.is_some() && device.approved_at.is_some_and(|at| at <= now);
    let runs = match device.approved_until {
        Some(until) => now < until,
        None => device.owner == DeviceOwner::Firm,
    };
    device.state == DeviceState::Approved && device.ended.is_none() && by_somebody && runs
}

/// Whether a report speaks for this device at this instant: its newest, and fresh by both clocks. A replayed one bears an old
/// number; one from a clock that was ahead when it came would be fresh again later, and never counts.
fn counts(report: &PostureReport, device: &Device, limits: Limits, now: Timestamp) -> bool {
    let fresh = |at: Timestamp| {
        let age = now.duration_since(at);
        age >= -AHEAD && age.as_secs() <= limits.report_hours.saturating_mul(3600)
    };
    report.device == device.id
        && report.number == device.last_number
        && fresh(report.taken_at)
        && fresh(report.received_at)
        && report.taken_at.duration_since(report.received_at) <= AHEAD
}

fn encrypted(found: &Measured<Encryption>) -> bool {
    found.value().is_some_and(|found| found.on)
}

fn updated(found: &Measured<Updates>, limits: Limits) -> bool {
    found.value().is_some_and(|found| (0..=limits.patch_days).contains(&found.age_days) && !found.restart_pending)
}

/// Protection whose signatures have no age that can be told is not known to be fresh.
fn protected(found: &Measured<Protection>, limits: Limits) -> bool {
    found.value().is_some_and(|found| {
        found.running && found.signatures_age_days.is_some_and(|age| (0..=limits.signature_days).contains(&age))
    })
}

fn locks(found: &Measured<ScreenLock>, limits: Limits) -> bool {
    found.value().is_some_and(|found| found.on && (0..=limits.lock_secs).contains(&found.delay_secs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Case, On, Who, now};
    use bailee_model::posture::{Unavailable, Why};
    use bailee_model::{Action, DeviceId, Organisation, PersonId, SupplierId};
    use jiff::ToSpan;

    /// What is missing after this change of a lead on a device that has everything.
    fn after(change: impl FnOnce(&mut Device, &mut PostureReport)) -> Vec<DeviceCheck> {
        let mut case = Case::new(Who::Lead, Action::OpenHolding, On::Table);
        change(&mut case.device, &mut case.report);
        let facts = DeviceFacts { device: &case.device, report: Some(&case.report) };
        missing(&case.who, Some(facts), Limits::default(), now())
    }

    fn hours(count: i64) -> SignedDuration {
        SignedDuration::from_hours(count)
    }

    /// All that hangs on a report.
    const MEASURED: [DeviceCheck; 5] = [
        DeviceCheck::Reported,
        DeviceCheck::Encrypted,
        DeviceCheck::Updated,
        DeviceCheck::Protected,
        DeviceCheck::Locked,
    ];

    #[test]
    fn a_device_in_order_proves_everything() {
        assert_eq!(after(|_, _| {}), []);
    }

    #[test]
    fn invariant_8_without_a_device_of_ones_own_everything_is_missing() {
        let case = Case::new(Who::Lead, Action::OpenHolding, On::Table);
        assert_eq!(missing(&case.who, None, Limits::default(), now()), DeviceCheck::ALL);
        assert_eq!(after(|device, _| device.person = PersonId::from_bytes([9; 16])), DeviceCheck::ALL);
    }

    #[test]
    fn a_subcontractors_people_owe_the_same_and_a_clients_nothing() {
        let mut case = Case::new(Who::Lead, Action::OpenHolding, On::Table);
        case.who.organisation = Organisation::Supplier(SupplierId::from_bytes([3; 16]));
        assert_eq!(missing(&case.who, None, Limits::default(), now()), DeviceCheck::ALL);
        let client = Case::new(Who::Owner, Action::Intake, On::Engagement);
        assert_eq!(missing(&client.who, None, Limits::default(), now()), []);
    }

    #[test]
    fn invariant_8_an_approval_is_by_somebody_and_runs() {
        let lapses: [fn(&mut Device); 7] = [
            |device| device.state = DeviceState::Asked,
            |device| device.state = DeviceState::Revoked,
            |device| device.ended = Some(now() - hours(1)),
            |device| device.approved_until = Some(now()),
            |device| device.approved_by = None,
            |device| device.approved_at = None,
            |device| device.approved_at = Some(now() + hours(1)),
        ];
        for lapse in lapses {
            assert_eq!(after(|device, _| lapse(device)), [DeviceCheck::Approved]);
        }
    }

    #[test]
    fn a_personal_device_is_approved_until_a_date_or_not_at_all() {
        let personal =
            |until| after(move |device, _| (device.owner, device.approved_until) = (DeviceOwner::Personal, until));
        assert_eq!(personal(None), [DeviceCheck::Approved]);
        assert_eq!(personal(Some(now())), [DeviceCheck::Approved]);
        assert_eq!(personal(Some(now() + hours(24))), []);
    }

    #[test]
    fn invariant_8_a_report_that_is_absent_old_replayed_or_anothers_proves_nothing() {
        let case = Case::new(Who::Lead, Action::OpenHolding, On::Table);
        let silent = DeviceFacts { device: &case.device, report: None };
        assert_eq!(missing(&case.who, Some(silent), Limits::default(), now()), MEASURED);

        let day = now() - hours(24);
        let second = 1.second();
        assert_eq!(after(|_, report| (report.taken_at, report.received_at) = (day, day)), []);
        type Change<'c> = &'c dyn Fn(&mut Device, &mut PostureReport);
        let worthless: [Change<'_>; 6] = [
            &|_, report| report.taken_at = day - second,
            &|_, report| (report.taken_at, report.received_at) = (day - second, day - second),
            &|_, report| report.device = DeviceId::from_bytes([9; 16]),
            &|_, report| report.number -= 1,
            &|_, report| report.number += 1,
            &|device, _| device.last_number += 1,
        ];
        for change in worthless {
            assert_eq!(after(change), MEASURED);
        }
    }

    #[test]
    fn a_clock_ahead_proves_nothing_then_or_later() {
        let ahead = |minutes: i64| {
            after(move |_, report| {
                (report.taken_at, report.received_at) = (now() + SignedDuration::from_mins(minutes), now());
            })
        };
        assert_eq!(ahead(2), []);
        assert_eq!(ahead(3), MEASURED);
        // Taken “tomorrow”, received yesterday: by the device's clock it has only now become fresh.
        assert_eq!(after(|_, report| (report.taken_at, report.received_at) = (now(), now() - hours(23))), MEASURED);
        assert_eq!(after(|_, report| report.received_at = now() + hours(1)), MEASURED);
    }

    #[test]
    fn invariant_8_what_is_unavailable_is_missing_whatever_the_reason() {
        for why in [Why::NotApplicable, Why::NotPermitted, Why::NotFound, Why::Failed] {
            let gone = || Unavailable { why, detail: String::new() };
            let without =
                |change: fn(&mut Posture, Unavailable)| after(|_, report| change(&mut report.posture, gone()));
            let gone = without(|posture, why| posture.encryption = Measured::Unavailable(why));
            assert_eq!(gone, [DeviceCheck::Encrypted], "{why:?}");
            let gone = without(|posture, why| posture.updates = Measured::Unavailable(why));
            assert_eq!(gone, [DeviceCheck::Updated], "{why:?}");
            let gone = without(|posture, why| posture.protection = Measured::Unavailable(why));
            assert_eq!(gone, [DeviceCheck::Protected], "{why:?}");
            let gone = without(|posture, why| posture.screen_lock = Measured::Unavailable(why));
            assert_eq!(gone, [DeviceCheck::Locked], "{why:?}");
        }
    }

    #[test]
    fn each_value_is_held_to_its_measure() {
        let limits = Limits::default();
        let on = |on| Measured::Value(Encryption { on, path: "/".to_owned(), found: String::new() });
        assert!(encrypted(&on(true)) && !encrypted(&on(false)));

        let updates = |age_days, restart_pending| Measured::Value(Updates { age_days, waiting: None, restart_pending });
        assert!(updated(&updates(0, false), limits) && updated(&updates(14, false), limits));
        for bad in [updates(15, false), updates(-1, false), updates(0, true)] {
            assert!(!updated(&bad, limits), "{bad:?}");
        }

        let protection = |running, signatures_age_days| {
            Measured::Value(Protection { name: "guard".to_owned(), running, signatures_age_days })
        };
        assert!(protected(&protection(true, Some(0)), limits) && protected(&protection(true, Some(7)), limits));
        for bad in
            [protection(false, Some(0)), protection(true, Some(8)), protection(true, Some(-1)), protection(true, None)]
        {
            assert!(!protected(&bad, limits), "{bad:?}");
        }

        let lock = |on, delay_secs| Measured::Value(ScreenLock { on, delay_secs });
        assert!(locks(&lock(true, 0), limits) && locks(&lock(true, 300), limits));
        for bad in [lock(false, 0), lock(true, 301), lock(true, -1)] {
            assert!(!locks(&bad, limits), "{bad:?}");
        }
    }

    #[test]
    fn a_firm_may_ask_for_more() {
        let strict = Limits { report_hours: 0, ..Limits::default() };
        let case = Case::new(Who::Lead, Action::OpenHolding, On::Table);
        let facts = DeviceFacts { device: &case.device, report: Some(&case.report) };
        assert_eq!(missing(&case.who, Some(facts), strict, now()), MEASURED);
        let absurd = Limits { report_hours: i64::MAX, ..Limits::default() };
        assert_eq!(missing(&case.who, Some(facts), absurd, now()), []);
    }
}
