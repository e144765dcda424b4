//! An engagement's log as its people read it: what happened, who, when, and the proof that it is in the log.

use crate::Door;
use bailee_model::{Action, EngagementId, Error, LoggedEntry, Result, entry::LogId};
use bailee_policy::Resource;
use std::collections::BTreeMap;

/// A stretch of a log.
#[derive(Clone, Debug)]
pub struct LogView {
    /// How many entries the log has.
    pub size: u64,
    /// The signed checkpoint of this moment, a C2SP note.
    pub checkpoint: String,
    /// The entries, newest first.
    pub lines: Vec<LogLine>,
}

/// One entry with the names behind its identifiers.
#[derive(Clone, Debug)]
pub struct LogLine {
    /// The entry.
    pub entry: LoggedEntry,
    /// Who did it, by name.
    pub who: Option<String>,
    /// What it was about, by name, where that may be shown.
    pub what: Option<String>,
}

/// So many entries of a log before `before`, newest first.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn log(door: &Door, id: EngagementId, before: Option<u64>, count: u64) -> Result<LogView> {
    let held = door.engagement(id).for_(Action::ReadLog).await?;
    // A question may quote a value: its text shows to those only who may ask questions themselves.
    let shows_sql = door.answer(Action::Query, Some(&held.facts), Resource::Engagement).is_allowed();
    let log = door.app.store().log(LogId::Engagement(id));
    let checkpoint = log.checkpoint().await?;
    let size = log.size().await?;
    let until = before.unwrap_or(size).min(size);
    let names = names(door, id).await?;
    let mut lines: Vec<LogLine> = log
        .entries(until.saturating_sub(count), until)
        .await?
        .into_iter()
        .map(|mut entry| {
            if let Some(details) = entry.details.as_mut().filter(|_| !shows_sql) {
                details.remove("sql");
            }
            let named = |role: &str| entry.ids.get(role).and_then(|id| names.get(id)).cloned();
            let what = ["holding", "system", "granted", "assigned", "client", "subject"].into_iter().find_map(named);
            LogLine { who: named("person"), what, entry }
        })
        .collect();
    lines.reverse();
    Ok(LogView { size, checkpoint, lines })
}

async fn names(door: &Door, id: EngagementId) -> Result<BTreeMap<String, String>> {
    let store = door.app.store();
    let mut names = BTreeMap::new();
    names.extend(store.people().await?.into_iter().map(|each| (each.id.to_string(), each.name)));
    names.extend(store.holdings(id).await?.into_iter().map(|each| (each.id.to_string(), each.name)));
    names.extend(store.systems(id).await?.into_iter().map(|each| (each.id.to_string(), each.name)));
    Ok(names)
}

/// The proof that an entry is in the log: a `.tlog-proof` that carries the entry.
///
/// # Errors
/// Not found for those who may not know of it, or beyond the log's end.
pub async fn log_proof(door: &Door, id: EngagementId, index: u64) -> Result<String> {
    door.engagement(id).for_(Action::ReadLog).await?;
    let log = door.app.store().log(LogId::Engagement(id));
    if index >= log.size().await? {
        return Err(Error::not_found());
    }
    log.tlog_proof(index).await
}
