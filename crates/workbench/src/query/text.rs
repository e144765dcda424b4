//! Cells of an answer as text.

use crate::seal::arrow_trouble;
use arrow::array::{Array, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use bailee_model::Result;

/// One row's cells; `None` is null.
pub(crate) type Cells = Vec<Option<String>>;

/// The rows of a batch.
pub(crate) fn rows(batch: &RecordBatch) -> Result<Vec<Cells>> {
    let options = FormatOptions::new();
    let mut columns = Vec::with_capacity(batch.num_columns());
    for array in batch.columns() {
        columns.push((array, ArrayFormatter::try_new(array.as_ref(), &options).map_err(arrow_trouble)?));
    }
    let cell = |row: usize| {
        columns
            .iter()
            .map(|(array, formatter)| (!array.is_null(row)).then(|| formatter.value(row).to_string()))
            .collect()
    };
    Ok((0..batch.num_rows()).map(cell).collect())
}
