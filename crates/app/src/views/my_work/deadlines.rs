//! What is due, from the one list of [`crate::clocks::due`], as far as no row of its own says it already: so nothing that
//! has a date can be missing from the queue because nobody thought of a row for it.

use super::{About, WorkItem, WorkKind, pool::Pool};
use crate::{
    Door,
    clocks::{
        deadlines::{missed_from, path},
        due::Due,
    },
};
use jiff::SignedDuration;

/// How long before its date something is in the queue of whoever answers for it.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is late: for whoever answers for it, and for the officers. What is near: for whoever answers for it, unless it
/// happens by itself. A token that is for one engagement sees that one's.
pub(super) fn items(door: &Door, pool: &Pool, due: &[Due], told: &[WorkItem]) -> Vec<WorkItem> {
    let now = door.now();
    let of_mine = |due: &Due| due.who.contains(&door.who.id);
    let within = |due: &Due| door.session.engagement.is_none_or(|only| due.engagement == Some(only));
    let said = |due: &Due| told.iter().any(|item| says(item, due, of_mine(due)));
    let kind = |due: &Due| match missed_from(due) {
        Some(from) if from <= now => (of_mine(due) || door.is_officer()).then_some(WorkKind::DeadlineMissed),
        _ => (of_mine(due) && !due.by_itself && due.at - SOON <= now && now < due.at).then_some(WorkKind::DeadlineNear),
    };
    let mut items = Vec::new();
    for due in due.iter().filter(|due| within(due) && !said(due)) {
        let Some(kind) = kind(due) else { continue };
        let title = due.engagement.and_then(|id| pool.engagements.get(&id)).map(|it| it.title.clone());
        let item = WorkItem::new(kind, Some(due.at), &due.subject, About::Deadline(due.kind, path(due)));
        items.push(WorkItem { engagement: due.engagement, title: title.unwrap_or_default(), ..item });
    }
    items
}

/// Whether a row says this already: it names the same thing, or it is the row of this kind of thing and names it in its own
/// way, as the incident whose notice is owed.
fn says(item: &WorkItem, due: &Due, of_mine: bool) -> bool {
    let named = || due.page.split(['/', '?', '#', '=']).any(|part| part == item.subject);
    let own = match due.kind {
        "training" | "training_grace" => (WorkKind::TrainingEnding, of_mine),
        "device_approval" => (WorkKind::DeviceEnding, named()),
        "incident_notice" => (WorkKind::NoticeDue, named()),
        "incident_task" => (WorkKind::IncidentTask, of_mine && named()),
        "access_review" => (WorkKind::ReviewRows, named()),
        _ => return item.subject == due.subject,
    };
    own == (item.kind, true)
}
