//! The table that a question sees: cleared columns as they are, the others by their pseudonyms, and nothing beneath.
//!
//! The mask is no expression and no view. A column that is not cleared is read from its stored pseudonyms in the first
//! place, under the column's own name, and its key is not in the reader; there is no plan in which the raw column occurs.
//! A column whose class was raised after the table was written has no stored pseudonyms: they are then computed as rows
//! are read, still below every expression. Filters are never pushed down and no statistics are given, so neither a plan
//! nor its speed says anything about a masked value.

use crate::pseudonym::Pseudonyms;
use crate::seal::SealedTable;
use crate::sheet::{LINE, SheetColumn};
use arrow::array::{ArrayRef, AsArray, RecordBatch};
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
enum Shown {
    /// As it is.
    Raw,
    /// The stored column of pseudonyms instead.
    Stored(String),
    /// Pseudonyms computed while reading.
    Computed { subject: String },
}

#[derive(Clone, Debug)]
struct ShownColumn {
    name: String,
    shown: Shown,
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
    /// The table with its line numbers and columns, those not `cleared` masked.
    pub(crate) fn new(
        table: SealedTable,
        columns: &[SheetColumn],
        pseudonyms: &Pseudonyms,
        cleared: &dyn Fn(&SheetColumn) -> bool,
    ) -> Self {
        let mut shown = vec![ShownColumn { name: LINE.to_owned(), shown: Shown::Raw }];
        let mut fields = vec![Field::new(LINE, DataType::Int64, false)];
        for column in columns {
            let (how, kind) = match (cleared(column), column.masked) {
                (true, _) => (Shown::Raw, column.data_type()),
                (false, true) => (Shown::Stored(column.pseudonym()), DataType::Utf8),
                (false, false) => (Shown::Computed { subject: column.subject.clone() }, DataType::Utf8),
            };
            shown.push(ShownColumn { name: column.name.clone(), shown: how });
            fields.push(Field::new(&column.name, kind, true));
        }
        Self { table, columns: shown, schema: Arc::new(Schema::new(fields)), pseudonyms: pseudonyms.clone() }
    }

    /// The shapes of the masked columns, as a table of their own; none when nothing is masked.
    pub(crate) fn shapes(
        table: SealedTable,
        columns: &[SheetColumn],
        pseudonyms: &Pseudonyms,
        cleared: &dyn Fn(&SheetColumn) -> bool,
    ) -> Option<Self> {
        let mut shown = vec![ShownColumn { name: LINE.to_owned(), shown: Shown::Raw }];
        let mut fields = vec![Field::new(LINE, DataType::Int64, false)];
        for column in columns.iter().filter(|column| column.masked && !cleared(column)) {
            shown.push(ShownColumn { name: column.name.clone(), shown: Shown::Stored(column.shape()) });
            fields.push(Field::new(&column.name, DataType::Utf8, true));
        }
        (shown.len() > 1).then(|| Self {
            table,
            columns: shown,
            schema: Arc::new(Schema::new(fields)),
            pseudonyms: pseudonyms.clone(),
        })
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
        let read: Vec<String> = self
            .columns
            .iter()
            .map(|column| match &column.shown {
                Shown::Stored(stored) => stored.clone(),
                Shown::Raw | Shown::Computed { .. } => column.name.clone(),
            })
            .collect();
        // A count of rows reads no column; the line is the cheapest.
        let nothing = read.is_empty();
        let read = if nothing { vec![LINE.to_owned()] } else { read };
        let (columns, schema, pseudonyms) = (self.columns.clone(), self.schema.clone(), self.pseudonyms.clone());
        let rows = match self.table.stream(&read, self.groups.clone()) {
            Ok(rows) => rows,
            Err(fault) => futures::stream::once(async move { Err(fault) }).boxed(),
        };
        let shown = rows.map(move |batch| match batch {
            Ok(batch) if nothing => empty(&schema, batch.num_rows()),
            Ok(batch) => show(&batch, &columns, &schema, &pseudonyms),
            Err(fault) => {
                tracing::error!(kind = ?fault.kind(), "a sealed table could not be read");
                Err(DataFusionError::External(Box::new(Unreadable)))
            }
        });
        Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), shown))
    }
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
) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(columns.len());
    for (array, column) in batch.columns().iter().zip(columns) {
        arrays.push(match &column.shown {
            Shown::Computed { subject } => {
                let texts = arrow::compute::cast(array, &DataType::Utf8)
                    .map_err(|_| DataFusionError::External(Box::new(Unreadable)))?;
                Arc::new(pseudonyms.of_all(subject, texts.as_string::<i32>()))
            }
            Shown::Raw | Shown::Stored(_) => array.clone(),
        });
    }
    RecordBatch::try_new(schema.clone(), arrays).map_err(|_| DataFusionError::External(Box::new(Unreadable)))
}
