//! The door as it would be for somebody who is not there: so that *who can open what* is the gate's own answer about them,
//! from the same facts, and not a second computation.

use super::{Door, Machine};
use crate::App;
use bailee_model::{
    Device, DeviceId, DeviceOwner, DeviceState, Factor, KeyAlgorithm, KeyHome, Measured, Os, Person, PersonId, Posture,
    PostureReport, Purpose, ReportId, Result, Session, SessionId, SessionKind,
    posture::{Encryption, Protection, ScreenLock, Updates},
};
use jiff::Timestamp;
use std::sync::Arc;

impl App {
    /// A door that nobody came through: this person for this purpose, their factors just shown, at a device that proves
    /// everything, or at none. It serves to ask the gate, and opens nothing: there is no such session.
    pub(crate) async fn imagine(
        self: &Arc<Self>,
        who: Person,
        purpose: Option<Purpose>,
        with_device: bool,
    ) -> Result<Door> {
        let now = self.clock.now();
        let machine = with_device.then(|| sound_machine(&who, now));
        let session = Session {
            id: SessionId::from_bytes([0; 16]),
            token_hash: Vec::new(),
            person: who.id,
            kind: SessionKind::Browser,
            name: String::new(),
            address: String::new(),
            factor: Factor::Passkey,
            since: now,
            seen: now,
            until: now,
            stepped_up: now,
            purpose,
            device: None,
            confirm_hash: Vec::new(),
            confirm_until: None,
            scope: None,
            engagement: None,
            ended: None,
        };
        let mut door = self.through(who, session).await?;
        door.machine = machine;
        Ok(door)
    }
}

impl Door {
    /// The same, for another purpose.
    pub(crate) fn imagined_for(&self, purpose: Purpose) -> Self {
        let mut door = self.clone();
        door.session.purpose = Some(purpose);
        door
    }

    /// The same, at no device.
    pub(crate) fn imagined_without_device(&self) -> Self {
        Self { machine: None, ..self.clone() }
    }
}

/// A device of this person that passes every check.
pub(crate) fn sound_machine(who: &Person, now: Timestamp) -> Machine {
    let id = DeviceId::from_bytes([0; 16]);
    let device = Device {
        id,
        person: who.id,
        name: String::new(),
        os: Os::Linux,
        owner: DeviceOwner::Firm,
        algorithm: KeyAlgorithm::Ed25519,
        key: Vec::new(),
        home: KeyHome::Tpm,
        state: DeviceState::Approved,
        since: now,
        approved_by: Some(PersonId::from_bytes([0; 16])),
        approved_at: Some(now),
        approved_until: None,
        ended: None,
        last_number: 1,
    };
    let posture = Posture {
        encryption: Measured::Value(Encryption { on: true, path: String::new(), found: String::new() }),
        updates: Measured::Value(Updates { age_days: 0, waiting: Some(0), restart_pending: false }),
        protection: Measured::Value(Protection { name: String::new(), running: true, signatures_age_days: Some(0) }),
        screen_lock: Measured::Value(ScreenLock { on: true, delay_secs: 0 }),
    };
    let report = PostureReport {
        id: ReportId::from_bytes([0; 16]),
        device: id,
        number: 1,
        taken_at: now,
        received_at: now,
        collector: String::new(),
        os_version: String::new(),
        posture,
        raw_digest: String::new(),
    };
    Machine { device, report: Some(report) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{Organisation, PersonState, Standing};
    use bailee_policy::{DeviceFacts, Limits, missing};

    #[test]
    fn the_imagined_device_passes_every_check_that_there_is() {
        let now: Timestamp = "2026-03-02T09:00:00Z".parse().expect("an instant");
        let who = Person {
            id: PersonId::from_bytes([7; 16]),
            name: "Ada Fictional".to_owned(),
            email: "ada@quillbridge.example".to_owned(),
            organisation: Organisation::Firm,
            standing: Standing::Staff,
            state: PersonState::Active,
            language: "en".to_owned(),
            since: now,
        };
        let Machine { device, report } = sound_machine(&who, now);
        let facts = DeviceFacts { device: &device, report: report.as_ref() };
        assert!(missing(&who, Some(facts), Limits::default(), now).is_empty());
    }
}
