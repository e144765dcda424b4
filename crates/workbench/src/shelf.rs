//! One holding's place in the vault, as the workbench sees it: a sealed object store and a key per column class.
//!
//! Every byte written through the store is sealed by the vault already. The keys here are the second layer, inside
//! tables: a column is encrypted with the key of its class, so that a session whose keys lack the class meets an error
//! where a defect in the query engine would otherwise have shown it a value.

use bailee_model::words::ColumnClass;
use bailee_model::{EngagementId, Error, HoldingId, Result};
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The original file exactly as it arrived.
pub(crate) const ORIGINAL: &str = "original";
/// The table, every cell as text.
pub(crate) const TABLE: &str = "table.parquet";
/// Records that did not parse.
pub(crate) const REJECTS: &str = "rejects.parquet";
/// The table with types.
pub(crate) const TYPED: &str = "typed.parquet";
/// Cells that did not fit their column's type.
pub(crate) const TYPED_REJECTS: &str = "typed-rejects.parquet";
/// What parsing found, and how each column is sealed.
pub(crate) const SHEET: &str = "parsed.json";
/// The profile.
pub(crate) const PROFILE: &str = "profile.json";

/// A column key of 32 bytes.
pub(crate) type ColumnKey = Zeroizing<Vec<u8>>;
/// Gives the key of a class in one holding.
pub(crate) type ClassKeys = Arc<dyn Fn(ColumnClass) -> Result<ColumnKey> + Send + Sync>;

/// One holding's objects and column keys.
#[derive(Clone)]
pub(crate) struct Shelf {
    store: Arc<dyn ObjectStore>,
    keys: ClassKeys,
    name: String,
}

impl Shelf {
    /// The shelf of this holding.
    pub(crate) fn new(
        engagement: EngagementId,
        holding: HoldingId,
        store: Arc<dyn ObjectStore>,
        keys: ClassKeys,
    ) -> Self {
        Self { store, keys, name: format!("{engagement}/{holding}") }
    }

    /// The sealed store, rooted at the holding.
    pub(crate) fn store(&self) -> Arc<dyn ObjectStore> {
        self.store.clone()
    }

    /// The key of a class.
    pub(crate) fn key(&self, class: ColumnClass) -> Result<ColumnKey> {
        (self.keys)(class)
    }

    /// What is bound to every page of an object, so that tables cannot be swapped under one key.
    pub(crate) fn binding(&self, object: &str) -> Vec<u8> {
        format!("{}/{object}", self.name).into_bytes()
    }

    /// The object's size in bytes and its content, as a stream.
    pub(crate) async fn read(&self, object: &str) -> Result<(u64, BoxStream<'static, Result<bytes::Bytes>>)> {
        let found = self.store.get(&Path::from(object)).await.map_err(trouble)?;
        let size = found.meta.size;
        Ok((size, found.into_stream().map(|chunk| chunk.map_err(trouble)).boxed()))
    }

    /// A small JSON object, if it is there.
    pub(crate) async fn json<T: serde::de::DeserializeOwned>(&self, object: &str) -> Result<Option<T>> {
        let found = match self.store.get(&Path::from(object)).await {
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            other => other.map_err(trouble)?,
        };
        let bytes = found.bytes().await.map_err(trouble)?;
        let value = serde_json::from_slice(&bytes).map_err(|fault| {
            Error::corrupt("A sealed description of a table cannot be read.").because(code_of(&fault))
        })?;
        Ok(Some(value))
    }

    /// Writes a small JSON object in one step.
    pub(crate) async fn put_json<T: serde::Serialize>(&self, object: &str, value: &T) -> Result<()> {
        let bytes =
            serde_json::to_vec(value).map_err(|_| Error::internal("A description of a table cannot be written."))?;
        self.store.put(&Path::from(object), PutPayload::from(bytes)).await.map_err(trouble)?;
        Ok(())
    }

    /// Takes objects away again; those that are not there are no trouble.
    pub(crate) async fn discard(&self, objects: &[&str]) {
        for object in objects {
            if let Err(fault) = self.store.delete(&Path::from(*object)).await
                && !matches!(fault, object_store::Error::NotFound { .. })
            {
                tracing::warn!(object, "an unfinished object could not be taken away");
            }
        }
    }
}

/// A serde error as a category and a place: its message could quote the content.
fn code_of(fault: &serde_json::Error) -> String {
    format!("{:?} at line {} column {}", fault.classify(), fault.line(), fault.column())
}

/// A store's error in the product's words; the vault knows what its store means.
pub(crate) fn trouble(fault: object_store::Error) -> Error {
    bailee_vault::Error::from(fault).into()
}
