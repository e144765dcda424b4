//! The mapping: one readable, versioned document that says what of the client's tables becomes what in Odoo.
//!
//! A mapping is TOML; every expression in it is SQL over the columns of one source row. `docs/reference/mapping.md`
//! describes it with examples. Checking reads the whole document and names every mistake with its line and column
//! ([`check`]); running yields the plan that a loader sends, the rows that could not be mapped with the reason, and the
//! trial balance that the client's own export gives ([`run`]).

mod bind;
mod document;
mod order;
mod place;
mod record;
mod reduce;
mod select;
mod source;

use crate::query::session::Session;
use bailee_model::engine::{Mapped, MappingOutline, Mistake, Progress};
use bailee_model::{Error, Place, Result, Text, say};
use place::Places;

/// Reads a document against the tables of the session; its outline, or every mistake in it.
pub(crate) async fn check(
    text: &str,
    session: &mut Session,
) -> Result<std::result::Result<MappingOutline, Vec<Mistake>>> {
    Ok(bind::bind(text, session).await?.map(|bound| bound.outline))
}

/// Runs a document; one with mistakes is refused with the first of them.
pub(crate) async fn run(text: &str, prefix: &str, session: &mut Session, watch: &dyn Progress) -> Result<Mapped> {
    match bind::bind(text, session).await? {
        Ok(bound) => reduce::run(&bound, prefix, session, watch).await,
        Err(mistakes) => Err(first(mistakes)),
    }
}

fn first(mistakes: Vec<Mistake>) -> Error {
    let count = mistakes.len();
    let Some(mistake) = mistakes.into_iter().next() else {
        return Error::internal("A mapping was refused without a mistake.");
    };
    let message = match count {
        1 => mistake.message,
        _ => say!("{mistake} ({more} more)", mistake = mistake.message, more = count - 1),
    };
    let mut error = Error::bad_input(message).hint(mistake.hint);
    let Place { line, column, field, .. } = mistake.place;
    if let Some(line) = line {
        error = error.at_line(line);
    }
    if let Some(column) = column {
        error = error.at_column(column);
    }
    if let Some(field) = field {
        error = error.on_field(field);
    }
    error
}

/// Collects mistakes with their places.
pub(crate) struct Mistakes<'a> {
    places: Places<'a>,
    found: Vec<Mistake>,
}

impl<'a> Mistakes<'a> {
    fn in_text(text: &'a str) -> Self {
        Self { places: Places::of(text), found: Vec::new() }
    }

    /// Notes a mistake at this offset of the document.
    fn note(&mut self, at: usize, field: Option<&str>, message: Text, hint: Text) {
        let (line, column) = self.places.at(at);
        let place = Place { file: None, line: Some(line), column: Some(column), field: field.map(str::to_owned) };
        self.found.push(Mistake { place, message, hint });
    }

    /// Notes a mistake inside the string that begins at this offset, where the fault says its own line and column.
    fn note_in(&mut self, at: usize, field: Option<&str>, fault: &Error) {
        let inner = fault.place().and_then(|place| Some((place.line?, place.column?)));
        let (line, column) = self.places.inside(at, inner.unwrap_or((1, 1)));
        let place = Place { file: None, line: Some(line), column: Some(column), field: field.map(str::to_owned) };
        self.found.push(Mistake {
            place,
            message: fault.text().clone(),
            hint: fault.remedy().cloned().unwrap_or_else(|| Text::told("")),
        });
    }

    fn into_sorted(mut self) -> Vec<Mistake> {
        self.found.sort_by_key(|mistake| (mistake.place.line, mistake.place.column));
        self.found
    }
}
