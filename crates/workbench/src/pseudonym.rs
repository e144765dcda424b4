//! Stand-ins for values that a session may not see: the same value has the same stand-in in every table of an
//! engagement, and another one in every other engagement.
//!
//! `HMAC-SHA256(engagement's pseudonym key, domain of the subject ‖ 0 ‖ normalised value)`, its first 120 bits as 24 letters and
//! digits. They are computed once, when a table is written, and stored as ordinary columns: grouping and joining by them
//! costs what grouping and joining by any text costs. Whoever sees them can still count how often each comes: they are
//! pseudonyms, never called anonymous.
//!
//! Beside them stand format tokens ([`crate::token`]): what the form of a value tells.

use crate::seal::arrow_trouble;
use crate::sheet::{LINE, SheetColumn, stored_schema};
use crate::token::{Token, TokenColumn, Told};
use crate::value::Written;
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
        message.extend_from_slice(domain(subject).as_bytes());
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

/// What joins: two columns may be judged by their names or by their values, and both be about bank accounts; one person
/// may be an employee in one table and a vendor in another.
fn domain(subject: &str) -> &str {
    match subject {
        "iban" | "bank_account" => "bank_account",
        "partner_name" | "employee_name" => "name",
        other => other,
    }
}

/// One spelling for values that mean the same: capitals and spaces do not make a difference, in numbers that people
/// group at will (accounts, telephones, tax numbers) neither do separators, and a day that is written year first has one
/// spelling.
fn normalised(subject: &str, value: &str) -> String {
    if matches!(subject, "birth_date" | "date")
        && let Some(Written::Certain(day)) = Written::read(value)
    {
        return day.to_string();
    }
    match subject {
        "phone" => {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            // `+33` and `0033` are one prefix.
            let international = !value.trim_start().starts_with('+');
            digits.strip_prefix("00").filter(|_| international).map_or(digits.clone(), str::to_owned)
        }
        "iban" | "card" | "tax_id" | "national_id" | "bank_account" => {
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

/// What stands beside one value.
struct Beside {
    pseudonym: String,
    told: Vec<Option<Told>>,
}

/// Adds pseudonyms and format tokens to batches on their way into a table.
pub(crate) struct Masker {
    pseudonyms: Pseudonyms,
    columns: Vec<SheetColumn>,
    schema: SchemaRef,
    remembered: Vec<HashMap<String, Beside>>,
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
            let stored = self.columns[index].stored();
            let brought: Option<Vec<ArrayRef>> = stored.iter().map(|name| rows.column_by_name(name).cloned()).collect();
            match brought {
                Some(brought) => arrays.extend(brought),
                None => {
                    let values = arrays[index + 1].as_string_opt::<i32>().ok_or_else(missing)?.clone();
                    arrays.extend(self.column(index, &values));
                }
            }
        }
        RecordBatch::try_new(self.schema.clone(), arrays).map_err(arrow_trouble)
    }

    fn column(&mut self, index: usize, values: &StringArray) -> Vec<ArrayRef> {
        let Self { pseudonyms, columns, remembered, .. } = self;
        let (SheetColumn { subject, tokens, .. }, memory) = (&columns[index], &mut remembered[index]);
        let mut stand_ins = StringBuilder::with_capacity(values.len(), values.len() * LENGTH);
        let mut told: Vec<TokenColumn> = tokens.iter().map(|token| TokenColumn::new(*token, values.len())).collect();
        for value in values {
            let Some(value) = value else {
                stand_ins.append_null();
                told.iter_mut().for_each(|column| column.put(None));
                continue;
            };
            if !memory.contains_key(value) {
                if memory.len() == REMEMBERED {
                    memory.clear();
                }
                memory.insert(value.to_owned(), of_value(pseudonyms, subject, tokens, value));
            }
            if let Some(beside) = memory.get(value) {
                stand_ins.append_value(&beside.pseudonym);
                told.iter_mut().zip(&beside.told).for_each(|(column, told)| column.put(told.as_ref()));
            }
        }
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(stand_ins.finish())];
        arrays.extend(told.into_iter().map(TokenColumn::finish));
        arrays
    }
}

fn of_value(pseudonyms: &Pseudonyms, subject: &str, tokens: &[Token], value: &str) -> Beside {
    Beside {
        pseudonym: pseudonyms.of(subject, value),
        told: tokens.iter().map(|token| token.tell(subject, value, None)).collect(),
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
        assert_eq!(one.of("iban", "GB33 BUKB"), one.of("bank_account", "gb33bukb"), "two words for one thing");
    }

    #[test]
    fn one_day_and_one_telephone_have_one_stand_in() {
        let names = Pseudonyms::new(&[1; 32]);
        assert_eq!(names.of("birth_date", "1999-12-31"), names.of("birth_date", "1999/12/31 00:00:00"));
        assert_eq!(names.of("phone", "+33 6 12 34 56 78"), names.of("phone", "0033612345678"));
        assert_ne!(names.of("phone", "+33 6 12 34 56 78"), names.of("phone", "06 12 34 56 78"));
    }
}
