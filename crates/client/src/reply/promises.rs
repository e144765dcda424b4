//! How the promises stand.

use bailee_model::PromiseStatus;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One promise of the officer's board.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PromiseLine {
    /// How it stands.
    pub promise: Promised,
    /// Its judgement's place in the site log.
    pub entry: Option<u64>,
}

/// How a promise stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Promised {
    /// Its slug.
    pub promise: String,
    /// The clauses that it keeps.
    pub clauses: Vec<String>,
    /// How it stands now.
    pub status: PromiseStatus,
    /// Why.
    pub says: Said,
    /// The last look.
    pub checked_at: Option<Timestamp>,
}

/// A sentence in both languages.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Said {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}
