//! A small made-up firm and one engagement of a made-up client, with every kind of person that the policies tell apart.

#[path = "sample/cast.rs"]
mod cast;
#[path = "sample/records.rs"]
mod records;
#[path = "sample/rows.rs"]
mod rows;

use bailee_model::posture::{Encryption, ScreenLock, Updates};
use bailee_model::{
    Action, Assignment, AssignmentId, Category, Checkout, ColumnClass, Device, DeviceOwner, DeviceState, DropLink,
    Engagement, EngagementId, Grant, GrantId, GrantKind, Holding, HoldingKind, HoldingState, Incident, Measured,
    Obligation, OutLink, Person, PersonId, PersonState, Posture, PostureReport, Purpose, ReviewRow, Role, System,
    TokenScope, UnusualUse,
};
use bailee_policy::{DeviceFacts, EngagementFacts, Question, Resource, Strength, TokenFacts};
pub(crate) use cast::{On, Who};
use jiff::{SignedDuration, Timestamp};
use records::{assignment, checkout, device, engagement, grant, holding, incident, report, row, system, unavailable};
pub(crate) use rows::{ASKABLE, CIRCUMSTANCES};

const OURS: u8 = 1;
const THEIRS: u8 = 2;

/// The instant at which everything is asked.
pub(crate) fn now() -> Timestamp {
    Timestamp::constant(1_772_442_000, 0) // 2 March 2026, nine o'clock
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
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
    pub(crate) checkout: Checkout,
    pub(crate) unusual: UnusualUse,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) strength: Strength,
    pub(crate) holds_running: bool,
    pub(crate) nda_signed: bool,
    pub(crate) assessed: Vec<String>,
    pub(crate) accepted: bool,
    pub(crate) outstanding: Vec<Obligation>,
    pub(crate) device: Device,
    pub(crate) report: PostureReport,
    pub(crate) confirmed: bool,
    pub(crate) row: ReviewRow,
    pub(crate) thing: Device,
    pub(crate) incident: Incident,
    pub(crate) drop_link: DropLink,
    pub(crate) out_link: OutLink,
    pub(crate) token: Option<TokenFacts>,
    pub(crate) alone: bool,
}

impl Case {
    /// All in order: the engagement active, the grant live and for the purpose, both factors just shown.
    pub(crate) fn new(who: Who, action: Action, on: On) -> Self {
        let person = who.person();
        let person_id = person.id;
        let engagement = engagement();
        let assignments: Vec<Assignment> = who.role().map(|role| assignment(&person, role)).into_iter().collect();
        let grants = assignments.first().map(grant).into_iter().collect();
        let asker = match on {
            On::OwnGrant | On::OwnEmergency => person.id,
            _ => PersonId::from_bytes([99; 16]),
        };
        let mut asked = grant(&Assignment { person: asker, ..assignment(&person, Role::Consultant) });
        asked.id = GrantId::from_bytes([77; 16]);
        (asked.approved_by, asked.approved_at, asked.expires_at) = (None, None, None);
        if matches!(on, On::EmergencyGrant | On::OwnEmergency) {
            (asked.kind, asked.days) = (GrantKind::BreakGlass, 0);
        }
        if on == On::SealedGrant {
            asked.categories.push(Category::Employees);
        }
        Self {
            device: device(person_id),
            report: report(device(person_id).id),
            confirmed: true,
            row: row(on, person_id),
            incident: incident(on, person_id),
            drop_link: records::drop_link(on, person_id),
            out_link: records::out_link(on, person_id),
            thing: device(if on == On::OwnDevice { person_id } else { PersonId::from_bytes([92; 16]) }),
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
            nda_signed: false,
            assessed: Vec::new(),
            unusual: records::unusual(if on == On::OwnUse { person_id } else { PersonId::from_bytes([86; 16]) }),
            checkout: checkout(if on == On::OwnCheckout { person_id } else { PersonId::from_bytes([87; 16]) }),
            accepted: true,
            outstanding: Vec::new(),
            token: None,
            alone: false,
        }
    }

    fn resource(&self) -> Resource<'_> {
        let holding = &self.holding;
        let column = |from, to| Resource::Reclassify { holding, from, to };
        match self.on {
            On::Installation => Resource::Installation,
            On::Engagement => Resource::Engagement,
            On::Accepted => Resource::Beginning { accepted: true },
            On::Announced => Resource::Beginning { accepted: false },
            On::Table | On::Original => Resource::Holding(holding),
            On::Personal => Resource::Columns { holding, classes: &[ColumnClass::Open, ColumnClass::Personal] },
            On::Secret => Resource::Columns { holding, classes: &[ColumnClass::Secret] },
            On::Raise => column(ColumnClass::Open, ColumnClass::Personal),
            On::Lower => column(ColumnClass::Personal, ColumnClass::Open),
            On::LowerSecret => column(ColumnClass::Secret, ColumnClass::Open),
            On::TestSystem | On::ProductionSystem | On::ForeignSystem | On::OwnSystem => Resource::System(&self.system),
            On::Grant | On::OwnGrant | On::SealedGrant | On::EmergencyGrant | On::OwnEmergency => {
                Resource::Grant(&self.asked)
            }
            On::Checkout | On::OwnCheckout => Resource::Checkout(&self.checkout),
            On::Use | On::OwnUse => Resource::UnusualUse(&self.unusual),
            On::Row | On::RowToReview | On::OwnRow => Resource::ReviewRow(&self.row),
            On::DropLink | On::OwnDropLink => Resource::DropLink(&self.drop_link),
            On::OutLink | On::OwnOutLink => Resource::OutLink(&self.out_link),
            On::Device | On::OwnDevice => Resource::Device(&self.thing),
            On::Incident | On::OwnIncident | On::NamedIncident => Resource::Incident(&self.incident),
        }
    }

    pub(crate) fn question(&self) -> Question<'_> {
        let facts = EngagementFacts {
            engagement: &self.engagement,
            assignments: &self.assignments,
            holds_running: self.holds_running,
            nda_signed: self.nda_signed,
            assessed: &self.assessed,
            accepted: self.accepted,
        };
        Question {
            who: &self.who,
            action: self.action,
            engagement: self.on.within().then_some(facts),
            resource: self.resource(),
            grants: &self.grants,
            purpose: self.purpose,
            now: now(),
            strength: self.strength,
            outstanding: &self.outstanding,
            device: self.confirmed.then_some(DeviceFacts { device: &self.device, report: Some(&self.report) }),
            token: self.token,
            alone: self.alone,
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
            "grant for another category" => each(grants, &|grant| grant.categories = vec![Category::Operations]),
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
            "assignment suspended" => {
                self.assignments.iter_mut().for_each(|assignment| assignment.suspended = Some(now() - days(1)));
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
            "grant on a sealed category" => self.engagement.sealed = vec![Category::Financial],
            "grant on a sealed category, client agreed" => {
                self.engagement.sealed = vec![Category::Financial];
                each(grants, &|grant| {
                    (grant.agreed_by, grant.agreed_at) = (Some(PersonId::from_bytes([87; 16])), Some(now() - days(1)))
                });
            }
            "emergency grant on a sealed category" => {
                self.engagement.sealed = vec![Category::Financial];
                each(grants, &|grant| (grant.kind, grant.days) = (GrantKind::BreakGlass, 0));
            }
            "emergency asked for a day" => (self.asked.kind, self.asked.days) = (GrantKind::BreakGlass, 1),
            "agreement required and not signed" => self.engagement.nda_required = true,
            "agreement required and signed" => (self.engagement.nda_required, self.nda_signed) = (true, true),
            "link ended" => {
                self.drop_link.ended = Some(now() - days(1));
                self.out_link.ended = Some(now() - days(1));
            }
            "link past its date" => (self.drop_link.until, self.out_link.until) = (now(), now()),
            "link opened" => self.out_link.opened_at = Some(now() - days(1)),
            "link for a category not agreed" => self.drop_link.category = Category::Secrets,
            "link for a purpose not agreed" => self.drop_link.purpose = Purpose::Support,
            "link of another engagement" => {
                self.drop_link.engagement = EngagementId::from_bytes([THEIRS; 16]);
                self.out_link.engagement = EngagementId::from_bytes([THEIRS; 16]);
            }
            "subcontractor not accepted" => self.accepted = false,
            "the only officer" => self.alone = true,
            "frozen" => self.engagement.frozen_by = Some(bailee_model::IncidentId::from_bytes([43; 16])),
            "regions by country" => self.engagement.regions = vec!["CA".to_owned()],
            "a hold runs" => self.holds_running = true,
            "further region assessed" => self.assessed = vec!["FR".to_owned()],
            state if self.owe(state) || self.doubt_device(state) || self.take_token(state) => {}
            state => {
                self.engagement.state = state.parse().expect("a change that is known, or a state of the engagement")
            }
        }
    }

    /// Leaves an obligation outstanding.
    fn owe(&mut self, what: &str) -> bool {
        let owed = match what {
            "confidentiality not signed" => Obligation::Confidentiality,
            "organisation’s terms not signed" => Obligation::FlowDownFirm,
            "own terms not signed" => Obligation::FlowDownPerson,
            "training not current" => Obligation::Training,
            "checkout overdue" => Obligation::CheckoutOverdue,
            _ => return false,
        };
        self.outstanding.push(owed);
        true
    }

    /// Takes something away from what the device shows.
    fn doubt_device(&mut self, what: &str) -> bool {
        let Posture { encryption, updates, protection, screen_lock } = &mut self.report.posture;
        match what {
            "no device" => self.confirmed = false,
            "device of another person" => self.device.person = PersonId::from_bytes([91; 16]),
            "device not approved" => self.device.state = DeviceState::Asked,
            "personal device without a date" => self.device.owner = DeviceOwner::Personal,
            "report a day old" => self.report.taken_at = now() - days(1) - SignedDuration::from_secs(1),
            "report replayed" => self.report.number -= 1,
            "report from a clock ahead" => self.report.taken_at = now() + SignedDuration::from_mins(3),
            "disk not encrypted" => {
                *encryption =
                    Measured::Value(Encryption { on: false, path: "/home".to_owned(), found: "ext4".to_owned() });
            }
            "disk said not to apply" => *encryption = unavailable(),
            "updates missing" => {
                *updates = Measured::Value(Updates { age_days: 15, waiting: Some(3), restart_pending: false });
            }
            "protection not known" => *protection = unavailable(),
            "screen stays open" => *screen_lock = Measured::Value(ScreenLock { on: false, delay_secs: 300 }),
            _ => return false,
        }
        true
    }

    /// Asks through a program.
    fn take_token(&mut self, what: &str) -> bool {
        let (scope, engagement) = match what {
            "token to look" => (TokenScope::Look, None),
            "token to work" => (TokenScope::Work, None),
            "token to work on this engagement" => (TokenScope::Work, Some(OURS)),
            "token to work on another engagement" => (TokenScope::Work, Some(THEIRS)),
            _ => return false,
        };
        self.token = Some(TokenFacts { scope, engagement: engagement.map(|id| EngagementId::from_bytes([id; 16])) });
        true
    }

    /// Works for this purpose with a grant for it.
    fn purpose(&mut self, purpose: Purpose) {
        self.purpose = Some(purpose);
        self.grants.iter_mut().for_each(|grant| grant.purpose = purpose);
    }
}
