//! What may have harmed client data: the incident, its timeline, its remedies, and what clients are told (clauses S6).
//!
//! An incident says who and what may be involved and when. Which clients it touches is not typed in: it is derived from the
//! records and the logs. What is written here is the firm's own and names no client; what a client is told hangs off the
//! client's engagement, is sealed with its key, and goes with it.

use crate::id::{
    ClientId, DeviceId, EngagementId, HoldingId, IncidentEventId, IncidentId, IncidentMessageId, IncidentTaskId,
    NoticeId, NoticeVersionId, PersonId,
};
use crate::say::Text;
use crate::words::{IncidentEventKind, IncidentState, NoticeState, Severity, TaskState};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What may have harmed client data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Which one.
    pub id: IncidentId,
    /// Its number in the register, from 1.
    pub number: i32,
    /// What it is called; without a client's name.
    pub title: String,
    /// What was noticed, in the words of who declared it.
    pub signal: String,
    /// When it was first noticed: every clock runs from here.
    pub signal_at: Timestamp,
    /// Who declared it.
    pub declared_by: PersonId,
    /// When.
    pub declared_at: Timestamp,
    /// Who answers for it.
    pub owner: PersonId,
    /// How grave it is.
    pub severity: Severity,
    /// Where it stands.
    pub state: IncidentState,
    /// Whether it is an exercise, on an engagement made up for it.
    pub exercise: bool,
    /// Who may read it beside the officers and its owner.
    pub named: Vec<PersonId>,
    /// Who and what may be involved, and when.
    pub scope: Scope,
    /// The engagements that the scope reached when it was last derived.
    pub affected: Vec<EngagementId>,
    /// When it was contained first.
    pub contained_at: Option<Timestamp>,
    /// What was stopped, by number, over all actions.
    pub contained: Contained,
    /// Why it happened, once that is known.
    pub cause: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// When its free texts were forgotten, at the end of the register's time.
    pub forgotten_at: Option<Timestamp>,
}

impl Incident {
    /// Whether it is over.
    pub fn is_closed(&self) -> bool {
        self.state == IncidentState::Closed
    }

    /// Whether it touches this engagement: by name, or by what was derived.
    pub fn touches(&self, engagement: EngagementId) -> bool {
        self.affected.contains(&engagement) || self.scope.engagements.contains(&engagement)
    }
}

/// Who and what may be involved in an incident, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// People.
    pub people: Vec<PersonId>,
    /// Devices.
    pub devices: Vec<DeviceId>,
    /// Credentials.
    pub credentials: Vec<HoldingId>,
    /// Other holdings.
    pub holdings: Vec<HoldingId>,
    /// Engagements as a whole.
    pub engagements: Vec<EngagementId>,
    /// From when on; none: it was not set yet.
    pub from: Option<Timestamp>,
    /// Until when; none: it may still go on.
    pub until: Option<Timestamp>,
}

impl Scope {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
            && self.devices.is_empty()
            && self.credentials.is_empty()
            && self.holdings.is_empty()
            && self.engagements.is_empty()
    }
}

/// What was stopped, by number; and what can be let run again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contained {
    /// People kept out.
    pub people: u32,
    /// Sessions and tokens ended.
    pub sessions: u32,
    /// Devices revoked.
    pub devices: u32,
    /// Assignments suspended, and with them their grants.
    pub assignments: u32,
    /// Engagements frozen.
    pub engagements: u32,
    /// Credentials to be replaced.
    pub rotations: u32,
    /// How long the whole took, in milliseconds.
    pub millis: u64,
}

/// A line of an incident's timeline. Written once; the logs hold its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentEvent {
    /// Which one.
    pub id: IncidentEventId,
    /// Of which incident.
    pub incident: IncidentId,
    /// What it says.
    pub kind: IncidentEventKind,
    /// When it was written down.
    pub at: Timestamp,
    /// When it happened, where that is earlier.
    pub happened_at: Timestamp,
    /// Who wrote it; nobody, when a clock did.
    pub by: Option<PersonId>,
    /// To which engagement it belongs, when it is about one.
    pub engagement: Option<EngagementId>,
    /// The firm's own words and figures; without a client's name.
    pub text: Text,
}

/// A remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentTask {
    /// Which one.
    pub id: IncidentTaskId,
    /// Of which incident.
    pub incident: IncidentId,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub owner: PersonId,
    /// By when.
    pub due: Timestamp,
    /// Where it stands.
    pub state: TaskState,
    /// Who asked for it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// When it was done or declined.
    pub ended_at: Option<Timestamp>,
    /// What was done, or why it was declined.
    pub outcome: String,
}

/// What one client is told of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Which one.
    pub id: NoticeId,
    /// Of which incident.
    pub incident: IncidentId,
    /// Under which of the client's engagements it is kept; its words are sealed with that one's key.
    pub engagement: EngagementId,
    /// Who is told.
    pub client: ClientId,
    /// All of the client's engagements that are affected.
    pub engagements: Vec<EngagementId>,
    /// Where it stands.
    pub state: NoticeState,
    /// By when the client is told.
    pub due: Timestamp,
    /// Which rule set that date: `parameter`, `contract`, or the name of a law's table.
    pub rule: String,
    /// The newest version there is, from 1; 0 while it is as it was first written, and nobody edited it.
    pub version: i32,
    /// The newest version that went out; 0 for none.
    pub sent_version: i32,
    /// When the client was first told.
    pub sent_at: Option<Timestamp>,
    /// Who told them.
    pub sent_by: Option<PersonId>,
    /// When the client confirmed the newest version sent.
    pub acknowledged_at: Option<Timestamp>,
    /// Which of the client's people did.
    pub acknowledged_by: Option<PersonId>,
    /// When an officer signed that the client is not told.
    pub waived_at: Option<Timestamp>,
    /// Who did.
    pub waived_by: Option<PersonId>,
    /// The name they typed.
    pub waived_name: String,
    /// Why.
    pub waived_why: String,
}

/// A notice as it was written at one time, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeVersion {
    /// Which one.
    pub id: NoticeVersionId,
    /// Of which notice.
    pub notice: NoticeId,
    /// Under which engagement.
    pub engagement: EngagementId,
    /// Its number, from 1; every language of a version has the same. 0 for what was first written by itself.
    pub number: i32,
    /// `en` or `fr`.
    pub language: String,
    /// One text for each [`crate::NoticePart`], in their order.
    pub sections: Vec<String>,
    /// Who wrote it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// When it went out.
    pub sent_at: Option<Timestamp>,
}

/// A question or an update in a client's room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentMessage {
    /// Which one.
    pub id: IncidentMessageId,
    /// Of which incident.
    pub incident: IncidentId,
    /// Under which engagement.
    pub engagement: EngagementId,
    /// In whose room.
    pub client: ClientId,
    /// Who wrote it.
    pub by: PersonId,
    /// Whether that was one of the client's people.
    pub from_client: bool,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}
