//! Records put aside: each with its line, a code and its raw text, so that no row is lost silently.

use crate::sheet::{LINE, SheetColumn};
use arrow::array::{ArrayRef, Int64Builder, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use bailee_model::words::ColumnClass;
use bailee_model::{Result, Text, say};
use std::sync::Arc;

/// Samples kept in what parsing reports.
const SAMPLES: usize = 20;
/// Rows of a batch.
const BATCH: usize = 1024;
/// Bytes of raw text kept of one record.
const RAW: usize = 64 * 1024;

/// What a code means, in one sentence.
pub(crate) fn sentence(code: &str) -> Text {
    match code {
        "title_row" => say!("A title above the header, not data."),
        "repeated_header" => say!("The header again, as at the top of a printed page."),
        "too_few_fields" => say!("Fewer fields than the header has."),
        "too_many_fields" => say!("More fields than the header has."),
        "nul_byte" => say!("A NUL byte, which no text holds."),
        "invalid_text" => say!("Bytes that are not text in the file's encoding."),
        "unclosed_quote" => say!("A quoted field that never ends."),
        "text_after_quote" => say!("Text after a closing quote."),
        "line_too_long" => say!("A record too long to be one; only its beginning is kept."),
        _ => say!("A record that could not be read."),
    }
}

/// Columns of the table of rejects. All of it is sealed as a secret: nobody knows what a broken record holds.
pub(crate) fn columns() -> Vec<SheetColumn> {
    vec![SheetColumn::unmasked("code", ColumnClass::Secret), SheetColumn::unmasked("raw", ColumnClass::Secret)]
}

/// Collects rejects into batches.
#[derive(Default)]
pub(crate) struct Aside {
    lines: Int64Builder,
    codes: StringBuilder,
    raws: StringBuilder,
    waiting: usize,
    /// How many there were.
    pub(crate) count: u64,
    /// The first few: line, code, sentence.
    pub(crate) samples: Vec<(u64, String, Text)>,
}

impl Aside {
    /// Puts a record aside.
    pub(crate) fn put(&mut self, line: u64, code: &str, raw: &str) {
        let raw = raw.trim_end_matches(['\r', '\n']);
        let end = (0..=raw.len().min(RAW)).rev().find(|end| raw.is_char_boundary(*end)).unwrap_or(0);
        self.lines.append_value(line as i64);
        self.codes.append_value(code);
        self.raws.append_value(&raw[..end]);
        self.waiting += 1;
        self.count += 1;
        if self.samples.len() < SAMPLES {
            self.samples.push((line, code.to_owned(), sentence(code)));
        }
    }

    /// A batch, once there is enough for one, or whatever there is if `rest`.
    pub(crate) fn batch(&mut self, rest: bool) -> Result<Option<RecordBatch>> {
        if self.waiting == 0 || (!rest && self.waiting < BATCH) {
            return Ok(None);
        }
        self.waiting = 0;
        let schema = Schema::new(vec![
            Field::new(LINE, DataType::Int64, false),
            Field::new("code", DataType::Utf8, true),
            Field::new("raw", DataType::Utf8, true),
        ]);
        let arrays: Vec<ArrayRef> =
            vec![Arc::new(self.lines.finish()), Arc::new(self.codes.finish()), Arc::new(self.raws.finish())];
        RecordBatch::try_new(Arc::new(schema), arrays).map(Some).map_err(crate::seal::arrow_trouble)
    }
}
