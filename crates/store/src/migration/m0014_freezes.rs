//! Since when an engagement is frozen, and when it was let run again.

use super::moment_or_none;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column a statement: SQLite takes no more.
        for column in ["frozen_at", "thawed_at"] {
            manager.alter_table(Table::alter().table("engagement").add_column(moment_or_none(column)).take()).await?;
        }
        // What is frozen already, was at the earliest when its incident was contained first.
        let known = "UPDATE engagement SET frozen_at = (SELECT contained_at FROM incident WHERE incident.id = engagement.frozen_by) \
                     WHERE frozen_by IS NOT NULL";
        manager.get_connection().execute_unprepared(known).await.map(drop)
    }
}
