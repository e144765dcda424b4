//! What waits for the reader behind a link that opens once.

use super::{About, WorkItem, WorkKind};
use crate::{Door, views::transfer};
use bailee_model::{Engagement, Holding, Result};

pub(super) async fn items(door: &Door) -> Result<Vec<WorkItem>> {
    let mut items = Vec::new();
    for link in transfer::waiting(door).await? {
        let holding = door.app.store().get::<Holding>(link.holding).await?;
        let engagement = door.app.store().get::<Engagement>(link.engagement).await?;
        let name = holding.map(|holding| holding.name).unwrap_or_default();
        let mut item = WorkItem::new(WorkKind::OutLinkWaiting, Some(link.until), link.id, About::Name(name));
        item.engagement = Some(link.engagement);
        item.title = engagement.map(|engagement| engagement.title).unwrap_or_default();
        items.push(item);
    }
    Ok(items)
}
