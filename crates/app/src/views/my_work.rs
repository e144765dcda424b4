//! What needs its reader: one queue by due date, across all kinds.

use super::engagements;
use crate::Door;
use bailee_model::{Action, EngagementId, EngagementState, HoldingState, JobState, Result};
use bailee_policy::{Decision, Resource};
use jiff::Timestamp;

/// Why something is in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkKind {
    /// Somebody asks for a grant that the reader may approve.
    GrantToApprove,
    /// Another person added a system that the reader may confirm.
    SystemToConfirm,
    /// Undeclared data waits for the client's decision.
    Quarantine,
    /// Work ended with an error.
    JobFailed,
    /// The client is to say whether the result is right.
    ToVerify,
    /// Destruction is due.
    DeletionDue,
    /// A hold will end.
    HoldEnding,
}

/// One thing to do.
#[derive(Clone, Debug)]
pub struct WorkItem {
    /// Why it is here.
    pub kind: WorkKind,
    /// By when; none: as soon as possible.
    pub due: Option<Timestamp>,
    /// On which engagement.
    pub engagement: EngagementId,
    /// The engagement's title.
    pub title: String,
    /// What it is about: an identifier.
    pub subject: String,
    /// What it is about, by name.
    pub name: String,
}

/// The reader's queue: what has no date first, then by date.
pub async fn my_work(door: &Door) -> Result<Vec<WorkItem>> {
    let now = door.now();
    let store = door.app.store();
    let mut items = Vec::new();
    for row in engagements(door).await? {
        let (id, title) = (row.engagement.id, row.engagement.title.clone());
        let mut add = |kind, due, subject: String, name: String| {
            items.push(WorkItem { kind, due, engagement: id, title: title.clone(), subject, name })
        };
        let facts = door.facts(id).await?;
        for grant in
            store.grants(id).await?.into_iter().filter(|grant| grant.approved_at.is_none() && grant.ended.is_none())
        {
            let allowed = matches!(
                door.answer(Action::ApproveGrant, Some(&facts), Resource::Grant(&grant)),
                Decision::Allowed { .. }
            );
            // Stale factors are asked for when the button is pressed; who may never approve does not see the item.
            if allowed || door.may_after_step_up(Action::ApproveGrant, &facts, Resource::Grant(&grant)) {
                add(WorkKind::GrantToApprove, None, grant.id.to_string(), grant.reason.clone());
            }
        }
        for system in store.systems(id).await?.into_iter().filter(|system| system.confirmed_by.is_none()) {
            if door.answer(Action::ConfirmSystem, Some(&facts), Resource::System(&system)).is_allowed() {
                add(WorkKind::SystemToConfirm, None, system.id.to_string(), system.name);
            }
        }
        for holding in store
            .holdings(id)
            .await?
            .into_iter()
            .filter(|each| each.state == HoldingState::Quarantined && each.source.is_none())
        {
            add(WorkKind::Quarantine, None, holding.id.to_string(), holding.name);
        }
        let jobs = store.jobs(id).await?;
        for job in jobs.iter().filter(|job| job.by == door.who.id && job.state == JobState::Failed) {
            let retried = jobs.iter().any(|later| later.kind == job.kind && later.started_at > job.started_at);
            if !retried {
                add(WorkKind::JobFailed, None, job.id.to_string(), job.kind.clone());
            }
        }
        if door.is_client()
            && row.engagement.state == EngagementState::Active
            && let Some(run) = store.runs(id).await?.into_iter().rev().find(|run| run.agrees == Some(true))
        {
            add(WorkKind::ToVerify, None, run.id.to_string(), run.mode.to_string());
        }
        if let Some(day) = row.engagement.delete_by.filter(|_| row.holdings > 0) {
            add(WorkKind::DeletionDue, Some(day), id.to_string(), title.clone());
        }
        for hold in store.holds(id).await?.into_iter().filter(|hold| hold.runs(now)) {
            add(WorkKind::HoldEnding, Some(hold.until), hold.id.to_string(), hold.reason);
        }
    }
    items.sort_by_key(|item| (item.due.is_some(), item.due, item.kind));
    Ok(items)
}
