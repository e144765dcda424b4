//! What goes back to the client: the bundle, and their word that they have it.

use crate::id::{EngagementId, HandoverId, HoldingId, PersonId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One bundle given back: originals, reports, mapping documents and certificates in one archive, sealed to the client.
///
/// It is made while it leaves and kept nowhere, so a bundle that broke off is made again, as another handover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Which one.
    pub id: HandoverId,
    /// Of which engagement.
    pub engagement: EngagementId,
    /// Who had it made: an owner of the client, or the lead for them.
    pub made_by: PersonId,
    /// When.
    pub at: Timestamp,
    /// The age recipient that it is sealed to.
    pub recipient: String,
    /// Which holdings are in it.
    pub items: Vec<HoldingId>,
    /// Bytes of those holdings, before sealing.
    pub bytes: i64,
    /// SHA-256 of its manifest, hexadecimal. It is on record before the manifest leaves, which comes last: without it, the
    /// bundle broke off.
    pub manifest: Option<String>,
    /// When its last byte left.
    pub fetched_at: Option<Timestamp>,
    /// Who of the client stated that they have it and that the manifest agrees.
    pub receipt_by: Option<PersonId>,
    /// When.
    pub receipt_at: Option<Timestamp>,
    /// Whether `bailee receipt` opened it and found every hash right; otherwise the digest was read off and typed.
    pub receipt_checked: bool,
}

impl Handover {
    /// Whether all of it left.
    pub fn is_whole(&self) -> bool {
        self.manifest.is_some() && self.fetched_at.is_some()
    }

    /// Whether it left whole and the client has not said so yet.
    pub fn waits_for_receipt(&self) -> bool {
        self.is_whole() && self.receipt_at.is_none()
    }
}
