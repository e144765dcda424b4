//! Clause S4.3: links end on their date, and what is unfinished behind one does not stay. Uploads that became whole when the
//! server stopped are put together.

use super::{due::Due, grants::once};
use crate::{
    App,
    transfer::{self, Takes},
};
use bailee_model::{DropLink, DropLinkId, DropUpload, Engagement, EntryDraft, Error, OutLink, Result, UploadState};
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

/// An upload is given up when its time is over, or its link takes nothing any more. While an incident holds the engagement it
/// waits, until its link's own date.
async fn look(app: &Arc<App>, upload: &DropUpload, takes: &mut HashMap<DropLinkId, Takes>) -> Result<()> {
    let takes = match takes.get(&upload.link) {
        Some(takes) => *takes,
        None => {
            let answer = app.takes_drops(upload.link).await?;
            takes.insert(upload.link, answer);
            answer
        }
    };
    let is_all_here = upload.received() == upload.length && !app.arriving.is_busy(upload.id);
    match takes {
        Takes::Later => wait(app, upload).await,
        // The link's maker may be kept out by the incident, and let back in with its end.
        Takes::Never if is_held(app, upload).await? => wait(app, upload).await,
        _ if upload.until <= app.clock.now() => transfer::give_up(app, upload.id, "expired").await,
        Takes::Never => transfer::give_up(app, upload.id, "refused").await,
        Takes::Now if is_all_here => transfer::complete(app, upload.clone()).await,
        Takes::Now => Ok(()),
    }
}

/// Whether an incident holds the engagement of an upload whose link's date has not come. That the link was ended before it
/// destroys nothing meanwhile.
async fn is_held(app: &App, upload: &DropUpload) -> Result<bool> {
    let engagement = app.store.get::<Engagement>(upload.engagement).await?;
    let link = app.store.get::<DropLink>(upload.link).await?;
    Ok(engagement.is_some_and(|each| each.frozen_by.is_some()) && link.is_some_and(|link| app.clock.now() < link.until))
}

/// Lets an upload wait for as long as its link is there: the hours that it has are for sending.
async fn wait(app: &Arc<App>, upload: &DropUpload) -> Result<()> {
    let id = upload.id;
    let link = app.store.get::<DropLink>(upload.link).await?.ok_or_else(Error::not_found)?;
    if link.until <= upload.until {
        return Ok(());
    }
    let entry = EntryDraft::new(upload.engagement, "upload.waits").id("upload", id).id("link", link.id);
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let upload = tx.get::<DropUpload>(id).await?.filter(|upload| upload.state == UploadState::Arriving);
        let upload = upload.filter(|upload| upload.until < link.until).ok_or_else(super::grants::done_before)?;
        tx.save(&DropUpload { until: link.until, ..upload }).await
    });
    recorded.await.map(drop)
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
