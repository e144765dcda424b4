//! A large made-up firm, and questions drawn from it; the same at every run.

use bailee_model::posture::{Encryption, Protection, ScreenLock, Updates};
use bailee_model::{
    Action, Assignment, AssignmentId, Category, ClientId, ColumnClass, Device, DeviceId, DeviceOwner, DeviceState,
    Engagement, EngagementId, EngagementState, Environment, Grant, GrantId, GrantKind, Holding, HoldingId, HoldingKind,
    HoldingState, KeyAlgorithm, KeyHome, Measured, Obligation, Organisation, Os, Person, PersonId, PersonState,
    Posture, PostureReport, Purpose, ReportId, Role, Standing, System, SystemId, SystemKind,
};
use bailee_policy::{DeviceFacts, EngagementFacts, Question, Resource, Strength};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

const PEOPLE: usize = 5_000;
const ENGAGEMENTS: usize = 2_000;
/// Of the people, those who work for the firm; the others are clients' owners.
const STAFF: usize = 3_000;
const TEAM: usize = 10;

/// All facts, found by what they are asked for with.
pub(crate) struct World {
    pub(crate) people: Vec<Person>,
    pub(crate) engagements: Vec<Engagement>,
    pub(crate) holdings: Vec<Holding>,
    pub(crate) systems: Vec<System>,
    pub(crate) assignments: HashMap<(PersonId, EngagementId), Vec<Assignment>>,
    pub(crate) grants: HashMap<(PersonId, EngagementId), Vec<Grant>>,
    devices: HashMap<PersonId, (Device, PostureReport)>,
}

/// Who asks what about which engagement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    person: usize,
    engagement: usize,
    action: Action,
    fresh: bool,
}

/// Pseudo-random numbers that are the same at every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }
}

/// Sixteen bytes that say which of its kind something is.
fn bytes(kind: u8, number: usize) -> [u8; 16] {
    let mut bytes = [kind; 16];
    bytes[8..].copy_from_slice(&(number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    bytes
}

pub(crate) fn now() -> Timestamp {
    Timestamp::constant(1_772_442_000, 0)
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

impl World {
    pub(crate) fn new(grants: usize) -> Self {
        let people: Vec<Person> = (0..PEOPLE).map(person).collect();
        let engagements: Vec<Engagement> = (0..ENGAGEMENTS).map(engagement).collect();
        let mut world = Self {
            holdings: engagements.iter().enumerate().map(|(number, it)| holding(number, it)).collect(),
            systems: engagements.iter().enumerate().map(|(number, it)| system(number, it)).collect(),
            devices: people[..STAFF].iter().enumerate().map(|(number, it)| (it.id, device(number, it))).collect(),
            assignments: HashMap::new(),
            grants: HashMap::new(),
            people,
            engagements,
        };
        let each = grants / ENGAGEMENTS;
        let spare = grants % ENGAGEMENTS;
        for (number, engagement) in world.engagements.iter().enumerate() {
            for place in 0..TEAM {
                let person = &world.people[Self::member(number, place)];
                let assignment = assignment(number * TEAM + place, engagement, person);
                for turn in (0..each + usize::from(number < spare)).filter(|turn| turn % TEAM == place) {
                    let key = (person.id, engagement.id);
                    world.grants.entry(key).or_default().push(grant(number * 64 + turn, &assignment));
                }
                world.assignments.entry((person.id, engagement.id)).or_default().push(assignment);
            }
        }
        world
    }

    /// Who holds a place on an engagement.
    fn member(engagement: usize, place: usize) -> usize {
        (engagement * 7 + place * 293) % STAFF
    }

    pub(crate) fn draws(&self, count: usize) -> Vec<Draw> {
        let mut dice = Dice(0x5EED);
        let draw = |_| {
            let engagement = dice.below(ENGAGEMENTS);
            let person = match dice.below(20) {
                0 => dice.below(STAFF),
                1 | 2 => STAFF + engagement % (PEOPLE - STAFF),
                _ => Self::member(engagement, dice.below(TEAM)),
            };
            let action = match dice.below(20) {
                0..5 => Action::OpenHolding,
                5..9 => Action::Query,
                9..12 => Action::ListHolding,
                12..15 => Action::ViewEngagement,
                15 => Action::Intake,
                16 => Action::UseCredential,
                17 => Action::LoadTest,
                18 => Action::AskGrant,
                _ => Action::CloseEngagement,
            };
            Draw { person, engagement, action, fresh: dice.below(4) > 0 }
        };
        (0..count).map(draw).collect()
    }

    /// The question, with its facts looked up.
    pub(crate) fn question(&self, draw: &Draw) -> Question<'_> {
        let (who, engagement) = (&self.people[draw.person], &self.engagements[draw.engagement]);
        let (holding, key) = (&self.holdings[draw.engagement], (who.id, engagement.id));
        let resource = match draw.action {
            Action::OpenHolding | Action::ListHolding => Resource::Holding(holding),
            Action::Query => Resource::Columns { holding, classes: &[ColumnClass::Open, ColumnClass::Personal] },
            Action::UseCredential | Action::LoadTest => Resource::System(&self.systems[draw.engagement]),
            _ => Resource::Engagement,
        };
        Question {
            who,
            action: draw.action,
            engagement: Some(EngagementFacts {
                engagement,
                assignments: self.assignments.get(&key).map(Vec::as_slice).unwrap_or_default(),
                holds_running: false,
                nda_signed: true,
                assessed: &[],
                accepted: true,
            }),
            resource,
            grants: self.grants.get(&key).map(Vec::as_slice).unwrap_or_default(),
            purpose: Some(Purpose::TestLoad),
            now: now(),
            strength: Strength { two_factors: true, factors_age_secs: if draw.fresh { 20 } else { 3600 } },
            outstanding: self.outstanding(draw.person),
            device: self.devices.get(&who.id).map(|(device, report)| DeviceFacts { device, report: Some(report) }),
            token: None,
            alone: false,
        }
    }

    /// What a person owes; one in fifty has not signed.
    pub(crate) fn outstanding(&self, person: usize) -> &'static [Obligation] {
        if person < STAFF && person.is_multiple_of(50) { &[Obligation::Confidentiality] } else { &[] }
    }
}

fn person(number: usize) -> Person {
    let client = number.checked_sub(STAFF).map(|client| ClientId::from_bytes(bytes(1, client)));
    Person {
        id: PersonId::from_bytes(bytes(2, number)),
        name: format!("Person {number} (fictional)"),
        email: format!("p{number}@lanterne.example"),
        organisation: client.map_or(Organisation::Firm, Organisation::Client),
        standing: match (client, number) {
            (Some(_), _) => Standing::Owner,
            (None, 0..5) => Standing::Officer,
            _ => Standing::Staff,
        },
        state: PersonState::Active,
        language: "en".to_owned(),
        since: now() - days(100),
    }
}

fn engagement(number: usize) -> Engagement {
    Engagement {
        id: EngagementId::from_bytes(bytes(3, number)),
        client: ClientId::from_bytes(bytes(1, number % (PEOPLE - STAFF))),
        title: format!("Books {number} (fictional)"),
        purposes: vec![Purpose::Audit, Purpose::Mapping, Purpose::TestLoad, Purpose::GoLive],
        categories: vec![Category::Financial, Category::Parties, Category::Employees],
        regions: vec!["CA-QC".to_owned(), "CA-ON".to_owned()],
        state: if number.is_multiple_of(10) { EngagementState::Verified } else { EngagementState::Active },
        since: now() - days(30),
        sealed: vec![Category::Employees],
        nda_required: number.is_multiple_of(3),
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

fn holding(number: usize, engagement: &Engagement) -> Holding {
    Holding {
        id: HoldingId::from_bytes(bytes(4, number)),
        engagement: engagement.id,
        kind: HoldingKind::Table,
        state: HoldingState::Held,
        name: "journal".to_owned(),
        category: Category::Financial,
        purpose: Purpose::TestLoad,
        source: None,
        bytes: 10,
        rows: 1,
        rejects: 0,
        brought_by: PersonId::from_bytes(bytes(2, 1)),
        arrived_at: now() - days(2),
        digest: String::new(),
        salt: String::new(),
        key_id: String::new(),
        destroyed_at: None,
    }
}

fn system(number: usize, engagement: &Engagement) -> System {
    System {
        id: SystemId::from_bytes(bytes(5, number)),
        engagement: engagement.id,
        name: "books".to_owned(),
        kind: SystemKind::OdooSelfHosted,
        environment: Environment::Test,
        region: "CA-QC".to_owned(),
        url: "https://books.lanterne.example".to_owned(),
        database: "books".to_owned(),
        login: "bailee".to_owned(),
        credential: None,
        added_by: PersonId::from_bytes(bytes(2, 1)),
        confirmed_by: Some(PersonId::from_bytes(bytes(2, 2))),
        since: now() - days(10),
    }
}

fn assignment(number: usize, engagement: &Engagement, person: &Person) -> Assignment {
    Assignment {
        id: AssignmentId::from_bytes(bytes(6, number)),
        engagement: engagement.id,
        person: person.id,
        role: Role::ALL[number % TEAM % Role::ALL.len()],
        since: now() - days(20),
        suspended: None,
        ended: None,
    }
}

fn grant(number: usize, assignment: &Assignment) -> Grant {
    Grant {
        id: GrantId::from_bytes(bytes(7, number)),
        assignment: assignment.id,
        engagement: assignment.engagement,
        person: assignment.person,
        kind: GrantKind::Standard,
        extends: None,
        purpose: if number % 4 == 3 { Purpose::Audit } else { Purpose::TestLoad },
        categories: vec![Category::Financial, Category::Parties],
        classes: vec![ColumnClass::Personal],
        reason: "to load the books".to_owned(),
        asked_at: now() - days(3),
        days: 7,
        approved_by: Some(PersonId::from_bytes(bytes(2, 0))),
        approved_at: Some(now() - days(2)),
        agreed_by: None,
        agreed_at: None,
        expires_at: Some(now() + days(if number % 11 == 5 { -1 } else { 5 })),
        used_at: None,
        ended: None,
        ended_why: None,
    }
}

fn device(number: usize, person: &Person) -> (Device, PostureReport) {
    let device = Device {
        id: DeviceId::from_bytes(bytes(8, number)),
        person: person.id,
        name: "laptop".to_owned(),
        os: Os::Linux,
        owner: DeviceOwner::Firm,
        algorithm: KeyAlgorithm::Ed25519,
        key: vec![1; 32],
        home: KeyHome::Keyring,
        state: DeviceState::Approved,
        since: now() - days(50),
        approved_by: Some(PersonId::from_bytes(bytes(2, 0))),
        approved_at: Some(now() - days(49)),
        approved_until: None,
        ended: None,
        last_number: 12,
    };
    let age = if number % 30 == 7 { days(2) } else { SignedDuration::from_hours(1) };
    let report = PostureReport {
        id: ReportId::from_bytes(bytes(9, number)),
        device: device.id,
        number: 12,
        taken_at: now() - age,
        received_at: now() - age,
        collector: "bailee 0.1.0".to_owned(),
        os_version: "Debian 13".to_owned(),
        posture: Posture {
            encryption: Measured::Value(Encryption { on: true, path: "/home".to_owned(), found: String::new() }),
            updates: Measured::Value(Updates { age_days: 1, waiting: Some(0), restart_pending: false }),
            protection: Measured::Value(Protection {
                name: "guard".to_owned(),
                running: true,
                signatures_age_days: Some(1),
            }),
            screen_lock: Measured::Value(ScreenLock { on: true, delay_secs: 300 }),
        },
        raw_digest: String::new(),
    };
    (device, report)
}
