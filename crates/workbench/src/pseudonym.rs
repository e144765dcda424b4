//! Stand-ins for values that a session may not see: the same value has the same stand-in in every table of an
//! engagement, and another one in every other engagement.
//!
//! `HMAC-SHA256(engagement's pseudonym key, subject ‖ 0 ‖ normalised value)`, its first 120 bits as 24 letters and
//! digits. They are computed once, when a table is written, and stored as ordinary columns: grouping and joining by them
//! costs what grouping and joining by any text costs. Whoever sees them can still count how often each comes: they are
//! pseudonyms, never called anonymous.
//!
//! Beside them stand *shapes*: the form of the value, enough for most questions of an audit without its content.

use crate::seal::arrow_trouble;
use crate::sheet::{LINE, SheetColumn, stored_schema};
use crate::value::{self, Written};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, StringBuilder};
use arrow::datatypes::SchemaRef;
use aws_lc_rs::hmac;
use bailee_model::{Error, Result};
use std::collections::HashMap;
use std::sync::Arc;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a pseudonym, five bits each.
const LENGTH: usize = 24;
/// Values remembered per column while a table is written; past it the memory starts afresh.
const REMEMBERED: usize = 32 * 1024;

/// Makes pseudonyms of one engagement.
#[derive(Clone)]
pub(crate) struct Pseudonyms {
    key: hmac::Key,
}

impl Pseudonyms {
    /// From the engagement's pseudonym key.
    pub(crate) fn new(key: &[u8]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key) }
    }

    /// The stand-in of a value.
    pub(crate) fn of(&self, subject: &str, value: &str) -> String {
        let mut message = Vec::with_capacity(subject.len() + value.len() + 1);
        message.extend_from_slice(subject.as_bytes());
        message.push(0);
        message.extend_from_slice(normalised(subject, value).as_bytes());
        let tag = hmac::sign(&self.key, &message);
        spelled(tag.as_ref())
    }

    /// The stand-ins of a column of texts.
    pub(crate) fn of_all(&self, subject: &str, values: &StringArray) -> StringArray {
        values.iter().map(|value| value.map(|value| self.of(subject, value))).collect()
    }
}

fn spelled(tag: &[u8]) -> String {
    let mut bits = 0u32;
    let mut held = 0;
    let mut text = String::with_capacity(LENGTH);
    // 24 characters of five bits are the first fifteen bytes.
    for byte in tag.iter().take(15) {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 && text.len() < LENGTH {
            held -= 5;
            text.push(char::from(ALPHABET[(bits >> held) as usize & 31]));
        }
        bits &= (1 << held) - 1;
    }
    text
}

/// One spelling for values that mean the same: capitals and spaces do not make a difference, and in numbers that people
/// group at will (accounts, telephones, tax numbers) neither do separators.
fn normalised(subject: &str, value: &str) -> String {
    match subject {
        "iban" | "phone" | "card" | "tax_id" | "national_id" | "bank_account" => {
            value.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        }
        _ => {
            let mut out = String::with_capacity(value.len());
            for word in value.split_whitespace() {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.extend(word.chars().flat_map(char::to_lowercase));
            }
            out
        }
    }
}

/// The form of a value: its shape and length; the month of a date; the country and length of an IBAN.
pub(crate) fn token(subject: &str, value: &str) -> String {
    let length = value.chars().count();
    match subject {
        "iban" => {
            let compact = normalised(subject, value);
            let checks = if crate::detect::checks::iban(&compact) { "valid" } else { "invalid" };
            format!("{} {checks}/{length}", compact.get(..2).unwrap_or("").to_uppercase())
        }
        "email" => {
            let checks = if crate::detect::checks::email(value.trim()) { "valid" } else { "invalid" };
            format!("{checks}/{length}")
        }
        _ => match Written::read(value) {
            Some(Written::Certain(day)) => {
                let (year, month, _) = day.parts();
                format!("{year:04}-{month:02}")
            }
            _ => format!("{}/{length}", value::shape(value)),
        },
    }
}

/// Adds pseudonyms and shapes to batches on their way into a table.
pub(crate) struct Masker {
    pseudonyms: Pseudonyms,
    columns: Vec<SheetColumn>,
    schema: SchemaRef,
    remembered: Vec<HashMap<String, (String, String)>>,
}

impl Masker {
    /// For a table of these columns.
    pub(crate) fn new(columns: &[SheetColumn], pseudonyms: &Pseudonyms) -> Self {
        Self {
            pseudonyms: pseudonyms.clone(),
            columns: columns.to_vec(),
            schema: stored_schema(columns),
            remembered: columns.iter().map(|_| HashMap::new()).collect(),
        }
    }

    /// The batch with what stands beside its columns. Columns that the batch already brings are left as they are.
    pub(crate) fn beside(&mut self, rows: &RecordBatch) -> Result<RecordBatch> {
        let missing = || Error::internal("A batch lacks a column of its table.");
        let mut arrays: Vec<ArrayRef> = vec![rows.column_by_name(LINE).ok_or_else(missing)?.clone()];
        for column in &self.columns {
            arrays.push(rows.column_by_name(&column.name).ok_or_else(missing)?.clone());
        }
        for index in 0..self.columns.len() {
            if !self.columns[index].masked {
                continue;
            }
            let (pseudonym, shape) = (self.columns[index].pseudonym(), self.columns[index].shape());
            if let (Some(first), Some(second)) = (rows.column_by_name(&pseudonym), rows.column_by_name(&shape)) {
                arrays.extend([first.clone(), second.clone()]);
                continue;
            }
            let values = arrays[index + 1].as_string_opt::<i32>().ok_or_else(missing)?.clone();
            arrays.extend(self.tokens(index, &values));
        }
        RecordBatch::try_new(self.schema.clone(), arrays).map_err(arrow_trouble)
    }

    fn tokens(&mut self, index: usize, values: &StringArray) -> [ArrayRef; 2] {
        let subject = &self.columns[index].subject;
        let memory = &mut self.remembered[index];
        let mut pseudonyms = StringBuilder::with_capacity(values.len(), values.len() * LENGTH);
        let mut shapes = StringBuilder::with_capacity(values.len(), values.len() * 8);
        for value in values {
            let Some(value) = value else {
                pseudonyms.append_null();
                shapes.append_null();
                continue;
            };
            if !memory.contains_key(value) {
                if memory.len() == REMEMBERED {
                    memory.clear();
                }
                memory.insert(value.to_owned(), (self.pseudonyms.of(subject, value), token(subject, value)));
            }
            if let Some((pseudonym, shape)) = memory.get(value) {
                pseudonyms.append_value(pseudonym);
                shapes.append_value(shape);
            }
        }
        [Arc::new(pseudonyms.finish()), Arc::new(shapes.finish())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_value_has_one_stand_in_however_it_is_spaced() {
        let names = Pseudonyms::new(&[1; 32]);
        assert_eq!(names.of("partner_name", "Lanterne &  Fils"), names.of("partner_name", " lanterne & fils"));
        assert_eq!(names.of("iban", "GB33 BUKB 2020 1555 5555 55"), names.of("iban", "gb33bukb20201555555555"));
        assert_eq!(names.of("email", "a@b.example").len(), LENGTH);
    }

    #[test]
    fn invariant_10_another_engagement_or_subject_has_another_stand_in() {
        let (one, other) = (Pseudonyms::new(&[1; 32]), Pseudonyms::new(&[2; 32]));
        assert_ne!(one.of("email", "a@b.example"), other.of("email", "a@b.example"));
        assert_ne!(one.of("email", "a@b.example"), one.of("partner_name", "a@b.example"));
    }

    #[test]
    fn tokens_say_the_form_and_not_the_value() {
        assert_eq!(token("iban", "GB33 BUKB 2020 1555 5555 55"), "GB valid/27");
        assert_eq!(token("text", "1999-12-31"), "1999-12");
        assert_eq!(token("partner_name", "Odile Brume"), "Aa Aa/11");
    }
}
