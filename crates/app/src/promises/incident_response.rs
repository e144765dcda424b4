//! Clauses S6.1 and S6.3: every incident has somebody who looks into it, is contained, and what it takes is done by its date.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{
    Evidence, Incident, IncidentState, IncidentTask, LogId, PersonState, PromiseKind, PromiseStatus, Result, TaskState,
};
use futures::future::BoxFuture;
use jiff::SignedDuration;

pub(super) const PROMISE: Promise = Promise {
    slug: "incident_response",
    kinds: &[PromiseKind::Gate, PromiseKind::Record],
    parameters: &["notice_hours", "register_years"],
    judge,
};

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let incidents = look.incidents().await?;
        let mut tally = Tally::default();
        for incident in incidents.iter().filter(|each| !each.exercise) {
            let against = is_left_alone(look, incident).await?;
            tally.add(shown(incident, against));
        }
        let open = look.incident_tasks().await?;
        let open: Vec<&IncidentTask> = open.iter().filter(|each| each.state == TaskState::Open).collect();
        for task in open.iter().filter(|each| each.due < look.now) {
            let what = format!("incident_task {}", task.id);
            tally.add(Evidence { what, at: task.due, log: LogId::Site, against: true });
        }
        let running = incidents.iter().filter(|each| !each.exercise && !each.is_closed()).count();
        let (says, broken) = (said(running, open.len()), failed(tally.wrong.len()));
        let tasks = open.iter().map(|each| each.due);
        let answers =
            incidents.iter().filter(|each| each.state == IncidentState::Open).map(|each| contained_by(look, each));
        Ok(tally.finding(look.until(tasks.chain(answers)), (PromiseStatus::Kept, says), broken))
    })
}

/// By when something has to have been done about it: within the time in which clients hear of it.
fn contained_by(look: &Look<'_>, incident: &Incident) -> jiff::Timestamp {
    incident.declared_at + SignedDuration::from_hours(look.limits.notice_hours)
}

/// Whether its owner cannot act any more, or nothing was done about it in time.
async fn is_left_alone(look: &Look<'_>, incident: &Incident) -> Result<bool> {
    if incident.is_closed() {
        return Ok(false);
    }
    let owner = look.person(incident.owner).await?;
    let is_there = owner.is_some_and(|each| each.state == PersonState::Active);
    let idle = incident.state == IncidentState::Open && contained_by(look, incident) < look.now;
    Ok(!is_there || (idle && untouched(look, incident).await?))
}

/// Whether its timeline has nothing by its owner or anybody else since it was declared.
async fn untouched(look: &Look<'_>, incident: &Incident) -> Result<bool> {
    use bailee_model::IncidentEventKind::{Declared, NoticeOwed};
    let events = look.app.store.incident_events(incident.id).await?;
    Ok(events.iter().all(|each| matches!(each.kind, Declared | NoticeOwed)))
}

fn shown(incident: &Incident, against: bool) -> Evidence {
    Evidence { what: format!("incident {}", incident.id), at: incident.declared_at, log: LogId::Site, against }
}

fn said(open: usize, tasks: usize) -> Said {
    if open == 0 && tasks == 0 {
        return Said::new(
            "No incident is open, and no remedy is outstanding.",
            "Aucun incident n’est ouvert et aucun correctif n’est en attente.",
        );
    }
    Said::new(
        format!(
            "{} open, each with an owner; {} outstanding, none late.",
            en(open, "incident", "incidents"),
            en(tasks, "remedy", "remedies")
        ),
        format!(
            "{} en cours, chacun avec un responsable ; {} en attente, sans retard.",
            fr(open, "incident", "incidents"),
            fr(tasks, "correctif", "correctifs")
        ),
    )
}

fn failed(wrong: usize) -> Said {
    Said::new(
        format!("{} without an owner, untouched, or late.", en(wrong, "incident or remedy", "incidents or remedies")),
        format!(
            "{} sans responsable, sans suite ou en retard.",
            fr(wrong, "incident ou correctif", "incidents ou correctifs")
        ),
    )
}
