//! Questions in SQL over sealed tables, with columns masked below anything a user can write.
//!
//! Each question gets an engine of its own: a catalogue with the named tables of one engagement and nothing else, a list
//! of allowed functions and nothing else, a memory limit, and spill files sealed under a key that exists only in this
//! process. Walls stand behind each other:
//!
//! 1. [`statement`] lets exactly one `SELECT` through, of bounded length and depth; functions that make texts longer are
//!    bounded too ([`bounded`]), since an engine computes constants while it plans;
//! 2. [`masked`] puts stored pseudonyms in the place of columns that are not cleared, so every expression, filter, join
//!    and aggregate sees them and never the value;
//! 3. [`aggregate_only`] lets columns for sums and counts be used for nothing else;
//! 4. the reader of the table has no key for such a column ([`crate::seal`]): a defect above meets an error.
//!
//! Errors of a running question are told by code alone ([`faults`]), because an engine's own messages quote values.

pub(crate) mod aggregate_only;
pub(crate) mod apart;
pub(crate) mod bounded;
pub(crate) mod faults;
pub(crate) mod functions;
pub(crate) mod masked;
pub(crate) mod session;
pub(crate) mod spill;
pub(crate) mod statement;
pub(crate) mod text;

use crate::query::session::{Session, Source};
use bailee_model::engine::Rows;
use bailee_model::{Error, Result, say};
use datafusion::logical_expr::LogicalPlan;
use futures::StreamExt;
use std::collections::BTreeSet;
use std::time::Duration;

/// What a question may take at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) rows: usize,
    pub(crate) time: Duration,
    pub(crate) memory: usize,
}

impl Limits {
    /// The limits in force, for this many rows.
    pub(crate) fn of(rows: usize) -> Self {
        Self { rows, time: Duration::from_secs(60), memory: 512 * 1024 * 1024 }
    }
}

/// Answers a question over these sources.
pub(crate) async fn answer(session: &Session, sql: &str, limits: Limits) -> Result<Rows> {
    let plan = session.plan(sql).await?;
    let masked = masked_columns(&plan, session.sources());
    let work = collect(session, plan, limits.rows);
    let mut rows = tokio::time::timeout(limits.time, work).await.map_err(|_| too_slow(limits.time))??;
    rows.masked = masked;
    Ok(rows)
}

fn too_slow(most: Duration) -> Error {
    Error::bad_input(say!("The question took longer than {seconds} seconds and was stopped.", seconds = most.as_secs()))
        .coded("too_slow")
        .hint(say!("Ask for fewer rows or columns, or filter more narrowly."))
}

async fn collect(session: &Session, plan: LogicalPlan, limit: usize) -> Result<Rows> {
    let mut stream = session.run(plan).await?;
    let schema = stream.schema();
    let mut rows = Rows {
        columns: schema.fields().iter().map(|field| field.name().clone()).collect(),
        numeric: schema.fields().iter().map(|field| field.data_type().is_numeric()).collect(),
        ..Rows::default()
    };
    while let Some(batch) = stream.next().await {
        let batch = batch.map_err(|fault| faults::running(&fault))?;
        for row in text::rows(&batch)? {
            if rows.rows.len() == limit {
                rows.more = true;
                return Ok(rows);
            }
            rows.rows.push(row);
        }
    }
    Ok(rows)
}

/// Names of the masked columns that the plan reads.
fn masked_columns(plan: &LogicalPlan, sources: &[Source]) -> Vec<String> {
    session::columns_read(plan)
        .into_iter()
        .filter_map(|(table, columns)| {
            sources.iter().find(|source| source.name == table).map(|source| (source, columns))
        })
        .flat_map(|(source, columns)| columns.into_iter().filter(|column| source.masks(column)))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests;
