//! Ask somebody for a remedy: what, who, by when (clause S6.3).

use super::{done, text};
use crate::{
    Done, Door,
    incidents::{Timeline, page},
    post,
};
use bailee_model::{
    Action, Error, IncidentEventKind, IncidentId, IncidentTask, IncidentTaskId, MailKind, Person, PersonId,
    PersonState, Result, TaskState, Text, say,
};
use jiff::Timestamp;

/// What is to be done.
pub struct AddIncidentTaskAsk {
    /// After which incident.
    pub incident: IncidentId,
    /// What; without a client's name.
    pub what: String,
    /// Who does it; they may read the incident from then on.
    pub owner: PersonId,
    /// By when.
    pub due: Timestamp,
}

/// Adds a remedy and tells its owner.
///
/// # Errors
/// When the date is past, or the owner is not an active person of the firm.
pub async fn add_incident_task(door: &Door, ask: AddIncidentTaskAsk) -> Result<Done<IncidentTask>> {
    door.incident(ask.incident, Action::RunIncident).await?;
    let (rng, by, now) = door.telling();
    let owner = door.app.store.get::<Person>(ask.owner).await?;
    if !owner.is_some_and(|each| each.state == PersonState::Active && each.organisation.works_for_firm()) {
        return Err(Error::bad_input(say!("A remedy is carried out by an active person of the firm."))
            .hint(say!("Choose somebody from the list."))
            .on_field("owner"));
    }
    if ask.due <= now {
        return Err(Error::bad_input(say!("This date is past.")).hint(say!("Choose a day ahead.")).on_field("due"));
    }
    let task = IncidentTask {
        id: IncidentTaskId::new(rng.as_ref()),
        incident: ask.incident,
        what: text("what", &ask.what, 500)?,
        owner: ask.owner,
        due: ask.due,
        state: TaskState::Open,
        by,
        at: now,
        ended_at: None,
        outcome: String::new(),
    };
    let mail = post::to(&door.app, task.owner, MailKind::IncidentTask, page(task.incident));
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        let mut incident = timeline.open(task.incident).await?;
        if incident.owner != task.owner && !incident.named.contains(&task.owner) {
            incident.named.push(task.owner);
            incident.named.sort_unstable();
            tx.save(&incident).await?;
        }
        tx.save(&task).await?;
        tx.save(&mail).await?;
        timeline.say(task.incident, IncidentEventKind::TaskAdded, Text::told(&task.what)).await?;
        Ok(task)
    });
    Ok(done(recorded.await?))
}
