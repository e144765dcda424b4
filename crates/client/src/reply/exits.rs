//! Answers about what leaves.

use bailee_model::{CheckoutEnd, CheckoutId, EngagementId, HoldingId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

replies! {
    /// A checkout.
    CheckoutRow {
        /// Which one.
        id: CheckoutId,
        /// Under which engagement.
        engagement: EngagementId,
        /// Of what.
        holding: HoldingId,
        /// What that is called.
        holding_name: String,
        /// Who asked, by name.
        person: String,
        /// Onto which device, by name.
        device: String,
        /// Why.
        reason: String,
        /// Where the device is meanwhile.
        region: String,
        /// For how many hours from approval.
        hours: i32,
        /// When it was asked for.
        asked_at: Timestamp,
        /// When it was approved.
        approved_at: Option<Timestamp>,
        /// Who approved it, by name.
        approved_by: Option<String>,
        /// When it must be back.
        expires_at: Option<Timestamp>,
        /// When it was taken.
        taken_at: Option<Timestamp>,
        /// When its destruction was confirmed.
        returned_at: Option<Timestamp>,
        /// When it ended without that.
        ended: Option<Timestamp>,
        /// Why.
        ended_why: Option<CheckoutEnd>,
        /// Whether it is out past its time.
        overdue: bool,
    }

    /// That a return was taken.
    Returned {
        /// Which one.
        checkout: CheckoutId,
        /// When.
        returned_at: Timestamp,
    }
}
