//! The pass over the whole table.

use super::column::ColumnTally;
use super::distinct::{Budget, Distinct};
use super::{go_on, with_line};
use crate::seal::{SealedTable, arrow_trouble};
use crate::sheet::Sheet;
use arrow::array::{Array, AsArray, Int64Array, RecordBatch};
use arrow::datatypes::Int64Type;
use bailee_model::engine::Progress;
use bailee_model::{Error, Result};
use datafusion::common::hash_utils::{HLL_RANDOM_STATE, create_hashes};
use futures::StreamExt;
use futures::stream::BoxStream;
use std::collections::HashSet;
use tokio::sync::mpsc;

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

/// Rows counted at once, so that threads are worth their start.
const AT_ONCE: usize = 64 * 1024;
/// Batches read ahead of the counting.
const AHEAD: usize = 8;
/// Threads that count columns beside each other at most.
const LANES: usize = 8;

/// Counts every column of the table.
pub(crate) async fn count(table: &SealedTable, sheet: &Sheet, watch: &dyn Progress) -> Result<Counted> {
    let names = with_line(sheet.columns.iter().map(|column| column.name.as_str()));
    let mut batches = ahead(table.all(&names)?);
    let mut pass = Pass::new(&names[1..]);
    let mut waiting = Vec::new();
    let mut ended = false;
    while !ended {
        match batches.recv().await {
            Some(batch) => waiting.push(batch?),
            None => ended = true,
        }
        if ended || waiting.iter().map(RecordBatch::num_rows).sum::<usize>() >= AT_ONCE {
            pass.take(&waiting)?;
            waiting.clear();
            watch.at(pass.rows, Some(table.rows()));
            go_on(watch)?;
        }
    }
    Ok(pass.counted())
}

/// Reads on another thread while this one counts; whoever stops listening stops the reading.
fn ahead(mut batches: BoxStream<'static, Result<RecordBatch>>) -> mpsc::Receiver<Result<RecordBatch>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        while let Some(batch) = batches.next().await {
            if sender.send(batch).await.is_err() {
                return;
            }
        }
    });
    receiver
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

/// Some columns, counted by one thread.
struct Lane {
    /// The place of the first of them in a batch.
    first: usize,
    tallies: Vec<ColumnTally>,
    budget: Budget,
    hashes: Vec<Vec<u64>>,
    suspects: Vec<bool>,
}

impl Lane {
    fn take(&mut self, batch: &RecordBatch) -> Result<()> {
        let lines = lines(batch)?;
        self.suspects.clear();
        self.suspects.resize(batch.num_rows(), false);
        for (place, (tally, hashes)) in self.tallies.iter_mut().zip(&mut self.hashes).enumerate() {
            let array = batch.column(self.first + place);
            let hashes = fingerprints(array, hashes)?;
            let texts = array
                .as_string_opt::<i32>()
                .ok_or_else(|| Error::internal("A column of the table of texts is no text."))?;
            tally.take(texts, hashes, lines, &mut self.suspects, &mut self.budget);
        }
        Ok(())
    }
}

struct Pass {
    rows: u64,
    lanes: Vec<Lane>,
    duplicates: Noted,
    totals: Noted,
    total_lines: HashSet<i64>,
    seen_rows: Distinct,
    budget: Budget,
}

impl Pass {
    fn new(names: &[String]) -> Self {
        let budget = Budget::default();
        let lanes = std::thread::available_parallelism().map_or(1, usize::from).min(LANES);
        let width = names.len().div_ceil(lanes).max(1);
        let lane = |(index, names): (usize, &[String])| Lane {
            first: 1 + index * width,
            tallies: names.iter().map(|name| ColumnTally::new(name)).collect(),
            budget: budget.clone(),
            hashes: vec![Vec::new(); names.len()],
            suspects: Vec::new(),
        };
        Self {
            rows: 0,
            lanes: names.chunks(width).enumerate().map(lane).collect(),
            duplicates: Noted::default(),
            totals: Noted::default(),
            total_lines: HashSet::new(),
            seen_rows: Distinct::default(),
            budget,
        }
    }

    fn counted(self) -> Counted {
        Counted {
            rows: self.rows,
            columns: self.lanes.into_iter().flat_map(|lane| lane.tallies).collect(),
            duplicates: self.duplicates,
            totals: self.totals,
            total_lines: self.total_lines,
        }
    }

    fn take(&mut self, batches: &[RecordBatch]) -> Result<()> {
        let Some(first) = batches.first() else { return Ok(()) };
        let batch = arrow::compute::concat_batches(first.schema_ref(), batches).map_err(arrow_trouble)?;
        // The first lane is this thread's own.
        std::thread::scope(|scope| {
            let Some((own, others)) = self.lanes.split_first_mut() else { return Ok(()) };
            let others: Vec<_> = others.iter_mut().map(|lane| scope.spawn(|| lane.take(&batch))).collect();
            let outcome = own.take(&batch);
            others.into_iter().try_fold((), |(), lane| lane.join().unwrap_or_else(|_| Err(lost())))?;
            outcome
        })?;
        self.judge_rows(&batch, lines(&batch)?);
        self.rows += batch.num_rows() as u64;
        Ok(())
    }

    fn judge_rows(&mut self, batch: &RecordBatch, lines: &Int64Array) {
        let Self { lanes, budget, seen_rows, duplicates, totals, total_lines, .. } = self;
        for row in 0..batch.num_rows() {
            let hash = lanes
                .iter()
                .flat_map(|lane| &lane.hashes)
                .fold(0u64, |mixed, hashes| (mixed.rotate_left(23) ^ hashes[row]).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let exact = seen_rows.is_exact();
            if !seen_rows.add(hash, budget) && exact {
                duplicates.note(lines.value(row));
            }
            if lanes.iter().any(|lane| lane.suspects[row]) && is_total(batch, row) {
                totals.note(lines.value(row));
                total_lines.insert(lines.value(row));
            }
        }
    }
}

fn lost() -> Error {
    Error::internal("Columns could not be counted.")
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
