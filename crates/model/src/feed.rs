//! How far the firm's other tools have been told: one bookmark for each log that goes to each of them.

use crate::entry::LogId;
use crate::id::{EngagementId, FeedId};
use crate::words::FeedKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far one log has gone to one target. It holds no address and no secret: those are settings of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Which one; it follows from target and log, so that servers that share a store mean the same.
    pub id: FeedId,
    /// How it is told.
    pub kind: FeedKind,
    /// SHA-256 of kind and address, in hexadecimal: another address begins anew.
    pub target: String,
    /// Whose log; none for the site log.
    pub engagement: Option<EngagementId>,
    /// The first entry that the target has not taken, counted from 0.
    pub next: i64,
    /// Until when one server is telling, so that others leave it alone.
    pub claimed_until: Option<Timestamp>,
    /// Failures since it last went well.
    pub attempts: i32,
    /// When it is tried again, after a failure.
    pub next_at: Option<Timestamp>,
    /// What went wrong last, as a word: `http_500`, `no_connection`. Empty when nothing did.
    pub trouble: String,
    /// When the target last took something.
    pub sent_at: Option<Timestamp>,
}

impl Feed {
    /// The log that it is about.
    pub fn log(&self) -> LogId {
        self.engagement.map_or(LogId::Site, LogId::Engagement)
    }
}
