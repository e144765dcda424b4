//! What is told about a question that failed: a sentence and a place, and never a value out of a table.
//!
//! Before a question runs, the engine has seen only what the caller typed and the names of tables and columns, so its
//! message may be passed on. Once it runs, its messages quote values (*Cannot cast string '…' to Int32*), even of rows
//! that a filter excludes: from then on only the kind of the fault is told.

use bailee_model::Error;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;

/// A fault found while reading and planning the question.
pub(crate) fn planning(fault: &DataFusionError) -> Error {
    let fault = fault.find_root();
    let text = sentence(&fault.strip_backtrace());
    let error = match fault {
        DataFusionError::SQL(..) => Error::bad_input(format!("This is not SQL that can be read: {text}")),
        DataFusionError::NotImplemented(_) => Error::bad_input(format!("That is not possible here: {text}")),
        DataFusionError::ResourcesExhausted(_) => return running(fault),
        DataFusionError::SchemaError(schema, _) if missing(schema).is_some() => {
            let name = missing(schema).unwrap_or_default();
            return Error::bad_input(format!("There is no column ‘{name}’ here."))
                .on_field(name)
                .hint("Names with capitals or spaces stand in double quotes: \"Account Code\".");
        }
        DataFusionError::SchemaError(..)
        | DataFusionError::Plan(_)
        | DataFusionError::Diagnostic(..)
        | DataFusionError::Configuration(_) => {
            Error::bad_input(format!("The question does not fit the tables: {text}"))
        }
        _ => return running(fault),
    };
    match position(&text) {
        Some((line, column)) => error.at_line(line).at_column(column),
        None => error.hint("Names with capitals or spaces stand in double quotes: \"Account Code\"."),
    }
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
            Error::bad_input("The question needs more memory than one question may take.")
                .hint("Group by fewer columns, or filter more narrowly.")
        }
        DataFusionError::ArrowError(arrow, _) => conversion(arrow),
        DataFusionError::Execution(_) | DataFusionError::Plan(_) => {
            Error::bad_input("A function met a value that it cannot work with.")
                .hint("Columns may hold empty cells and texts; test with try_cast or a filter first.")
        }
        DataFusionError::External(inner) if inner.downcast_ref::<crate::query::masked::Unreadable>().is_some() => {
            Error::unavailable("A sealed table could not be read.")
                .hint("Try again; if it stays, the operator finds the reason in the server's log.")
        }
        other => {
            tracing::error!(kind = kind(other), "a question failed for a reason of ours");
            Error::internal("The question failed.").hint("The operator finds its kind in the server's log.")
        }
    }
}

fn conversion(fault: &arrow::error::ArrowError) -> Error {
    use arrow::error::ArrowError;
    match fault {
        ArrowError::DivideByZero => Error::bad_input("A division by zero.").hint("Use nullif(divisor, 0)."),
        ArrowError::ArithmeticOverflow(_) => {
            Error::bad_input("A number became too large for its type.").hint("Cast to decimal(38, 2) before adding up.")
        }
        ArrowError::CastError(_) | ArrowError::ParseError(_) => {
            Error::bad_input("A value cannot be converted to the type that the question asks for.")
                .hint("Use try_cast, which gives null instead, or look at the column's profile.")
        }
        _ => Error::bad_input("A function met a value that it cannot work with."),
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
    fn a_place_in_the_question_is_told() {
        assert_eq!(position("Expected: an expression, found: FROM at Line: 1, Column: 8."), Some((1, 8)));
        assert_eq!(position("no place"), None);
    }
}
