//! Links in and out, and the files that come through them.

use super::{index, moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, integer, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        let by = [
            ("drop_link", "engagement"),
            ("drop_upload", "link"),
            ("drop_upload", "state"),
            ("out_link", "engagement"),
        ];
        for (table, column) in by {
            manager.create_index(index(table, &[column])).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    let drop_link = vec![
        text("engagement"),
        blob("token_hash").unique_key().take(),
        text("label"),
        text("asked_for"),
        text("category"),
        text("purpose"),
        text("made_by"),
        moment("since"),
        moment("until"),
        integer("max_files"),
        big_integer("max_bytes"),
        moment_or_none("ended"),
    ];
    let drop_upload = vec![
        text("link"),
        text("engagement"),
        text("holding"),
        blob("token_hash").unique_key().take(),
        big_integer("length"),
        text("parts"),
        text("state"),
        moment("since"),
        moment("until"),
        moment_or_none("ended"),
        text_null("entry"),
    ];
    let out_link = vec![
        text("engagement"),
        text("holding"),
        text("person"),
        text("made_by"),
        moment("since"),
        moment("until"),
        moment_or_none("opened_at"),
        moment_or_none("ended"),
    ];
    let people = &[("engagement", "engagement"), ("made_by", "person")];
    vec![
        table("drop_link", drop_link, people),
        table("drop_upload", drop_upload, &[("link", "drop_link"), ("holding", "holding")]),
        table("out_link", out_link, &[("engagement", "engagement"), ("holding", "holding"), ("person", "person")]),
    ]
}
