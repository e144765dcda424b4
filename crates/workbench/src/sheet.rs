//! What is known about a table beside its rows: the columns, how each is sealed, and what parsing found.

use crate::shelf::{SHEET, Shelf};
use crate::token::Token;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use bailee_model::engine::Parsed;
use bailee_model::words::ColumnClass;
use bailee_model::{Error, Result, say};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The column with each row's line in the original file, counted from 1.
pub(crate) const LINE: &str = "_line";
/// What follows a column's name to name its stored pseudonyms.
pub(crate) const PSEUDONYM: &str = "#pseudonym";

/// Whether a column may not be called so, because what is stored beside another is.
pub(crate) fn is_stored_beside(name: &str) -> bool {
    name.ends_with(PSEUDONYM)
        || name.rsplit_once('#').is_some_and(|(_, word)| Token::ALL.iter().any(|token| token.word() == word))
}

/// A column of a stored table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SheetColumn {
    /// Its name.
    pub(crate) name: String,
    /// The class whose key it was written under; [`ColumnClass::Secret`] when nothing was decided.
    pub(crate) sealed_as: ColumnClass,
    /// What its values are about; pseudonyms of one subject join across an engagement's tables.
    pub(crate) subject: String,
    /// Whether pseudonyms and format tokens are stored beside it.
    pub(crate) masked: bool,
    /// The format tokens that questions may name.
    #[serde(default)]
    pub(crate) tokens: Vec<Token>,
    /// `text`, `integer`, `decimal`, `date`, `boolean`.
    pub(crate) kind: String,
    /// Places after the point, for decimals.
    #[serde(default)]
    pub(crate) scale: u8,
}

impl SheetColumn {
    /// A column of text.
    pub(crate) fn text(name: impl Into<String>, sealed_as: ColumnClass, subject: &str) -> Self {
        Self {
            name: name.into(),
            sealed_as,
            subject: subject.to_owned(),
            masked: sealed_as != ColumnClass::Open,
            tokens: Token::of(subject, "text"),
            kind: "text".to_owned(),
            scale: 0,
        }
    }

    /// The same column with values of this kind.
    pub(crate) fn of_kind(self, kind: &str, scale: u8) -> Self {
        Self { tokens: Token::of(&self.subject, kind), kind: kind.to_owned(), scale, ..self }
    }

    /// The same column of texts, most of which are days.
    pub(crate) fn with_days(self) -> Self {
        Self { tokens: Token::of(&self.subject, "date"), ..self }
    }

    /// A column without stored pseudonyms, for tables that are never queried.
    pub(crate) fn unmasked(name: &str, sealed_as: ColumnClass) -> Self {
        Self { masked: false, tokens: Vec::new(), ..Self::text(name, sealed_as, "text") }
    }

    /// The Arrow type of its values.
    pub(crate) fn data_type(&self) -> DataType {
        match self.kind.as_str() {
            "integer" => DataType::Int64,
            "decimal" => DataType::Decimal128(38, self.scale as i8),
            "date" => DataType::Date32,
            "boolean" => DataType::Boolean,
            _ => DataType::Utf8,
        }
    }

    pub(crate) fn pseudonym(&self) -> String {
        format!("{}{PSEUDONYM}", self.name)
    }

    /// Where what a token tells is stored.
    pub(crate) fn token(&self, token: Token) -> String {
        format!("{}#{}", self.name, token.word())
    }

    /// The names of what is stored beside it: the pseudonyms first, then the tokens.
    pub(crate) fn stored(&self) -> Vec<String> {
        if !self.masked {
            return Vec::new();
        }
        std::iter::once(self.pseudonym()).chain(self.tokens.iter().map(|token| self.token(*token))).collect()
    }

    /// Tokens by the names that questions use; a column of the file that is called so comes first.
    pub(crate) fn named_tokens<'a>(&'a self, columns: &'a [SheetColumn]) -> impl Iterator<Item = (Token, String)> + 'a {
        let taken = |name: &str| columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
        self.tokens.iter().map(|token| (*token, token.named(&self.name))).filter(move |(_, name)| !taken(name))
    }
}

/// The schema of a stored table: the line, the columns, then pseudonyms and format tokens of those that have them.
pub(crate) fn stored_schema(columns: &[SheetColumn]) -> SchemaRef {
    let mut fields = vec![Field::new(LINE, DataType::Int64, false)];
    fields.extend(columns.iter().map(|column| Field::new(&column.name, column.data_type(), true)));
    for column in columns.iter().filter(|column| column.masked) {
        fields.push(Field::new(column.pseudonym(), DataType::Utf8, true));
        fields.extend(column.tokens.iter().map(|token| Field::new(column.token(*token), token.data_type(), true)));
    }
    Arc::new(Schema::new(fields))
}

/// How the profile reads a column's texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reading {
    /// `text`, `integer`, `decimal`, `date`, `boolean`, `empty`.
    pub(crate) kind: String,
    /// `point` or `comma`.
    pub(crate) style: String,
    /// Whether dates of two numbers and a year begin with the month.
    pub(crate) month_first: bool,
    /// Places of the most precise number.
    pub(crate) scale: u8,
}

/// The kept description of a table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sheet {
    /// What parsing found.
    pub(crate) parsed: Parsed,
    /// Columns of the table of texts.
    pub(crate) columns: Vec<SheetColumn>,
    /// How each column's texts are read, once there is a profile.
    #[serde(default)]
    pub(crate) readings: Option<Vec<Reading>>,
    /// Columns of the typed table, once there is one.
    #[serde(default)]
    pub(crate) typed: Option<Vec<SheetColumn>>,
}

impl Sheet {
    /// The description kept on this shelf.
    pub(crate) async fn of(shelf: &Shelf) -> Result<Self> {
        shelf.json(SHEET).await?.ok_or_else(|| {
            Error::conflict(say!("This holding has no table yet.")).hint(say!("Parse the original first."))
        })
    }

    /// Keeps it.
    pub(crate) async fn keep(&self, shelf: &Shelf) -> Result<()> {
        shelf.put_json(SHEET, self).await
    }
}
