//! What the log is told, and what it answers.
//!
//! An [`EntryDraft`] is what an action says happened. The ledger splits it: identifiers and the event's name go into the
//! leaf in clear, every detail goes in as a salted digest while the detail itself is kept encrypted beside it, where it
//! can be erased without breaking a proof.

use crate::id::{EngagementId, EventId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which log an entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogId {
    /// Administrative events of the installation.
    Site,
    /// One engagement's own log.
    Engagement(EngagementId),
}

/// Something that happened, before it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDraft {
    /// Which log.
    pub log: LogId,
    /// What happened, as `noun.verb` in the past: `holding.arrived`.
    pub event: &'static str,
    /// Opaque identifiers by role: `holding`, `person`, `grant`.
    pub ids: BTreeMap<&'static str, String>,
    /// Digests in clear, hexadecimal SHA-256: `manifest`, `certificate`.
    pub digests: BTreeMap<&'static str, String>,
    /// What may have to be forgotten: names, reasons, counts.
    pub details: BTreeMap<&'static str, serde_json::Value>,
}

impl EntryDraft {
    /// An entry for an engagement's log.
    pub fn new(engagement: EngagementId, event: &'static str) -> Self {
        Self::in_log(LogId::Engagement(engagement), event)
    }

    /// An entry for the site log.
    pub fn site(event: &'static str) -> Self {
        Self::in_log(LogId::Site, event)
    }

    fn in_log(log: LogId, event: &'static str) -> Self {
        Self { log, event, ids: BTreeMap::new(), digests: BTreeMap::new(), details: BTreeMap::new() }
    }

    /// Names what it is about.
    #[must_use]
    pub fn id(mut self, role: &'static str, id: impl ToString) -> Self {
        self.ids.insert(role, id.to_string());
        self
    }

    /// Binds bytes by their SHA-256, hexadecimal.
    #[must_use]
    pub fn digest(mut self, name: &'static str, sha256_hex: impl Into<String>) -> Self {
        self.digests.insert(name, sha256_hex.into());
        self
    }

    /// Adds a detail.
    #[must_use]
    pub fn detail(mut self, name: &'static str, value: impl Into<serde_json::Value>) -> Self {
        self.details.insert(name, value.into());
        self
    }
}

/// Proof that an entry is in its log: enough to ask for the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which log.
    pub log: LogId,
    /// The event recorded.
    pub event: EventId,
    /// Its place in the log, counted from 0.
    pub index: u64,
    /// The leaf's RFC 6962 hash, hexadecimal.
    pub leaf: String,
}

/// An entry as it is read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedEntry {
    /// Which log.
    pub log: LogId,
    /// Its place in the log.
    pub index: u64,
    /// The event recorded.
    pub event: EventId,
    /// What happened.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Opaque identifiers by role.
    pub ids: BTreeMap<String, String>,
    /// The details, if they were not erased.
    pub details: Option<BTreeMap<String, serde_json::Value>>,
    /// The leaf's hash, hexadecimal.
    pub leaf: String,
    /// The exact bytes of the leaf.
    pub body: Vec<u8>,
}
