//! Reading sealed objects: the header once, then exactly the segments that cover what was asked for.

use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use object_store::path::Path;
use object_store::{Attributes, GetOptions, GetRange, GetResult, GetResultPayload, ObjectMeta};

use super::{SealedStore, associated_data, refused};
use crate::stream::{HEADER, Header, Layout, RangeOpener, SEGMENT, SegmentCipher, StreamError};

/// Ranges nearer to each other than this are fetched as one.
pub(super) const COALESCE: u64 = 4 * SEGMENT as u64;
/// How much of a local file is read at a time: large enough to forget the call, small enough to stay in cache.
const WINDOW: u64 = 16 * SEGMENT as u64;

/// What a header and a size say about an object, and the cipher they lead to.
pub(super) struct Opened {
    cipher: Arc<SegmentCipher>,
    layout: Layout,
    /// As the inner store describes the sealed object.
    meta: ObjectMeta,
}

impl SealedStore {
    pub(super) async fn read(&self, location: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        let full = self.full(location);
        // A destroyed holding answers so even when its objects are gone already.
        self.slot.with(&full, |_| ())?;
        if options.head {
            return self.head_only(&full, options).await;
        }
        let plain = options.if_match.is_none()
            && options.if_none_match.is_none()
            && options.if_modified_since.is_none()
            && options.if_unmodified_since.is_none()
            && options.version.is_none();
        if plain && let Some(opened) = self.slot.remembered(&full) {
            // What is remembered may be outdated: then the inner store refuses its tag and we look again.
            match self.fetch(&full, &opened, options.range.as_ref(), None).await {
                Ok(result) => return Ok(result),
                Err(_) => self.slot.forget(&full),
            }
        }
        let opened = self.open(&full, &options).await?;
        self.fetch(&full, &opened, options.range.as_ref(), options.version).await
    }

    async fn head_only(&self, full: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        let head = self.inner.get_opts(full, GetOptions { range: None, ..options }).await?;
        let meta = self.plain_meta(head.meta)?;
        Ok(GetResult {
            payload: GetResultPayload::Stream(stream::empty().boxed()),
            range: 0..meta.size,
            meta,
            attributes: Attributes::default(),
        })
    }

    /// Reads the header, under the caller's conditions.
    async fn open(&self, full: &Path, options: &GetOptions) -> object_store::Result<Arc<Opened>> {
        let wanted = GetRange::Bounded(0..HEADER as u64);
        let asked = GetOptions { range: Some(wanted), ..options.clone() };
        let result = match self.inner.get_opts(full, asked).await {
            Ok(result) => result,
            // An empty object has no first byte; the inner store can only call the range wrong.
            Err(error) => return Err(self.explain_empty(full, error).await),
        };
        let meta = result.meta.clone();
        let layout = Layout::of_sealed(meta.size).map_err(|source| refused(full, source))?;
        let header = Header::parse(&result.bytes().await?).map_err(|source| refused(full, source))?;
        let cipher = self.slot.with(full, |key| key.cipher(&header, &associated_data(full)))?;
        let opened = Arc::new(Opened { cipher: Arc::new(cipher), layout, meta });
        if opened.meta.e_tag.is_some() {
            self.slot.remember(full, &opened);
        }
        Ok(opened)
    }

    async fn explain_empty(&self, full: &Path, error: object_store::Error) -> object_store::Error {
        let head = self.inner.get_opts(full, GetOptions { head: true, ..GetOptions::default() }).await;
        match head {
            Ok(head) if head.meta.size == 0 => refused(full, StreamError::Length { len: 0 }),
            _ => error,
        }
    }

    async fn fetch(
        &self,
        full: &Path,
        opened: &Opened,
        range: Option<&GetRange>,
        version: Option<String>,
    ) -> object_store::Result<GetResult> {
        self.slot.with(full, |_| ())?;
        let len = opened.layout.plain_len();
        let range = match range {
            None => 0..len,
            Some(range) => range
                .as_range(len)
                .map_err(|source| object_store::Error::Generic { store: "sealed", source: Box::new(source) })?,
        };
        let opener = RangeOpener::new(Arc::clone(&opened.cipher), opened.layout, range.clone())
            .map_err(|source| refused(full, source))?;
        let asked = GetOptions {
            range: Some(GetRange::Bounded(opener.sealed_range())),
            if_match: opened.meta.e_tag.clone(),
            version,
            ..GetOptions::default()
        };
        let result = self.inner.get_opts(full, asked).await?;
        if result.meta.size != opened.layout.sealed_len() {
            return Err(refused(full, StreamError::Length { len: result.meta.size }));
        }
        Ok(GetResult {
            payload: GetResultPayload::Stream(plain_chunks(full.clone(), opener, sealed_chunks(result))),
            meta: self.plain_meta(opened.meta.clone())?,
            range,
            attributes: Attributes::default(),
        })
    }
}

/// Opens sealed chunks as they come; the stream ends with an error unless the whole range came.
fn plain_chunks(
    path: Path,
    opener: RangeOpener,
    sealed: BoxStream<'static, object_store::Result<Bytes>>,
) -> BoxStream<'static, object_store::Result<Bytes>> {
    stream::try_unfold(Some((opener, sealed)), move |state| {
        let path = path.clone();
        async move {
            let Some((mut opener, mut sealed)) = state else { return Ok(None) };
            while let Some(chunk) = sealed.next().await {
                let chunk = chunk?;
                let mut plain = Vec::with_capacity(chunk.len() + SEGMENT);
                opener.push(&chunk, &mut plain).map_err(|source| refused(&path, source))?;
                if !plain.is_empty() {
                    return Ok(Some((Bytes::from(plain), Some((opener, sealed)))));
                }
            }
            opener.finish().map_err(|source| refused(&path, source))?;
            Ok(None)
        }
    })
    .boxed()
}

/// The sealed bytes of a reply, in chunks worth handling.
fn sealed_chunks(result: GetResult) -> BoxStream<'static, object_store::Result<Bytes>> {
    match result.payload {
        GetResultPayload::File(file, path) => file_windows(file, path, result.range),
        GetResultPayload::Stream(stream) => stream,
    }
}

/// Reads a local file in windows of 1 MiB that end where segments end, where the library's own stream would take 8 KiB at a time.
fn file_windows(
    file: std::fs::File,
    path: PathBuf,
    range: Range<u64>,
) -> BoxStream<'static, object_store::Result<Bytes>> {
    let file = Arc::new(file);
    stream::try_unfold(range.start, move |start| {
        let (file, path, end) = (Arc::clone(&file), path.clone(), range.end.min((start / WINDOW + 1) * WINDOW));
        async move {
            if start >= end {
                return Ok(None);
            }
            let read = tokio::task::spawn_blocking(move || {
                let mut window = vec![0; (end - start) as usize];
                file.read_exact_at(&mut window, start).map(|()| window)
            });
            let window = read.await?.map_err(|source| crate::Error::io(&path, source).into_object_store())?;
            Ok(Some((Bytes::from(window), end)))
        }
    })
    .boxed()
}
