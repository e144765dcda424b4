//! The sealed store: an [`ObjectStore`] whose callers see plaintext and whose disk never does.
//!
//! [`SealedStore`] stands between a holding's users (DataFusion, Parquet, a handover) and whatever keeps the bytes: a
//! local directory, later S3. Each object is one sealed stream ([`crate::stream`]) with a key of its own, derived from
//! the holding's by the salt in its header. Its associated data is `bailee-object/1`, a zero byte and the object's
//! whole path, so an object moved to another name, holding or engagement does not open there.
//!
//! Sizes in listings and heads are those of the plaintext, worked out from the sealed size. Names of objects are *not*
//! sealed: use opaque ones. Tags and attributes would reach the inner store in clear and are refused.

mod local;
mod read;
mod write;

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use async_trait::async_trait;
use bailee_model::Rng;
use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    CopyMode, CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt,
    PutMultipartOptions, PutOptions, PutPayload, PutResult,
};

use crate::Error;
use crate::stream::{Layout, StreamError, StreamKey};

pub use local::LocalObjects;
pub use write::PART;

const FORMAT: &[u8] = b"bailee-object/1\0";
/// How many opened headers a holding remembers; a table has a few files, so this is rarely reached.
const REMEMBERED: usize = 1024;

/// The key of a store, which can be taken away while the store is in use.
pub(crate) struct KeySlot {
    key: RwLock<Option<StreamKey>>,
    opened: Mutex<HashMap<Path, Arc<read::Opened>>>,
}

impl KeySlot {
    pub(crate) fn new(key: StreamKey) -> Self {
        Self { key: RwLock::new(Some(key)), opened: Mutex::default() }
    }

    /// Wipes the key and every cipher derived from it that is remembered here. A read that is under way keeps the
    /// cipher of its one object until it ends.
    pub(crate) fn revoke(&self) {
        *self.key.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn with<T>(&self, what: &Path, act: impl FnOnce(&StreamKey) -> T) -> object_store::Result<T> {
        let key = self.key.read().unwrap_or_else(PoisonError::into_inner);
        let key = key.as_ref().ok_or_else(|| Error::destroyed(what).into_object_store())?;
        Ok(act(key))
    }

    fn remembered(&self, path: &Path) -> Option<Arc<read::Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    fn remember(&self, path: &Path, opened: &Arc<read::Opened>) {
        // Under the key's lock, so that nothing is remembered of a key that is being revoked.
        let key = self.key.read().unwrap_or_else(PoisonError::into_inner);
        let mut known = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if key.is_none() {
            return;
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(path.clone(), Arc::clone(opened));
    }

    fn forget(&self, path: &Path) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
    }
}

/// The objects of one holding, sealed under its key. See the [module](self).
pub struct SealedStore {
    inner: Arc<dyn ObjectStore>,
    prefix: Path,
    slot: Arc<KeySlot>,
    rng: Arc<dyn Rng>,
}

impl SealedStore {
    /// A store over `inner`, of the objects below `prefix`, under one key.
    pub fn new(inner: Arc<dyn ObjectStore>, prefix: Path, key: StreamKey, rng: Arc<dyn Rng>) -> Self {
        Self::with_slot(inner, prefix, Arc::new(KeySlot::new(key)), rng)
    }

    pub(crate) fn with_slot(inner: Arc<dyn ObjectStore>, prefix: Path, slot: Arc<KeySlot>, rng: Arc<dyn Rng>) -> Self {
        Self { inner, prefix, slot, rng }
    }

    fn full(&self, location: &Path) -> Path {
        self.prefix.parts().chain(location.parts()).collect()
    }

    /// Turns what the inner store says about an object into what is true of its plaintext.
    fn plain_meta(&self, mut meta: ObjectMeta) -> object_store::Result<ObjectMeta> {
        let layout = Layout::of_sealed(meta.size).map_err(|source| refused(&meta.location, source))?;
        meta.size = layout.plain_len();
        meta.location = strip(&self.prefix, &meta.location);
        Ok(meta)
    }
}

/// The associated data of the object at this path.
fn associated_data(path: &Path) -> Vec<u8> {
    [FORMAT, path.as_ref().as_bytes()].concat()
}

fn refused(path: &Path, source: StreamError) -> object_store::Error {
    Error::Object { path: path.to_string(), source }.into_object_store()
}

fn unsupported(what: &str) -> object_store::Error {
    object_store::Error::NotSupported { source: what.into() }
}

fn strip(prefix: &Path, path: &Path) -> Path {
    match path.prefix_match(prefix) {
        Some(parts) => parts.collect(),
        None => path.clone(),
    }
}

impl fmt::Display for SealedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sealed({}/{})", self.inner, self.prefix)
    }
}

impl fmt::Debug for SealedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[async_trait]
impl ObjectStore for SealedStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        if !options.attributes.is_empty() || !options.tags.encoded().is_empty() {
            return Err(unsupported("tags and attributes would not be sealed"));
        }
        let full = self.full(location);
        let sealed = self.seal(&full, &payload)?;
        self.inner.put_opts(&full, sealed, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        if !options.attributes.is_empty() || !options.tags.encoded().is_empty() {
            return Err(unsupported("tags and attributes would not be sealed"));
        }
        Ok(Box::new(self.upload(&self.full(location), options).await?))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.read(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> object_store::Result<Vec<Bytes>> {
        // Ranges closer than a few segments cost less to fetch together than apart.
        object_store::coalesce_ranges(ranges, |range| self.get_range(location, range), read::COALESCE).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        let (prefix, back) = (self.prefix.clone(), self.prefix.clone());
        let slot = Arc::clone(&self.slot);
        let full = locations.map_ok(move |path| prefix.parts().chain(path.parts()).collect::<Path>());
        let deleted = self.inner.delete_stream(full.boxed());
        deleted
            .map_ok(move |path| {
                slot.forget(&path);
                strip(&back, &path)
            })
            .boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        let below = prefix.map_or_else(|| self.prefix.clone(), |prefix| self.full(prefix));
        let view = Self::with_slot(
            Arc::clone(&self.inner),
            self.prefix.clone(),
            Arc::clone(&self.slot),
            Arc::clone(&self.rng),
        );
        self.inner.list(Some(&below)).map(move |meta| view.plain_meta(meta?)).boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        let below = prefix.map_or_else(|| self.prefix.clone(), |prefix| self.full(prefix));
        let listed = self.inner.list_with_delimiter(Some(&below)).await?;
        let objects = listed.objects.into_iter().map(|meta| self.plain_meta(meta)).collect::<Result<_, _>>()?;
        let common_prefixes = listed.common_prefixes.iter().map(|path| strip(&self.prefix, path)).collect();
        Ok(ListResult { common_prefixes, objects })
    }

    /// Opens and seals again, because the path is part of the seal.
    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        if options.mode != CopyMode::Overwrite {
            return Err(unsupported("a sealed object is sealed anew when copied, and cannot be so conditionally"));
        }
        let plain = self.get(from).await?.into_stream();
        self.put_stream(to, plain).await.map(|_| ())
    }
}
