//! Answers about access reviews.

use bailee_model::{ReviewId, ReviewRow};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

replies! {
    /// A campaign that asks, row by row, whether access should stand.
    ReviewHead {
        /// Which one.
        id: ReviewId,
        /// Counted from 1.
        number: i32,
        /// When its population was frozen.
        opened_at: Timestamp,
        /// When silence suspends.
        due: Timestamp,
        /// SHA-256 over the frozen population, hexadecimal.
        population: String,
        /// When it closed.
        closed_at: Option<Timestamp>,
    }

    /// A review in the list.
    ReviewLine {
        /// The review.
        review: ReviewHead,
        /// How many rows the caller may see.
        rows: usize,
        /// How many of those wait for a decision.
        undecided: usize,
        /// How many are suspended and may still be restored.
        suspended: usize,
    }

    /// What an engagement is called.
    EngagementName {
        /// The client's name.
        client: String,
        /// The engagement's title.
        title: String,
    }

    /// A row of a review, with names.
    ReviewRowView {
        /// The row.
        row: ReviewRow,
        /// Whose access.
        person: String,
        /// On what; none for who administers the installation.
        engagement: Option<EngagementName>,
        /// Who is asked.
        reviewer: Option<String>,
        /// Who gave the access.
        given_by: Option<String>,
        /// Who decided.
        decided_by: Option<String>,
        /// Whether the caller may decide it now, after showing both factors where need be.
        may_decide: bool,
        /// Until when the caller may restore it.
        restore_until: Option<Timestamp>,
    }

    /// A review and its rows.
    ReviewView {
        /// The review.
        review: ReviewHead,
        /// Its rows, as far as the caller may see them: those to be decided first.
        rows: Vec<ReviewRowView>,
        /// Whether those are all.
        whole: bool,
    }
}
