//! How far the firm's other tools have been told.

use super::{moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let feed = vec![
            text("kind"),
            text("target"),
            text_null("engagement"),
            big_integer("next"),
            moment_or_none("claimed_until"),
            integer("attempts"),
            moment_or_none("next_at"),
            text("trouble"),
            moment_or_none("sent_at"),
        ];
        manager.create_table(table("feed", feed, &[("engagement", "engagement")])).await
    }
}
