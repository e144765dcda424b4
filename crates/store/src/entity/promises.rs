//! How the firm's promises stood, what was stated about them, and what officers added.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::{Found, Row};
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// How promises stood.
    judgement("judgement"): Judgement, by At {
        key id: Text<JudgementId>;
        promise: String,
        status: Text<PromiseStatus>,
        says_en: String,
        says_fr: String,
        at: Millis,
        checked_at: Millis,
        valid_until: Millis,
        evidence: i64,
        against: i64,
        digest: String,
        shown: Json<Vec<Evidence>>,
        recorded: String,
        event: Text<EventId>,
    }

    /// What officers added.
    annotation("annotation"): Annotation, by At {
        key id: Text<AnnotationId>;
        promise: String,
        says_en: String,
        says_fr: String,
        by: Text<PersonId>,
        role: Text<Standing>,
        at: Millis,
        status: Text<PromiseStatus>,
    }

    /// What the public page said.
    statement("statement"): Statement, by At {
        key id: Text<StatementId>;
        at: Millis,
        body: String,
        digest: String,
        event: Text<EventId>,
    }
}

nouns! {
    judgement: Judgement,
    annotation: Annotation,
    statement: Statement,
}
