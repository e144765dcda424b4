//! From texts to types, as a second and recorded step: numbers, days and truth by what the profile found.
//!
//! The table of texts stays as it is. Beside it comes a typed one that questions and mappings read from then on; a cell
//! that does not fit its column's type is empty there and kept aside with its line, column and text. What a person has
//! not decided is not decided here: a column whose days could be months stays text. Each column is sealed again, under
//! the class that it has now.

use crate::pseudonym::Pseudonyms;
use crate::seal::{SealedTable, TableWriter, arrow_trouble};
use crate::sheet::{LINE, Reading, Sheet, SheetColumn};
use crate::shelf::{Shelf, TABLE, TYPED, TYPED_REJECTS};
use crate::token::Token;
use crate::value::date::Order;
use crate::value::{self, Number, Style, Written};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Array, Int64Builder, RecordBatch,
    StringArray, StringBuilder,
};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use bailee_model::engine::{Progress, TypedColumn};
use bailee_model::words::ColumnClass;
use bailee_model::{Error, Result, say};
use futures::StreamExt;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Digits of a decimal.
const PRECISION: u8 = 38;

/// Writes the typed table; what became of each column.
pub(crate) async fn retype(
    shelf: &Shelf,
    classes: &BTreeMap<String, ColumnClass>,
    pseudonyms: &Pseudonyms,
    watch: &dyn Progress,
) -> Result<Vec<TypedColumn>> {
    let mut sheet = Sheet::of(shelf).await?;
    let Some(readings) = sheet.readings.clone() else {
        return Err(Error::conflict(say!("The table has no profile yet, and types follow the profile."))
            .hint(say!("Profile the table first.")));
    };
    let columns: Vec<SheetColumn> =
        sheet.columns.iter().zip(&readings).map(|(column, reading)| typed(column, reading, classes)).collect();
    let outcome =
        Retyping { shelf, sheet: &sheet, readings: &readings, columns: &columns, pseudonyms }.run(watch).await;
    let rejected = match outcome {
        Ok(rejected) => rejected,
        Err(fault) => {
            sheet.typed = None;
            sheet.keep(shelf).await?;
            shelf.discard(&[TYPED, TYPED_REJECTS]).await;
            return Err(fault);
        }
    };
    sheet.typed = Some(columns.clone());
    sheet.keep(shelf).await?;
    Ok(columns
        .into_iter()
        .zip(rejected)
        .map(|(column, rejected)| TypedColumn { name: column.name, kind: column.kind, rejected })
        .collect())
}

fn typed(column: &SheetColumn, reading: &Reading, classes: &BTreeMap<String, ColumnClass>) -> SheetColumn {
    let class = classes.get(&column.name).copied().unwrap_or(ColumnClass::Secret);
    let fits = reading.kind != "decimal" || reading.scale < PRECISION;
    let kind = match reading.kind.as_str() {
        kind @ ("integer" | "decimal" | "date" | "boolean") if fits => kind,
        _ => "text",
    };
    SheetColumn::text(&column.name, class, &column.subject).of_kind(kind, reading.scale)
}

struct Retyping<'a> {
    shelf: &'a Shelf,
    sheet: &'a Sheet,
    readings: &'a [Reading],
    columns: &'a [SheetColumn],
    pseudonyms: &'a Pseudonyms,
}

impl Retyping<'_> {
    async fn run(&self, watch: &dyn Progress) -> Result<Vec<u64>> {
        let table = SealedTable::open(self.shelf, TABLE, &self.sheet.columns, &|_| true).await?;
        let mut target = TableWriter::create(self.shelf, TYPED, self.columns, self.pseudonyms)?;
        let mut aside = TableWriter::create(self.shelf, TYPED_REJECTS, &Misfits::columns(), self.pseudonyms)?;
        match self.pump(&table, &mut target, &mut aside, watch).await {
            Ok(rejected) => {
                aside.finish().await?;
                target.finish().await?;
                Ok(rejected)
            }
            Err(fault) => {
                target.abandon().await;
                aside.abandon().await;
                Err(fault)
            }
        }
    }

    async fn pump(
        &self,
        table: &SealedTable,
        target: &mut TableWriter,
        aside: &mut TableWriter,
        watch: &dyn Progress,
    ) -> Result<Vec<u64>> {
        let mut batches = table.all(&self.names())?;
        let mut rejected = vec![0; self.columns.len()];
        let mut done = 0;
        while let Some(batch) = batches.next().await {
            if watch.stopped() {
                return Err(Error::conflict(say!("Typing was stopped."))
                    .hint(say!("Start it again; the table of texts is untouched.")));
            }
            let mut misfits = Misfits::default();
            target.write(self.convert(&batch?, &mut misfits, &mut rejected, &mut done)?).await?;
            if let Some(rows) = misfits.batch()? {
                aside.write(rows).await?;
            }
            watch.at(done, Some(table.rows()));
        }
        Ok(rejected)
    }

    /// What is read: the line, the texts, and the stored pseudonyms and tokens.
    fn names(&self) -> Vec<String> {
        let mut names = vec![LINE.to_owned()];
        names.extend(self.sheet.columns.iter().map(|column| column.name.clone()));
        names.extend(self.sheet.columns.iter().flat_map(SheetColumn::stored));
        names
    }

    fn convert(
        &self,
        batch: &RecordBatch,
        misfits: &mut Misfits,
        rejected: &mut [u64],
        done: &mut u64,
    ) -> Result<RecordBatch> {
        let lines = batch.column(0).as_primitive_opt::<Int64Type>().ok_or_else(defect)?;
        let mut fields = vec![Field::new(LINE, DataType::Int64, false)];
        let mut arrays: Vec<ArrayRef> = vec![batch.column(0).clone()];
        for (place, (column, reading)) in self.columns.iter().zip(self.readings).enumerate() {
            let texts = batch.column(place + 1).as_string_opt::<i32>().ok_or_else(defect)?;
            let mut cells = Cells { column, lines, misfits, rejected: 0 };
            arrays.push(cells.typed(texts, reading)?);
            rejected[place] += cells.rejected;
            fields.push(Field::new(&column.name, column.data_type(), true));
        }
        for (place, (column, reading)) in self.columns.iter().zip(self.readings).enumerate() {
            let texts = batch.column(place + 1).as_string_opt::<i32>().ok_or_else(defect)?;
            for (name, array) in column.stored().into_iter().zip(self.beside(batch, column, reading, texts)) {
                fields.push(Field::new(name, array.data_type().clone(), true));
                arrays.push(array);
            }
        }
        *done += batch.num_rows() as u64;
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(arrow_trouble)
    }

    /// The stored pseudonyms and tokens, or fresh ones: for a column that was open when it was parsed, and for months,
    /// which are told by the order of days that the profile found.
    fn beside(
        &self,
        batch: &RecordBatch,
        column: &SheetColumn,
        reading: &Reading,
        texts: &StringArray,
    ) -> Vec<ArrayRef> {
        if !column.masked {
            return Vec::new();
        }
        let stored = |name: String| batch.column_by_name(&name).cloned();
        let order = if reading.month_first { Order::MonthFirst } else { Order::DayFirst };
        let order = Some(order).filter(|_| column.kind == "date");
        let pseudonyms = stored(column.pseudonym());
        let mut arrays =
            vec![pseudonyms.unwrap_or_else(|| Arc::new(self.pseudonyms.of_all(&column.subject, texts)) as ArrayRef)];
        for token in &column.tokens {
            let kept = stored(column.token(*token)).filter(|_| *token != Token::Month);
            arrays.push(kept.unwrap_or_else(|| token.of_all(&column.subject, texts, order)));
        }
        arrays
    }
}

fn defect() -> Error {
    Error::internal("A stored table is not what its description says.")
}

/// The cells of one column on their way to a type.
struct Cells<'a> {
    column: &'a SheetColumn,
    lines: &'a Int64Array,
    misfits: &'a mut Misfits,
    rejected: u64,
}

impl Cells<'_> {
    fn typed(&mut self, texts: &StringArray, reading: &Reading) -> Result<ArrayRef> {
        let style = Style::of(&reading.style);
        let order = if reading.month_first { Order::MonthFirst } else { Order::DayFirst };
        let array: ArrayRef = match self.column.kind.as_str() {
            "integer" => {
                let mut cells = Int64Builder::with_capacity(texts.len());
                self.each(
                    texts,
                    |text| {
                        Number::read(text, style)
                            .filter(|number| number.scale == 0)
                            .and_then(|number| i64::try_from(number.units).ok())
                    },
                    |cell| cells.append_option(cell),
                );
                Arc::new(cells.finish())
            }
            "decimal" => {
                let scale = self.column.scale;
                let mut cells = Decimal128Builder::with_capacity(texts.len())
                    .with_precision_and_scale(PRECISION, scale as i8)
                    .map_err(arrow_trouble)?;
                let limit = 10i128.pow(u32::from(PRECISION));
                self.each(
                    texts,
                    |text| Number::read(text, style)?.at_scale(scale).filter(|units| units.abs() < limit),
                    |cell| cells.append_option(cell),
                );
                Arc::new(cells.finish())
            }
            "date" => {
                let mut cells = Date32Builder::with_capacity(texts.len());
                self.each(
                    texts,
                    |text| Written::read(text)?.day(order).map(|day| day.0),
                    |cell| cells.append_option(cell),
                );
                Arc::new(cells.finish())
            }
            "boolean" => {
                let mut cells = BooleanBuilder::with_capacity(texts.len());
                self.each(texts, value::truth, |cell| cells.append_option(cell));
                Arc::new(cells.finish())
            }
            _ => Arc::new(texts.clone()),
        };
        Ok(array)
    }

    fn each<T>(&mut self, texts: &StringArray, read: impl Fn(&str) -> Option<T>, mut put: impl FnMut(Option<T>)) {
        for row in 0..texts.len() {
            let text = if texts.is_null(row) { "" } else { texts.value(row) };
            let cell = read(text);
            if cell.is_none() && !text.trim().is_empty() {
                self.rejected += 1;
                self.misfits.put(self.lines.value(row), self.column, text);
            }
            put(cell);
        }
    }
}

/// Cells that did not fit.
#[derive(Default)]
struct Misfits {
    lines: Int64Builder,
    names: StringBuilder,
    kinds: StringBuilder,
    raws: StringBuilder,
}

impl Misfits {
    fn columns() -> Vec<SheetColumn> {
        ["column", "kind", "raw"].into_iter().map(|name| SheetColumn::unmasked(name, ColumnClass::Secret)).collect()
    }

    fn put(&mut self, line: i64, column: &SheetColumn, raw: &str) {
        self.lines.append_value(line);
        self.names.append_value(&column.name);
        self.kinds.append_value(&column.kind);
        self.raws.append_value(raw);
    }

    fn batch(mut self) -> Result<Option<RecordBatch>> {
        let lines = self.lines.finish();
        if lines.is_empty() {
            return Ok(None);
        }
        let text = |name: &str| Field::new(name, DataType::Utf8, true);
        let schema =
            Schema::new(vec![Field::new(LINE, DataType::Int64, false), text("column"), text("kind"), text("raw")]);
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(lines),
            Arc::new(self.names.finish()),
            Arc::new(self.kinds.finish()),
            Arc::new(self.raws.finish()),
        ];
        RecordBatch::try_new(Arc::new(schema), arrays).map(Some).map_err(arrow_trouble)
    }
}
