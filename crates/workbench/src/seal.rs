//! Tables at rest: Parquet with every column encrypted under the key of its class, inside the vault's sealed store.
//!
//! Parquet modular encryption with AES-256-GCM: footer and open columns under the open class's key, every other column
//! under its own class's. No column is ever left without a key, because Parquet writes a column that is not listed in
//! the clear. The object's place is bound to every page as associated data and is not stored, so a file moved to another
//! holding does not open.
//!
//! Source: Parquet modular encryption (parquet-format, `Encryption.md`).

mod pages;
mod read;
mod write;

pub(crate) use read::SealedTable;
pub(crate) use write::TableWriter;

use bailee_model::{Error, say};

/// A Parquet error in the product's words.
pub(crate) fn parquet_trouble(fault: parquet::errors::ParquetError) -> Error {
    if is_full(&fault) {
        return Error::unavailable(say!("The disk is full: nothing of the table was kept."))
            .hint(say!("The operator makes room; then start it again."))
            .because(fault);
    }
    Error::corrupt("A sealed table could not be read or written.")
        .hint(say!("Try again; if it stays, the operator finds the reason in the server's log."))
        .because(fault)
}

fn is_full(fault: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(fault), |fault| fault.source())
        .filter_map(|fault| fault.downcast_ref::<std::io::Error>())
        .any(|fault| fault.kind() == std::io::ErrorKind::StorageFull)
}

/// An Arrow error in the product's words, without its message, which may quote a value.
pub(crate) fn arrow_trouble(_fault: arrow::error::ArrowError) -> Error {
    Error::internal("A batch of rows could not be put together.")
}
