//! Incidents that wait for the reader: theirs to look into, remedies that are theirs, clients to be told, notices to confirm.

use super::{About, WorkItem, WorkKind};
use crate::{Door, views::own_notices};
use bailee_model::{Action, IncidentState, NoticeState, Result, TaskState};
use bailee_policy::Resource;

pub(super) async fn items(door: &Door) -> Result<Vec<WorkItem>> {
    if door.is_client() {
        return to_confirm(door).await;
    }
    let store = door.app.store();
    let mut items = Vec::new();
    for incident in store.incidents_not_closed().await? {
        if !door.answer(Action::RunIncident, None, Resource::Incident(&incident)).is_allowed() {
            continue;
        }
        for notice in store.notices_on(incident.id).await?.iter().filter(|each| each.state == NoticeState::Owed) {
            let about = About::Name(incident.title.clone());
            items.push(WorkItem::new(WorkKind::NoticeDue, Some(notice.due), incident.id, about));
        }
        if incident.state == IncidentState::Open {
            items.push(WorkItem::new(WorkKind::IncidentOpen, None, incident.id, About::Name(incident.title)));
        }
    }
    for task in store.incident_tasks_open().await? {
        // A token that is for one engagement sees nothing of what may be about others.
        if task.owner == door.who.id && task.state == TaskState::Open && door.session.engagement.is_none() {
            let item = WorkItem::new(WorkKind::IncidentTask, Some(task.due), task.incident, About::Name(task.what));
            items.push(item);
        }
    }
    Ok(items)
}

async fn to_confirm(door: &Door) -> Result<Vec<WorkItem>> {
    let mut items = Vec::new();
    for told in own_notices(door).await?.into_iter().filter(|each| each.notice.state == NoticeState::Sent) {
        let facts = door.facts(told.notice.engagement).await?;
        if door.answer(Action::AcknowledgeNotice, Some(&facts), Resource::Engagement).is_allowed() {
            items.push(WorkItem::new(WorkKind::NoticeToConfirm, None, told.incident, About::Name(told.title)));
        }
    }
    Ok(items)
}
