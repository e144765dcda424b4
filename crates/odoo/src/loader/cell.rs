//! What a cell of a field may hold, as Odoo's import reads it: plain text in one fixed notation for each type.

use crate::{client::Field, wire::xml::is_xml_char};
use bailee_model::{Text, say};
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

/// The notation of a field's cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text,
    Integer,
    Decimal,
    Flag,
    Date,
    Instant,
    Choice(Vec<String>),
    Reference { many: bool },
}

impl Cell {
    /// The notation for a field that is not a relation; none for types that an import cannot fill.
    pub(super) fn of(field: &Field) -> Option<Self> {
        Some(match field.kind.as_str() {
            "char" | "text" | "html" | "binary" => Self::Text,
            "integer" => Self::Integer,
            "float" | "monetary" => Self::Decimal,
            "boolean" => Self::Flag,
            "date" => Self::Date,
            "datetime" => Self::Instant,
            "selection" => Self::Choice(field.selection.clone()),
            _ => return None,
        })
    }

    /// What is wrong with a cell, without repeating it. An empty cell is an empty value and fits every type.
    pub(super) fn fault(&self, cell: &str) -> Option<Text> {
        if !cell.chars().all(is_xml_char) {
            return Some(say!("It holds a control character that Odoo cannot store."));
        }
        if cell.is_empty() || self.fits(cell) {
            return None;
        }
        Some(match self {
            Self::Text => return None,
            Self::Integer => say!("It is not a whole number."),
            Self::Decimal => say!("It is not a plain number with a decimal point."),
            Self::Flag => say!("It is neither true nor false."),
            Self::Date => say!("It is not a date written YYYY-MM-DD."),
            Self::Instant => say!("It is not a time written YYYY-MM-DD HH:MM:SS."),
            Self::Choice(keys) => say!("It is none of the values that Odoo allows: {keys}.", keys = keys.join(", ")),
            Self::Reference { many: false } => say!("It is not one external id."),
            Self::Reference { many: true } => say!("It is not a list of external ids."),
        })
    }

    fn fits(&self, cell: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Integer => cell.parse::<i64>().is_ok(),
            Self::Decimal => cell.parse::<Decimal>().is_ok(),
            Self::Flag => matches!(cell.to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "0" | "false" | "no"),
            Self::Date => cell.len() == 10 && cell.parse::<Date>().is_ok(),
            Self::Instant => cell.len() == 19 && cell.as_bytes()[10] == b' ' && cell.parse::<DateTime>().is_ok(),
            Self::Choice(keys) => keys.iter().any(|key| key == cell),
            Self::Reference { many: false } => is_reference(cell),
            Self::Reference { many: true } => cell.split(',').all(|part| is_reference(part.trim())),
        }
    }
}

/// `@id` for a row of the plan, `module.name` for a record of the target's own.
fn is_reference(cell: &str) -> bool {
    match cell.strip_prefix('@') {
        Some(id) => !id.is_empty() && !id.contains(','),
        None => {
            !cell.contains([',', ' '])
                && cell.split_once('.').is_some_and(|(module, name)| !module.is_empty() && !name.is_empty())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &Cell, good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(cell.fault(text), None, "{text}");
        }
        for text in bad {
            let fault = cell.fault(text).unwrap_or_else(|| panic!("{text} passed as {cell:?}"));
            assert!(text.len() < 3 || !fault.english().contains(text), "{fault} repeats the cell");
        }
    }

    #[test]
    fn each_type_has_its_notation() {
        check(&Cell::Text, &["", "=1+1", "line\nline", "é"], &["nul\0", "bell\u{7}"]);
        check(&Cell::Integer, &["", "-7", "0"], &["1.5", "1 000", "x"]);
        check(&Cell::Decimal, &["1234.56", "-0.01", "7"], &["1,5", "1 234.5", "1.234,56", "(5.00)", "x"]);
        check(&Cell::Flag, &["1", "0", "True", "false", "yes"], &["oui", "2"]);
        check(&Cell::Date, &["2024-02-29"], &["2023-02-29", "29/02/2024", "20240229", "2024-02-29 10:00:00"]);
        check(&Cell::Instant, &["2024-02-29 23:59:59"], &["2024-02-29", "2024-02-29T23:59:59", "2024-02-29 25:00:00"]);
        check(&Cell::Choice(vec!["sale".into(), "purchase".into()]), &["sale"], &["Sales", "sales"]);
        check(&Cell::Reference { many: false }, &["@a b", "base.be"], &["@", "base", ".x", "@a,@b", "a b.c"]);
        check(&Cell::Reference { many: true }, &["@a, base.be", "@a"], &["@a,,@b", "x"]);
    }
}
