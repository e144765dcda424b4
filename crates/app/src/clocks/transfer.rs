//! Clause S4.3: links end on their date, and what is unfinished behind one does not stay. Uploads that became whole when the
//! server stopped are put together.

use super::{due::Due, grants::once};
use crate::{App, transfer};
use bailee_model::{DropLink, DropUpload, EntryDraft, Error, OutLink, Result, UploadState};
use std::{collections::HashMap, sync::Arc};

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let mut all = Ok(());
    for link in app.store.drop_links_not_ended().await? {
        if link.until <= app.clock.now() {
            all = all.and(once(end_drop(app, &link).await));
        }
    }
    for link in app.store.out_links_unopened().await? {
        if link.until <= app.clock.now() {
            all = all.and(once(end_out(app, &link).await));
        }
    }
    let mut takes = HashMap::new();
    for upload in app.store.drop_uploads_in(UploadState::Arriving).await? {
        all = all.and(once(look(app, &upload, &mut takes).await));
    }
    for upload in app.store.drop_uploads_in(UploadState::Whole).await? {
        if !app.arriving.is_busy(upload.id) {
            tokio::spawn(transfer::keep_or_say(app.clone(), upload.id));
        }
    }
    all
}

/// An upload is given up when its time is over, or its link takes nothing any more.
async fn look(app: &Arc<App>, upload: &DropUpload, takes: &mut HashMap<bailee_model::DropLinkId, bool>) -> Result<()> {
    if upload.until <= app.clock.now() {
        return transfer::give_up(app, upload.id, "expired").await;
    }
    let takes = match takes.get(&upload.link) {
        Some(takes) => *takes,
        None => {
            let is_open = app.takes_drops(upload.link).await?;
            takes.insert(upload.link, is_open);
            is_open
        }
    };
    if takes { Ok(()) } else { transfer::give_up(app, upload.id, "refused").await }
}

async fn end_drop(app: &Arc<App>, link: &DropLink) -> Result<()> {
    let (id, until) = (link.id, link.until);
    let entry = EntryDraft::new(link.engagement, "drop_link.expired").id("link", id);
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let link =
            tx.get::<DropLink>(id).await?.filter(|link| link.ended.is_none()).ok_or_else(super::grants::done_before)?;
        tx.save(&DropLink { ended: Some(until), ..link }).await
    });
    recorded.await.map(drop)
}

async fn end_out(app: &Arc<App>, link: &OutLink) -> Result<()> {
    let (id, until, now) = (link.id, link.until, app.clock.now());
    let entry = EntryDraft::new(link.engagement, "out_link.expired").id("link", id);
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let link = tx.get::<OutLink>(id).await?.ok_or_else(Error::not_found)?;
        if link.ended.is_some() || link.opened_at.is_some() || link.until > now {
            return Err(super::grants::done_before());
        }
        tx.save(&OutLink { ended: Some(until), ..link }).await
    });
    recorded.await.map(drop)
}

/// Each link ends by itself on its date, and so does each unfinished upload.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let by_itself = |kind, subject: String, engagement, (since, at)| Due {
        kind,
        subject,
        engagement: Some(engagement),
        since,
        at,
        who: Vec::new(),
        page: transfer::page(engagement),
        by_itself: true,
    };
    let (drops, outs) = (app.store.drop_links_not_ended().await?, app.store.out_links_unopened().await?);
    let uploads = app.store.drop_uploads_in(UploadState::Arriving).await?;
    let drops =
        drops.into_iter().map(|it| by_itself("drop_link", it.id.to_string(), it.engagement, (it.since, it.until)));
    let outs = outs.into_iter().map(|it| by_itself("out_link", it.id.to_string(), it.engagement, (it.since, it.until)));
    let uploads =
        uploads.into_iter().map(|it| by_itself("upload", it.id.to_string(), it.engagement, (it.since, it.until)));
    Ok(drops.chain(outs).chain(uploads).collect())
}
