//! Writing sealed objects: what the inner store is handed is ciphertext already.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures::future::{self, FutureExt, TryFutureExt};
use futures::stream::{BoxStream, StreamExt};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, PutMultipartOptions, PutPayload, PutResult, UploadPart};

use super::{KeySlot, SealedStore, associated_data, refused, unsupported};
use crate::stream::{SEGMENT, Sealer};

/// Sealed bytes of every part of an upload but the last: above S3's minimum, and all of one size as R2 wants them.
pub const PART: usize = 8 * 1024 * 1024;
/// Plaintext is sealed in slices of this size, so that a part is complete soon after it could be.
const SLICE: usize = 16 * SEGMENT;

impl SealedStore {
    /// Seals the chunks of a payload into one of ciphertext.
    pub(super) fn seal(&self, full: &Path, payload: &PutPayload) -> object_store::Result<PutPayload> {
        let mut sealer = self.sealer(full)?;
        let mut chunks = Vec::new();
        for slice in payload.iter().flat_map(|chunk| chunk.chunks(SLICE)) {
            let mut sealed = Vec::new();
            sealer.push(slice, &mut sealed).map_err(|source| refused(full, source))?;
            chunks.push(Bytes::from(sealed));
        }
        let mut sealed = Vec::with_capacity(SEGMENT);
        sealer.finish(&mut sealed).map_err(|source| refused(full, source))?;
        chunks.push(Bytes::from(sealed));
        Ok(chunks.into_iter().collect())
    }

    pub(super) async fn upload(&self, full: &Path, options: PutMultipartOptions) -> object_store::Result<SealedUpload> {
        Ok(SealedUpload {
            sealer: Some(self.sealer(full)?),
            inner: self.inner.put_multipart_opts(full, options).await?,
            slot: Arc::clone(&self.slot),
            path: full.clone(),
            buffer: Vec::new(),
            begun: 0,
            done: Arc::default(),
        })
    }

    /// Writes a stream of plaintext of any length as one object, in constant memory; returns the bytes of plaintext.
    /// The object appears when the stream has ended well, or not at all.
    ///
    /// # Errors
    /// The stream's own error, or the store's; what was sent of the object has then been removed.
    pub async fn put_stream(
        &self,
        location: &Path,
        mut plain: BoxStream<'_, object_store::Result<Bytes>>,
    ) -> object_store::Result<u64> {
        let mut upload = self.upload(&self.full(location), PutMultipartOptions::default()).await?;
        let mut written = 0;
        let sent = async {
            while let Some(chunk) = plain.next().await {
                let chunk = chunk?;
                written += chunk.len() as u64;
                upload.put_part(chunk.into()).await?;
            }
            upload.complete().await
        }
        .await;
        if let Err(error) = sent {
            // The first error is the one worth telling.
            let _ = upload.abort().await;
            return Err(error);
        }
        Ok(written)
    }

    fn sealer(&self, full: &Path) -> object_store::Result<Sealer> {
        self.slot.with(full, |key| Sealer::new(key, &associated_data(full), self.rng.as_ref()))
    }
}

/// An upload whose parts are sealed in the order in which they are handed over and sent on as parts of equal size.
pub(super) struct SealedUpload {
    inner: Box<dyn MultipartUpload>,
    sealer: Option<Sealer>,
    slot: Arc<KeySlot>,
    path: Path,
    buffer: Vec<u8>,
    begun: usize,
    done: Arc<AtomicUsize>,
}

impl SealedUpload {
    fn seal(&mut self, data: &PutPayload) -> object_store::Result<Vec<UploadPart>> {
        let mut parts = Vec::new();
        for slice in data.iter().flat_map(|chunk| chunk.chunks(SLICE)) {
            let Some(sealer) = &mut self.sealer else { return Err(unsupported("this upload has ended")) };
            sealer.push(slice, &mut self.buffer).map_err(|source| refused(&self.path, source))?;
            while self.buffer.len() >= PART {
                let rest = self.buffer.split_off(PART);
                let part = std::mem::replace(&mut self.buffer, rest);
                parts.push(self.send(part));
            }
        }
        Ok(parts)
    }

    fn send(&mut self, part: Vec<u8>) -> UploadPart {
        self.begun += 1;
        let done = Arc::clone(&self.done);
        self.inner
            .put_part(part.into())
            .map_ok(move |()| {
                done.fetch_add(1, Ordering::AcqRel);
            })
            .boxed()
    }

    async fn finish(&mut self) -> object_store::Result<PutResult> {
        let Some(sealer) = self.sealer.take() else { return Err(unsupported("this upload has ended")) };
        sealer.finish(&mut self.buffer).map_err(|source| refused(&self.path, source))?;
        let last = std::mem::take(&mut self.buffer);
        self.send(last).await?;
        if self.done.load(Ordering::Acquire) != self.begun {
            return Err(unsupported("an upload is complete only when each of its parts has succeeded"));
        }
        // The key may have been destroyed meanwhile: then the object must not appear.
        self.slot.with(&self.path, |_| ())?;
        self.inner.complete().await
    }
}

#[async_trait]
impl MultipartUpload for SealedUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        match self.seal(&data) {
            Ok(parts) => future::try_join_all(parts).map_ok(|_| ()).boxed(),
            Err(error) => {
                // A gap in the stream can never be sealed over.
                self.sealer = None;
                future::ready(Err(error)).boxed()
            }
        }
    }

    async fn complete(&mut self) -> object_store::Result<PutResult> {
        let finished = self.finish().await;
        if finished.is_err() {
            let _ = self.inner.abort().await;
        }
        finished
    }

    async fn abort(&mut self) -> object_store::Result<()> {
        self.sealer = None;
        self.buffer.clear();
        self.inner.abort().await
    }
}

impl fmt::Debug for SealedUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedUpload({})", self.path)
    }
}
