//! What passes between the firm and its clients beside data: suppliers' parts, enquiries, changes of what was agreed, what was
//! read before anything was shared, and who stood witness to a log. One table each.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::tables::Texts;
use crate::entity::{Found, Row};
use crate::words::Words;
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// Which suppliers work on what.
    involvement("involvement"): Involvement, by NoticedAt, sealed (id: objection, answer) {
        key id: Text<InvolvementId>;
        supplier: Text<SupplierId>,
        engagement: Text<EngagementId>,
        categories: Json<Vec<Category>>,
        purpose: Text<Purpose>,
        region: String,
        named_by: Text<PersonId>,
        noticed_at: Millis,
        objection_until: Millis,
        agreed_by: Option<Text<PersonId>>,
        agreed_at: Option<Millis>,
        objected_by: Option<Text<PersonId>>,
        objected_at: Option<Millis>,
        objection: String,
        answered_by: Option<Text<PersonId>>,
        answered_at: Option<Millis>,
        answer: String,
        used_at: Option<Millis>,
        ended: Option<Millis>,
    }

    /// What was asked, and what was answered.
    enquiry("enquiry"): Enquiry, by At, sealed (id: name, reply_to, text, answer) {
        key id: Text<EnquiryId>;
        kind: Text<EnquiryKind>,
        engagement: Option<Text<EngagementId>>,
        person: Option<Text<PersonId>>,
        about: Option<Text<PersonId>>,
        name: String,
        reply_to: String,
        text: String,
        language: String,
        secret_hash: Vec<u8>,
        at: Millis,
        due: Millis,
        answered_by: Option<Text<PersonId>>,
        answered_at: Option<Millis>,
        answer: String,
    }

    /// Changes of what was agreed.
    terms_change("terms_change"): TermsChange, by ProposedAt, sealed (id: reason) {
        key id: Text<TermsChangeId>;
        engagement: Text<EngagementId>,
        categories: Json<Vec<Category>>,
        purposes: Json<Vec<Purpose>>,
        reason: String,
        proposed_by: Text<PersonId>,
        proposed_at: Millis,
        answered_by: Option<Text<PersonId>>,
        answered_at: Option<Millis>,
        agreed: bool,
    }

    /// Who read what will be asked of them.
    walkthrough("walkthrough"): Walkthrough, by At {
        key id: Text<WalkthroughId>;
        engagement: Text<EngagementId>,
        person: Text<PersonId>,
        at: Millis,
    }

    /// Heads of logs that clients cosigned.
    witnessing("witnessing"): Witnessing, by At {
        key id: Text<WitnessingId>;
        engagement: Text<EngagementId>,
        person: Text<PersonId>,
        size: i64,
        key: String,
        note: String,
        at: Millis,
    }
}

nouns! {
    involvement: Involvement,
    enquiry: Enquiry,
    terms_change: TermsChange,
    walkthrough: Walkthrough,
    witnessing: Witnessing,
}
