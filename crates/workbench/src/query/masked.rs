//! The table that a question sees: cleared columns as they are, the others by their pseudonyms, and nothing beneath.
//!
//! The mask is no expression and no view. A column that is not cleared is read from its stored pseudonyms in the first
//! place, under the column's own name, and its key is not in the reader; there is no plan in which the raw column occurs.
//! A column whose class was raised after the table was written has no stored pseudonyms: they are then computed as rows
//! are read, still below every expression. A column for sums and counts only is a row number here; its values are in no
//! plan either ([`super::aggregate_only`]). Filters are never pushed down and no statistics are given, so neither a plan
//! nor its speed says anything about a masked value.

use crate::pseudonym::Pseudonyms;
use crate::seal::SealedTable;
use crate::sheet::LINE;
use crate::token::Token;
use arrow::array::{ArrayRef, AsArray, Decimal128Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::StreamExt;
use std::ops::Range;
use std::sync::Arc;

/// How a column is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As it is.
    Raw,
    /// This stored column of pseudonyms or tokens instead.
    Stored(String),
    /// Pseudonyms computed while reading.
    Pseudonym { of: String, subject: String },
    /// What a token tells, computed while reading.
    Token { of: String, subject: String, token: Token },
    /// The number of the row, in the place of a value that only sums and counts may touch.
    RowNumber,
}

/// A column under the name that questions use.
#[derive(Clone, Debug)]
pub(crate) struct ShownColumn {
    pub(crate) name: String,
    pub(crate) kind: DataType,
    pub(crate) shown: Shown,
}

impl ShownColumn {
    /// Which stored column is read for it. A row number needs none; the line is the cheapest.
    fn read(&self) -> &str {
        match &self.shown {
            Shown::Raw => &self.name,
            Shown::Stored(stored) => stored,
            Shown::Pseudonym { of, .. } | Shown::Token { of, .. } => of,
            Shown::RowNumber => LINE,
        }
    }
}

/// A sealed table that could not be read; what is behind it went to the operator.
#[derive(Debug)]
pub(crate) struct Unreadable;

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a sealed table could not be read")
    }
}

impl std::error::Error for Unreadable {}

/// A table as one session may see it.
pub(crate) struct MaskedTable {
    table: SealedTable,
    columns: Vec<ShownColumn>,
    schema: SchemaRef,
    pseudonyms: Pseudonyms,
}

impl std::fmt::Debug for MaskedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MaskedTable").finish_non_exhaustive()
    }
}

impl MaskedTable {
    /// The table with its line numbers and these columns.
    pub(crate) fn new(table: SealedTable, columns: Vec<ShownColumn>, pseudonyms: &Pseudonyms) -> Self {
        let line = ShownColumn { name: LINE.to_owned(), kind: DataType::Int64, shown: Shown::Raw };
        let columns: Vec<ShownColumn> = std::iter::once(line).chain(columns).collect();
        let fields: Vec<Field> =
            columns.iter().map(|column| Field::new(&column.name, column.kind.clone(), column.name != LINE)).collect();
        Self { table, columns, schema: Arc::new(Schema::new(fields)), pseudonyms: pseudonyms.clone() }
    }
}

#[async_trait]
impl TableProvider for MaskedTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let wanted: Vec<usize> = projection.cloned().unwrap_or_else(|| (0..self.columns.len()).collect());
        let schema = Arc::new(self.schema.project(&wanted)?);
        let columns: Arc<[ShownColumn]> = wanted.iter().map(|index| self.columns[*index].clone()).collect();
        let groups = self.table.groups();
        let parts = state.config().target_partitions().clamp(1, groups.max(1));
        let partitions = (0..parts)
            .map(|part| {
                let groups = (groups * part / parts)..(groups * (part + 1) / parts);
                Arc::new(Part {
                    table: self.table.clone(),
                    columns: columns.clone(),
                    schema: schema.clone(),
                    first_row: self.table.rows_before(groups.start),
                    groups,
                    pseudonyms: self.pseudonyms.clone(),
                }) as _
            })
            .collect();
        Ok(Arc::new(StreamingTableExec::try_new(schema, partitions, None, None, false, limit)?))
    }
}

/// Some row groups of a table.
struct Part {
    table: SealedTable,
    columns: Arc<[ShownColumn]>,
    schema: SchemaRef,
    groups: Range<usize>,
    first_row: u64,
    pseudonyms: Pseudonyms,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").field("groups", &self.groups).finish_non_exhaustive()
    }
}

impl PartitionStream for Part {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let read: Vec<String> = self.columns.iter().map(|column| column.read().to_owned()).collect();
        // A count of rows reads no column; the line is the cheapest.
        let nothing = read.is_empty();
        let read = if nothing { vec![LINE.to_owned()] } else { read };
        let (columns, schema, pseudonyms) = (self.columns.clone(), self.schema.clone(), self.pseudonyms.clone());
        let rows = match self.table.stream(&read, self.groups.clone()) {
            Ok(rows) => rows,
            Err(fault) => futures::stream::once(async move { Err(fault) }).boxed(),
        };
        let mut row = self.first_row;
        let shown = rows.map(move |batch| match batch {
            Ok(batch) if nothing => empty(&schema, batch.num_rows()),
            Ok(batch) => {
                let first = row;
                row += batch.num_rows() as u64;
                show(&batch, &columns, &schema, &pseudonyms, first)
            }
            Err(fault) => {
                tracing::error!(kind = ?fault.kind(), "a sealed table could not be read");
                Err(unreadable())
            }
        });
        Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), shown))
    }
}

fn unreadable() -> DataFusionError {
    DataFusionError::External(Box::new(Unreadable))
}

fn empty(schema: &SchemaRef, rows: usize) -> Result<RecordBatch> {
    let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(schema.clone(), Vec::new(), &options)?)
}

fn show(
    batch: &RecordBatch,
    columns: &[ShownColumn],
    schema: &SchemaRef,
    pseudonyms: &Pseudonyms,
    first_row: u64,
) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(columns.len());
    for (array, column) in batch.columns().iter().zip(columns) {
        arrays.push(match &column.shown {
            Shown::Raw | Shown::Stored(_) => array.clone(),
            Shown::Pseudonym { subject, .. } => Arc::new(pseudonyms.of_all(subject, &texts(array)?)),
            Shown::Token { subject, token, .. } => token.of_all(subject, &texts(array)?, None),
            Shown::RowNumber => row_numbers(first_row, batch.num_rows(), &column.kind)?,
        });
    }
    RecordBatch::try_new(schema.clone(), arrays).map_err(|_| unreadable())
}

fn texts(array: &ArrayRef) -> Result<StringArray> {
    let texts = arrow::compute::cast(array, &DataType::Utf8).map_err(|_| unreadable())?;
    Ok(texts.as_string::<i32>().clone())
}

fn row_numbers(first: u64, rows: usize, kind: &DataType) -> Result<ArrayRef> {
    let numbers = Decimal128Array::from_iter_values((0..rows as u64).map(|row| i128::from(first + row)));
    Ok(Arc::new(numbers.with_data_type(kind.clone())))
}
