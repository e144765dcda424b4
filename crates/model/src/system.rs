//! A client's environment.

use crate::id::{EngagementId, HoldingId, PersonId, SystemId};
use crate::words::{Environment, SystemKind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An Odoo, or the system migrated away from; production or test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    /// Which one.
    pub id: SystemId,
    /// Under which engagement.
    pub engagement: EngagementId,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: SystemKind,
    /// Production or test. A test load goes to nothing else than test.
    pub environment: Environment,
    /// Where it is, as an ISO 3166 code.
    pub region: String,
    /// Its address; `https` unless on this machine.
    pub url: String,
    /// The database's name on it.
    pub database: String,
    /// The account used on it.
    pub login: String,
    /// The secret, in custody.
    pub credential: Option<HoldingId>,
    /// Who wrote it down.
    pub added_by: PersonId,
    /// Which other person said that this is the client's own, and what is written of it right. Nothing goes there before.
    pub confirmed_by: Option<PersonId>,
    /// Since when.
    pub since: Timestamp,
}
