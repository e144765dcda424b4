//! The firm's policies, their versions, their reviews and who signed them. One table each; all of it the firm's own words.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::{Found, Row};
use bailee_model::*;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// What the firm publishes.
    policy("policy"): Policy, by Since {
        key id: Text<PolicyId>;
        slug: String,
        since: Millis,
    }

    /// Each version of it.
    policy_version("policy_version"): PolicyVersion, by Since {
        key id: Text<PolicyVersionId>;
        policy: Text<PolicyId>,
        number: Option<String>,
        state: Text<PolicyState>,
        effective: Option<Text<Date>>,
        texts: Json<Vec<Wording>>,
        contact: String,
        material: bool,
        summary: String,
        accepted: Json<Vec<AcceptedWord>>,
        measures: Json<Vec<PublishedMeasure>>,
        since: Millis,
        author: Option<Text<PersonId>>,
        changed_at: Millis,
        reviewed_by: Option<Text<PersonId>>,
        reviewed_at: Option<Millis>,
        remark: String,
        published_by: Option<Text<PersonId>>,
        published_at: Option<Millis>,
    }

    /// When it was gone through, and why.
    policy_review("policy_review"): PolicyReview, by OpenedAt {
        key id: Text<PolicyReviewId>;
        policy: Text<PolicyId>,
        cause: Text<PolicyReviewCause>,
        about: String,
        opened_at: Millis,
        due: Millis,
        closed_at: Option<Millis>,
        closed_by: Option<Text<PersonId>>,
        outcome: Option<Text<PolicyReviewOutcome>>,
        draft: Option<Text<PolicyVersionId>>,
        note: String,
    }

    /// Who signed it.
    policy_signature("policy_signature"): PolicySignature, by At {
        key id: Text<PolicySignatureId>;
        version: Text<PolicyVersionId>,
        person: Text<PersonId>,
        language: String,
        digest: String,
        typed_name: String,
        factor: Text<Factor>,
        at: Millis,
    }
}

nouns! {
    policy: Policy,
    policy_version: PolicyVersion,
    policy_review: PolicyReview,
    policy_signature: PolicySignature,
}
