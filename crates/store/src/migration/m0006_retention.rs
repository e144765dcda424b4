//! What goes back to the client, and the second stage of certificates.

use super::{index, moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// How long, in milliseconds, a certificate of before waits for its second stage at the latest: the 30 days that recovery
/// kits and backups were kept for.
const KEPT_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let handover = vec![
            text("engagement"),
            text("made_by"),
            moment("at"),
            text("recipient"),
            text("items"),
            big_integer("bytes"),
            text_null("manifest"),
            moment_or_none("fetched_at"),
            text_null("receipt_by"),
            moment_or_none("receipt_at"),
            boolean("receipt_checked"),
        ];
        let parents = [("engagement", "engagement"), ("made_by", "person"), ("receipt_by", "person")];
        manager.create_table(table("handover", handover, &parents)).await?;
        manager.create_index(index("handover", &["engagement"])).await?;
        for column in [text_null("completes"), moment_or_none("outstanding_until")] {
            manager.alter_table(Table::alter().table("certificate").add_column(column).take()).await?;
        }
        // The clock looks at each once, and finds that nothing is outstanding where nothing is.
        let waits = Expr::col("at").add(KEPT_MILLIS);
        let update = Query::update().table("certificate").value("outstanding_until", waits).take();
        manager.execute(update).await
    }
}
