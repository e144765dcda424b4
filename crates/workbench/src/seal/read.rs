//! Reading a sealed table with the keys of the cleared columns and no others.

use super::pages::Pages;
use super::{arrow_trouble, parquet_trouble};
use crate::sheet::{LINE, SheetColumn};
use crate::shelf::{Shelf, trouble};
use arrow::array::RecordBatch;
use bailee_model::words::ColumnClass;
use bailee_model::{Error, Result};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;
use parquet::encryption::decrypt::FileDecryptionProperties;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a batch.
const BATCH: usize = 8192;

/// A sealed table, open as far as its keys go.
#[derive(Clone)]
pub(crate) struct SealedTable {
    store: Arc<dyn ObjectStore>,
    path: Path,
    size: u64,
    metadata: ArrowReaderMetadata,
}

impl std::fmt::Debug for SealedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedTable")
    }
}

impl SealedTable {
    /// Opens the object with keys for the columns that `cleared` lets through.
    pub(crate) async fn open(
        shelf: &Shelf,
        object: &str,
        columns: &[SheetColumn],
        cleared: &(dyn Fn(&SheetColumn) -> bool + Sync),
    ) -> Result<Self> {
        let keys = decryption(shelf, object, columns, cleared)?;
        let path = Path::from(object);
        let size = shelf.store().head(&path).await.map_err(trouble)?.size;
        let mut reader = Pages::of(shelf.store(), path.clone(), size);
        let options = ArrowReaderOptions::new().with_file_decryption_properties(keys);
        let metadata = ArrowReaderMetadata::load_async(&mut reader, options).await.map_err(parquet_trouble)?;
        Ok(Self { store: shelf.store(), path, size, metadata })
    }

    /// How many row groups there are.
    pub(crate) fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// How many rows come before this row group.
    pub(crate) fn rows_before(&self, group: usize) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        groups.iter().take(group).map(|group| group.num_rows().unsigned_abs()).sum()
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> u64 {
        self.metadata.metadata().file_metadata().num_rows().unsigned_abs()
    }

    /// Whether the file says anything of its values beside them.
    #[cfg(test)]
    pub(crate) fn has_statistics(&self) -> bool {
        let groups = self.metadata.metadata().row_groups();
        groups.iter().flat_map(|group| group.columns()).any(|column| column.statistics().is_some())
    }

    /// The named columns of these row groups, in the order of the names.
    pub(crate) fn stream(
        &self,
        names: &[String],
        groups: Range<usize>,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let schema = self.metadata.schema();
        let mut roots = Vec::with_capacity(names.len());
        for name in names {
            roots.push(
                schema
                    .index_of(name)
                    .map_err(|_| Error::internal("A stored table lacks a column that its description names."))?,
            );
        }
        let order = places(&roots);
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), roots);
        let reader = Pages::of(self.store.clone(), self.path.clone(), self.size);
        let rows = ParquetRecordBatchStreamBuilder::new_with_metadata(reader, self.metadata.clone())
            .with_batch_size(BATCH)
            .with_row_groups(groups.collect())
            .with_projection(mask)
            .build()
            .map_err(parquet_trouble)?;
        Ok(rows
            .map_err(parquet_trouble)
            .map(move |batch| batch.and_then(|batch| batch.project(&order).map_err(arrow_trouble)))
            .boxed())
    }

    /// The named columns of the whole table.
    pub(crate) fn all(&self, names: &[String]) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        self.stream(names, 0..self.groups())
    }
}

/// Where each wanted column stands among the read ones, which come in the file's order.
fn places(roots: &[usize]) -> Vec<usize> {
    let mut sorted = roots.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    roots.iter().filter_map(|root| sorted.binary_search(root).ok()).collect()
}

fn decryption(
    shelf: &Shelf,
    object: &str,
    columns: &[SheetColumn],
    cleared: &(dyn Fn(&SheetColumn) -> bool + Sync),
) -> Result<Arc<FileDecryptionProperties>> {
    let open = shelf.key(ColumnClass::Open)?;
    let mut builder = FileDecryptionProperties::builder(open.to_vec())
        .with_aad_prefix(shelf.binding(object))
        .with_column_key(LINE, open.to_vec());
    for column in columns {
        if cleared(column) {
            builder = builder.with_column_key(&column.name, shelf.key(column.sealed_as)?.to_vec());
        }
        for name in column.stored() {
            builder = builder.with_column_key(&name, open.to_vec());
        }
    }
    builder.build().map_err(parquet_trouble)
}
