//! Which tables there are, as the database itself tells: parents before children.

use crate::error::trouble;
use bailee_model::{Error, Result};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The table in which SeaORM keeps which steps were taken; a copy has them in its first line.
const STEPS: &str = "seaql_migrations";
/// The gate of a restore belongs to one database and is in no copy.
const GATE: &str = "restore_gate";

/// What a column takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Bool,
    Real,
    Bytes,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    parents: BTreeSet<String>,
}

impl Table {
    /// Reads every row, each value as its letter and its text.
    pub(super) fn select(&self, backend: DbBackend) -> String {
        let values: Vec<String> = self.columns.iter().map(|column| spelled(column, backend)).collect();
        format!("SELECT {} FROM {}", values.join(", "), quoted(&self.name))
    }

    pub(super) fn insert(&self, backend: DbBackend) -> String {
        let names: Vec<String> = self.columns.iter().map(|column| quoted(&column.name)).collect();
        let mut places = String::new();
        for place in 1..=names.len() {
            let comma = if place > 1 { ", " } else { "" };
            // Writing to a String does not fail.
            let _ = match backend {
                DbBackend::Postgres => write!(places, "{comma}${place}"),
                _ => write!(places, "{comma}?"),
            };
        }
        format!("INSERT INTO {} ({}) VALUES ({places})", quoted(&self.name), names.join(", "))
    }
}

fn spelled(column: &Column, backend: DbBackend) -> String {
    let name = quoted(&column.name);
    if backend == DbBackend::Postgres {
        return match column.kind {
            Kind::Text => format!("'t' || {name}::text"),
            Kind::Integer => format!("'i' || {name}::text"),
            Kind::Bool => format!("'i' || {name}::int::text"),
            Kind::Real => format!("'r' || {name}::text"),
            Kind::Bytes => format!("'b' || encode({name}, 'hex')"),
        };
    }
    format!(
        "CASE typeof({name}) WHEN 'null' THEN NULL WHEN 'blob' THEN 'b' || lower(hex({name})) WHEN 'integer' THEN 'i' || {name} \
         WHEN 'real' THEN 'r' || {name} ELSE 't' || {name} END"
    )
}

/// The names come from the schema, which is ours.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The steps of the schema that were taken, in order.
pub(super) async fn steps(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let rows = ask(db, "SELECT version FROM seaql_migrations ORDER BY version").await?;
    rows.iter().map(|row| row.try_get("", "version").map_err(trouble)).collect()
}

/// All tables of ours, parents before children.
pub(super) async fn tables(db: &impl ConnectionTrait) -> Result<Vec<Table>> {
    let names = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1",
    };
    let mut waiting = Vec::new();
    for row in ask(db, names).await? {
        let name: String = row.try_get("", "name").map_err(trouble)?;
        if name != STEPS && name != GATE {
            waiting.push(describe(db, name).await?);
        }
    }
    let mut sorted: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let placed: BTreeSet<String> = sorted.iter().map(|table| table.name.clone()).collect();
        let free = |table: &Table| table.parents.iter().all(|parent| *parent == table.name || placed.contains(parent));
        let (now, later): (Vec<Table>, Vec<Table>) = waiting.into_iter().partition(free);
        if now.is_empty() {
            return Err(Error::internal("The tables refer to one another in a circle."));
        }
        sorted.extend(now);
        waiting = later;
    }
    Ok(sorted)
}

async fn describe(db: &impl ConnectionTrait, name: String) -> Result<Table> {
    let (columns, parents) = match db.get_database_backend() {
        DbBackend::Postgres => (
            format!(
                "SELECT column_name::text AS name, data_type::text AS type FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = '{name}' ORDER BY ordinal_position"
            ),
            format!(
                "SELECT parent.relname::text AS parent FROM pg_constraint \
                 JOIN pg_class child ON child.oid = conrelid JOIN pg_class parent ON parent.oid = confrelid \
                 WHERE contype = 'f' AND child.relname = '{name}' AND child.relnamespace = current_schema()::regnamespace"
            ),
        ),
        _ => (
            format!("SELECT name, type FROM pragma_table_info('{name}') ORDER BY cid"),
            format!("SELECT \"table\" AS parent FROM pragma_foreign_key_list('{name}')"),
        ),
    };
    let column = |row: &QueryResult| {
        let kind: String = row.try_get("", "type").map_err(trouble)?;
        Ok(Column { name: row.try_get("", "name").map_err(trouble)?, kind: kind_of(&kind) })
    };
    let columns = ask(db, &columns).await?.iter().map(column).collect::<Result<_>>()?;
    let parents = ask(db, &parents).await?;
    let parents = parents.iter().map(|row| row.try_get("", "parent").map_err(trouble)).collect::<Result<_>>()?;
    Ok(Table { name, columns, parents })
}

fn kind_of(declared: &str) -> Kind {
    let declared = declared.to_ascii_lowercase();
    let says = |part: &str| declared.contains(part);
    if says("bool") {
        Kind::Bool
    } else if says("int") {
        Kind::Integer
    } else if says("blob") || says("bytea") {
        Kind::Bytes
    } else if says("real") || says("double") || says("float") {
        Kind::Real
    } else {
        Kind::Text
    }
}

async fn ask(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<QueryResult>> {
    db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.map_err(trouble)
}
