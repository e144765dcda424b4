//! The words of the policies that a firm publishes.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// How far a version of a policy has come. Whether a published one is to come, in force or superseded follows from the dates.
    PolicyState {
        /// Being written.
        Draft = "draft",
        /// Waiting for another person to read it.
        Review = "review",
        /// Read by another person and agreed to.
        Approved = "approved",
        /// Published, for ever.
        Published = "published",
        /// Given up before it was published.
        Withdrawn = "withdrawn",
    }

    /// Why a policy is gone through.
    PolicyReviewCause {
        /// Its date came.
        Yearly = "yearly",
        /// An incident was closed.
        Incident = "incident",
        /// What the firm offers changed: a supplier or tool came.
        Service = "service",
        /// The law changed.
        Law = "law",
        /// The firm wants to.
        Firm = "firm",
    }

    /// What came of going through a policy.
    PolicyReviewOutcome {
        /// It stands as it is.
        NoChange = "no_change",
        /// A draft of a new version was begun.
        Draft = "draft",
    }
}
