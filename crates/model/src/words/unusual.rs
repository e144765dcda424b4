//! Words about use that is not as usual.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// What is unusual about a day of somebody's use.
    UnusualKind {
        /// Many more openings than on a usual day of theirs.
        Volume = "volume",
        /// Openings outside working hours.
        Hour = "hour",
        /// The first opening after long without one.
        FirstTime = "first_time",
    }

    /// What whoever looked at an unusual use says of it.
    UseDecision {
        /// The work called for it.
        Expected = "expected",
        /// The person was asked, and what they answered explains it.
        Asked = "asked",
        /// Nothing explains it: it is a matter for an incident.
        Incident = "incident",
    }
}
