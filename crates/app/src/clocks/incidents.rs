//! Clauses S6: clients are told in time, remedies are carried out by their date, the procedure is exercised; and what closed
//! long ago is forgotten, but for its numbers and dates.

use super::{
    due::Due,
    grants::{done_before, once},
};
use crate::{App, incidents, policies::review::months_after};
use bailee_model::{
    EntryDraft, Error, Incident, IncidentState, NoticeState, Organisation, PersonId, PersonState, Result, Standing,
    Text,
};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let mut all = Ok(());
    for incident in app.store.incidents().await? {
        if forgotten_from(app, &incident).is_some_and(|from| from <= now) && incident.forgotten_at.is_none() {
            all = all.and(once(forget(app, &incident, now).await));
        }
    }
    all
}

/// When the register's time for it is over.
fn forgotten_from(app: &App, incident: &Incident) -> Option<Timestamp> {
    months_after(incident.closed_at?, 12 * app.limits().register_years)
}

/// Blanks what people wrote. That it was, when, how grave, and how many were told stays.
async fn forget(app: &Arc<App>, incident: &Incident, now: Timestamp) -> Result<()> {
    let id = incident.id;
    let entry = EntryDraft::site("incident.forgotten").id("incident", id);
    let change = app.store.ledger().record([entry], move |tx| async move {
        let mut incident = tx.get::<Incident>(id).await?.ok_or_else(Error::not_found)?;
        if incident.forgotten_at.is_some() {
            return Err(done_before());
        }
        for text in [&mut incident.title, &mut incident.signal, &mut incident.cause] {
            text.clear();
        }
        incident.forgotten_at = Some(now);
        tx.save(&incident).await?;
        for mut event in tx.incident_events(id).await? {
            event.text = Text::told("");
            tx.save(&event).await?;
        }
        for mut task in tx.incident_tasks(id).await? {
            task.what.clear();
            task.outcome.clear();
            tx.save(&task).await?;
        }
        Ok(())
    });
    change.await.map(drop)
}

/// Notices owed, remedies to be carried out, and the next exercise.
pub(super) async fn due(app: &App) -> Result<Vec<Due>> {
    let store = &app.store;
    let open = store.incidents_not_closed().await?;
    let mut all = Vec::new();
    for incident in &open {
        let notices = store.notices_on(incident.id).await?;
        for notice in notices.iter().filter(|each| each.state == NoticeState::Owed) {
            all.push(Due {
                kind: "incident_notice",
                subject: notice.id.to_string(),
                engagement: Some(notice.engagement),
                since: incident.declared_at,
                at: notice.due,
                who: vec![incident.owner],
                page: incidents::page(incident.id),
                by_itself: false,
            });
        }
    }
    for task in store.incident_tasks_open().await? {
        all.push(Due {
            kind: "incident_task",
            subject: task.id.to_string(),
            engagement: None,
            since: task.at,
            at: task.due,
            who: vec![task.owner],
            page: incidents::page(task.incident),
            by_itself: false,
        });
    }
    all.extend(exercise(app).await?);
    Ok(all)
}

/// The next exercise: so long after the last that came to its end, or after the firm began.
async fn exercise(app: &App) -> Result<Option<Due>> {
    let Some((since, at)) = next_exercise(app).await? else { return Ok(None) };
    let officers = app.store.people_of(Organisation::Firm).await?;
    let officers =
        officers.iter().filter(|each| each.standing == Standing::Officer && each.state == PersonState::Active);
    Ok(Some(Due {
        kind: "incident_exercise",
        subject: at.strftime("%Y-%m-%d").to_string(),
        engagement: None,
        since,
        at,
        who: officers.map(|each| each.id).collect::<Vec<PersonId>>(),
        page: "/incidents".to_owned(),
        by_itself: false,
    }))
}

/// The last exercise or the firm's beginning, and when the next has to have come to its end.
pub(crate) async fn next_exercise(app: &App) -> Result<Option<(Timestamp, Timestamp)>> {
    let Some(firm) = app.store.firm().await? else { return Ok(None) };
    let all = app.store.incidents().await?;
    let done = all.iter().filter(|each| each.exercise && each.state == IncidentState::Closed);
    let last = done.filter_map(|each| each.closed_at).max().unwrap_or(firm.since);
    Ok(months_after(last, app.limits().exercise_months).map(|at| (last, at)))
}
