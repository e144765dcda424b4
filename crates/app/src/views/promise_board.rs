//! The officer's board: the list that the public reads, with what shows each promise, what breaks it and what to do then.

use super::trust::{Promised, promised};
use crate::{App, Door, promises::Said};
use bailee_model::{Action, Error, Evidence, Judgement, LogId, PromiseStatus, Result};

/// A promise on the officer's board.
#[derive(Clone, Debug)]
pub struct BoardRow {
    /// How it stands, as the public reads it.
    pub promised: Promised,
    /// The first of what shows it, those that speak against it before the others, each with the page that shows it.
    pub evidence: Vec<(Evidence, Option<String>)>,
    /// What breaks it.
    pub breaks: Said,
    /// What to do about it.
    pub mend: Said,
    /// The receipt of its judgement: its place in the site log.
    pub entry: Option<u64>,
}

/// The officer's board: every promise, those that need somebody first, with what shows it.
///
/// # Errors
/// Refused to all but officers and auditors.
pub async fn promise_board(door: &Door) -> Result<Vec<BoardRow>> {
    door.require(Action::ViewPromises).await?;
    let app = &door.app;
    let last = app.store().judgements_now().await?;
    let mut rows = Vec::new();
    for promised in promised(app).await? {
        rows.push(row(app, &last, promised).await?);
    }
    rows.sort_by_key(|row| urgency(row.promised.status));
    Ok(rows)
}

/// One promise of the board.
///
/// # Errors
/// Refused to all but officers and auditors; not found when there is no promise of this slug.
pub async fn promise_on_board(door: &Door, slug: &str) -> Result<BoardRow> {
    door.require(Action::ViewPromises).await?;
    let promised = promised(&door.app).await?.into_iter().find(|each| each.promise == slug);
    row(&door.app, &door.app.store().judgements_now().await?, promised.ok_or_else(Error::not_found)?).await
}

async fn row(app: &App, last: &[Judgement], promised: Promised) -> Result<BoardRow> {
    let judgement = last.iter().find(|each| each.promise == promised.promise);
    let entry = match judgement {
        Some(judgement) => app.entry_of_judgement(judgement).await?,
        None => None,
    };
    let shown = judgement.map(|judgement| judgement.shown.clone()).unwrap_or_default();
    let (breaks, mend) = crate::promises::advice(promised.promise);
    let evidence = shown.into_iter().map(|each| {
        let page = page(&each);
        (each, page)
    });
    Ok(BoardRow { evidence: evidence.collect(), breaks, mend, entry, promised })
}

fn urgency(status: PromiseStatus) -> u8 {
    match status {
        PromiseStatus::Broken => 0,
        PromiseStatus::Unproven => 1,
        PromiseStatus::DueSoon => 2,
        PromiseStatus::Attested | PromiseStatus::Kept => 3,
    }
}

/// The page that shows a piece of evidence, if there is one of its own; the log's otherwise.
fn page(evidence: &Evidence) -> Option<String> {
    let (noun, id) = evidence.what.split_once(' ')?;
    let own = match noun {
        "grant" => Some(format!("/requests/{id}")),
        "device" => Some(format!("/devices/{id}")),
        "review" if id != "none" => Some(format!("/reviews/{id}")),
        _ => None,
    };
    own.or(match evidence.log {
        LogId::Engagement(engagement) => Some(format!("/engagements/{engagement}/log")),
        LogId::Site => None,
    })
}

impl App {
    /// The place in the site log of a judgement's entry.
    pub(crate) async fn entry_of_judgement(&self, judgement: &Judgement) -> Result<Option<u64>> {
        let id = judgement.id.to_string();
        let entries = self.store.log(LogId::Site).entries_of(judgement.event).await?;
        Ok(entries.iter().find(|entry| entry.ids.get("judgement") == Some(&id)).map(|entry| entry.index))
    }
}

/// `policy.txt` for evidence packs: whoever audits the firm keeps it, and compares its keys with the firm by telephone.
///
/// # Errors
/// Refused to all but officers and auditors.
pub async fn evidence_policy(door: &Door) -> Result<String> {
    door.require(Action::ViewPromises).await?;
    crate::evidence::policy(&door.app).await
}
