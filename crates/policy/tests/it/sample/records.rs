//! The records of the sample, all in order.

use super::{OURS, On, days, now};
use bailee_model::posture::{Encryption, Protection, ScreenLock, Unavailable, Updates, Why};
use bailee_model::{
    Assignment, AssignmentId, Category, Checkout, CheckoutId, ClientId, ColumnClass, Device, DeviceId, DeviceOwner,
    DeviceState, DropLink, DropLinkId, Engagement, EngagementId, EngagementState, Environment, Grant, GrantId,
    GrantKind, Holding, HoldingId, HoldingKind, HoldingState, Incident, IncidentId, IncidentState, KeyAlgorithm,
    KeyHome, Measured, Os, OutLink, OutLinkId, Person, PersonId, Posture, PostureReport, Purpose, ReportId, ReviewId,
    ReviewRow, ReviewRowId, Role, Severity, System, SystemId, SystemKind, UnusualKind, UnusualUse, UnusualUseId,
};
use jiff::SignedDuration;

pub(super) fn engagement() -> Engagement {
    Engagement {
        id: EngagementId::from_bytes([OURS; 16]),
        client: ClientId::from_bytes([OURS; 16]),
        title: "Books of Lanterne & Fils (fictional)".to_owned(),
        purposes: vec![Purpose::Audit, Purpose::TestLoad, Purpose::GoLive],
        categories: vec![Category::Financial, Category::Employees],
        regions: vec!["CA-QC".to_owned()],
        state: EngagementState::Active,
        since: now() - days(30),
        sealed: vec![Category::Employees],
        nda_required: false,
        keep_days: 14,
        verified_at: None,
        delete_by: None,
        closed_at: None,
        frozen_by: None,
        frozen_at: None,
        thawed_at: None,
        notice_hours: None,
    }
}

pub(super) fn assignment(person: &Person, role: Role) -> Assignment {
    Assignment {
        id: AssignmentId::from_bytes(*person.id.as_bytes()),
        engagement: EngagementId::from_bytes([OURS; 16]),
        person: person.id,
        role,
        since: now() - days(20),
        suspended: None,
        ended: None,
    }
}

pub(super) fn grant(assignment: &Assignment) -> Grant {
    Grant {
        id: GrantId::from_bytes(*assignment.person.as_bytes()),
        assignment: assignment.id,
        engagement: assignment.engagement,
        person: assignment.person,
        kind: GrantKind::Standard,
        extends: None,
        purpose: Purpose::GoLive,
        categories: vec![Category::Financial],
        classes: vec![ColumnClass::Personal],
        reason: "to load the books".to_owned(),
        asked_at: now() - days(3),
        days: 7,
        approved_by: Some(PersonId::from_bytes([96; 16])),
        approved_at: Some(now() - days(2)),
        agreed_by: None,
        agreed_at: None,
        expires_at: Some(now() + days(5)),
        used_at: None,
        ended: None,
        ended_why: None,
    }
}

pub(super) fn holding(kind: HoldingKind) -> Holding {
    Holding {
        id: HoldingId::from_bytes([50; 16]),
        engagement: EngagementId::from_bytes([OURS; 16]),
        kind,
        state: HoldingState::Held,
        name: "journal".to_owned(),
        category: Category::Financial,
        purpose: Purpose::GoLive,
        source: None,
        bytes: 10,
        rows: 1,
        rejects: 0,
        brought_by: PersonId::from_bytes([95; 16]),
        arrived_at: now() - days(2),
        digest: String::new(),
        salt: String::new(),
        key_id: String::new(),
        destroyed_at: None,
    }
}

pub(super) fn system(on: On, asker: PersonId) -> System {
    System {
        id: SystemId::from_bytes([60; 16]),
        engagement: EngagementId::from_bytes([OURS; 16]),
        name: "books".to_owned(),
        kind: SystemKind::OdooSelfHosted,
        environment: if on == On::ProductionSystem { Environment::Production } else { Environment::Test },
        region: if on == On::ForeignSystem { "FR" } else { "CA-QC" }.to_owned(),
        url: "https://books.lanterne.example".to_owned(),
        database: "books".to_owned(),
        login: "bailee".to_owned(),
        credential: None,
        added_by: if on == On::OwnSystem { asker } else { PersonId::from_bytes([94; 16]) },
        confirmed_by: Some(PersonId::from_bytes([93; 16])),
        since: now() - days(10),
    }
}

pub(super) fn unavailable<T>() -> Measured<T> {
    Measured::Unavailable(Unavailable { why: Why::NotApplicable, detail: "not on this machine".to_owned() })
}

pub(super) fn device(person: PersonId) -> Device {
    Device {
        id: DeviceId::from_bytes(*person.as_bytes()),
        person,
        name: "laptop".to_owned(),
        os: Os::Linux,
        owner: DeviceOwner::Firm,
        algorithm: KeyAlgorithm::Ed25519,
        key: vec![1; 32],
        home: KeyHome::Keyring,
        state: DeviceState::Approved,
        since: now() - days(50),
        approved_by: Some(PersonId::from_bytes([90; 16])),
        approved_at: Some(now() - days(49)),
        approved_until: None,
        ended: None,
        last_number: 12,
    }
}

/// A report that shows everything that is asked.
pub(super) fn report(device: DeviceId) -> PostureReport {
    let found = "ext4 on crypto_LUKS on partition".to_owned();
    PostureReport {
        id: ReportId::from_bytes([40; 16]),
        device,
        number: 12,
        taken_at: now() - SignedDuration::from_hours(1),
        received_at: now() - SignedDuration::from_hours(1),
        collector: "bailee 0.1.0".to_owned(),
        os_version: "Debian 13".to_owned(),
        posture: Posture {
            encryption: Measured::Value(Encryption { on: true, path: "/home".to_owned(), found }),
            updates: Measured::Value(Updates { age_days: 1, waiting: Some(0), restart_pending: false }),
            protection: Measured::Value(Protection {
                name: "ClamAV".to_owned(),
                running: true,
                signatures_age_days: Some(1),
            }),
            screen_lock: Measured::Value(ScreenLock { on: true, delay_secs: 300 }),
        },
        raw_digest: String::new(),
    }
}

pub(super) fn drop_link(on: On, asker: PersonId) -> DropLink {
    DropLink {
        id: DropLinkId::from_bytes([61; 16]),
        engagement: EngagementId::from_bytes([OURS; 16]),
        token_hash: Vec::new(),
        label: "Lanterne & Fils (fictional)".to_owned(),
        asked_for: "the ledger of 2025".to_owned(),
        category: Category::Financial,
        purpose: Purpose::GoLive,
        made_by: if on == On::OwnDropLink { asker } else { PersonId::from_bytes([94; 16]) },
        since: now() - days(1),
        until: now() + days(6),
        max_files: 3,
        max_bytes: 1 << 30,
        ended: None,
    }
}

pub(super) fn out_link(on: On, asker: PersonId) -> OutLink {
    OutLink {
        id: OutLinkId::from_bytes([62; 16]),
        engagement: EngagementId::from_bytes([OURS; 16]),
        holding: HoldingId::from_bytes([50; 16]),
        person: if on == On::OwnOutLink { asker } else { PersonId::from_bytes([87; 16]) },
        made_by: PersonId::from_bytes([94; 16]),
        since: now() - days(1),
        until: now() + days(6),
        opened_at: None,
        ended: None,
    }
}

pub(super) fn unusual(person: PersonId) -> UnusualUse {
    UnusualUse {
        id: UnusualUseId::from_bytes([44; 16]),
        engagement: EngagementId::from_bytes([OURS; 16]),
        person,
        day: bailee_model::unusual::day_of(now() - days(1)),
        kinds: vec![UnusualKind::Volume],
        openings: 200,
        usual: 10,
        outside: 0,
        outside_at: None,
        quiet_days: 0,
        found_at: now() - SignedDuration::from_hours(2),
        looked_by: None,
        looked_at: None,
        decision: None,
        note: String::new(),
    }
}

pub(super) fn checkout(person: PersonId) -> Checkout {
    Checkout {
        id: CheckoutId::from_bytes([43; 16]),
        engagement: EngagementId::from_bytes([OURS; 16]),
        holding: HoldingId::from_bytes([50; 16]),
        person,
        device: DeviceId::from_bytes(*person.as_bytes()),
        purpose: Purpose::GoLive,
        reason: "a tool that runs on the laptop only".to_owned(),
        region: "CA-QC".to_owned(),
        hours: 24,
        asked_at: now() - SignedDuration::from_hours(2),
        approved_by: None,
        approved_at: None,
        expires_at: None,
        taken_at: None,
        recipient: None,
        disclosure: None,
        returned_at: None,
        confirmation: None,
        ended: None,
        ended_by: None,
        ended_why: None,
    }
}

pub(super) fn row(on: On, asker: PersonId) -> ReviewRow {
    let other = PersonId::from_bytes([89; 16]);
    ReviewRow {
        id: ReviewRowId::from_bytes([41; 16]),
        review: ReviewId::from_bytes([42; 16]),
        person: if on == On::OwnRow { asker } else { PersonId::from_bytes([88; 16]) },
        engagement: Some(EngagementId::from_bytes([OURS; 16])),
        assignment: None,
        scope: "consultant".to_owned(),
        given_by: None,
        last_used: None,
        flags: Vec::new(),
        reviewer: Some(if on == On::Row { other } else { asker }),
        decision: None,
        reason: String::new(),
        decided_by: None,
        decided_at: None,
        suspended_at: None,
        restored_at: None,
        probe: None,
    }
}

pub(super) fn incident(on: On, asker: PersonId) -> Incident {
    let other = PersonId::from_bytes([89; 16]);
    Incident {
        id: IncidentId::from_bytes([43; 16]),
        number: 1,
        title: "A laptop is missing".to_owned(),
        signal: "It was on the train.".to_owned(),
        signal_at: now() - days(1),
        declared_by: other,
        declared_at: now() - days(1),
        owner: if on == On::OwnIncident { asker } else { other },
        severity: Severity::High,
        state: IncidentState::Open,
        exercise: false,
        named: if on == On::NamedIncident { vec![asker] } else { Vec::new() },
        scope: Default::default(),
        affected: Vec::new(),
        contained_at: None,
        contained: Default::default(),
        cause: String::new(),
        closed_at: None,
        forgotten_at: None,
    }
}
