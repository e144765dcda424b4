//! What is in custody and what is done with it: systems, quarantine, failed work, verification, dates.

use super::{About, WorkItem, WorkKind, pool::Pool};
use crate::Door;
use bailee_model::{Action, Engagement, EngagementId, EngagementState, HoldingState, Job, JobState, Result};
use bailee_policy::Resource;

pub(super) async fn items(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    let mut items = systems(door, pool).await?;
    let set_apart = std::mem::take(&mut pool.quarantined).into_iter().filter(|each| each.source.is_none());
    items.extend(
        set_apart
            .map(|each| (each.engagement, WorkItem::new(WorkKind::Quarantine, None, each.id, About::Name(each.name)))),
    );
    items.extend(pool.holds.iter().map(|each| {
        let about = About::Name(each.reason.clone());
        (each.engagement, WorkItem::new(WorkKind::HoldEnding, Some(each.until), each.id, about))
    }));
    items.extend(failed_jobs(door.app.store().jobs_by(door.who.id).await?));
    for engagement in pool.engagements.values() {
        items.extend(dates(door, engagement).await?);
    }
    let mut placed = Vec::new();
    for (id, mut item) in items {
        if !pool.engagements.contains_key(&id) {
            continue;
        }
        let Some(facts) = pool.facts(door, id).await? else { continue };
        item.engagement = Some(id);
        item.title.clone_from(&facts.engagement.title);
        placed.push(item);
    }
    Ok(placed)
}

async fn systems(door: &Door, pool: &mut Pool) -> Result<Vec<(EngagementId, WorkItem)>> {
    let mut items = Vec::new();
    for system in std::mem::take(&mut pool.systems) {
        let Some(facts) = pool.facts(door, system.engagement).await? else { continue };
        if door.answer(Action::ConfirmSystem, Some(facts), Resource::System(&system)).is_allowed() {
            let item = WorkItem::new(WorkKind::SystemToConfirm, None, system.id, About::Name(system.name));
            items.push((system.engagement, item));
        }
    }
    Ok(items)
}

/// One's own work that failed and was not tried again since.
fn failed_jobs(jobs: Vec<Job>) -> Vec<(EngagementId, WorkItem)> {
    let again = |job: &Job| {
        jobs.iter().any(|later| {
            later.engagement == job.engagement && later.kind == job.kind && later.started_at > job.started_at
        })
    };
    let failed = jobs.iter().filter(|job| job.state == JobState::Failed && !again(job));
    failed
        .map(|job| {
            let about = About::Name(job.kind.clone());
            (job.engagement, WorkItem::new(WorkKind::JobFailed, None, job.id, about))
        })
        .collect()
}

/// What an engagement's own dates ask for.
async fn dates(door: &Door, on: &Engagement) -> Result<Vec<(EngagementId, WorkItem)>> {
    let store = door.app.store();
    let mut items = Vec::new();
    if let Some(day) = on.delete_by.filter(|_| on.state != EngagementState::Closed) {
        let remains = store.holdings(on.id).await?.iter().any(|each| each.state != HoldingState::Destroyed);
        if remains {
            let about = About::Name(on.title.clone());
            items.push((on.id, WorkItem::new(WorkKind::DeletionDue, Some(day), on.id, about)));
        }
    }
    if door.is_client()
        && on.state == EngagementState::Active
        && let Some(run) = store.runs(on.id).await?.into_iter().rev().find(|run| run.agrees == Some(true))
    {
        let about = About::Name(run.mode.to_string());
        items.push((on.id, WorkItem::new(WorkKind::ToVerify, None, run.id, about)));
    }
    Ok(items)
}
