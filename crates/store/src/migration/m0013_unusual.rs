//! Use that was not as usual: one row a person, engagement and day.

use super::{index, moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let unusual_use = vec![
            text("engagement"),
            text("person"),
            text("day"),
            text("kinds"),
            big_integer("openings"),
            big_integer("usual"),
            big_integer("outside"),
            moment_or_none("outside_at"),
            big_integer("quiet_days"),
            moment("found_at"),
            text_null("looked_by"),
            moment_or_none("looked_at"),
            text_null("decision"),
            text("note"),
        ];
        let parents = &[("engagement", "engagement"), ("person", "person"), ("looked_by", "person")];
        manager.create_table(table("unusual_use", unusual_use, parents)).await?;
        // Several servers look at the same openings; one of them writes the row.
        manager.create_index(index("unusual_use", &["engagement", "person", "day"]).unique().take()).await?;
        // Every minute it is asked what waits.
        manager.create_index(index("unusual_use", &["looked_at"])).await
    }
}
