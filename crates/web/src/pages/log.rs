//! The engagement's log: every entry with its receipt and its proof.

use crate::{
    frame::Frame,
    visitor::{Answer, Visitor, show},
    words::Words,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::header,
    response::IntoResponse,
};
use bailee_app::views::{self, LogLine, LogView};
use bailee_model::EngagementId;
use jiff::Timestamp;
use serde::Deserialize;

/// Entries on one page.
pub(crate) const PAGE: u64 = 100;

struct EntryLine {
    index: u64,
    at: Timestamp,
    event: String,
    who: Option<String>,
    what: Option<String>,
    details: Option<String>,
    leaf: String,
}

#[derive(Template)]
#[template(path = "log.html")]
pub(crate) struct LogPage {
    t: &'static Words,
    f: Frame,
    entries: Vec<EntryLine>,
    newer: Option<u64>,
    older: Option<u64>,
    checkpoint: String,
}

impl LogPage {
    pub(crate) fn new(f: Frame, view: LogView) -> Self {
        let t = f.t();
        let (newest, oldest) =
            (view.lines.first().map(|line| line.entry.index), view.lines.last().map(|line| line.entry.index));
        let title = f.n(t.n_entries, view.size);
        Self {
            t,
            newer: newest.filter(|newest| newest + 1 < view.size).map(|newest| (newest + 1 + PAGE).min(view.size)),
            older: oldest.filter(|oldest| *oldest > 0),
            f: f.titled(title),
            entries: view.lines.into_iter().map(line).collect(),
            checkpoint: view.checkpoint,
        }
    }
}

fn line(LogLine { entry, who, what }: LogLine) -> EntryLine {
    let details = entry.details.map(|details| {
        details.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect::<Vec<_>>().join(" · ")
    });
    EntryLine { index: entry.index, at: entry.at, event: entry.name, who, what, details, leaf: entry.leaf }
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Entries older than this one.
#[derive(Deserialize)]
pub(crate) struct Before {
    before: Option<u64>,
}

pub(crate) async fn look(
    visitor: Visitor,
    Path(id): Path<EngagementId>,
    Query(Before { before }): Query<Before>,
) -> Answer {
    let (f, _) = visitor.enter(id).await?;
    show(&LogPage::new(f, views::log(&visitor.door, id, before, PAGE).await?))
}

pub(crate) async fn proof(visitor: Visitor, Path((id, index)): Path<(EngagementId, u64)>) -> Answer {
    let proof = views::log_proof(&visitor.door, id, index).await?;
    let name = format!("attachment; filename=\"entry-{index}.tlog-proof\"");
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], proof)
        .into_response())
}
