//! How the firm's promises stood: judgements, the statements made of them, and what officers added.

use super::{index, moment, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        manager.create_index(index("judgement", &["promise", "at"])).await?;
        manager.create_index(index("statement", &["at"])).await
    }
}

fn tables() -> [TableCreateStatement; 3] {
    let judgement = vec![
        text("promise"),
        text("status"),
        text("says_en"),
        text("says_fr"),
        moment("at"),
        moment("checked_at"),
        moment("valid_until"),
        big_integer("evidence"),
        big_integer("against"),
        text("digest"),
        text("shown"),
        text("recorded"),
        text("event"),
    ];
    let annotation =
        vec![text("promise"), text("says_en"), text("says_fr"), text("by"), text("role"), moment("at"), text("status")];
    let statement = vec![moment("at"), text("body"), text("digest"), text("event")];
    [
        table("judgement", judgement, &[]),
        table("annotation", annotation, &[("by", "person")]),
        table("statement", statement, &[]),
    ]
}
