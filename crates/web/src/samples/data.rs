//! A plainly fictional firm and client.

use crate::pages::{
    certificate::{CertificateFacts, DestroyedItem, StillThere},
    client::{CanOpen, OpeningLine},
    engagements::EngagementLine,
    firm_people::Invited,
    help_api::RouteLine,
    overview::Remaining,
    people::{GrantLine, PersonLine},
    systems::SystemLine,
};
use crate::{Lang, words::RetentionWords};
use bailee_model::{
    AssignmentId, Category, Certificate, CertificateId, Client, ClientId, ColumnClass, Engagement, EngagementId,
    EngagementState, Environment, EventId, Grant, GrantId, GrantKind, Hold, HoldId, Holding, HoldingId, HoldingKind,
    HoldingState, Organisation, Person, PersonId, PersonState, Purpose, Role, Standing, System, SystemId, SystemKind,
    clock::SeededRng,
};
use jiff::{SignedDuration, Timestamp};

pub(super) const FIRM: &str = "Lanterne & Fils (fictional)";
pub(super) const CLIENT: &str = "Roy Tools & Lumber (fictional)";
pub(super) const HEAT: [u64; 30] =
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 5, 0, 0, 1, 3, 8, 4, 2, 0, 0, 1, 0, 6, 2, 0, 0, 0, 1, 3, 2];
pub(super) const CHECKPOINT: &str = "firm.example/bailee/8f2c61d0a94be715\n214\nq3Vt5m0o9mXv1o4g3b7bZrE2m8xM8C7J5tQy1xk3uQw=\n\n— firm.example/bailee/8f2c61d0a94be715 Zm9yIHNob3cgb25seSwgc2lnbmVkIGJ5IG5vYm9keQ==";

pub(super) fn now() -> Timestamp {
    Timestamp::from_second(1_795_341_600).unwrap_or_default()
}

pub(super) fn days(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

pub(super) fn rng(seed: u64) -> SeededRng {
    SeededRng::new(seed)
}

pub(super) fn digest(seed: u64) -> String {
    hex::encode(bailee_model::clock::random::<32>(&rng(seed)))
}

pub(super) fn decimal(text: &str) -> rust_decimal::Decimal {
    text.parse().unwrap_or_default()
}

pub(super) fn client() -> Client {
    Client { id: ClientId::new(&rng(1)), name: CLIENT.to_owned(), since: days(-60), recipient: None }
}

pub(super) fn engagement() -> Engagement {
    Engagement {
        id: EngagementId::new(&rng(2)),
        client: client().id,
        title: "Move to Odoo 17".to_owned(),
        purposes: vec![Purpose::Audit, Purpose::Mapping, Purpose::TestLoad, Purpose::GoLive, Purpose::Verification],
        categories: vec![Category::Financial, Category::Parties, Category::Employees],
        regions: vec!["CA-QC".to_owned(), "CA".to_owned()],
        state: EngagementState::Active,
        since: days(-42),
        sealed: vec![Category::Employees],
        nda_required: false,
        keep_days: 30,
        verified_at: None,
        delete_by: None,
        closed_at: None,
        frozen_by: None,
        frozen_at: None,
        thawed_at: None,
        notice_hours: None,
    }
}

pub(super) fn engagement_lines() -> Vec<EngagementLine> {
    let line = |seed, client: &str, title: &str, state, role, holdings, bytes, gone_by| EngagementLine {
        id: EngagementId::new(&rng(seed)),
        client: client.to_owned(),
        title: title.to_owned(),
        state,
        frozen: None,
        role,
        holdings,
        bytes,
        gone_by,
    };
    vec![
        line(2, CLIENT, "Move to Odoo 17", EngagementState::Active, Some(Role::Consultant), 7, 4_780_728, None),
        line(
            3,
            "Saint-Elme Bakery (fictional)",
            "Chart of accounts",
            EngagementState::Verified,
            Some(Role::Lead),
            3,
            918_004,
            Some(days(2)),
        ),
        line(4, "Port Hollow Marine (fictional)", "Support", EngagementState::Open, Some(Role::Reviewer), 0, 0, None),
        line(5, "Verreries du Lac (fictional)", "Migration 2025", EngagementState::Closed, None, 0, 0, Some(days(-40))),
    ]
}

fn holding(
    seed: u64,
    name: &str,
    kind: HoldingKind,
    category: Category,
    (rows, rejects, bytes): (i64, i64, i64),
    source: Option<u64>,
) -> Holding {
    Holding {
        id: HoldingId::new(&rng(seed)),
        engagement: engagement().id,
        kind,
        state: HoldingState::Held,
        name: name.to_owned(),
        category,
        purpose: Purpose::Mapping,
        source: source.map(|seed| HoldingId::new(&rng(seed))),
        bytes,
        rows,
        rejects,
        brought_by: PersonId::new(&rng(20)),
        arrived_at: days(-(seed as i64 % 9)),
        digest: digest(seed),
        salt: String::new(),
        key_id: digest(seed + 100)[..16].to_owned(),
        destroyed_at: None,
    }
}

pub(super) fn holdings() -> Vec<Holding> {
    use Category::{Employees, Financial, Parties};
    use HoldingKind::{Mapping, Original, Table};
    let mut payroll = holding(206, "payroll_1999.csv", Original, Employees, (0, 0, 22_118), None);
    payroll.state = HoldingState::Quarantined;
    vec![
        holding(201, "journal_lines.csv", Original, Financial, (0, 0, 2_411_932), None),
        holding(202, "journal_lines", Table, Financial, (41_208, 17, 1_204_110), Some(201)),
        holding(203, "customers.csv", Original, Parties, (0, 0, 612_004), None),
        holding(204, "customers", Table, Parties, (3_114, 0, 234_206), Some(203)),
        holding(205, "accounts", Table, Financial, (212, 2, 18_340), None),
        payroll,
        holding(207, "main", Mapping, Financial, (0, 0, 2_104), None),
    ]
}

pub(super) fn journal_table() -> Holding {
    holdings().swap_remove(1)
}

pub(super) fn remaining() -> Remaining {
    Remaining { holdings: 7, credentials: 1, grants: 2, holds_running: 1, jobs_running: 0 }
}

pub(super) fn staff() -> Vec<Person> {
    let person = |seed, name: &str| Person {
        id: PersonId::new(&rng(seed)),
        name: name.to_owned(),
        email: "someone@firm.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        state: PersonState::Active,
        language: "en".to_owned(),
        since: days(-400),
    };
    vec![person(23, "Tomás Berg"), person(24, "Lucie Ferland")]
}

pub(super) fn invited() -> Invited {
    Invited { name: "Lucie Ferland".to_owned(), code: "sample-of-a-code-that-works-once".to_owned(), until: days(2) }
}

pub(super) fn people() -> Vec<PersonLine> {
    let line = |name: &str, role| PersonLine { name: name.to_owned(), role, since: days(-42) };
    vec![
        line("Amélie Castonguay", Role::Lead),
        line("Ines Okafor", Role::Consultant),
        line("Jonas Falk", Role::Developer),
    ]
}

pub(super) fn grants() -> Vec<GrantLine> {
    let grant = |seed,
                 purpose,
                 categories: &[Category],
                 classes: &[ColumnClass],
                 reason: &str,
                 approved: Option<i64>,
                 length: i32| Grant {
        id: GrantId::new(&rng(seed)),
        assignment: AssignmentId::new(&rng(seed)),
        engagement: engagement().id,
        person: PersonId::new(&rng(seed)),
        kind: GrantKind::Standard,
        extends: None,
        purpose,
        categories: categories.to_vec(),
        classes: classes.to_vec(),
        reason: reason.to_owned(),
        asked_at: days(-6),
        days: length,
        approved_by: None,
        approved_at: approved.map(days),
        agreed_by: None,
        agreed_at: None,
        expires_at: approved.map(|at| days(at + i64::from(length))),
        used_at: None,
        ended: None,
        ended_why: None,
    };
    let line = |grant, person: &str, may_approve, may_end| GrantLine {
        grant,
        person: person.to_owned(),
        may_approve,
        may_end,
    };
    vec![
        line(
            grant(
                60,
                Purpose::TestLoad,
                &[Category::Financial],
                &[],
                "First test load of the chart of accounts",
                None,
                7,
            ),
            "Jonas Falk",
            true,
            true,
        ),
        line(
            grant(
                61,
                Purpose::Mapping,
                &[Category::Financial, Category::Parties],
                &[ColumnClass::Personal],
                "Mapping customers needs names",
                Some(-5),
                14,
            ),
            "Ines Okafor",
            false,
            true,
        ),
        line(
            grant(62, Purpose::Audit, &[Category::Financial], &[], "Opening audit", Some(-40), 14),
            "Amélie Castonguay",
            false,
            false,
        ),
    ]
}

pub(super) fn systems() -> Vec<System> {
    let system = |seed, name: &str, kind, environment, url: &str, credential: Option<u64>| System {
        id: SystemId::new(&rng(seed)),
        engagement: engagement().id,
        name: name.to_owned(),
        kind,
        environment,
        region: "CA-QC".to_owned(),
        url: url.to_owned(),
        database: "roy".to_owned(),
        login: "bailee".to_owned(),
        credential: credential.map(|seed| HoldingId::new(&rng(seed))),
        added_by: PersonId::new(&rng(20)),
        confirmed_by: credential.map(|_| PersonId::new(&rng(21))),
        since: days(-30),
    };
    vec![
        system(40, "Roy test", SystemKind::OdooSelfHosted, Environment::Test, "https://test.roy.example", Some(300)),
        system(41, "Roy", SystemKind::OdooSelfHosted, Environment::Production, "https://odoo.roy.example", None),
    ]
}

/// One that the client has confirmed, and one that waits for it.
pub(super) fn system_lines() -> Vec<SystemLine> {
    let line = |system: System| SystemLine {
        confirmed: system.confirmed_by.map(|_| CLIENT.to_owned()),
        may_confirm: system.confirmed_by.is_none(),
        may_rotate: system.credential.is_some(),
        system,
    };
    systems().into_iter().map(line).collect()
}

pub(super) fn holds() -> Vec<Hold> {
    vec![Hold {
        id: HoldId::new(&rng(70)),
        engagement: engagement().id,
        holding: Some(HoldingId::new(&rng(201))),
        asked_by: PersonId::new(&rng(21)),
        reason: "Tax audit of 2025".to_owned(),
        since: days(-3),
        until: days(120),
        ended: None,
    }]
}

pub(super) fn can_open() -> Vec<CanOpen> {
    let person = |name: &str, categories: &[Category], until| CanOpen {
        name: name.to_owned(),
        categories: categories.to_vec(),
        until: days(until),
    };
    vec![
        person("Ines Okafor", &[Category::Financial, Category::Parties], 9),
        person("Amélie Castonguay", &[Category::Financial], 4),
    ]
}

pub(super) fn openings() -> Vec<OpeningLine> {
    let line = |at, person: &str, what: &str, purpose| OpeningLine {
        at: days(at),
        person: person.to_owned(),
        how: "opened",
        what: what.to_owned(),
        purpose: Some(purpose),
    };
    vec![
        line(0, "Ines Okafor", "journal_lines", Purpose::Mapping),
        line(-1, "Ines Okafor", "customers", Purpose::Mapping),
        line(-7, "Amélie Castonguay", "accounts", Purpose::Audit),
    ]
}

pub(super) fn certificate() -> Certificate {
    Certificate {
        id: CertificateId::new(&rng(80)),
        engagement: engagement().id,
        items: 7,
        at: days(-1),
        statement: Vec::new(),
        manifest: Vec::new(),
        events: Vec::new(),
        entry: EventId::new(&rng(81)),
        completes: None,
        outstanding_until: None,
    }
}

pub(super) fn certificate_facts(lang: Lang) -> CertificateFacts {
    let item = |seed: u64, what: &str| DestroyedItem {
        what: what.to_owned(),
        key: digest(seed + 100)[..16].to_owned(),
        commitment: digest(seed),
        location: "CA-QC".to_owned(),
    };
    CertificateFacts {
        id: certificate().id,
        at: days(-1),
        client: CLIENT.to_owned(),
        engagement: "Move to Odoo 17".to_owned(),
        method: "cryptographic erase, NIST SP 800-88 r2".to_owned(),
        everywhere: false,
        manifest: digest(7),
        items: vec![
            item(201, "original · financial"),
            item(202, "table · financial"),
            item(203, "original · customers and vendors"),
            item(204, "table · customers and vendors"),
            item(207, "mapping · financial"),
        ],
        outstanding: vec![StillThere {
            what: RetentionWords::of(lang).kind_kit,
            id: digest(9)[..16].to_owned(),
            gone_by: "2026-12-22".to_owned(),
            now: RetentionWords::of(lang).still_within.to_owned(),
            look: "due",
        }],
        completed_by: None,
        completes: None,
        proves: vec![
            "The keys that sealed these things were destroyed at the times given.".to_owned(),
            "The log of the engagement says so, and its signed head binds it.".to_owned(),
        ],
        cannot: vec![
            "That nobody copied plain data before.".to_owned(),
            "That media hold no remnants of sealed bytes; without the keys they are noise.".to_owned(),
        ],
    }
}

pub(super) fn routes() -> Vec<RouteLine> {
    vec![
        RouteLine { method: "POST", path: "/api/v1/session", about: "Sign in with both factors" },
        RouteLine { method: "GET", path: "/api/v1/engagements", about: "The engagements you are assigned to" },
        RouteLine {
            method: "POST",
            path: "/api/v1/engagements/{engagement}/holdings",
            about: "Bring a file into custody",
        },
    ]
}
