//! The engagement and what hangs off it: everything does, and ends with it.

use crate::id::{
    AssignmentId, ClientId, EngagementId, GrantId, HoldId, HoldingId, IncidentId, LoadRunId, PersonId, VerificationId,
};
use crate::words::{Category, ColumnClass, EngagementState, GrantEnd, GrantKind, Purpose, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An organisation whose data is held; owner of all of it, for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Which one.
    pub id: ClientId,
    /// As they write it.
    pub name: String,
    /// When the firm first wrote them down.
    pub since: Timestamp,
    /// The age recipient that what goes back to them is sealed to, once they gave one.
    pub recipient: Option<String>,
}

/// One agreed piece of work for one client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// Which one.
    pub id: EngagementId,
    /// For whom.
    pub client: ClientId,
    /// What it is called.
    pub title: String,
    /// What access may be for.
    pub purposes: Vec<Purpose>,
    /// What the data may be about.
    pub categories: Vec<Category>,
    /// Where it may be, as ISO 3166 codes such as `CA` or `CA-QC`.
    pub regions: Vec<String>,
    /// Where it stands.
    pub state: EngagementState,
    /// When it was agreed.
    pub since: Timestamp,
    /// Which of the categories nobody opens unless the client agreed to the very grant.
    pub sealed: Vec<Category>,
    /// Whether nothing comes in before both sides signed the mutual agreement (clause D4.2).
    pub nda_required: bool,
    /// Days between the client's verification and destruction.
    pub keep_days: i32,
    /// When the client verified the result.
    pub verified_at: Option<Timestamp>,
    /// When what is held must be gone, holds aside.
    pub delete_by: Option<Timestamp>,
    /// When it closed.
    pub closed_at: Option<Timestamp>,
    /// The incident for which it is frozen: it then opens to nobody.
    pub frozen_by: Option<IncidentId>,
    /// Since when it is frozen; or was, before it was last let run again.
    pub frozen_at: Option<Timestamp>,
    /// When it was last let run again: what a clock owed meanwhile is owed from here.
    pub thawed_at: Option<Timestamp>,
    /// Within how many hours the client is told of an incident, when that was agreed apart.
    pub notice_hours: Option<i32>,
}

impl Engagement {
    /// Since when an incident holds it, if one does.
    pub fn frozen_since(&self) -> Option<Timestamp> {
        self.frozen_by.and(self.frozen_at)
    }
}

/// Person × engagement × role; the only source of access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Which one.
    pub id: AssignmentId,
    /// On what.
    pub engagement: EngagementId,
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// Since when it is suspended, because an access review stayed without an answer.
    pub suspended: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

impl Assignment {
    /// Neither ended nor suspended.
    pub fn runs(&self, now: Timestamp) -> bool {
        self.suspended.is_none() && self.ended.is_none_or(|ended| now < ended)
    }
}

/// Assignment × scope × purpose × expiry; asked for, approved by another person, always dated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Which one.
    pub id: GrantId,
    /// Under which assignment.
    pub assignment: AssignmentId,
    /// On what.
    pub engagement: EngagementId,
    /// Who asked.
    pub person: PersonId,
    /// How it came about.
    pub kind: GrantKind,
    /// The grant that it follows, when it is asked for again.
    pub extends: Option<GrantId>,
    /// What for.
    pub purpose: Purpose,
    /// Which categories of data.
    pub categories: Vec<Category>,
    /// Which column classes it clears, beside open ones.
    pub classes: Vec<ColumnClass>,
    /// Why, in the asker's words.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// How many days it runs from approval; an emergency one runs for an hour and says 0.
    pub days: i32,
    /// Who approved it for the firm.
    pub approved_by: Option<PersonId>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// Which of the client's people agreed, where it covers a sealed category.
    pub agreed_by: Option<PersonId>,
    /// When.
    pub agreed_at: Option<Timestamp>,
    /// When it ends by itself; there once the last approval it needs was given, from which the clock starts.
    pub expires_at: Option<Timestamp>,
    /// When it last opened something, to the hour.
    pub used_at: Option<Timestamp>,
    /// When it was ended, refused or withdrawn.
    pub ended: Option<Timestamp>,
    /// Why.
    pub ended_why: Option<GrantEnd>,
}

impl Grant {
    /// Approved by all who must, not ended, not expired.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.approved_at.is_some() && self.ended.is_none() && self.expires_at.is_some_and(|until| now < until)
    }

    /// Waits for somebody's approval.
    pub fn is_open(&self) -> bool {
        self.ended.is_none() && self.expires_at.is_none()
    }

    /// Whether it covers a category that only the client's own agreement opens. An emergency does not wait for it.
    pub fn needs_client(&self, engagement: &Engagement) -> bool {
        self.kind == GrantKind::Standard && self.categories.iter().any(|each| engagement.sealed.contains(each))
    }
}

/// A client's dated request to keep something longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Which one.
    pub id: HoldId,
    /// On what.
    pub engagement: EngagementId,
    /// One holding, or all of the engagement.
    pub holding: Option<HoldingId>,
    /// Which of the client's people asked.
    pub asked_by: PersonId,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when: required, and it ends by itself.
    pub until: Timestamp,
    /// When it ended: before its date by the client, or by itself, as its clock wrote down.
    pub ended: Option<Timestamp>,
}

impl Hold {
    /// Whether it pauses destruction now.
    pub fn runs(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now < self.until
    }
}

/// The client's statement that the result is right; it starts the deletion clock (clause D5.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Which one.
    pub id: VerificationId,
    /// Of what.
    pub engagement: EngagementId,
    /// Which of the client's people.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// The load they looked at.
    pub run: Option<LoadRunId>,
    /// What they stated, in their words.
    pub statement: String,
}
