//! Say that a remedy was carried out, or why it is not.

use super::{done, text};
use crate::{Done, Door, incidents::Timeline};
use bailee_model::{Action, Error, IncidentEventKind, IncidentTask, IncidentTaskId, Result, TaskState, say};

/// What became of it.
pub struct EndIncidentTaskAsk {
    /// Which remedy.
    pub task: IncidentTaskId,
    /// Whether it was carried out; otherwise it is declined.
    pub done: bool,
    /// What was done, or why not: required.
    pub outcome: String,
}

/// Ends a remedy. Its owner may, and whoever may work on the incident.
///
/// # Errors
/// When it is ended already or nothing is said.
pub async fn end_incident_task(door: &Door, ask: EndIncidentTaskAsk) -> Result<Done<IncidentTask>> {
    let task = door.app.store.get::<IncidentTask>(ask.task).await?.ok_or_else(Error::not_found)?;
    let own = task.owner == door.who.id && ask.done;
    door.incident(task.incident, if own { Action::ReadIncident } else { Action::RunIncident }).await?;
    let outcome = text("outcome", &ask.outcome, 500)?;
    let (rng, by, now) = door.telling();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        timeline.open(task.incident).await?;
        let mut task = tx.get::<IncidentTask>(task.id).await?.ok_or_else(Error::not_found)?;
        if task.state != TaskState::Open {
            return Err(Error::conflict(say!("This remedy is ended already.")).hint(say!("Nothing needs to be done.")));
        }
        task.state = if ask.done { TaskState::Done } else { TaskState::Declined };
        task.ended_at = Some(now);
        task.outcome = outcome;
        tx.save(&task).await?;
        let kind = if ask.done { IncidentEventKind::TaskDone } else { IncidentEventKind::TaskDeclined };
        let text = say!("{what}: {outcome}", what = task.what, outcome = task.outcome);
        timeline.say(task.incident, kind, text).await?;
        Ok(task)
    });
    Ok(done(recorded.await?))
}
