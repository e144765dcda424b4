//! How far the firm's other tools have been told. One table.

use crate::column::{Millis, Stored, Text};
use crate::entity::{Found, Row};
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// How far each log has gone to each target.
    feed("feed"): Feed, by Target {
        key id: Text<FeedId>;
        kind: Text<FeedKind>,
        target: String,
        engagement: Option<Text<EngagementId>>,
        next: i64,
        claimed_until: Option<Millis>,
        attempts: i32,
        next_at: Option<Millis>,
        trouble: String,
        sent_at: Option<Millis>,
    }
}

nouns! {
    feed: Feed,
}
