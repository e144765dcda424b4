//! What went back to clients.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::{Found, Row};
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// Bundles given back.
    handover("handover"): Handover, by At {
        key id: Text<HandoverId>;
        engagement: Text<EngagementId>,
        made_by: Text<PersonId>,
        at: Millis,
        recipient: String,
        items: Json<Vec<HoldingId>>,
        bytes: i64,
        manifest: Option<String>,
        fetched_at: Option<Millis>,
        receipt_by: Option<Text<PersonId>>,
        receipt_at: Option<Millis>,
        receipt_checked: bool,
    }
}

nouns! {
    handover: Handover,
}
