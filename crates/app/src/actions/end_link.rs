//! End a link before its date. What is unfinished behind a way in goes with it, unless an incident holds the engagement: then
//! it may be evidence, and waits (decision 0018).

use super::done;
use crate::{Done, Door, transfer};
use bailee_model::{
    Action, DropLink, DropLinkId, Engagement, EntryDraft, Error, OutLink, OutLinkId, Result, UploadState, say,
};

/// Ends a way in. Uploads that are under way end with it, and nothing of them is left; while an incident holds the engagement
/// their bytes wait, until it runs again or the link's own date.
///
/// # Errors
/// When it has ended already.
pub async fn end_drop_link(door: &Door, id: DropLinkId) -> Result<Done<DropLink>> {
    let link = door.lookup::<DropLink>(id).for_(Action::EndLink).await?.it;
    let now = door.now();
    let entry = door.by(EntryDraft::new(link.engagement, "drop_link.ended")).id("link", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut link = tx.get::<DropLink>(id).await?.ok_or_else(Error::not_found)?;
        if link.ended.is_some() {
            return Err(over());
        }
        link.ended = Some(now);
        tx.save(&link).await?;
        let engagement = tx.get::<Engagement>(link.engagement).await?.ok_or_else(Error::not_found)?;
        Ok((link, engagement.frozen_by.is_some()))
    });
    let recorded = recorded.await?;
    if recorded.value.1 {
        return Ok(done(recorded).map(|(link, _)| link));
    }
    for upload in door.app.store.drop_uploads(id).await? {
        if upload.state == UploadState::Arriving {
            transfer::give_up(&door.app, upload.id, "ended").await?;
        }
    }
    Ok(done(recorded).map(|(link, _)| link))
}

/// Ends a way out that was not opened yet.
///
/// # Errors
/// When it was opened or has ended.
pub async fn end_out_link(door: &Door, id: OutLinkId) -> Result<Done<OutLink>> {
    let link = door.lookup::<OutLink>(id).for_(Action::EndLink).await?.it;
    let now = door.now();
    let entry = door.by(EntryDraft::new(link.engagement, "out_link.ended")).id("link", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut link = tx.get::<OutLink>(id).await?.ok_or_else(Error::not_found)?;
        if link.ended.is_some() || link.opened_at.is_some() {
            return Err(over());
        }
        link.ended = Some(now);
        tx.save(&link).await?;
        Ok(link)
    });
    Ok(done(recorded.await?))
}

fn over() -> Error {
    Error::conflict(say!("This link is over already.")).hint(say!("Nothing needs to be done."))
}
