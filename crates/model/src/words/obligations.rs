//! The words of what the firm owes over time: how promises stand, and what is due.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// How a promise stands, told from facts only (invariant 12).
    PromiseStatus {
        /// The facts show that it is kept.
        Kept = "kept",
        /// It is kept, and something it needs is due soon.
        DueSoon = "due_soon",
        /// The facts show that it is not kept.
        Broken = "broken",
        /// There is no fact that would show it, or the last one is too old.
        Unproven = "unproven",
        /// Somebody's word is all there is.
        Attested = "attested",
    }

    /// By what a promise is kept.
    PromiseKind {
        /// What it forbids is refused before it happens.
        Gate = "gate",
        /// What it owes happens by itself at its deadline.
        Clock = "clock",
        /// What cannot be forced is written down.
        Record = "record",
    }

    /// What somebody brings up (clauses D8, S9).
    EnquiryKind {
        /// A question about their data or what is done with it.
        Question = "question",
        /// A client objects to somebody's work on their engagement.
        Objection = "objection",
        /// A message from anybody.
        Contact = "contact",
        /// A report of a weakness, a leak or a suspicion.
        SecurityReport = "security_report",
    }
}
