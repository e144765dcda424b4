//! Use of client data that is not like the person's use of every other day, for the lead of the engagement to look at
//! (clauses D1, D3.2, S1.2). It is no reproach: the figures say what is unusual, and somebody else says why it is so.

use crate::id::{EngagementId, PersonId, UnusualUseId};
use crate::words::{UnusualKind, UseDecision};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// One person's unusual use of one engagement on one day. Days and hours are those of UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusualUse {
    /// Which one.
    pub id: UnusualUseId,
    /// Of which engagement.
    pub engagement: EngagementId,
    /// Whose use.
    pub person: PersonId,
    /// On which day.
    pub day: Date,
    /// What is unusual about it, in the order of the vocabulary.
    pub kinds: Vec<UnusualKind>,
    /// How many openings there were on that day when it was found.
    pub openings: i64,
    /// How many this person makes here on a usual day: the median of the days before on which they made any; 0 before the first.
    pub usual: i64,
    /// How many of the openings were outside working hours.
    pub outside: i64,
    /// When the first of those was.
    pub outside_at: Option<Timestamp>,
    /// How many days had passed without an opening since they were assigned or last opened something here.
    pub quiet_days: i64,
    /// When it was found, or found again as more than it had been.
    pub found_at: Timestamp,
    /// Who looked at it.
    pub looked_by: Option<PersonId>,
    /// When.
    pub looked_at: Option<Timestamp>,
    /// What they said of it.
    pub decision: Option<UseDecision>,
    /// Why, in their words; empty where it was expected and they said no more.
    pub note: String,
}

impl UnusualUse {
    /// Whether nobody has looked at it yet.
    pub fn is_open(&self) -> bool {
        self.looked_at.is_none()
    }

    /// By when somebody is to have looked at it, when there are so many days to look.
    pub fn look_by(&self, days: i64) -> Timestamp {
        self.found_at + SignedDuration::from_hours(24 * days)
    }
}

/// The day of an instant, in UTC.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
