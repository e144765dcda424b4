//! The nouns of what leaves: the register of disclosures, checkouts, legal demands, assessments. One table each.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::tables::Texts;
use crate::entity::{Found, Row};
use crate::words::Words;
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// What left, to whom, where, on which ground.
    disclosure("disclosure"): Disclosure, by At, sealed (id: what, recipient, basis) {
        key id: Text<DisclosureId>;
        engagement: Text<EngagementId>,
        holding: Option<Text<HoldingId>>,
        kind: Text<DisclosureKind>,
        subject: String,
        what: String,
        recipient: String,
        region: Option<String>,
        assessment: Option<Text<AssessmentId>>,
        basis: String,
        decided_by: Text<PersonId>,
        at: Millis,
        barred_until: Option<Millis>,
        told_at: Option<Millis>,
    }

    /// What is on devices, or was.
    checkout("checkout"): Checkout, by AskedAt, sealed (id: reason) {
        key id: Text<CheckoutId>;
        engagement: Text<EngagementId>,
        holding: Text<HoldingId>,
        person: Text<PersonId>,
        device: Text<DeviceId>,
        purpose: Text<Purpose>,
        reason: String,
        region: String,
        hours: i32,
        asked_at: Millis,
        approved_by: Option<Text<PersonId>>,
        approved_at: Option<Millis>,
        expires_at: Option<Millis>,
        taken_at: Option<Millis>,
        recipient: Option<String>,
        disclosure: Option<Text<DisclosureId>>,
        returned_at: Option<Millis>,
        confirmation: Option<String>,
        ended: Option<Millis>,
        ended_by: Option<Text<PersonId>>,
        ended_why: Option<Text<CheckoutEnd>>,
    }

    /// What authorities demand.
    legal_demand("legal_demand"): LegalDemand, by ReceivedAt, sealed (id: authority, asks, basis, reason) {
        key id: Text<DemandId>;
        engagement: Text<EngagementId>,
        authority: String,
        region: String,
        asks: String,
        basis: String,
        received_at: Millis,
        answer_due: Millis,
        barred_until: Option<Millis>,
        recorded_by: Text<PersonId>,
        recorded_at: Millis,
        decision: Option<Text<DemandDecision>>,
        reason: String,
        holdings: Json<Vec<HoldingId>>,
        proposed_by: Option<Text<PersonId>>,
        proposed_at: Option<Millis>,
        confirmed_by: Option<Text<PersonId>>,
        decided_at: Option<Millis>,
        answered_at: Option<Millis>,
        told_at: Option<Millis>,
    }

    /// What was assessed outside the agreed regions.
    assessment("assessment"): Assessment, by At, sealed (id: why, safeguards) {
        key id: Text<AssessmentId>;
        engagement: Text<EngagementId>,
        region: String,
        why: String,
        safeguards: String,
        by: Text<PersonId>,
        at: Millis,
        agreed_by: Option<Text<PersonId>>,
        agreed_at: Option<Millis>,
        until: Millis,
        ended: Option<Millis>,
    }
}

nouns! {
    disclosure: Disclosure,
    checkout: Checkout,
    legal_demand: LegalDemand,
    assessment: Assessment,
}
