//! The register of backups and recovery kits, and the gate that a restored database stands behind.

use super::{moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean_null, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    let backup = vec![
        text("kind"),
        text_null("base"),
        text("place"),
        moment("made_at"),
        moment_or_none("finished_at"),
        big_integer("bytes"),
        big_integer("objects"),
        big_integer("site_size"),
        text("digest"),
        big_integer("epoch"),
        moment("expires_at"),
        moment_or_none("gone_at"),
        text_null("gone_how"),
        text_null("gone_by"),
        moment_or_none("tried_at"),
        boolean_null("tried_ok"),
        text_null("tried_by"),
        text("tried_says"),
    ];
    let kit = vec![
        text("name").unique_key().take(),
        big_integer("epoch"),
        moment("written_at"),
        moment_or_none("superseded_at"),
        moment_or_none("gone_by"),
        moment_or_none("gone_at"),
        text_null("confirmed_by"),
        moment_or_none("tried_at"),
    ];
    // One row while the database is being restored: from which backup, and since when.
    let gate = vec![text("backup"), moment("since")];
    vec![table("backup", backup, &[]), table("recovery_kit", kit, &[]), table("restore_gate", gate, &[])]
}
