//! Access reviews (clause S2.4), and access outside of Bailee: accounts in clients' systems, credentials to be replaced.

use crate::id::{
    AccountId, AssignmentId, CredentialUseId, EngagementId, HoldingId, PersonId, ReviewId, ReviewRowId, RotationId,
    SystemId,
};
use crate::words::{AccountState, ReviewDecision, ReviewFlag, RotationState, RotationTry};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A campaign that asks, row by row, whether access should stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Which one.
    pub id: ReviewId,
    /// Counted from 1.
    pub number: i32,
    /// When it opened and its population was frozen.
    pub opened_at: Timestamp,
    /// When silence suspends.
    pub due: Timestamp,
    /// SHA-256 over the frozen population, hexadecimal.
    pub population: String,
    /// When it closed.
    pub closed_at: Option<Timestamp>,
    /// The signed certificate, as a DSSE envelope; empty until it closed.
    pub statement: Vec<u8>,
    /// What the certificate is about: every row and its decision, in JSON; empty until it closed.
    pub manifest: Vec<u8>,
}

/// One row: a person, an engagement, and what they may do there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRow {
    /// Which one.
    pub id: ReviewRowId,
    /// Of which review.
    pub review: ReviewId,
    /// Whose access.
    pub person: PersonId,
    /// On what; none for who administers the installation.
    pub engagement: Option<EngagementId>,
    /// By which assignment.
    pub assignment: Option<AssignmentId>,
    /// The access as it was frozen: role and grants in a stable spelling.
    pub scope: String,
    /// Who gave it.
    pub given_by: Option<PersonId>,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
    /// What asks for a reason.
    pub flags: Vec<ReviewFlag>,
    /// Who is asked; never the person of the row.
    pub reviewer: Option<PersonId>,
    /// What was decided.
    pub decision: Option<ReviewDecision>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// When silence suspended it.
    pub suspended_at: Option<Timestamp>,
    /// When it was restored.
    pub restored_at: Option<Timestamp>,
    /// What the gate answered when the removed access was tried: the clause that refused it.
    pub probe: Option<String>,
}

/// The replacement of a credential in a client's system, after somebody who used it left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    /// Which one.
    pub id: RotationId,
    /// On which engagement.
    pub engagement: EngagementId,
    /// In which system.
    pub system: SystemId,
    /// The credential to be replaced.
    pub credential: HoldingId,
    /// Who used it and left; nobody when the engagement closed.
    pub person: Option<PersonId>,
    /// How far it has come.
    pub state: RotationState,
    /// When it became due.
    pub requested_at: Timestamp,
    /// When it must be done.
    pub due: Timestamp,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried or told about again.
    pub next_at: Option<Timestamp>,
    /// What the last try gave.
    pub note: RotationTry,
    /// When it was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// By whom.
    pub confirmed_by: Option<PersonId>,
    /// Whether somebody's word is all there is: the old credential was not tried and refused.
    pub attested: bool,
}

/// That a person had a credential used for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialUse {
    /// Which one.
    pub id: CredentialUseId,
    /// On which engagement.
    pub engagement: EngagementId,
    /// Against which system.
    pub system: SystemId,
    /// Which credential.
    pub credential: HoldingId,
    /// Who.
    pub person: PersonId,
    /// First.
    pub first: Timestamp,
    /// Last.
    pub last: Timestamp,
}

/// An account in a client's system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Which one.
    pub id: AccountId,
    /// On which engagement.
    pub engagement: EngagementId,
    /// In which system.
    pub system: SystemId,
    /// What signs in there.
    pub login: String,
    /// Whose name is on it.
    pub name: String,
    /// Whether it may sign in.
    pub active: bool,
    /// What is known of it.
    pub state: AccountState,
    /// Who is behind it here.
    pub person: Option<PersonId>,
    /// In which reading it was first found.
    pub first_seen: Timestamp,
    /// In which reading it was last found.
    pub last_seen: Timestamp,
    /// In which reading it was no longer found.
    pub gone_at: Option<Timestamp>,
}
