//! Use that was not as usual. One table.

use crate::column::{Json, Millis, Stored, Text};
use crate::entity::tables::Texts;
use crate::entity::{Found, Row};
use crate::words::Words;
use bailee_model::*;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// Whose use of what was unusual on which day.
    unusual_use("unusual_use"): UnusualUse, by FoundAt, sealed (id: note) {
        key id: Text<UnusualUseId>;
        engagement: Text<EngagementId>,
        person: Text<PersonId>,
        day: Text<Date>,
        kinds: Json<Vec<UnusualKind>>,
        openings: i64,
        usual: i64,
        outside: i64,
        outside_at: Option<Millis>,
        quiet_days: i64,
        found_at: Millis,
        looked_by: Option<Text<PersonId>>,
        looked_at: Option<Millis>,
        decision: Option<Text<UseDecision>>,
        note: String,
    }
}

nouns! {
    unusual_use: UnusualUse,
}
