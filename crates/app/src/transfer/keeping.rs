//! What becomes of an upload once its bytes have stopped: put together and taken into custody, or given up.

use super::DropDoor;
use crate::{
    App, actions,
    custody::{require_state, sealed_error},
    post,
};
use bailee_model::{
    DropLink, DropUpload, DropUploadId, Engagement, EngagementState, EntryDraft, Error, ErrorKind, Holding,
    HoldingState, MailKind, Person, Result, UploadState, say, transfer::SealedPart,
};
use bailee_vault::SealedStore;
use bytes::Bytes;
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::{ObjectStore as _, ObjectStoreExt as _, path::Path};
use std::sync::Arc;

/// How the names of an upload's parts begin in its holding's store.
pub(super) const PART_NAME: &str = "part-";
/// Up to so many bytes are put together while the sender waits; more take longer than a line should be kept.
const AT_ONCE: i64 = 256 << 20;

impl DropDoor {
    /// Goes on with an upload whose last bytes may have come.
    pub(super) async fn go_on(&self, upload: DropUpload) -> Result<DropUpload> {
        let whole = upload.state == UploadState::Arriving && upload.received() == upload.length;
        if whole { self.complete(upload).await } else { Ok(upload) }
    }

    /// What came is all there is.
    pub(super) async fn cut_to_size(&self, upload: DropUpload) -> Result<DropUpload> {
        self.complete(upload).await
    }

    async fn complete(&self, upload: DropUpload) -> Result<DropUpload> {
        let (app, id, received) = (self.app().clone(), upload.id, upload.received());
        if let Err(refused) = self.ask_again().await {
            // While an incident holds the engagement its bytes wait, and the clock goes on with them.
            if !is_frozen(app.store.get::<Engagement>(upload.engagement).await?.as_ref()) {
                give_up(&app, id, "refused").await?;
            }
            return Err(refused);
        }
        let at = app.clock.now();
        let entry = EntryDraft::new(upload.engagement, "upload.whole")
            .id("upload", id)
            .id("link", upload.link)
            .id("holding", upload.holding)
            .detail("bytes", received);
        let recorded = app.store.ledger().record([entry], move |tx| async move {
            let mut upload = tx.get::<DropUpload>(id).await?.ok_or_else(Error::not_found)?;
            if upload.state != UploadState::Arriving || upload.received() != received {
                return Err(Error::conflict(say!("The upload went on elsewhere.")).hint(say!("Ask where it stands.")));
            }
            (upload.length, upload.state, upload.ended) = (received, UploadState::Whole, Some(at));
            tx.save(&upload).await
        });
        if let Err(error) = recorded.await {
            // The clock and the sender's last request may both have seen that all of it is here.
            let there = app.store.get::<DropUpload>(id).await?.filter(DropUpload::counts);
            return there.filter(|upload| upload.state != UploadState::Arriving).ok_or(error);
        }
        let keeping = tokio::spawn(keep_or_say(app.clone(), id));
        if received <= AT_ONCE {
            // Its failure is logged, and the clock tries again.
            let _ = keeping.await;
        }
        app.store.get::<DropUpload>(id).await?.ok_or_else(Error::not_found)
    }
}

/// Goes on with an upload all of whose bytes are here, and whose engagement was frozen when the last of them came.
pub(crate) async fn complete(app: &Arc<App>, upload: DropUpload) -> Result<()> {
    let link = app.store.get::<DropLink>(upload.link).await?.ok_or_else(Error::not_found)?;
    app.door_of(link).await?.go_on(upload).await.map(drop)
}

/// Puts an upload together, and leaves what goes wrong to the next try of the clock.
pub(crate) async fn keep_or_say(app: Arc<App>, id: DropUploadId) {
    if let Err(error) = keep(&app, id).await {
        tracing::error!(upload = %id, %error, source = ?std::error::Error::source(&error), "an upload could not be put together; it is tried again");
    }
}

/// Puts an upload together whose parts are all here, and takes it into custody. Twice is harmless.
async fn keep(app: &Arc<App>, id: DropUploadId) -> Result<()> {
    let _turn = app.arriving.take(id).await;
    let upload = app.store.get::<DropUpload>(id).await?.filter(|upload| upload.state == UploadState::Whole);
    let Some(upload) = upload else { return Ok(()) };
    if is_frozen(app.store.get::<Engagement>(upload.engagement).await?.as_ref()) {
        // Nothing arrives while an incident holds the engagement; the clock comes back to it.
        return Ok(());
    }
    let mut holding = app.store.get::<Holding>(upload.holding).await?.ok_or_else(Error::not_found)?;
    let kept = match pour(app, &upload, &mut holding).await {
        Ok(()) => settle(app, &upload, &mut holding).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => {}
        // A part that is gone, or an engagement that takes nothing any more, is so for good.
        Err(error) if matches!(error.kind(), ErrorKind::Corrupt | ErrorKind::Conflict) => {
            let_go(app, id, &[UploadState::Whole], "refused").await?;
            return Err(error);
        }
        Err(error) => return Err(error),
    }
    tidy(app, &holding).await?;
    let maker = app.store.get::<Person>(holding.brought_by).await?.ok_or_else(Error::not_found)?;
    let maker = app.imagine(maker, None, false).await?;
    actions::parse_job(&maker, holding).await.map(drop)
}

async fn pour(app: &Arc<App>, upload: &DropUpload, holding: &mut Holding) -> Result<()> {
    let store = app.vault.store(upload.engagement, upload.holding)?;
    app.pour(holding, one_after_another(store, upload.parts.clone())).await?;
    match holding.bytes == upload.length {
        true => Ok(()),
        false => Err(Error::corrupt("An upload’s parts are not as long as they were.")),
    }
}

fn one_after_another(store: Arc<SealedStore>, parts: Vec<SealedPart>) -> BoxStream<'static, Result<Bytes>> {
    let opened = stream::iter(parts).then(move |part| {
        let store = store.clone();
        async move {
            let got = store.get(&Path::from(part.object.as_str())).await.map_err(sealed_error)?;
            Ok::<_, Error>(got.into_stream().map_err(sealed_error))
        }
    });
    opened.try_flatten().boxed()
}

fn is_frozen(engagement: Option<&Engagement>) -> bool {
    engagement.is_some_and(|engagement| engagement.frozen_by.is_some())
}

/// One commit: the file is in custody, its upload is done, and the link's maker is told.
async fn settle(app: &Arc<App>, upload: &DropUpload, holding: &mut Holding) -> Result<()> {
    holding.state = HoldingState::Held;
    let entry = EntryDraft::new(upload.engagement, "holding.arrived")
        .id("holding", holding.id)
        .id("person", holding.brought_by)
        .id("link", upload.link)
        .id("upload", upload.id)
        .digest("content", holding.digest.clone())
        .detail("bytes", holding.bytes);
    let letter = post::to(app, holding.brought_by, MailKind::DropArrived, page(upload.engagement));
    let (kept, id) = (holding.clone(), upload.id);
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        require_state(&tx, kept.id, HoldingState::Arriving).await?;
        let engagement = tx.get::<Engagement>(kept.engagement).await?.ok_or_else(Error::not_found)?;
        let mut upload = tx.get::<DropUpload>(id).await?.ok_or_else(Error::not_found)?;
        if is_frozen(Some(&engagement)) {
            return Err(Error::unavailable(say!("An incident has frozen the engagement in the meantime.")));
        }
        if engagement.state != EngagementState::Active || upload.state != UploadState::Whole {
            return Err(Error::conflict(say!("The engagement takes nothing in any more.")));
        }
        upload.state = UploadState::Taken;
        upload.parts.clear();
        upload.entry = Some(tx.event());
        tx.save(&kept).await?;
        tx.save(&upload).await?;
        tx.save(&letter).await
    });
    recorded.await.map(drop)
}

/// Where an engagement's links are listed.
pub(crate) fn page(engagement: bailee_model::EngagementId) -> String {
    format!("/engagements/{engagement}/links")
}

/// Removes the parts that a file was put together from, those too that a crash left off the record.
async fn tidy(app: &Arc<App>, holding: &Holding) -> Result<()> {
    let store = app.vault.store(holding.engagement, holding.id)?;
    let objects: Vec<_> = store.list(None).try_collect().await.map_err(sealed_error)?;
    for object in objects.iter().filter(|object| object.location.as_ref().starts_with(PART_NAME)) {
        store.delete(&object.location).await.map_err(sealed_error)?;
    }
    Ok(())
}

/// Gives an unfinished upload up: a line on which its bytes still come is called off, its key and its bytes go.
pub(crate) async fn give_up(app: &Arc<App>, id: DropUploadId, why: &'static str) -> Result<()> {
    let _turn = app.arriving.take(id).await;
    let_go(app, id, &[UploadState::Arriving], why).await
}

async fn let_go(app: &Arc<App>, id: DropUploadId, from: &'static [UploadState], why: &'static str) -> Result<()> {
    let upload = app.store.get::<DropUpload>(id).await?.ok_or_else(Error::not_found)?;
    let at = app.clock.now();
    let entry = EntryDraft::new(upload.engagement, "upload.given_up")
        .id("upload", id)
        .id("link", upload.link)
        .id("holding", upload.holding)
        .detail("why", why);
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let mut upload = tx.get::<DropUpload>(id).await?.ok_or_else(Error::not_found)?;
        if !from.contains(&upload.state) {
            return Err(Error::conflict(say!("The upload is whole, or was given up already.")));
        }
        (upload.state, upload.ended) = (UploadState::GivenUp, Some(at));
        upload.parts.clear();
        tx.save(&upload).await
    });
    recorded.await?;
    let holding = app.store.get::<Holding>(upload.holding).await?.ok_or_else(Error::not_found)?;
    app.abandon(holding).await
}
