//! The log: entries and nodes can be added and never changed, which the databases themselves enforce.

use super::{keyed, moment, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, integer, text, text_null};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        let once = Index::create().name("entry_once").table("entry").col("event").col("part").unique().take();
        manager.create_index(once).await?;
        for statement in triggers(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    let log = vec![
        text_null("origin").unique_key().take(),
        moment("since"),
        big_integer("size"),
        blob("root"),
        blob("peaks"),
    ];
    let entry = vec![text("log"), big_integer("idx"), text("event"), integer("part"), blob("body"), blob("leaf")];
    let node = vec![text("log"), integer("level"), big_integer("idx"), blob("hash")];
    let detail = vec![text("log"), big_integer("idx"), blob("sealed")];
    let checkpoint = vec![text("log"), big_integer("size"), text("note")];
    let of_log = &[("log", "log")];
    vec![
        table("log", log, &[]),
        keyed("entry", &["log", "idx"], entry, of_log),
        keyed("node", &["log", "level", "idx"], node, of_log),
        keyed("detail", &["log", "idx"], detail, of_log),
        keyed("checkpoint", &["log", "size"], checkpoint, of_log),
    ]
}

/// Refuses every change of what was appended, whoever asks for it.
fn triggers(backend: DbBackend) -> Vec<String> {
    const REFUSAL: &str = "what the log holds is final";
    let tables = ["entry", "node"];
    if backend == DbBackend::Sqlite {
        let refuse = |table: &str, verb: &str, name: &str| {
            format!(
                "CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        };
        return tables
            .iter()
            .flat_map(|table| [refuse(table, "UPDATE", "stays"), refuse(table, "DELETE", "remains")])
            .collect();
    }
    let function = format!(
        "CREATE FUNCTION log_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    );
    let refuse = |table: &&str| {
        format!(
            "CREATE TRIGGER {table}_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION log_is_final()"
        )
    };
    std::iter::once(function).chain(tables.iter().map(refuse)).collect()
}
