//! How the schema came about, step by step, on both databases.
//!
//! A migration that was released is never changed: a new one follows it. They are written with SeaORM's schema builder;
//! only the triggers are spelled for each database. `docs/reference/schema.sql` shows what they give on SQLite.

mod m0001_nouns;
mod m0002_log;
mod m0003_access;
mod m0004_policies;
mod m0005_promises;
mod m0006_retention;
mod m0007_exits;
mod m0008_transfer;
mod m0009_backups;
mod m0010_incidents;
mod m0011_clients;
mod m0012_feeds;
mod m0013_unusual;
mod m0014_freezes;

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema;

/// All steps, in order.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_nouns::Migration),
            Box::new(m0002_log::Migration),
            Box::new(m0003_access::Migration),
            Box::new(m0004_policies::Migration),
            Box::new(m0005_promises::Migration),
            Box::new(m0006_retention::Migration),
            Box::new(m0007_exits::Migration),
            Box::new(m0008_transfer::Migration),
            Box::new(m0009_backups::Migration),
            Box::new(m0010_incidents::Migration),
            Box::new(m0011_clients::Migration),
            Box::new(m0012_feeds::Migration),
            Box::new(m0013_unusual::Migration),
            Box::new(m0014_freezes::Migration),
        ]
    }
}

/// A table with a text key named `id`, and a foreign key for each `(column, table)`.
fn table(
    name: &'static str,
    columns: Vec<ColumnDef>,
    parents: &[(&'static str, &'static str)],
) -> TableCreateStatement {
    let mut table = Table::create().table(name).col(schema::text("id").primary_key()).take();
    with(&mut table, name, columns, parents);
    table
}

/// A table with a key of several columns.
fn keyed(
    name: &'static str,
    key: &[&'static str],
    columns: Vec<ColumnDef>,
    parents: &[(&'static str, &'static str)],
) -> TableCreateStatement {
    let mut table = Table::create().table(name).take();
    with(&mut table, name, columns, parents);
    let mut index = Index::create();
    for column in key {
        index.col(*column);
    }
    table.primary_key(&mut index);
    table
}

fn with(
    table: &mut TableCreateStatement,
    name: &'static str,
    columns: Vec<ColumnDef>,
    parents: &[(&'static str, &'static str)],
) {
    for column in columns {
        table.col(column);
    }
    for (column, parent) in parents {
        let parent_key = "id";
        table.foreign_key(
            ForeignKey::create().name(format!("{name}_{column}")).from(name, *column).to(*parent, parent_key),
        );
    }
}

/// An index named for its table and columns.
fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(format!("{table}_by_{}", columns.join("_"))).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}

/// A required instant, in milliseconds of Unix time.
fn moment(name: &'static str) -> ColumnDef {
    schema::big_integer(name)
}

/// An instant that may not have come yet.
fn moment_or_none(name: &'static str) -> ColumnDef {
    schema::big_integer_null(name)
}
