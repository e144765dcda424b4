//! What is told about a question that failed: a sentence and a place, and never a value out of a table.
//!
//! Before a question runs, the engine has seen only what the caller typed and the names of tables and columns, so its
//! message may be passed on. Once it runs, its messages quote values (*Cannot cast string '…' to Int32*), even of rows
//! that a filter excludes: from then on only the kind of the fault is told.

use super::aggregate_only::Narrowed;
use super::bounded::TooLong;
use super::masked::Unreadable;
use bailee_model::engine::SMALLEST_GROUP;
use bailee_model::{Error, Text, say};
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;

/// A fault found while reading and planning the question.
pub(crate) fn planning(fault: &DataFusionError) -> Error {
    let fault = fault.find_root();
    let text = sentence(&fault.strip_backtrace());
    let error = match fault {
        DataFusionError::SQL(fault, _) if matches!(**fault, ParserError::RecursionLimitExceeded) => {
            return super::statement::too_deep();
        }
        DataFusionError::SQL(..) => {
            Error::bad_input(say!("This is not SQL that can be read: {text}", text)).coded("syntax")
        }
        DataFusionError::SchemaError(schema, _) if missing(schema).is_some() => {
            return unknown("column", &missing(schema).unwrap_or_default());
        }
        DataFusionError::SchemaError(..)
        | DataFusionError::Plan(_)
        | DataFusionError::NotImplemented(_)
        | DataFusionError::Diagnostic(..)
        | DataFusionError::Configuration(_) => return misfit(&text),
        _ => return running(fault),
    };
    match position(&text) {
        Some((line, column)) => error.at_line(line).at_column(column),
        None => error.hint(quotes()),
    }
}

fn quotes() -> Text {
    say!("Names with capitals or spaces stand in double quotes: \"Account Code\".")
}

/// A question that reads and does not fit. The engine's sentence is passed on without its own names for things.
fn misfit(text: &str) -> Error {
    if let Some(table) = between(text, "table '", "' not found") {
        return unknown("table", table.rsplit('.').next().unwrap_or(table));
    }
    if let Some(function) = between(text, "Invalid function '", "'") {
        return unknown("function", function);
    }
    let text = text.replace(CATALOG, "");
    let text = text.split(" Did you mean").next().unwrap_or_default();
    let told = match text.to_lowercase().contains("datafusion") {
        true => say!("The question does not fit the tables."),
        false => say!("The question does not fit the tables: {fault}.", fault = text.trim_end_matches(['.', ' '])),
    };
    Error::bad_input(told).coded("does_not_fit").hint(quotes())
}

/// How the engine calls the place where a question's tables are.
const CATALOG: &str = "datafusion.public.";

fn unknown(what: &str, name: &str) -> Error {
    let (code, told, hint) = match what {
        "table" => ("unknown_table", say!("There is no table ‘{name}’ here.", name), quotes()),
        "function" => (
            "unknown_function",
            say!("There is no function ‘{name}’ here.", name),
            say!("Only functions that look at values are there; see the reference of questions."),
        ),
        _ => ("unknown_column", say!("There is no column ‘{name}’ here.", name), quotes()),
    };
    Error::bad_input(told).coded(code).on_field(name).hint(hint)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(name, _)| name)
}

fn missing(fault: &SchemaError) -> Option<String> {
    match fault {
        SchemaError::FieldNotFound { field, .. } => Some(field.name.clone()),
        _ => None,
    }
}

/// The fault with the place of the column it names, where the question holds that name.
pub(crate) fn placed(fault: Error, sql: &str) -> Error {
    let name = fault.place().filter(|place| place.line.is_none()).and_then(|place| place.field.clone());
    let Some(at) = name.and_then(|name| sql.to_lowercase().find(&name.to_lowercase())) else { return fault };
    let Some(before) = sql.get(..at) else { return fault };
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u64 + 1;
    fault.at_line(line).at_column(column)
}

/// A fault found while the question ran.
pub(crate) fn running(fault: &DataFusionError) -> Error {
    match fault.find_root() {
        DataFusionError::ResourcesExhausted(_) => {
            Error::bad_input(say!("The question needs more memory than one question may take."))
                .coded("memory")
                .hint(say!("Group by fewer columns, or filter more narrowly."))
        }
        DataFusionError::ArrowError(arrow, _) => conversion(arrow),
        DataFusionError::Execution(_) | DataFusionError::Plan(_) => misused(),
        DataFusionError::External(inner) if inner.is::<Unreadable>() => {
            Error::unavailable(say!("A sealed table could not be read."))
                .coded("unreadable")
                .hint(say!("Try again; if it stays, the operator finds the reason in the server's log."))
        }
        DataFusionError::External(inner) if inner.is::<TooLong>() => {
            Error::bad_input(say!("A function would make a text longer than one may be."))
                .coded("text_too_long")
                .hint(say!("A text that a function makes may have a million bytes."))
        }
        DataFusionError::External(inner) if inner.is::<Narrowed>() => narrowed(),
        other => {
            tracing::error!(kind = kind(other), "a question failed for a reason of ours");
            Error::internal("The question failed.").hint(say!("The operator finds its kind in the server's log."))
        }
    }
}

fn misused() -> Error {
    Error::bad_input(say!("A function met a value that it cannot work with."))
        .coded("misused_function")
        .hint(say!("Columns may hold empty cells and texts; test with try_cast or a filter first."))
}

fn narrowed() -> Error {
    Error::bad_input(say!(
        "Groups of this question differ by fewer than {smallest} rows, and their sums would tell those rows' values.",
        smallest = SMALLEST_GROUP
    ))
    .coded("narrowed")
    .hint(say!("Ask for one grouping at a time, without totals beside parts that are too small."))
}

fn conversion(fault: &arrow::error::ArrowError) -> Error {
    use arrow::error::ArrowError;
    match fault {
        ArrowError::DivideByZero => Error::bad_input(say!("A division by zero."))
            .coded("division_by_zero")
            .hint(say!("Use nullif(divisor, 0).")),
        ArrowError::ArithmeticOverflow(_) => Error::bad_input(say!("A number became too large for its type."))
            .coded("overflow")
            .hint(say!("Cast to decimal(38, 2) before adding up.")),
        ArrowError::CastError(_) | ArrowError::ParseError(_) => {
            Error::bad_input(say!("A value cannot be converted to the type that the question asks for."))
                .coded("conversion")
                .hint(say!("Use try_cast, which gives null instead, or look at the column's profile."))
        }
        _ => misused(),
    }
}

/// The kind of a fault, which is all that a log may hold of it.
fn kind(fault: &DataFusionError) -> &'static str {
    match fault {
        DataFusionError::ArrowError(..) => "arrow",
        DataFusionError::IoError(_) => "io",
        DataFusionError::Internal(_) => "internal",
        DataFusionError::External(_) => "external",
        DataFusionError::ParquetError(_) => "parquet",
        DataFusionError::ObjectStore(_) => "store",
        _ => "other",
    }
}

/// The engine's sentence without its prefixes, and with a full stop.
fn sentence(text: &str) -> String {
    let mut text = text;
    for prefix in [
        "SQL error: ",
        "Error during planning: ",
        "Schema error: ",
        "This feature is not implemented: ",
        "ParserError(\"",
        "ParserError: ",
    ] {
        text = text.strip_prefix(prefix).unwrap_or(text);
    }
    let text = text.lines().next().unwrap_or("").trim_end_matches("\")").trim_end_matches('.');
    format!("{}.", text.chars().take(300).collect::<String>())
}

/// Line and column, where the message ends in them: `… at Line: 1, Column: 8`.
fn position(text: &str) -> Option<(u64, u64)> {
    let (_, rest) = text.rsplit_once("Line: ")?;
    let (line, rest) = rest.split_once(", Column: ")?;
    let column: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((line.parse().ok()?, column.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::error::ArrowError;

    #[test]
    fn invariant_4_no_value_passes_through_the_error_of_a_running_question() {
        let faults = [
            DataFusionError::ArrowError(
                Box::new(ArrowError::CastError("Cannot cast string 'SECRET-777' to value of Int32 type".into())),
                None,
            ),
            DataFusionError::Execution("SECRET-777".into()),
            DataFusionError::Internal("SECRET-777".into()),
            DataFusionError::External("SECRET-777".into()),
        ];
        for fault in faults {
            let told = running(&fault);
            assert!(!format!("{told} {told:?}").contains("SECRET"), "{told}");
        }
    }

    #[test]
    fn the_engine_does_not_tell_how_it_calls_things() {
        for (text, code, told) in [
            ("table 'datafusion.public.secrets' not found", "unknown_table", "There is no table ‘secrets’ here."),
            (
                "Invalid function 'version'.\nDid you mean 'sum'?",
                "unknown_function",
                "There is no function ‘version’ here.",
            ),
            (
                "Column datafusion.public.t.a is ambiguous",
                "does_not_fit",
                "The question does not fit the tables: Column t.a is ambiguous.",
            ),
            ("failed in DataFusion's planner", "does_not_fit", "The question does not fit the tables."),
        ] {
            let fault = planning(&DataFusionError::Plan(text.to_owned()));
            assert_eq!((fault.code(), fault.message()), (Some(code), told));
        }
    }

    #[test]
    fn a_place_in_the_question_is_told() {
        assert_eq!(position("Expected: an expression, found: FROM at Line: 1, Column: 8."), Some((1, 8)));
        assert_eq!(position("no place"), None);
    }
}
