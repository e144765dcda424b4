//! Writing a sealed table, on a thread of its own beside whoever makes the rows.

use super::parquet_trouble;
use crate::pseudonym::{Masker, Pseudonyms};
use crate::sheet::{LINE, SheetColumn, stored_schema};
use crate::shelf::Shelf;
use arrow::array::RecordBatch;
use bailee_model::words::ColumnClass;
use bailee_model::{Error, Result};
use object_store::buffered::BufWriter;
use object_store::path::Path;
use parquet::arrow::AsyncArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::encryption::encrypt::FileEncryptionProperties;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Rows of a row group at most.
const GROUP_ROWS: usize = 128 * 1024;
/// Cells of a row group at most, so that wide tables do not fill the memory.
const GROUP_CELLS: usize = 1024 * 1024;
/// Batches that may wait for the writer.
const WAITING: usize = 4;

enum Order {
    Rows(RecordBatch),
    Finish,
}

/// Takes batches of the line and the columns and writes them with pseudonyms and format tokens beside them.
///
/// Dropped before [`TableWriter::finish`], it leaves no object behind.
pub(crate) struct TableWriter {
    orders: mpsc::Sender<Order>,
    done: JoinHandle<Result<u64>>,
}

impl TableWriter {
    /// Opens the object for writing.
    pub(crate) fn create(
        shelf: &Shelf,
        object: &str,
        columns: &[SheetColumn],
        pseudonyms: &Pseudonyms,
    ) -> Result<Self> {
        let properties = properties(shelf, object, columns)?;
        let sink = BufWriter::new(shelf.store(), Path::from(object));
        let writer =
            AsyncArrowWriter::try_new(sink, stored_schema(columns), Some(properties)).map_err(parquet_trouble)?;
        let masker = Masker::new(columns, pseudonyms);
        let (orders, inbox) = mpsc::channel(WAITING);
        let runtime = tokio::runtime::Handle::current();
        let done = tokio::task::spawn_blocking(move || runtime.block_on(run(writer, masker, inbox)));
        Ok(Self { orders, done })
    }

    /// Hands rows over; waits while the writer is behind.
    pub(crate) async fn write(&mut self, rows: RecordBatch) -> Result<()> {
        if self.orders.send(Order::Rows(rows)).await.is_err() {
            return Err(self.fault().await);
        }
        Ok(())
    }

    /// Completes the object; bytes of the Parquet file.
    pub(crate) async fn finish(self) -> Result<u64> {
        // A writer that already failed has closed its inbox; its own error is what the caller should hear.
        let _ = self.orders.send(Order::Finish).await;
        self.done.await.map_err(|_| lost())?
    }

    /// Waits until nothing of the object is left.
    pub(crate) async fn abandon(self) {
        drop(self.orders);
        let _ = self.done.await;
    }

    async fn fault(&mut self) -> Error {
        match (&mut self.done).await {
            Ok(Err(fault)) => fault,
            _ => lost(),
        }
    }
}

fn lost() -> Error {
    Error::internal("The writer of a sealed table ended early.")
}

async fn run(
    mut writer: AsyncArrowWriter<BufWriter>,
    mut masker: Masker,
    mut inbox: mpsc::Receiver<Order>,
) -> Result<u64> {
    let outcome = loop {
        match inbox.recv().await {
            Some(Order::Rows(rows)) => {
                if let Err(fault) = write_rows(&mut writer, &mut masker, rows).await {
                    break Err(fault);
                }
            }
            Some(Order::Finish) => break Ok(true),
            None => break Ok(false),
        }
    };
    match outcome {
        Ok(true) => {
            writer.finish().await.map_err(parquet_trouble)?;
            Ok(writer.bytes_written() as u64)
        }
        unfinished => {
            // The upload is forgotten; an object that was never completed does not exist.
            let _ = writer.into_inner().abort().await;
            unfinished.map(|_| 0)
        }
    }
}

async fn write_rows(writer: &mut AsyncArrowWriter<BufWriter>, masker: &mut Masker, rows: RecordBatch) -> Result<()> {
    let rows = masker.beside(&rows)?;
    writer.write(&rows).await.map_err(parquet_trouble)
}

fn properties(shelf: &Shelf, object: &str, columns: &[SheetColumn]) -> Result<WriterProperties> {
    let rows = GROUP_ROWS.min(GROUP_CELLS / columns.len().max(1)).max(1024);
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(parquet_trouble)?))
        .set_max_row_group_row_count(Some(rows))
        // Nothing prunes by them, and least and greatest values of sealed columns have no business in a footer.
        .set_statistics_enabled(EnabledStatistics::None)
        .with_file_encryption_properties(encryption(shelf, object, columns)?)
        .build())
}

fn encryption(shelf: &Shelf, object: &str, columns: &[SheetColumn]) -> Result<Arc<FileEncryptionProperties>> {
    let open = shelf.key(ColumnClass::Open)?;
    let mut builder = FileEncryptionProperties::builder(open.to_vec())
        .with_aad_prefix(shelf.binding(object))
        .with_aad_prefix_storage(false)
        .with_column_key(LINE, open.to_vec());
    for column in columns {
        let class = column.sealed_as.as_str().as_bytes().to_vec();
        builder = builder.with_column_key_and_metadata(&column.name, shelf.key(column.sealed_as)?.to_vec(), class);
        for name in column.stored() {
            builder = builder.with_column_key(&name, open.to_vec());
        }
    }
    builder.build().map_err(parquet_trouble)
}
