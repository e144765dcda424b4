//! A client's environment.

use crate::id::{EngagementId, HoldingId, SystemId};
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
    /// Since when.
    pub since: Timestamp,
}
