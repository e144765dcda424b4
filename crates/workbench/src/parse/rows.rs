//! From decoded text to batches of rows, with the count of what became of every record.

use super::aside::Aside;
use super::encoding::Decoding;
use super::layout::Layout;
use super::record::{Cut, Dialect, Span, cut};
use crate::sheet::LINE;
use arrow::array::{ArrayRef, Int64Builder, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use bailee_model::Result;
use bailee_model::engine::Parsed;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of text that one record may have.
pub(crate) const RECORD: usize = 16 * 1024 * 1024;
/// Rows of a batch.
const BATCH_ROWS: usize = 8192;
/// Bytes of a batch, roughly.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// Records that detection looks at before the table is written.
const SAMPLED: usize = 5000;
/// Different values per column that detection looks at.
const SAMPLED_VALUES: usize = 500;

/// What became of the records of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) rows: u64,
    pub(crate) blank: u64,
    pub(crate) headers: u64,
}

/// Holds the text that is not cut yet and the rows that are not handed on yet.
pub(crate) struct Cutter {
    decoding: Decoding,
    text: String,
    /// Where in `text` the next record begins.
    start: usize,
    /// Bytes of text that were cut and let go.
    gone: u64,
    /// Length that `text` must reach before an unfinished record is tried again.
    retry_at: usize,
    /// In a record too long to keep: everything is let go up to the next line end.
    skipping: bool,
    line: u64,
    records: u64,
    layout: Option<Layout>,
    rows: Vec<StringBuilder>,
    lines: Int64Builder,
    held: usize,
    held_bytes: usize,
    schema: SchemaRef,
    fields: Vec<Span>,
    header_line: u64,
    aside: Aside,
    tally: Tally,
}

impl Cutter {
    pub(crate) fn new() -> Self {
        Self {
            decoding: Decoding::new(),
            text: String::new(),
            start: 0,
            gone: 0,
            retry_at: 0,
            skipping: false,
            line: 1,
            records: 0,
            layout: None,
            rows: Vec::new(),
            lines: Int64Builder::new(),
            held: 0,
            held_bytes: 0,
            schema: Arc::new(Schema::empty()),
            fields: Vec::new(),
            header_line: 0,
            aside: Aside::default(),
            tally: Tally::default(),
        }
    }

    /// Decodes more bytes.
    pub(crate) fn push(&mut self, bytes: &[u8], last: bool) {
        self.let_go();
        self.decoding.push(bytes, last, self.gone, &mut self.text);
    }

    /// Bytes of text that wait to be cut.
    pub(crate) fn waiting(&self) -> usize {
        self.text.len() - self.start
    }

    /// The text that waits to be cut.
    pub(crate) fn text(&self) -> &str {
        &self.text[self.start..]
    }

    /// Different values per column among the first records, with their counts.
    pub(crate) fn sample(&self, layout: &Layout) -> Vec<Vec<(String, u64)>> {
        let mut seen: Vec<HashMap<String, u64>> = layout.columns.iter().map(|_| HashMap::new()).collect();
        let mut fields = Vec::new();
        let mut rest = self.text();
        let skip = layout.titles + usize::from(layout.header);
        let mut filled = 0;
        while filled < SAMPLED + skip {
            let end = match cut(rest, false, layout.dialect, &mut fields) {
                Cut::Record { end } | Cut::Broken { end, .. } => end,
                Cut::Unfinished => break,
            };
            if fields.iter().any(|field| field.start < field.end) {
                filled += 1;
                if filled > skip {
                    count(&mut seen, &fields, rest);
                }
            }
            rest = &rest[end..];
        }
        seen.into_iter().map(|values| values.into_iter().collect()).collect()
    }

    /// Settles the layout; from now on rows can be cut.
    pub(crate) fn lay_out(&mut self, layout: Layout) {
        let mut fields = vec![Field::new(LINE, DataType::Int64, false)];
        fields.extend(layout.columns.iter().map(|name| Field::new(name, DataType::Utf8, true)));
        self.schema = Arc::new(Schema::new(fields));
        self.rows = layout.columns.iter().map(|_| StringBuilder::new()).collect();
        self.layout = Some(layout);
    }

    /// A batch of rows, once there are enough, or whatever there is when the file has ended.
    pub(crate) fn rows(&mut self, ended: bool) -> Result<Option<RecordBatch>> {
        let Some(layout) = self.layout.take() else { return Ok(None) };
        while self.held < BATCH_ROWS && self.held_bytes < BATCH_BYTES {
            if !self.step(&layout, ended) {
                break;
            }
        }
        let full = self.held >= BATCH_ROWS || self.held_bytes >= BATCH_BYTES;
        self.layout = Some(layout);
        if self.held == 0 || !(full || ended) {
            return Ok(None);
        }
        self.held = 0;
        self.held_bytes = 0;
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(self.lines.finish())];
        arrays.extend(self.rows.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef));
        RecordBatch::try_new(self.schema.clone(), arrays).map(Some).map_err(crate::seal::arrow_trouble)
    }

    /// A batch of rejects, once there are enough, or whatever there is if `rest`.
    pub(crate) fn rejects(&mut self, rest: bool) -> Result<Option<RecordBatch>> {
        self.aside.batch(rest)
    }

    /// What parsing found.
    pub(crate) fn report(mut self, bytes: u64) -> Parsed {
        let layout = self.layout.take();
        tracing::debug!(
            rows = self.tally.rows,
            blank = self.tally.blank,
            headers = self.tally.headers,
            aside = self.aside.count,
            "parsed"
        );
        Parsed {
            columns: layout.as_ref().map(|layout| layout.columns.clone()).unwrap_or_default(),
            rows: self.tally.rows,
            rejects: self.aside.count,
            reject_samples: self.aside.samples,
            encoding: self.decoding.name(),
            replaced: self.decoding.replaced,
            delimiter: layout.as_ref().map(|layout| layout.dialect.name().to_owned()).unwrap_or_default(),
            decimal: layout.as_ref().map(|layout| layout.decimal.as_str().to_owned()).unwrap_or_default(),
            header_line: self.header_line,
            bytes,
        }
    }

    /// Cuts one record; whether there may be another.
    fn step(&mut self, layout: &Layout, ended: bool) -> bool {
        if self.skipping && !self.skip(layout.dialect, ended) {
            return false;
        }
        let rest = &self.text[self.start..];
        if rest.is_empty() || (!ended && rest.len() < self.retry_at) {
            return false;
        }
        let mut fields = std::mem::take(&mut self.fields);
        let found = cut(rest, ended, layout.dialect, &mut fields);
        match found {
            Cut::Record { end } => self.settle(layout, &fields, end),
            Cut::Broken { end, code } => self.put_aside(code, end, layout.dialect),
            Cut::Unfinished => {
                self.fields = fields;
                return self.unfinished(layout.dialect);
            }
        }
        self.fields = fields;
        self.retry_at = 0;
        true
    }

    /// A record without an end so far: wait for twice the text, or give it up when it is too long to be one.
    fn unfinished(&mut self, dialect: Dialect) -> bool {
        let rest = &self.text[self.start..];
        if rest.len() < RECORD {
            self.retry_at = rest.len() * 2;
            return false;
        }
        self.retry_at = 0;
        match memchr::memchr(dialect.terminator, rest.as_bytes()) {
            // A quote opened on this line and nothing closed it in sixteen mebibytes.
            Some(end) => self.put_aside("unclosed_quote", end + 1, dialect),
            None => {
                self.put_aside("line_too_long", rest.len(), dialect);
                self.skipping = true;
            }
        }
        true
    }

    /// Lets text go up to the next line end; whether it was reached.
    fn skip(&mut self, dialect: Dialect, ended: bool) -> bool {
        let rest = &self.text.as_bytes()[self.start..];
        let end = memchr::memchr(dialect.terminator, rest).map(|at| at + 1);
        self.skipping = end.is_none() && !ended;
        self.line += u64::from(end.is_some());
        self.start += end.unwrap_or(rest.len());
        self.forget_marks();
        end.is_some()
    }

    /// Decides what a whole record is.
    fn settle(&mut self, layout: &Layout, fields: &[Span], end: usize) {
        let record = &self.text[self.start..self.start + end];
        if fields.iter().all(|field| record[field.start..field.end].trim().is_empty()) {
            self.tally.blank += 1;
            return self.pass(end, layout.dialect);
        }
        let place = self.records;
        self.records += 1;
        let titles = layout.titles as u64;
        if place < titles {
            return self.put_aside("title_row", end, layout.dialect);
        }
        if layout.header && place == titles {
            self.header_line = self.line;
            self.tally.headers += 1;
            return self.pass(end, layout.dialect);
        }
        match self.objection(layout, fields, end) {
            Some(code) => self.put_aside(code, end, layout.dialect),
            None => self.keep(fields, end, layout.dialect),
        }
    }

    /// Why a record is no row, if it is none.
    fn objection(&self, layout: &Layout, fields: &[Span], end: usize) -> Option<&'static str> {
        let record = &self.text[self.start..self.start + end];
        let width = layout.columns.len();
        if memchr::memchr(0, record.as_bytes()).is_some() {
            return Some("nul_byte");
        }
        if self.decoding.marks.front().is_some_and(|mark| *mark < self.gone + (self.start + end) as u64) {
            return Some("invalid_text");
        }
        if fields.len() < width {
            return Some("too_few_fields");
        }
        if fields[width..].iter().any(|field| !record[field.start..field.end].trim().is_empty()) {
            return Some("too_many_fields");
        }
        let repeated = layout.header
            && fields
                .iter()
                .zip(&layout.header_cells)
                .all(|(field, cell)| record[field.start..field.end].trim() == cell);
        repeated.then_some("repeated_header")
    }

    fn keep(&mut self, fields: &[Span], end: usize, dialect: Dialect) {
        let record = &self.text[self.start..self.start + end];
        for (field, column) in fields.iter().zip(&mut self.rows) {
            if field.start == field.end {
                column.append_null();
            } else {
                column.append_value(field.text(record));
            }
        }
        self.lines.append_value(self.line as i64);
        self.held += 1;
        self.held_bytes += end;
        self.tally.rows += 1;
        self.pass(end, dialect);
    }

    fn put_aside(&mut self, code: &str, end: usize, dialect: Dialect) {
        self.aside.put(self.line, code, &self.text[self.start..self.start + end]);
        self.pass(end, dialect);
    }

    /// Goes on behind what was dealt with.
    fn pass(&mut self, end: usize, dialect: Dialect) {
        let passed = &self.text.as_bytes()[self.start..self.start + end];
        self.line += memchr::memchr_iter(dialect.terminator, passed).count() as u64;
        self.start += end;
        self.forget_marks();
    }

    fn forget_marks(&mut self) {
        let here = self.gone + self.start as u64;
        while self.decoding.marks.front().is_some_and(|mark| *mark < here) {
            self.decoding.marks.pop_front();
        }
    }

    /// Frees the text that was dealt with, once it is worth moving the rest.
    fn let_go(&mut self) {
        if self.start > self.text.len() / 2 {
            self.text.drain(..self.start);
            self.gone += self.start as u64;
            self.start = 0;
        }
    }
}

fn count(seen: &mut [HashMap<String, u64>], fields: &[Span], record: &str) {
    for (field, values) in fields.iter().zip(seen) {
        let text = &record[field.start..field.end];
        if text.trim().is_empty() {
            continue;
        }
        if let Some(times) = values.get_mut(text) {
            *times += 1;
        } else if values.len() < SAMPLED_VALUES {
            values.insert(text.to_owned(), 1);
        }
    }
}
