//! The pass over the whole table.

use super::column::ColumnTally;
use super::distinct::{Budget, Distinct};
use super::{go_on, with_line};
use crate::seal::SealedTable;
use crate::sheet::Sheet;
use arrow::array::{Array, AsArray, Int64Array, RecordBatch};
use arrow::datatypes::Int64Type;
use bailee_model::engine::Progress;
use bailee_model::{Error, Result};
use datafusion::common::hash_utils::{HLL_RANDOM_STATE, create_hashes};
use futures::StreamExt;
use std::collections::HashSet;

/// Lines remembered per finding.
pub(crate) const LINES: usize = 8;

/// Rows of one kind: how many, and the lines of the first few.
#[derive(Default)]
pub(crate) struct Noted {
    pub(crate) count: u64,
    pub(crate) lines: Vec<u64>,
}

impl Noted {
    pub(crate) fn note(&mut self, line: i64) {
        self.count += 1;
        if self.lines.len() < LINES {
            self.lines.push(line.unsigned_abs());
        }
    }
}

/// What the pass counted.
pub(crate) struct Counted {
    pub(crate) rows: u64,
    pub(crate) columns: Vec<ColumnTally>,
    pub(crate) duplicates: Noted,
    pub(crate) totals: Noted,
    /// Lines of the rows of totals, which sums leave out.
    pub(crate) total_lines: HashSet<i64>,
}

/// Counts every column of the table.
pub(crate) async fn count(table: &SealedTable, sheet: &Sheet, watch: &dyn Progress) -> Result<Counted> {
    let names = with_line(sheet.columns.iter().map(|column| column.name.as_str()));
    let mut batches = table.all(&names)?;
    let mut pass = Pass::new(&names[1..]);
    while let Some(batch) = batches.next().await {
        pass.take(&batch?)?;
        watch.at(pass.counted.rows, Some(table.rows()));
        go_on(watch)?;
    }
    Ok(pass.counted)
}

/// The fingerprints of a column's cells; 0 for empty ones.
pub(crate) fn fingerprints<'a>(array: &dyn Array, hashes: &'a mut Vec<u64>) -> Result<&'a [u64]> {
    hashes.clear();
    hashes.resize(array.len(), 0);
    create_hashes([array], &HLL_RANDOM_STATE, hashes)
        .map_err(|_| Error::internal("A column could not be fingerprinted."))?;
    Ok(hashes)
}

/// The lines of a batch.
pub(crate) fn lines(batch: &RecordBatch) -> Result<&Int64Array> {
    batch.column(0).as_primitive_opt::<Int64Type>().ok_or_else(|| Error::internal("A batch has no lines."))
}

struct Pass {
    counted: Counted,
    seen_rows: Distinct,
    budget: Budget,
    hashes: Vec<u64>,
    row_hashes: Vec<u64>,
    suspects: Vec<bool>,
}

impl Pass {
    fn new(names: &[String]) -> Self {
        let columns = names.iter().map(|name| ColumnTally::new(name)).collect();
        Self {
            counted: Counted {
                rows: 0,
                columns,
                duplicates: Noted::default(),
                totals: Noted::default(),
                total_lines: HashSet::new(),
            },
            seen_rows: Distinct::default(),
            budget: Budget::default(),
            hashes: Vec::new(),
            row_hashes: Vec::new(),
            suspects: Vec::new(),
        }
    }

    fn take(&mut self, batch: &RecordBatch) -> Result<()> {
        let lines = lines(batch)?;
        self.row_hashes.clear();
        self.row_hashes.resize(batch.num_rows(), 0);
        self.suspects.clear();
        self.suspects.resize(batch.num_rows(), false);
        for (index, tally) in self.counted.columns.iter_mut().enumerate() {
            let array = batch.column(index + 1);
            let hashes = fingerprints(array, &mut self.hashes)?;
            let texts = array
                .as_string_opt::<i32>()
                .ok_or_else(|| Error::internal("A column of the table of texts is no text."))?;
            tally.take(texts, hashes, lines, &mut self.suspects, &mut self.budget);
            for (row, hash) in self.row_hashes.iter_mut().zip(hashes) {
                *row = (row.rotate_left(23) ^ hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            }
        }
        self.judge_rows(batch, lines);
        self.counted.rows += batch.num_rows() as u64;
        Ok(())
    }

    fn judge_rows(&mut self, batch: &RecordBatch, lines: &Int64Array) {
        for row in 0..batch.num_rows() {
            let exact = self.seen_rows.is_exact();
            if !self.seen_rows.add(self.row_hashes[row], &mut self.budget) && exact {
                self.counted.duplicates.note(lines.value(row));
            }
            if self.suspects[row] && is_total(batch, row) {
                self.counted.totals.note(lines.value(row));
                self.counted.total_lines.insert(lines.value(row));
            }
        }
    }
}

/// A row with a cell like *Total …* is a row of totals when that is all the cell says or the row is sparse: a company may
/// be called so too.
fn is_total(batch: &RecordBatch, row: usize) -> bool {
    let columns = &batch.columns()[1..];
    let empty = columns.iter().filter(|column| column.is_null(row)).count();
    let alone = columns.iter().filter_map(|column| column.as_string_opt::<i32>()).any(|texts| {
        texts.is_valid(row)
            && crate::value::opens_total(texts.value(row))
            && !texts.value(row).trim().trim_end_matches([':', '.']).contains(' ')
    });
    alone || empty * 3 >= columns.len()
}
