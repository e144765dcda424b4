//! Open what a load left out, and why.
//!
//! What a target complains of may quote a value of any column of any table that was loaded, so the report opens to those
//! only who may open all of these tables, and its messages to those only whose grant clears every class.

use super::done;
use crate::{Done, Door, rejects};
use bailee_model::{Action, ColumnClass, LoadMode, LoadRun, LoadRunId, Result, load::Reject, say};

/// What a run left out, and why.
#[derive(Clone, Debug)]
pub struct LoadReport {
    /// The run.
    pub run: LoadRun,
    /// What was not taken.
    pub rejects: Vec<Reject>,
    /// Whether the reader's grant lets them see the messages.
    pub cleared: bool,
}

/// What a run left out. The target's messages may quote values, so they are shown to a grant that clears every class only.
///
/// # Errors
/// The gate refuses without a live grant.
pub async fn open_load_report(door: &Door, id: LoadRunId) -> Result<Done<LoadReport>> {
    let run = door.run(id).for_(Action::ViewEngagement).await?;
    let Some(report) = run.report.filter(|_| run.mode != LoadMode::Files) else {
        return Ok(Done { value: LoadReport { run: run.it, rejects: Vec::new(), cleared: true }, receipt: None });
    };
    let held = door.holding(report).for_(Action::OpenHolding).await?;
    door.require_sources(Action::Query, &held.facts, &run).await?;
    let entry = door.opening(&held.facts, &held.it, "rejects of a load");
    let recorded = door.app.store.ledger().record([entry], |_| async { Ok(()) }).await?;
    let bytes = door.app.unseal(&held.it).await?;
    let mut rejects = rejects::read(&bytes)?;
    let quoted = [vec![held.it.clone()], door.sources(&run).await?].concat();
    let mut cleared = true;
    for holding in &quoted {
        let clear = door.cleared(&held.facts, holding);
        cleared &= ColumnClass::IN_CLEAR.iter().all(|class| clear.contains(class))
            && !door.app.has_aggregates(holding.id).await?;
    }
    if !cleared {
        for reject in &mut rejects {
            reject.message = say!("The message is hidden: your grant does not clear what it may quote.");
        }
    }
    Ok(done(recorded).map(|()| LoadReport { run: run.it, rejects, cleared }))
}
