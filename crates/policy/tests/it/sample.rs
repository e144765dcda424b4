//! A small made-up firm and one engagement of a made-up client, with every kind of person that the policies tell apart.

use bailee_model::{
    Action, Assignment, AssignmentId, Category, ClientId, ColumnClass, Engagement, EngagementId, EngagementState,
    Environment, Grant, GrantId, Holding, HoldingId, HoldingKind, HoldingState, Organisation, Person, PersonId,
    PersonState, Purpose, Role, Standing, System, SystemId, SystemKind,
};
use bailee_policy::{EngagementFacts, Question, Resource, Strength};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

const OURS: u8 = 1;
const THEIRS: u8 = 2;

/// The instant at which everything is asked.
pub(crate) fn now() -> Timestamp {
    Timestamp::constant(1_772_442_000, 0) // 2 March 2026, nine o'clock
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Everybody who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    Officer,
    Lead,
    Consultant,
    Developer,
    Reviewer,
    /// Of the firm, and not on the engagement.
    Unassigned,
    /// A lead who has left the firm; assignment and grant still stand in the records.
    Departed,
    Owner,
    Contact,
    /// The owner at another client.
    Stranger,
}

impl Who {
    pub(crate) const ALL: [Self; 10] = [
        Self::Officer,
        Self::Lead,
        Self::Consultant,
        Self::Developer,
        Self::Reviewer,
        Self::Unassigned,
        Self::Departed,
        Self::Owner,
        Self::Contact,
        Self::Stranger,
    ];

    fn standing(self) -> Standing {
        match self {
            Self::Officer => Standing::Officer,
            Self::Owner | Self::Stranger => Standing::Owner,
            Self::Contact => Standing::Contact,
            _ => Standing::Staff,
        }
    }

    fn organisation(self) -> Organisation {
        match self {
            Self::Owner | Self::Contact => Organisation::Client(ClientId::from_bytes([OURS; 16])),
            Self::Stranger => Organisation::Client(ClientId::from_bytes([THEIRS; 16])),
            _ => Organisation::Firm,
        }
    }

    fn role(self) -> Option<Role> {
        match self {
            Self::Lead | Self::Departed => Some(Role::Lead),
            Self::Consultant => Some(Role::Consultant),
            Self::Developer => Some(Role::Developer),
            Self::Reviewer => Some(Role::Reviewer),
            _ => None,
        }
    }

    fn person(self) -> Person {
        Person {
            id: PersonId::from_bytes([10 + self as u8; 16]),
            name: format!("{self:?} (fictional)"),
            email: format!("{self:?}@lanterne.example").to_lowercase(),
            organisation: self.organisation(),
            standing: self.standing(),
            state: if self == Self::Departed { PersonState::Departed } else { PersonState::Active },
            language: "en".to_owned(),
            since: now() - days(100),
        }
    }
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum On {
    Installation,
    Engagement,
    /// A table.
    Table,
    /// The file it was made from.
    Original,
    /// The table's columns of class personal, which the sample grant clears.
    Personal,
    /// The table's columns of class secret, which it does not.
    Secret,
    /// A column from open to personal.
    Raise,
    /// A column from personal to open.
    Lower,
    /// A column from secret to open.
    LowerSecret,
    TestSystem,
    ProductionSystem,
    /// A test system in a region that was not agreed.
    ForeignSystem,
    /// A test system that the person added.
    OwnSystem,
    /// A grant that somebody else asked for.
    Grant,
    /// A grant that the person asked for.
    OwnGrant,
}

/// One question and all its facts, each of which a test may change.
pub(crate) struct Case {
    pub(crate) who: Person,
    pub(crate) action: Action,
    pub(crate) on: On,
    pub(crate) engagement: Engagement,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) holding: Holding,
    pub(crate) system: System,
    pub(crate) asked: Grant,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) strength: Strength,
    pub(crate) holds_running: bool,
}

impl Case {
    /// All in order: the engagement active, the grant live and for the purpose, both factors just shown.
    pub(crate) fn new(who: Who, action: Action, on: On) -> Self {
        let person = who.person();
        let person_id = person.id;
        let engagement = engagement();
        let assignments: Vec<Assignment> = who.role().map(|role| assignment(&person, role)).into_iter().collect();
        let grants = assignments.first().map(grant).into_iter().collect();
        let asker = if on == On::OwnGrant { person.id } else { PersonId::from_bytes([99; 16]) };
        let mut asked = grant(&Assignment { person: asker, ..assignment(&person, Role::Consultant) });
        asked.id = GrantId::from_bytes([77; 16]);
        (asked.approved_by, asked.approved_at, asked.expires_at) = (None, None, None);
        Self {
            who: person,
            action,
            on,
            engagement,
            assignments,
            grants,
            holding: holding(if on == On::Original { HoldingKind::Original } else { HoldingKind::Table }),
            system: system(on, person_id),
            asked,
            purpose: Some(Purpose::GoLive),
            strength: Strength { two_factors: true, factors_age_secs: 20 },
            holds_running: false,
        }
    }

    fn resource(&self) -> Resource<'_> {
        let holding = &self.holding;
        let column = |from, to| Resource::Reclassify { holding, from, to };
        match self.on {
            On::Installation => Resource::Installation,
            On::Engagement => Resource::Engagement,
            On::Table | On::Original => Resource::Holding(holding),
            On::Personal => Resource::Columns { holding, classes: &[ColumnClass::Open, ColumnClass::Personal] },
            On::Secret => Resource::Columns { holding, classes: &[ColumnClass::Secret] },
            On::Raise => column(ColumnClass::Open, ColumnClass::Personal),
            On::Lower => column(ColumnClass::Personal, ColumnClass::Open),
            On::LowerSecret => column(ColumnClass::Secret, ColumnClass::Open),
            On::TestSystem | On::ProductionSystem | On::ForeignSystem | On::OwnSystem => Resource::System(&self.system),
            On::Grant | On::OwnGrant => Resource::Grant(&self.asked),
        }
    }

    pub(crate) fn question(&self) -> Question<'_> {
        let facts = EngagementFacts {
            engagement: &self.engagement,
            assignments: &self.assignments,
            holds_running: self.holds_running,
        };
        Question {
            who: &self.who,
            action: self.action,
            engagement: (self.on != On::Installation).then_some(facts),
            resource: self.resource(),
            grants: &self.grants,
            purpose: self.purpose,
            now: now(),
            strength: self.strength,
        }
    }

    /// Changes one fact, by the name that the files in `policies/tests/` and the matrix use.
    pub(crate) fn change(&mut self, what: &str) {
        let grants = &mut self.grants;
        let each = |grants: &mut Vec<Grant>, change: &dyn Fn(&mut Grant)| grants.iter_mut().for_each(change);
        match what {
            "" => {}
            "no grant" => grants.clear(),
            "grant not approved" => each(grants, &|grant| grant.approved_by = None),
            "grant approved by its asker" => each(grants, &|grant| grant.approved_by = Some(grant.person)),
            "grant expired" => each(grants, &|grant| grant.expires_at = Some(now())),
            "grant without end" => each(grants, &|grant| grant.expires_at = None),
            "grant ended" => each(grants, &|grant| grant.ended = Some(now() - days(1))),
            "grant of another engagement" => {
                each(grants, &|grant| grant.engagement = EngagementId::from_bytes([THEIRS; 16]))
            }
            "grant of another person" => each(grants, &|grant| grant.person = PersonId::from_bytes([98; 16])),
            "grant of an earlier assignment" => {
                each(grants, &|grant| grant.assignment = AssignmentId::from_bytes([97; 16]));
            }
            "grant for another category" => each(grants, &|grant| grant.categories = vec![Category::Employees]),
            "grant for another purpose" => each(grants, &|grant| grant.purpose = Purpose::Audit),
            "working for a test load" => self.purpose(Purpose::TestLoad),
            "working for an audit" => self.purpose(Purpose::Audit),
            "working for another purpose than granted" => self.purpose = Some(Purpose::Audit),
            "working for a purpose not agreed" => self.purpose(Purpose::Support),
            "no purpose" => self.purpose = None,
            "assignment ended" => {
                self.assignments.iter_mut().for_each(|assignment| assignment.ended = Some(now() - days(1)))
            }
            "assignment of another person" => {
                self.assignments.iter_mut().for_each(|assignment| assignment.person = PersonId::from_bytes([98; 16]));
            }
            "invited" => self.who.state = PersonState::Invited,
            "suspended" => self.who.state = PersonState::Suspended,
            "departed" => self.who.state = PersonState::Departed,
            "one factor" => self.strength.two_factors = false,
            "factors shown an hour ago" => self.strength.factors_age_secs = 3600,
            "factors shown five minutes ago" => self.strength.factors_age_secs = 300,
            "factors shown in the future" => self.strength.factors_age_secs = -1,
            "holding quarantined" => self.holding.state = HoldingState::Quarantined,
            "holding arriving" => self.holding.state = HoldingState::Arriving,
            "holding being destroyed" => self.holding.state = HoldingState::Destroying,
            "holding destroyed" => self.holding.state = HoldingState::Destroyed,
            "holding of a category not agreed" => self.holding.category = Category::Secrets,
            "holding of another engagement" => self.holding.engagement = EngagementId::from_bytes([THEIRS; 16]),
            "system of another engagement" => self.system.engagement = EngagementId::from_bytes([THEIRS; 16]),
            "system not confirmed" => self.system.confirmed_by = None,
            "system confirmed by who added it" => self.system.confirmed_by = Some(self.system.added_by),
            "grant asked on another engagement" => self.asked.engagement = EngagementId::from_bytes([THEIRS; 16]),
            "grant asked for 31 days" => self.asked.days = 31,
            "grant asked for no days" => self.asked.days = 0,
            "grant asked for a purpose not agreed" => self.asked.purpose = Purpose::Support,
            "grant asked for a category not agreed" => self.asked.categories = vec![Category::Secrets],
            "regions by country" => self.engagement.regions = vec!["CA".to_owned()],
            "a hold runs" => self.holds_running = true,
            state => {
                self.engagement.state = state.parse().expect("a change that is known, or a state of the engagement")
            }
        }
    }

    /// Works for this purpose with a grant for it.
    fn purpose(&mut self, purpose: Purpose) {
        self.purpose = Some(purpose);
        self.grants.iter_mut().for_each(|grant| grant.purpose = purpose);
    }
}

fn engagement() -> Engagement {
    Engagement {
        id: EngagementId::from_bytes([OURS; 16]),
        client: ClientId::from_bytes([OURS; 16]),
        title: "Books of Lanterne & Fils (fictional)".to_owned(),
        purposes: vec![Purpose::Audit, Purpose::TestLoad, Purpose::GoLive],
        categories: vec![Category::Financial, Category::Employees],
        regions: vec!["CA-QC".to_owned()],
        state: EngagementState::Active,
        since: now() - days(30),
        keep_days: 14,
        verified_at: None,
        delete_by: None,
        closed_at: None,
    }
}

fn assignment(person: &Person, role: Role) -> Assignment {
    Assignment {
        id: AssignmentId::from_bytes(*person.id.as_bytes()),
        engagement: EngagementId::from_bytes([OURS; 16]),
        person: person.id,
        role,
        since: now() - days(20),
        ended: None,
    }
}

fn grant(assignment: &Assignment) -> Grant {
    Grant {
        id: GrantId::from_bytes(*assignment.person.as_bytes()),
        assignment: assignment.id,
        engagement: assignment.engagement,
        person: assignment.person,
        purpose: Purpose::GoLive,
        categories: vec![Category::Financial],
        classes: vec![ColumnClass::Personal],
        reason: "to load the books".to_owned(),
        asked_at: now() - days(3),
        days: 7,
        approved_by: Some(PersonId::from_bytes([96; 16])),
        approved_at: Some(now() - days(2)),
        expires_at: Some(now() + days(5)),
        ended: None,
    }
}

fn holding(kind: HoldingKind) -> Holding {
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

fn system(on: On, asker: PersonId) -> System {
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

/// Every action with every kind of thing it can be about.
pub(crate) const ASKABLE: &[(Action, On)] = &[
    (Action::OpenEngagement, On::Installation),
    (Action::ManagePeople, On::Installation),
    (Action::ViewEngagement, On::Engagement),
    (Action::ListHolding, On::Engagement),
    (Action::ListHolding, On::Table),
    (Action::ReadLog, On::Engagement),
    (Action::ReadCertificate, On::Engagement),
    (Action::AssignPerson, On::Engagement),
    (Action::ActivateEngagement, On::Engagement),
    (Action::AskGrant, On::Engagement),
    (Action::ApproveGrant, On::Grant),
    (Action::ApproveGrant, On::OwnGrant),
    (Action::EndGrant, On::Grant),
    (Action::EndGrant, On::OwnGrant),
    (Action::AddSystem, On::Engagement),
    (Action::ConfirmSystem, On::TestSystem),
    (Action::ConfirmSystem, On::OwnSystem),
    (Action::StoreCredential, On::TestSystem),
    (Action::UseCredential, On::TestSystem),
    (Action::UseCredential, On::ProductionSystem),
    (Action::Intake, On::Engagement),
    (Action::DecideQuarantine, On::Table),
    (Action::OpenHolding, On::Table),
    (Action::OpenHolding, On::Personal),
    (Action::OpenHolding, On::Secret),
    (Action::Query, On::Engagement),
    (Action::Query, On::Table),
    (Action::Query, On::Secret),
    (Action::ClassifyColumn, On::Raise),
    (Action::ClassifyColumn, On::Lower),
    (Action::ClassifyColumn, On::LowerSecret),
    (Action::EditMapping, On::Engagement),
    (Action::EditMapping, On::Table),
    (Action::LoadTest, On::TestSystem),
    (Action::LoadTest, On::ProductionSystem),
    (Action::LoadTest, On::ForeignSystem),
    (Action::LoadProduction, On::ProductionSystem),
    (Action::LoadProduction, On::TestSystem),
    (Action::LoadFiles, On::Engagement),
    (Action::LoadFiles, On::Table),
    (Action::Reconcile, On::Engagement),
    (Action::Reconcile, On::TestSystem),
    (Action::Verify, On::Engagement),
    (Action::PlaceHold, On::Engagement),
    (Action::PlaceHold, On::Table),
    (Action::EndHold, On::Engagement),
    (Action::EndHold, On::Table),
    (Action::HandOver, On::Engagement),
    (Action::HandOver, On::Table),
    (Action::Destroy, On::Engagement),
    (Action::Destroy, On::Table),
    (Action::Destroy, On::Original),
    (Action::CloseEngagement, On::Engagement),
];

/// The circumstances of the matrix; all else is in order.
pub(crate) const CIRCUMSTANCES: &[&str] = &[
    "active",
    "open",
    "verified",
    "closing",
    "closed",
    "no grant",
    "grant expired",
    "grant for another category",
    "working for another purpose than granted",
    "working for a test load",
    "no purpose",
    "assignment ended",
    "factors shown an hour ago",
    "system not confirmed",
    "holding quarantined",
    "holding destroyed",
    "a hold runs",
    "suspended",
    "one factor",
];
