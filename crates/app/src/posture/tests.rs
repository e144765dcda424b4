use super::*;
use bailee_model::{
    DeviceId, DeviceOwner, DeviceState, KeyAlgorithm, KeyHome, Measured, Organisation, Os, PersonId, PersonState,
    Posture, ReportId, Standing,
    clock::SeededRng,
    posture::{Encryption, Protection, ScreenLock, Unavailable, Updates, Why},
};
use jiff::SignedDuration;

fn person() -> Person {
    Person {
        id: PersonId::new(&SeededRng::new(1)),
        name: "Wren".to_owned(),
        email: "wren@quillbridge.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        state: PersonState::Active,
        language: "en".to_owned(),
        since: Timestamp::UNIX_EPOCH,
    }
}

fn device(os: Os) -> Device {
    Device {
        id: DeviceId::new(&SeededRng::new(2)),
        person: person().id,
        name: "Wren’s laptop".to_owned(),
        os,
        owner: DeviceOwner::Firm,
        algorithm: KeyAlgorithm::Ed25519,
        key: vec![0; 32],
        home: KeyHome::Keyring,
        state: DeviceState::Approved,
        since: Timestamp::UNIX_EPOCH,
        approved_by: Some(PersonId::new(&SeededRng::new(4))),
        approved_at: Some(Timestamp::UNIX_EPOCH),
        approved_until: None,
        ended: None,
        last_number: 1,
    }
}

fn report(posture: Posture) -> PostureReport {
    PostureReport {
        id: ReportId::new(&SeededRng::new(3)),
        device: device(Os::Linux).id,
        number: 1,
        taken_at: Timestamp::UNIX_EPOCH,
        received_at: Timestamp::UNIX_EPOCH,
        collector: "bailee 0.1.0".to_owned(),
        os_version: "Debian 12".to_owned(),
        posture,
        raw_digest: "0".repeat(64),
    }
}

fn good() -> Posture {
    Posture {
        encryption: Measured::Value(Encryption {
            on: true,
            path: "/home/wren".to_owned(),
            found: "ext4 on LUKS on partition".to_owned(),
        }),
        updates: Measured::Value(Updates { age_days: 2, waiting: Some(3), restart_pending: false }),
        protection: Measured::Value(Protection {
            name: "ClamAV".to_owned(),
            running: true,
            signatures_age_days: Some(1),
        }),
        screen_lock: Measured::Value(ScreenLock { on: true, delay_secs: 300 }),
    }
}

fn unmet(checks: &[Check]) -> Vec<DeviceCheck> {
    checks.iter().filter(|check| !check.met).map(|check| check.check).collect()
}

#[test]
fn a_good_device_has_nothing_to_mend() {
    let checks =
        checks(&person(), &device(Os::Linux), Some(&report(good())), Limits::default(), Timestamp::UNIX_EPOCH, "en");
    assert_eq!(unmet(&checks), []);
    assert!(checks.iter().all(|check| check.mend.is_none() && check.found.is_some()), "{checks:?}");
}

#[test]
fn an_old_report_proves_nothing_and_asks_for_a_new_one_only() {
    let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(25);
    let checks = checks(&person(), &device(Os::Linux), Some(&report(good())), Limits::default(), later, "en");
    assert_eq!(unmet(&checks).len(), 5, "all but the approval");
    let mended: Vec<_> = checks.iter().filter(|check| check.mend.is_some()).map(|check| check.check).collect();
    assert_eq!(mended, [DeviceCheck::Reported]);
}

#[test]
fn what_is_not_applicable_to_the_device_is_not_met() {
    let unavailable = Unavailable { why: Why::NotApplicable, detail: "a virtual machine".to_owned() };
    let posture = Posture { encryption: Measured::Unavailable(unavailable), ..good() };
    for os in Os::ALL {
        let checks = checks(
            &person(),
            &device(*os),
            Some(&report(posture.clone())),
            Limits::default(),
            Timestamp::UNIX_EPOCH,
            "en",
        );
        assert_eq!(unmet(&checks), [DeviceCheck::Encrypted]);
        let check = checks.iter().find(|check| !check.met).expect("one");
        assert_eq!(check.clause, "S3.1");
        assert!(check.found.as_ref().is_some_and(|found| found.contains("not its to decide: a virtual machine")));
    }
}

#[test]
fn every_check_says_how_to_mend_it_on_every_system_in_both_languages() {
    let bad = Posture {
        encryption: Measured::Value(Encryption { on: false, path: "/home".to_owned(), found: "ext4".to_owned() }),
        updates: Measured::Value(Updates { age_days: 15, waiting: Some(4), restart_pending: true }),
        protection: Measured::Value(Protection {
            name: "ClamAV".to_owned(),
            running: false,
            signatures_age_days: None,
        }),
        screen_lock: Measured::Value(ScreenLock { on: false, delay_secs: 0 }),
    };
    let mut texts = std::collections::BTreeSet::new();
    for os in Os::ALL {
        for language in ["en", "fr"] {
            let device = Device { state: DeviceState::Asked, ..device(*os) };
            let checks = checks(
                &person(),
                &device,
                Some(&report(bad.clone())),
                Limits::default(),
                Timestamp::UNIX_EPOCH,
                language,
            );
            for check in checks.iter().filter(|check| !check.met) {
                let mend = check.mend.clone().expect("a way");
                assert!(!mend.contains(['{', '}']) && check.found.is_some(), "{check:?}");
                texts.insert(mend);
            }
            assert_eq!(unmet(&checks).len(), 5, "all but the report");
        }
    }
    assert_eq!(texts.len(), 4 * 3 * 2 + 2, "one for each system, and one for the approval, twice");
}

#[test]
fn a_device_that_never_reported_says_so() {
    let checks = checks(&person(), &device(Os::Macos), None, Limits::default(), Timestamp::UNIX_EPOCH, "fr");
    let reported = checks.iter().find(|check| check.check == DeviceCheck::Reported).expect("asked for");
    assert_eq!(reported.found.as_deref(), Some("Il n’a jamais rien déclaré."));
    assert!(reported.mend.is_some() && !reported.met);
}
