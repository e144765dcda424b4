//! The policies that the firm publishes, their versions, their reviews and who signed them.

use super::{index, moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        manager.create_index(index("policy_version", &["policy"])).await?;
        manager.create_index(index("policy_review", &["policy"])).await?;
        manager.create_index(index("policy_signature", &["version"])).await?;
        manager.create_index(index("policy_signature", &["person"])).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    let policy = vec![text("slug").unique_key().take(), moment("since")];
    let version = vec![
        text("policy"),
        text_null("number"),
        text("state"),
        text_null("effective"),
        text("texts"),
        text("contact"),
        boolean("material"),
        text("summary"),
        text("accepted"),
        text("measures"),
        moment("since"),
        text_null("author"),
        moment("changed_at"),
        text_null("reviewed_by"),
        moment_or_none("reviewed_at"),
        text("remark"),
        text_null("published_by"),
        moment_or_none("published_at"),
    ];
    let review = vec![
        text("policy"),
        text("cause"),
        text("about"),
        moment("opened_at"),
        moment("due"),
        moment_or_none("closed_at"),
        text_null("closed_by"),
        text_null("outcome"),
        text_null("draft"),
        text("note"),
    ];
    let signature = vec![
        text("version"),
        text("person"),
        text("language"),
        text("digest"),
        text("typed_name"),
        text("factor"),
        moment("at"),
    ];
    let parents = [("version", "policy_version"), ("person", "person")];
    vec![
        table("policy", policy, &[]),
        table("policy_version", version, &[("policy", "policy")]),
        table("policy_review", review, &[("policy", "policy"), ("draft", "policy_version")]),
        table("policy_signature", signature, &parents),
    ]
}
