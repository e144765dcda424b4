//! The tables as SeaORM entities, and what makes a noun of the model a row.
//!
//! Every noun is one row of one table, saved whole; the table has the noun's name and its columns have the names of the
//! noun's fields. `tables!` writes the entity and both conversions from one list, so that a field is named once. The
//! tables of the log, which hold no noun, are in [`log`].

#![allow(unreachable_pub, reason = "SeaORM's derives write `pub` on what they make")]

#[macro_use]
mod tables;

mod access;
mod backups;
mod clients;
mod exits;
mod feeds;
mod incidents;
pub(crate) mod log;
mod nouns;
mod policies;
mod promises;
mod retention;
mod transfer;
mod unusual;

pub(crate) use access::*;
pub(crate) use clients::*;
pub(crate) use exits::*;
pub(crate) use incidents::*;
pub(crate) use nouns::*;
pub(crate) use policies::*;
pub(crate) use promises::*;
pub(crate) use retention::*;
pub(crate) use transfer::*;
pub(crate) use unusual::*;

use crate::column::Text;
use crate::error::trouble;
use crate::keys::StoreKeys;
use crate::words::{WordKey, Words};
use bailee_model::entry::LogId;
use bailee_model::{Record, Result};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn, QueryFilter, QueryOrder,
};
use std::collections::HashMap;

/// A type of the model that is one row of a table.
pub trait Row: Clone + Send + Sync + Sized + 'static {
    /// Its table.
    type Table: EntityTrait<Model = Self::Columns, ActiveModel: Send>;
    /// Its columns.
    type Columns: IntoActiveModel<<Self::Table as EntityTrait>::ActiveModel>
        + ModelTrait<Entity = Self::Table>
        + FromQueryResult
        + Send
        + Sync;

    /// Its fields as columns.
    fn columns(&self) -> Self::Columns;
    /// Its columns as fields.
    fn of(columns: Self::Columns) -> Self;
    /// What lists of it are sorted by.
    fn order() -> <Self::Table as EntityTrait>::Column;
    /// Its texts that come from the client's world, which are sealed in the table. None, for the firm's own records.
    fn words(&mut self) -> Option<Words<'_>> {
        None
    }
}

/// A row that an identifier finds.
pub trait Found: Record + Row {
    /// What is true of the row of this identifier only.
    fn by_id(id: Self::Id) -> Expr;
}

/// A [`Record`] of the model that the store keeps. Only the store says which those are.
pub trait Noun: Found {}

impl<T: Found> Noun for T {}

/// The tables, as somebody sees them who has the keys: where nouns are saved and found.
pub(crate) struct Tables<'c, C> {
    pub(crate) db: &'c C,
    pub(crate) keys: &'c dyn StoreKeys,
}

impl<C: ConnectionTrait> Tables<'_, C> {
    /// Inserts the noun's row, or replaces every column of the one that is there.
    pub(crate) async fn save<T: Row>(&self, noun: &T) -> Result<()> {
        let row = self.seal(noun).await?;
        let key = <T::Table as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
        let rest = <T::Table as EntityTrait>::Column::iter()
            .filter(|column| <T::Table as EntityTrait>::PrimaryKey::from_column(*column).is_none());
        let replace = OnConflict::columns(key).update_columns(rest).to_owned();
        let insert = T::Table::insert(row.columns().into_active_model()).on_conflict(replace);
        insert.exec_without_returning(self.db).await.map(drop).map_err(trouble)
    }

    /// The nouns for which the condition holds, in the order of their kind.
    pub(crate) async fn list<T: Row>(&self, condition: Option<Expr>) -> Result<Vec<T>, DbErr> {
        let all = T::Table::find();
        let some = match condition {
            Some(condition) => all.filter(condition),
            None => all,
        };
        let sorted = <T::Table as EntityTrait>::PrimaryKey::iter()
            .fold(some.order_by_asc(T::order()), |query, part| query.order_by_asc(part.into_column()));
        Ok(self.open(sorted.all(self.db).await?))
    }

    /// The noun for which the condition holds.
    pub(crate) async fn one<T: Row>(&self, condition: Expr) -> Result<Option<T>, DbErr> {
        let row = T::Table::find().filter(condition).one(self.db).await?;
        Ok(self.open(row).pop())
    }

    /// The noun as its row shall be, with its client's words sealed.
    async fn seal<T: Row>(&self, noun: &T) -> Result<T> {
        let mut noun = noun.clone();
        let lost = noun.words().is_some_and(|words| words.are_lost());
        let mut before = if lost { self.row_of(&noun).await.map_err(trouble)? } else { None };
        if let Some(words) = noun.words() {
            let key = WordKey::of(self.keys, words.log);
            words.seal(key.as_ref(), before.as_mut().and_then(Row::words))?;
        }
        Ok(noun)
    }

    /// The row that a noun would replace, with its words as they stand there.
    async fn row_of<T: Row>(&self, noun: &T) -> Result<Option<T>, DbErr> {
        let columns = noun.columns();
        let key = <T::Table as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
        let same = key.fold(T::Table::find(), |query, column| query.filter(column.into_expr().eq(columns.get(column))));
        Ok(same.one(self.db).await?.map(T::of))
    }

    /// Rows as nouns, with their words open. Each log's key is asked for once.
    fn open<T: Row>(&self, rows: impl IntoIterator<Item = T::Columns>) -> Vec<T> {
        let mut keys: HashMap<LogId, Option<WordKey>> = HashMap::new();
        let mut nouns: Vec<T> = rows.into_iter().map(T::of).collect();
        for words in nouns.iter_mut().filter_map(Row::words) {
            let key = keys.entry(words.log).or_insert_with_key(|log| WordKey::of(self.keys, *log));
            words.open(key.as_ref());
        }
        nouns
    }
}

/// Whether a column equals an identifier or a word.
pub(crate) fn is<T: std::fmt::Display + std::str::FromStr>(column: impl ColumnTrait, value: T) -> Expr {
    column.eq(Text(value))
}
