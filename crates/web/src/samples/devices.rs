//! Made-up devices, good and bad.

use super::data;
use crate::{
    Lang,
    frame::Frame,
    pages::{device, device_confirm, devices, firm_devices},
};
use askama::Template;
use bailee_app::{posture, views::DeviceView};
use bailee_model::{
    Device, DeviceId, DeviceOwner, DeviceState, KeyAlgorithm, KeyHome, Measured, Organisation, Os, Person, PersonId,
    PersonState, Posture, PostureReport, ReportId, Standing,
    clock::SeededRng,
    posture::{Encryption, Protection, ScreenLock, Unavailable, Updates, Why},
};
use jiff::SignedDuration;

fn person(seed: u64, name: &str) -> Person {
    Person {
        id: PersonId::new(&SeededRng::new(seed)),
        name: name.to_owned(),
        email: "ines@firm.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        state: PersonState::Active,
        language: "en".to_owned(),
        since: data::now(),
    }
}

fn posture(good: bool) -> Posture {
    let encryption = Encryption { on: good, path: "/home/ines".to_owned(), found: "ext4 on partition".to_owned() };
    Posture {
        encryption: Measured::Value(encryption),
        updates: Measured::Value(Updates { age_days: 3, waiting: Some(2), restart_pending: !good }),
        protection: if good {
            Measured::Value(Protection { name: "ClamAV".to_owned(), running: true, signatures_age_days: Some(1) })
        } else {
            Measured::Unavailable(Unavailable { why: Why::NotApplicable, detail: "this is a server".to_owned() })
        },
        screen_lock: Measured::Value(ScreenLock { on: true, delay_secs: 240 }),
    }
}

fn view(lang: Lang, seed: u64, person: Person, state: DeviceState, good: bool) -> DeviceView {
    let now = data::now();
    let device = Device {
        id: DeviceId::new(&SeededRng::new(seed)),
        person: person.id,
        name: format!("{}’s laptop", person.name.split(' ').next().unwrap_or_default()),
        os: if good { Os::Linux } else { Os::Macos },
        owner: if good { DeviceOwner::Firm } else { DeviceOwner::Personal },
        algorithm: KeyAlgorithm::Ed25519,
        key: vec![7; 32],
        home: KeyHome::Keyring,
        state,
        since: now,
        approved_by: (state == DeviceState::Approved).then(|| PersonId::new(&SeededRng::new(60))),
        approved_at: (state == DeviceState::Approved).then_some(now),
        approved_until: (state == DeviceState::Approved && !good).then(|| data::days(60)),
        ended: (state == DeviceState::Revoked).then_some(now),
        last_number: 4,
    };
    let report = PostureReport {
        id: ReportId::new(&SeededRng::new(seed)),
        device: device.id,
        number: 4,
        taken_at: now - SignedDuration::from_hours(2),
        received_at: now - SignedDuration::from_hours(2),
        collector: "bailee 0.1.0".to_owned(),
        os_version: "Debian 12".to_owned(),
        posture: posture(good),
        raw_digest: data::digest(9),
    };
    let checks = posture::checks(&person, &device, Some(&report), posture::Limits::default(), now, lang.tag());
    DeviceView { device, person, report: Some(report), checks, mine: true, may_approve: !good, may_revoke: true }
}

/// Every page about devices.
pub(super) fn pages(lang: Lang, frame: impl Fn(&str) -> Frame) -> super::Pages {
    let good = || view(lang, 51, person(61, "Ines Okafor"), DeviceState::Approved, true);
    let bad = || view(lang, 52, person(62, "Tomas Vale"), DeviceState::Approved, false);
    let asked = || view(lang, 53, person(63, "Ada Finch"), DeviceState::Asked, false);
    let revoked = || view(lang, 54, person(61, "Ines Okafor"), DeviceState::Revoked, true);
    let host = || "bailee.firm.example".to_owned();
    let code = || device_confirm::Shown::new("7K3M-Q0XZ", data::now() + SignedDuration::from_mins(5), "/engagements");
    let here = Some(good().device.id);
    let days = || "90".to_owned();
    let confirm =
        |device, shown| device_confirm::DeviceConfirmPage::new(frame("/devices/confirm"), device, shown, "/work");
    Ok(vec![
        ("devices", devices::DevicesPage::new(frame("/devices"), &[good(), revoked()], here, host()).render()?),
        ("devices-none", devices::DevicesPage::new(frame("/devices"), &[], None, host()).render()?),
        ("device", device::DevicePage::new(frame("/devices/x"), good(), true, String::new()).render()?),
        ("device-lacking", device::DevicePage::new(frame("/devices/y"), bad(), false, days()).render()?),
        ("device-confirm", confirm(None, Some(code())).render()?),
        ("device-confirm-over", confirm(Some("Ines’s laptop".to_owned()), None).render()?),
        (
            "firm-devices",
            firm_devices::FirmDevicesPage::new(frame("/firm/devices"), &[good(), bad(), asked(), revoked()])
                .render()?,
        ),
        ("firm-devices-none", firm_devices::FirmDevicesPage::new(frame("/firm/devices"), &[]).render()?),
    ])
}
