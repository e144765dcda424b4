//! The error that people read, in two voices: what the caller can do (message, place, hint), and what the operator
//! needs (source).
//!
//! A message never carries a value out of client data: it carries a code, a place and a remedy. What the caller typed
//! may be repeated to them. One place in `web` turns the [`ErrorKind`] into a status and one in the command line
//! into an exit code.

use crate::{say, say::Text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What every fallible operation of the product returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of trouble it is, which decides the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The caller's input cannot be used as it is.
    BadInput,
    /// Nobody is signed in, or not strongly or recently enough.
    SignIn,
    /// The gate said no to something the caller may know about.
    Refused,
    /// There is no such thing, or the caller may not know of it (invariant 6): the two answer alike.
    NotFound,
    /// The state of things does not allow it now.
    Conflict,
    /// Something Bailee depends on does not answer; trying later may help.
    Unavailable,
    /// Stored bytes are not what was written.
    Corrupt,
    /// A defect of ours.
    Internal,
}

/// Where in the caller's input the trouble is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file's name as the caller gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Column in characters, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// The field's or column's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// Why a gate said no: the clause, in plain words, and what would lift it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The clause of the firm's policies, as in `S2.2`.
    pub clause: String,
    /// The promise's plain name, as in *Least access*.
    pub promise: String,
    /// What is refused and why.
    pub reason: String,
    /// What would lift it, and who can.
    pub lift: String,
}

/// The error of the product's crates.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: Box<Text>,
    code: Option<&'static str>,
    place: Option<Box<Place>>,
    hint: Option<Box<Text>>,
    refusal: Option<Box<Refusal>>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of this kind with a message for the caller.
    pub fn new(kind: ErrorKind, message: Text) -> Self {
        Self { kind, message: Box::new(message), code: None, place: None, hint: None, refusal: None, source: None }
    }

    /// The caller's input cannot be used.
    pub fn bad_input(message: Text) -> Self {
        Self::new(ErrorKind::BadInput, message)
    }

    /// There is no such thing, or the caller may not know of it.
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound, say!("There is nothing here, or nothing that you may see."))
    }

    /// The state of things does not allow it now.
    pub fn conflict(message: Text) -> Self {
        Self::new(ErrorKind::Conflict, message)
    }

    /// Something outside does not answer.
    pub fn unavailable(message: Text) -> Self {
        Self::new(ErrorKind::Unavailable, message)
    }

    /// Stored bytes are not what was written. The sentence is for the operator.
    pub fn corrupt(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Corrupt, Text::told(message))
    }

    /// A defect of ours. The sentence is for the operator, who finds it with its source in the server's log.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, Text::told(message))
    }

    /// Sign in, or sign in again.
    pub fn sign_in(message: Text) -> Self {
        Self::new(ErrorKind::SignIn, message)
    }

    /// The gate said no.
    pub fn refused(refusal: Refusal) -> Self {
        let mut error = Self::new(ErrorKind::Refused, Text::told(&refusal.reason));
        error.hint = Some(Box::new(Text::told(&refusal.lift)));
        error.refusal = Some(Box::new(refusal));
        error
    }

    /// A stable word for the trouble, which programs and tests may rely on, as in `unknown_table`.
    #[must_use]
    pub fn coded(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Self {
        self.hint = Some(Box::new(hint));
        self
    }

    /// The file it is about.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.place.get_or_insert_default().file = Some(file.into());
        self
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.place.get_or_insert_default().line = Some(line);
        self
    }

    /// The column, counted from 1.
    #[must_use]
    pub fn at_column(mut self, column: u64) -> Self {
        self.place.get_or_insert_default().column = Some(column);
        self
    }

    /// The field or column it is about.
    #[must_use]
    pub fn on_field(mut self, field: impl Into<String>) -> Self {
        self.place.get_or_insert_default().field = Some(field.into());
        self
    }

    /// What the operator needs to know; never shown to the caller.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of trouble it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The sentence for the caller, in English.
    pub fn message(&self) -> &str {
        self.message.english()
    }

    /// The sentence for the caller, to be said in any language.
    pub fn text(&self) -> &Text {
        &self.message
    }

    /// The stable word for the trouble, if it has one.
    pub fn code(&self) -> Option<&'static str> {
        self.code
    }

    /// What to do about it, if anything is known, in English.
    pub fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref().map(Text::english)
    }

    /// What to do about it, if anything is known, to be said in any language.
    pub fn remedy(&self) -> Option<&Text> {
        self.hint.as_deref()
    }

    /// The whole of it for the caller: where, what, and what to do.
    pub fn whole(&self) -> Text {
        self.around(&self.message)
    }

    /// The same with other words for what it is.
    pub fn around(&self, message: &Text) -> Text {
        let said = match self.remedy() {
            Some(hint) => say!("{message} {hint}", message, hint),
            None => message.clone(),
        };
        match &self.place {
            Some(place) => say!("{place}: {said}", place = place.text(), said),
            None => said,
        }
    }

    /// Where in the input it is.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_deref()
    }

    /// The gate's reason, when a gate said no.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_deref()
    }
}

impl Place {
    /// It in words: `plan.csv, line 3, field name`.
    pub fn text(&self) -> Text {
        let parts = [
            self.file.as_ref().map(Text::told),
            self.line.map(|line| say!("line {line}", line)),
            self.column.map(|column| say!("column {column}", column)),
            self.field.as_ref().map(|field| say!("field {field}", field)),
        ];
        let join = |all: Text, next: Text| say!("{all}, {next}", all, next);
        parts.into_iter().flatten().reduce(join).unwrap_or_default()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().english())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.whole().english())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        let message = match source.kind() {
            std::io::ErrorKind::StorageFull => say!("The disk is full."),
            _ => say!("A file could not be read or written."),
        };
        Self::unavailable(message).hint(say!("The operator finds the details in the server's log.")).because(source)
    }
}
