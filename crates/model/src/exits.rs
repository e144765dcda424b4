//! What leaves custody, and where data may be: the register of disclosures, checkouts to devices, demands by authorities,
//! and the assessments without which nothing leaves the agreed regions (clauses D4.1, D6, S4.2).

use crate::id::{AssessmentId, CheckoutId, DemandId, DeviceId, DisclosureId, EngagementId, HoldingId, PersonId};
use crate::words::{CheckoutEnd, DemandDecision, DisclosureKind, Purpose};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a device signs before the bytes of a [`TakeBody`], so that no other signature of its key passes for one.
pub const TAKE_CONTEXT: &[u8] = b"bailee checkout taken v1\n";
/// What a device signs before the bytes of a [`ReturnBody`].
pub const RETURN_CONTEXT: &[u8] = b"bailee checkout returned v1\n";

/// One line of the register: that client data left, written before its first byte did (invariants 3 and 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// Which one.
    pub id: DisclosureId,
    /// Whose data.
    pub engagement: EngagementId,
    /// What left, when it is one thing in custody; a load takes from several.
    pub holding: Option<HoldingId>,
    /// By which way.
    pub kind: DisclosureKind,
    /// The checkout, load, link or demand behind it, by its identifier; empty when there is none.
    pub subject: String,
    /// What left, in words: the name of a file, or of the mapping that was loaded.
    pub what: String,
    /// To whom, in words.
    pub recipient: String,
    /// Where it went, as an ISO 3166 code; nowhere in particular when the client takes what is theirs.
    pub region: Option<String>,
    /// The assessment that allowed it outside the agreed regions.
    pub assessment: Option<AssessmentId>,
    /// On which ground, in words.
    pub basis: String,
    /// Who decided.
    pub decided_by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Until when an authority forbids telling the client.
    pub barred_until: Option<Timestamp>,
    /// Since when the client can read of it.
    pub told_at: Option<Timestamp>,
}

impl Disclosure {
    /// Whether the client may read of it at this moment.
    pub fn is_open(&self) -> bool {
        self.told_at.is_some()
    }
}

/// A holding allowed onto a device for a named reason and a short time; it must be confirmed destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// Which one.
    pub id: CheckoutId,
    /// Under which engagement.
    pub engagement: EngagementId,
    /// What.
    pub holding: HoldingId,
    /// Who asked, and takes it.
    pub person: PersonId,
    /// Onto which device.
    pub device: DeviceId,
    /// What for.
    pub purpose: Purpose,
    /// Why it cannot be done in place, in the asker's words.
    pub reason: String,
    /// Where the device will be meanwhile, as an ISO 3166 code: the asker's word.
    pub region: String,
    /// How long from approval, in hours.
    pub hours: i32,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Which other person approved.
    pub approved_by: Option<PersonId>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// When it must be back; there once approved, from which the clock starts.
    pub expires_at: Option<Timestamp>,
    /// When it was taken.
    pub taken_at: Option<Timestamp>,
    /// The age recipient that it was sealed to, made by the device for this once.
    pub recipient: Option<String>,
    /// The line of the register that its taking wrote.
    pub disclosure: Option<DisclosureId>,
    /// When the device confirmed that it is destroyed.
    pub returned_at: Option<Timestamp>,
    /// SHA-256 of the confirmation as it was signed, hexadecimal.
    pub confirmation: Option<String>,
    /// When it ended without being returned.
    pub ended: Option<Timestamp>,
    /// Who ended it; nobody when it lapsed.
    pub ended_by: Option<PersonId>,
    /// Why.
    pub ended_why: Option<CheckoutEnd>,
}

impl Checkout {
    /// Waits for an answer.
    pub fn is_asked(&self) -> bool {
        self.approved_at.is_none() && self.ended.is_none()
    }

    /// Approved and not taken yet.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.approved_at.is_some()
            && self.taken_at.is_none()
            && self.ended.is_none()
            && self.expires_at.is_some_and(|until| now < until)
    }

    /// On a device now, as far as anybody knows.
    pub fn is_out(&self) -> bool {
        self.taken_at.is_some() && self.returned_at.is_none() && self.ended.is_none()
    }

    /// Out, and past its time.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_out() && self.expires_at.is_none_or(|until| until <= now)
    }

    /// It was out, and its destruction was never confirmed. That stays so for ever.
    pub fn is_unconfirmed(&self) -> bool {
        self.ended_why == Some(CheckoutEnd::Unconfirmed)
    }
}

/// What a device signs to take a checkout: these fields as JSON, exactly as sent, after [`TAKE_CONTEXT`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBody {
    /// Which device.
    pub device: DeviceId,
    /// Which checkout.
    pub checkout: CheckoutId,
    /// The age recipient to seal it to, made for this once; the device keeps the identity beside its own key.
    pub recipient: String,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// What a device signs to confirm that a checkout is destroyed: these fields as JSON, exactly as sent, after
/// [`RETURN_CONTEXT`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnBody {
    /// Which device.
    pub device: DeviceId,
    /// Which checkout.
    pub checkout: CheckoutId,
    /// The recipient whose identity was destroyed.
    pub recipient: String,
    /// Whether the identity is destroyed: without it nobody opens the sealed file, wherever a copy of it may lie.
    pub identity_destroyed: bool,
    /// Whether the sealed file was removed.
    pub file_removed: bool,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// A court's or an authority's demand for client data (clause D4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalDemand {
    /// Which one.
    pub id: DemandId,
    /// Whose data.
    pub engagement: EngagementId,
    /// Who demands.
    pub authority: String,
    /// Where they are, as an ISO 3166 code.
    pub region: String,
    /// What they ask for.
    pub asks: String,
    /// On which law or order they rely.
    pub basis: String,
    /// When it came.
    pub received_at: Timestamp,
    /// By when it has to be answered.
    pub answer_due: Timestamp,
    /// Until when telling the client is forbidden.
    pub barred_until: Option<Timestamp>,
    /// Who wrote it down.
    pub recorded_by: PersonId,
    /// When.
    pub recorded_at: Timestamp,
    /// What one of the two who decide proposes, and the other confirms.
    pub decision: Option<DemandDecision>,
    /// Why so, in their words.
    pub reason: String,
    /// What is given: nothing unless it is complied with, whole or in part.
    pub holdings: Vec<HoldingId>,
    /// Who proposed the decision.
    pub proposed_by: Option<PersonId>,
    /// When.
    pub proposed_at: Option<Timestamp>,
    /// Which second person confirmed it.
    pub confirmed_by: Option<PersonId>,
    /// When; from then on it is decided.
    pub decided_at: Option<Timestamp>,
    /// When it was answered: refused, or all that was decided given.
    pub answered_at: Option<Timestamp>,
    /// When the client was told.
    pub told_at: Option<Timestamp>,
}

impl LegalDemand {
    /// Whether telling the client is forbidden at this moment.
    pub fn is_barred(&self, now: Timestamp) -> bool {
        self.barred_until.is_some_and(|until| now < until)
    }
}

/// A recorded and agreed answer to the question what happens to data that goes outside the agreed regions (clause D6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Which one.
    pub id: AssessmentId,
    /// For which engagement.
    pub engagement: EngagementId,
    /// Which further region, as an ISO 3166 code; a country includes its parts.
    pub region: String,
    /// Why it is needed.
    pub why: String,
    /// What protects the data there.
    pub safeguards: String,
    /// Who assessed it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Which of the client's owners agreed.
    pub agreed_by: Option<PersonId>,
    /// When.
    pub agreed_at: Option<Timestamp>,
    /// Until when it counts: required, and it ends by itself.
    pub until: Timestamp,
    /// When it was ended early, or not agreed to.
    pub ended: Option<Timestamp>,
}

impl Assessment {
    /// Agreed, not ended and not over.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.agreed_at.is_some() && self.ended.is_none() && now < self.until
    }

    /// Waits for the client's answer.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.agreed_at.is_none() && self.ended.is_none() && now < self.until
    }
}

/// Whether one of these regions is the region asked about, or the country that it is a part of: `CA` includes `CA-QC`.
pub fn covers<'a>(regions: impl IntoIterator<Item = &'a str>, region: &str) -> bool {
    let country = region.split('-').next().unwrap_or_default();
    regions.into_iter().any(|agreed| agreed == region || (!country.is_empty() && agreed == country))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_includes_its_parts_and_no_part_its_country() {
        assert!(covers(["CA"], "CA") && covers(["CA"], "CA-QC") && covers(["FR", "CA-QC"], "CA-QC"));
        assert!(!covers(["CA-QC"], "CA") && !covers(["CA-QC"], "CA-ON") && !covers([], "CA") && !covers(["C"], "CA"));
        assert!(!covers(["CA"], "") && !covers([""], "-QC"));
    }
}
