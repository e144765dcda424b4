//! Bytes on their way in: sealed as they come, and kept when the line breaks.

use super::{DropDoor, PART, SMALL_PART, SPARE_PARTS, keeping, turns::Turn};
use crate::custody::sealed_error;
use aws_lc_rs::digest;
use bailee_model::{DropUpload, DropUploadId, Error, Result, UploadState, clock::random, say, transfer::SealedPart};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use object_store::{ObjectStoreExt as _, path::Path};
use std::{pin::Pin, time::Duration};
use tokio::sync::mpsc;

/// How long a line may be silent before it counts as broken.
const SILENCE: Duration = Duration::from_secs(120);
/// The code of an upload that came in too many pieces.
const TOO_MANY_PARTS: &str = "too_many_parts";

/// Whether an upload has come in as many small parts as it may.
fn is_in_pieces(upload: &DropUpload) -> bool {
    upload.parts.iter().filter(|part| part.bytes < SMALL_PART).count() >= SPARE_PARTS
}

/// What the sender says that a request's bytes hash to (the checksum extension of tus).
pub struct Checksum {
    /// By which function.
    pub kind: ChecksumKind,
    /// The digest.
    pub digest: Vec<u8>,
}

/// A function that checksums are made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecksumKind {
    /// SHA-1, which tus requires of every server: against accidents, not against anybody.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl ChecksumKind {
    fn context(self) -> digest::Context {
        digest::Context::new(match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
        })
    }
}

/// The bytes of one request, until they end in one way or another.
struct Incoming<S> {
    bytes: Pin<Box<S>>,
    waiting: Bytes,
    /// How many more the upload takes.
    room: i64,
    end: Option<End>,
    turn: Turn,
    checksum: Option<(digest::Context, Checksum)>,
}

/// How a request's bytes ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// As the sender meant.
    Whole,
    /// The line broke, or somebody came again on another.
    Broken,
    /// There were more than announced.
    TooMuch,
}

impl<S: Stream<Item = Result<Bytes>> + Send> Incoming<S> {
    /// Waits for a byte; false when there is no more.
    async fn more(&mut self) -> bool {
        while self.waiting.is_empty() && self.end.is_none() {
            let next = tokio::select! {
                next = tokio::time::timeout(SILENCE, self.bytes.next()) => next,
                () = self.turn.called_off() => Ok(Some(Err(Error::conflict(say!("Somebody came again."))))),
            };
            match next {
                Ok(Some(Ok(chunk))) => self.take_up(chunk),
                Ok(None) => self.end = Some(End::Whole),
                Ok(Some(Err(_))) | Err(_) => self.end = Some(End::Broken),
            }
        }
        !self.waiting.is_empty()
    }

    fn take_up(&mut self, mut chunk: Bytes) {
        let room = usize::try_from(self.room).unwrap_or(usize::MAX);
        if chunk.len() > room {
            chunk.truncate(room);
            self.end = Some(End::TooMuch);
        }
        self.room -= i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        if let Some((context, _)) = &mut self.checksum {
            context.update(&chunk);
        }
        self.waiting = chunk;
    }

    /// The next bytes, at most so many.
    async fn next(&mut self, most: usize) -> Option<Bytes> {
        if most == 0 || !self.more().await {
            return None;
        }
        let many = self.waiting.len().min(most);
        Some(self.waiting.split_to(many))
    }

    /// Whether what came is what the sender says it was.
    fn agrees(&mut self) -> bool {
        let Some((context, stated)) = self.checksum.take() else { return true };
        self.end == Some(End::Whole) && context.finish().as_ref() == stated.digest
    }
}

impl DropDoor {
    /// Where an upload stands, for who has its address. A line on which its bytes still came is called off first, and what is
    /// recorded is compared with what is there.
    ///
    /// # Errors
    /// Not found when there is no such upload, or it was given up.
    pub async fn stand(&self, secret: &str) -> Result<DropUpload> {
        let upload = self.upload(secret).await?;
        if upload.state != UploadState::Arriving {
            return Ok(upload);
        }
        let _turn = self.app().arriving.take(upload.id).await;
        let mut upload = self.upload(secret).await?;
        let there = self.parts_there(&upload).await?;
        if there.len() < upload.parts.len() {
            self.app().store.ledger().note_parts(upload.id, upload.received(), there.clone()).await?;
            upload.parts = there;
        }
        Ok(upload)
    }

    /// The parts on record that are there, up to the first that is not: a store may have been restored from before them.
    async fn parts_there(&self, upload: &DropUpload) -> Result<Vec<SealedPart>> {
        let store = self.app().vault.store(upload.engagement, upload.holding)?;
        let mut there = Vec::new();
        for part in &upload.parts {
            match store.head(&Path::from(part.object.as_str())).await {
                Ok(meta) if i64::try_from(meta.size) == Ok(part.bytes) => there.push(part.clone()),
                Ok(_) | Err(object_store::Error::NotFound { .. }) => break,
                Err(error) => return Err(sealed_error(error)),
            }
        }
        Ok(there)
    }

    /// Takes bytes in from this offset on, sealing them as they come. When the line breaks, what came before is kept. The work
    /// goes on to that end when the caller is gone.
    ///
    /// # Errors
    /// `offset_mismatch` (a conflict) when the upload stands elsewhere; `checksum_mismatch` when the bytes are not what the
    /// sender says, and then none is kept; `too_much` when there were more than announced; `too_many_parts` (a conflict) when it
    /// came in more small pieces than are kept: then the upload is given up, and begun anew.
    pub async fn append<S>(&self, secret: &str, offset: i64, checksum: Option<Checksum>, bytes: S) -> Result<DropUpload>
    where
        S: Stream<Item = Result<Bytes>> + Send + 'static,
    {
        let upload = self.upload(secret).await?.id;
        let door = self.clone();
        let work = tokio::spawn(async move {
            let taken = door.take_in(upload, offset, checksum, bytes).await;
            if taken.as_ref().is_err_and(|error| error.code() == Some(TOO_MANY_PARTS)) {
                // It can never go on, and would keep its link's room until its time is over.
                keeping::give_up(door.app(), upload, "pieces").await?;
            }
            let (upload, end) = taken?;
            let upload = door.go_on(upload).await?;
            if end == End::TooMuch {
                return Err(Error::bad_input(say!("There were more bytes than announced.")).coded("too_much"));
            }
            Ok(upload)
        });
        work.await
            .unwrap_or_else(|panic| Err(Error::internal("The upload broke off by a defect of ours.").because(panic)))
    }

    /// Takes in a file of which only the most that it may be is known, as a plain form sends it. It comes whole or not at all.
    ///
    /// # Errors
    /// When the link has no room for it, or the line broke: nothing of it is kept then.
    pub async fn take_form<S>(
        &self,
        name: &str,
        most: i64,
        mut bytes: S,
    ) -> Result<(DropUpload, crate::factors::Secret)>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        let begun = self.begin_within(name, most.max(1), true).await?;
        let (door, upload) = (self.clone(), begun.upload.id);
        let (sender, mut receiver) = mpsc::channel::<Result<Option<Bytes>>>(2);
        // What is dropped without its last word broke off.
        let sent = stream::poll_fn(move |context| {
            receiver.poll_recv(context).map(|next| match next {
                Some(Ok(Some(chunk))) => Some(Ok(chunk)),
                Some(Ok(None)) => None,
                Some(Err(error)) => Some(Err(error)),
                None => Some(Err(Error::conflict(say!("The form broke off.")))),
            })
        });
        let work = tokio::spawn(async move {
            let taken = door.take_in(upload, 0, None, sent).await;
            door.settle_form(upload, taken).await
        });
        while let Some(next) = bytes.next().await {
            let broken = next.is_err();
            if sender.send(next.map(Some)).await.is_err() || broken {
                break;
            }
        }
        // Without a listener the work has ended, and says why.
        let _ = sender.send(Ok(None)).await;
        let upload = work
            .await
            .unwrap_or_else(|panic| Err(Error::internal("The upload broke off by a defect of ours.").because(panic)))?;
        Ok((upload, begun.secret))
    }

    async fn settle_form(&self, id: DropUploadId, taken: Result<(DropUpload, End)>) -> Result<DropUpload> {
        let wrong = match taken {
            Ok((upload, End::Whole)) if upload.received() > 0 => match self.cut_to_size(upload).await {
                // A freeze may have come with the last bytes, and keep the link's maker out too.
                Err(error) if self.is_arriving(id).await? => error,
                other => return other,
            },
            Ok((_, End::Whole)) => Error::bad_input(say!("The file is empty."))
                .hint(say!("Export it again; nothing was kept."))
                .on_field("file"),
            Ok((_, End::TooMuch)) => Error::bad_input(say!("The file is larger than this link takes."))
                .hint(say!("Whoever sent you the link can make another. Nothing was kept."))
                .on_field("file"),
            Ok((_, End::Broken)) => Error::bad_input(say!("The upload broke off before its end."))
                .hint(say!("Send the file again; nothing of it was kept."))
                .on_field("file"),
            Err(error) => error,
        };
        keeping::give_up(self.app(), id, "form").await?;
        // A form cannot go on where it broke off.
        if wrong.code() == Some("paused") {
            return Err(Error::conflict(say!("This link takes nothing for the moment."))
                .coded("paused")
                .hint(say!("Nothing was kept: send the file again when whoever sent you the link says so.")));
        }
        Err(wrong)
    }

    async fn is_arriving(&self, id: DropUploadId) -> Result<bool> {
        let upload = self.app().store.get::<DropUpload>(id).await?;
        Ok(upload.is_some_and(|upload| upload.state == UploadState::Arriving))
    }

    /// Seals what comes, part by part.
    async fn take_in<S>(
        &self,
        id: DropUploadId,
        offset: i64,
        checksum: Option<Checksum>,
        bytes: S,
    ) -> Result<(DropUpload, End)>
    where
        S: Stream<Item = Result<Bytes>> + Send + 'static,
    {
        let turn = self.app().arriving.take(id).await;
        let mut upload =
            self.app().store.get::<DropUpload>(id).await?.filter(DropUpload::counts).ok_or_else(Error::not_found)?;
        if upload.received() != offset {
            return Err(Error::conflict(say!("The upload stands at byte {received}.", received = upload.received()))
                .coded("offset_mismatch")
                .hint(say!("Go on from there.")));
        }
        let checksum = checksum.map(|stated| (stated.kind.context(), stated));
        let room = upload.length - offset;
        let mut incoming = Incoming { bytes: Box::pin(bytes), waiting: Bytes::new(), room, end: None, turn, checksum };
        while incoming.more().await {
            // What the gate allowed when this began may be over by now.
            self.ask_again().await?;
            if is_in_pieces(&upload) {
                return Err(Error::conflict(say!("This upload came in too many pieces."))
                    .coded(TOO_MANY_PARTS)
                    .hint(say!("Begin it anew, and send more at a time.")));
            }
            let part = self.seal_part(&upload, &mut incoming).await?;
            let before = upload.received();
            upload.parts.push(part);
            self.app().store.ledger().note_parts(upload.id, before, upload.parts.clone()).await?;
        }
        Ok((upload, incoming.end.unwrap_or(End::Whole)))
    }

    async fn seal_part<S>(&self, upload: &DropUpload, incoming: &mut Incoming<S>) -> Result<SealedPart>
    where
        S: Stream<Item = Result<Bytes>> + Send,
    {
        let store = self.app().vault.store(upload.engagement, upload.holding)?;
        let object = format!("{}{}", keeping::PART_NAME, hex::encode(random::<12>(self.app().rng.as_ref())));
        let path = Path::from(object.as_str());
        // What is checked as one is kept as one, or not at all.
        let most = if incoming.checksum.is_some() { usize::MAX } else { PART };
        let plain = stream::unfold((&mut *incoming, most), |(incoming, most)| async move {
            let chunk = incoming.next(most).await?;
            let most = most - chunk.len();
            Some((Ok(chunk), (incoming, most)))
        });
        let written = store.put_stream(&path, plain.boxed()).await.map_err(sealed_error)?;
        if most == usize::MAX && !incoming.agrees() {
            store.delete(&path).await.map_err(sealed_error)?;
            return Err(Error::bad_input(say!("What arrived is not what was sent."))
                .coded("checksum_mismatch")
                .hint(say!("Send it again.")));
        }
        Ok(SealedPart { object, bytes: i64::try_from(written).unwrap_or(i64::MAX) })
    }

    /// Takes an unfinished upload back.
    ///
    /// # Errors
    /// Not found when there is none; a conflict when it is whole.
    pub async fn take_back(&self, secret: &str) -> Result<()> {
        let upload = self.upload(secret).await?;
        keeping::give_up(self.app(), upload.id, "sender").await
    }
}
