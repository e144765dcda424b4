//! Unusual use that the reader is to look at. Officers are asked where no other lead can act, and hear of what is late like of any
//! other deadline.

use super::{About, WorkItem, WorkKind, pool::Pool};
use crate::{Door, unusual::looking};
use bailee_model::{Action, Person, Result};
use bailee_policy::Resource;

pub(super) async fn items(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    if door.is_client() {
        return Ok(Vec::new());
    }
    let store = door.app.store();
    let mut items = Vec::new();
    for unusual in store.unusual_uses_open().await? {
        let id = unusual.engagement;
        if !pool.engagements.contains_key(&id) {
            continue;
        }
        let looking = looking(&door.app, &unusual).await?;
        if !looking.who.contains(&door.who.id) {
            continue;
        }
        let Some(facts) = pool.facts(door, id).await? else { continue };
        if !door.answer(Action::LookAtUse, Some(facts), Resource::UnusualUse(&unusual)).is_allowed() {
            continue;
        }
        let title = facts.engagement.title.clone();
        let name = store.get::<Person>(unusual.person).await?.map(|person| person.name).unwrap_or_default();
        let item = WorkItem::new(WorkKind::UnusualUse, looking.by, unusual.id, About::Name(name));
        items.push(WorkItem { engagement: Some(id), title, ..item });
    }
    Ok(items)
}
