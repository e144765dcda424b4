//! The tables as SeaORM entities, and what makes a noun of the model a row.
//!
//! Every noun is one row of one table, saved whole; the table has the noun's name and its columns have the names of the
//! noun's fields. `tables!` writes the entity and both conversions from one list, so that a field is named once. The
//! tables of the log, which hold no noun, are in [`log`].

#![allow(unreachable_pub, reason = "SeaORM's derives write `pub` on what they make")]

pub(crate) mod log;
mod nouns;

pub(crate) use nouns::*;

use crate::column::Text;
use bailee_model::Record;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, PrimaryKeyToColumn, QueryFilter, QueryOrder};

/// A type of the model that is one row of a table.
pub trait Row: Clone + Send + Sync + Sized + 'static {
    /// Its table.
    type Table: EntityTrait<Model = Self::Columns, ActiveModel: Send>;
    /// Its columns.
    type Columns: IntoActiveModel<<Self::Table as EntityTrait>::ActiveModel> + Send + Sync;

    /// Its fields as columns.
    fn columns(&self) -> Self::Columns;
    /// Its columns as fields.
    fn of(columns: Self::Columns) -> Self;
    /// What lists of it are sorted by.
    fn order() -> <Self::Table as EntityTrait>::Column;
}

/// A row that an identifier finds.
pub trait Found: Record + Row {
    /// What is true of the row of this identifier only.
    fn by_id(id: Self::Id) -> Expr;
}

/// A [`Record`] of the model that the store keeps. Only the store says which those are.
pub trait Noun: Found {}

impl<T: Found> Noun for T {}

/// Inserts the row, or replaces every column of the one that is there.
pub(crate) async fn save<T: Row>(db: &impl ConnectionTrait, row: &T) -> Result<(), DbErr> {
    let key = <T::Table as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
    let rest = <T::Table as EntityTrait>::Column::iter()
        .filter(|column| <T::Table as EntityTrait>::PrimaryKey::from_column(*column).is_none());
    let replace = OnConflict::columns(key).update_columns(rest).to_owned();
    T::Table::insert(row.columns().into_active_model()).on_conflict(replace).exec_without_returning(db).await?;
    Ok(())
}

/// The rows for which the condition holds, in the order of their kind.
pub(crate) async fn list<T: Row>(db: &impl ConnectionTrait, condition: Option<Expr>) -> Result<Vec<T>, DbErr> {
    let all = T::Table::find();
    let some = match condition {
        Some(condition) => all.filter(condition),
        None => all,
    };
    let sorted = <T::Table as EntityTrait>::PrimaryKey::iter()
        .fold(some.order_by_asc(T::order()), |query, part| query.order_by_asc(part.into_column()));
    Ok(sorted.all(db).await?.into_iter().map(T::of).collect())
}

/// The row for which the condition holds.
pub(crate) async fn one<T: Row>(db: &impl ConnectionTrait, condition: Expr) -> Result<Option<T>, DbErr> {
    Ok(T::Table::find().filter(condition).one(db).await?.map(T::of))
}

/// Whether a column equals an identifier or a word.
pub(crate) fn is<T: std::fmt::Display + std::str::FromStr>(column: impl ColumnTrait, value: T) -> Expr {
    column.eq(Text(value))
}
