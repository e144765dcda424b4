//! Ask in SQL over an engagement's tables, in place. Columns that the grant does not clear appear masked.

use super::done;
use crate::{Done, Door, lookup::Held};
use bailee_model::{
    Action, ColumnClass, Engagement, EngagementId, EntryDraft, Error, Holding, Result,
    engine::{QueryAsk as EngineAsk, Rows, TableRef},
    say,
};
use bailee_policy::Resource;

/// Most rows one answer shows.
const MOST_ROWS: usize = 1_000;
/// Longest question, in bytes.
const LONGEST: usize = 20_000;

/// A question.
pub struct QueryAsk {
    /// Over which engagement's tables.
    pub engagement: EngagementId,
    /// One `SELECT`.
    pub sql: String,
    /// Rows to show at most.
    pub limit: usize,
}

/// Answers a question; the question is recorded before the first byte is read.
///
/// # Errors
/// When the statement is no single `SELECT`, or names what does not exist; the gate refuses tables outside the grant.
pub async fn query(door: &Door, ask: QueryAsk) -> Result<Done<Rows>> {
    let engagement = door.engagement(ask.engagement).for_(Action::Query).await?;
    if ask.sql.len() > LONGEST {
        return Err(Error::bad_input(say!("The question is longer than 20,000 bytes."))
            .hint(say!("Shorten it."))
            .on_field("sql"));
    }
    let named = named_tables(&ask.sql, door.app.tables(engagement.id).await?);
    for (holding, _) in &named {
        door.decide(Action::Query, Some(&engagement.facts), Resource::Holding(holding)).await?;
    }
    let cleared = cleared_in_all(door, &engagement, &named);
    let mut entry = door
        .by(EntryDraft::new(engagement.id, "query.asked"))
        .detail("sql", ask.sql.clone())
        .detail("purpose", door.purpose().map_or("none", |purpose| purpose.as_str()))
        .detail("tables", named.iter().map(|(holding, _)| holding.id.to_string()).collect::<Vec<_>>());
    if let Some((first, _)) = named.first() {
        entry = entry.id("holding", first.id);
    }
    let recorded = door.app.store.ledger().record([entry], |_| async { Ok(()) }).await?;
    let question = EngineAsk {
        engagement: engagement.id,
        tables: named.into_iter().map(|(_, table)| table).collect(),
        cleared,
        sql: ask.sql,
        limit: ask.limit.clamp(1, MOST_ROWS),
    };
    let rows = door.app.engine.query(&question).await?;
    Ok(done(recorded).map(|()| rows))
}

/// The tables whose names occur in the text as whole words. Naming one in a string asks for more than is needed, never less.
pub(super) fn named_tables(sql: &str, tables: Vec<(Holding, TableRef)>) -> Vec<(Holding, TableRef)> {
    let lower = sql.to_lowercase();
    let words: std::collections::HashSet<&str> =
        lower.split(|each: char| !(each.is_alphanumeric() || each == '_')).collect();
    tables.into_iter().filter(|(_, table)| words.contains(table.name.as_str())).collect()
}

/// The classes that the gate clears on every one of the tables.
fn cleared_in_all(door: &Door, engagement: &Held<Engagement>, tables: &[(Holding, TableRef)]) -> Vec<ColumnClass> {
    let mut cleared = ColumnClass::ALL.to_vec();
    for (holding, _) in tables {
        let here = door.cleared(&engagement.facts, holding);
        cleared.retain(|class| here.contains(class));
    }
    cleared
}
