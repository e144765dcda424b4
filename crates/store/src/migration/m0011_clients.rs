//! What passes between the firm and its clients beside data: suppliers' parts, enquiries and their answers, changes of what
//! was agreed, what was read before anything was shared, and who stood witness to a log.

use super::{index, moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [involvement(), enquiry()].into_iter().chain(agreed()) {
            manager.create_table(table).await?;
        }
        for name in ["involvement", "enquiry", "terms_change", "walkthrough", "witnessing"] {
            manager.create_index(index(name, &["engagement"])).await?;
        }
        manager.create_index(index("enquiry", &["secret_hash"])).await
    }
}

fn involvement() -> TableCreateStatement {
    let columns = vec![
        text("supplier"),
        text("engagement"),
        text("categories"),
        text("purpose"),
        text("region"),
        text("named_by"),
        moment("noticed_at"),
        moment("objection_until"),
        text_null("agreed_by"),
        moment_or_none("agreed_at"),
        text_null("objected_by"),
        moment_or_none("objected_at"),
        text("objection"),
        text_null("answered_by"),
        moment_or_none("answered_at"),
        text("answer"),
        moment_or_none("used_at"),
        moment_or_none("ended"),
    ];
    table("involvement", columns, &[("supplier", "supplier"), ("engagement", "engagement"), ("named_by", "person")])
}

fn enquiry() -> TableCreateStatement {
    let columns = vec![
        text("kind"),
        text_null("engagement"),
        text_null("person"),
        text_null("about"),
        text("name"),
        text("reply_to"),
        text("text"),
        text("language"),
        blob("secret_hash"),
        moment("at"),
        moment("due"),
        text_null("answered_by"),
        moment_or_none("answered_at"),
        text("answer"),
    ];
    table("enquiry", columns, &[("engagement", "engagement"), ("person", "person")])
}

fn agreed() -> [TableCreateStatement; 3] {
    let change = vec![
        text("engagement"),
        text("categories"),
        text("purposes"),
        text("reason"),
        text("proposed_by"),
        moment("proposed_at"),
        text_null("answered_by"),
        moment_or_none("answered_at"),
        boolean("agreed"),
    ];
    let walkthrough = vec![text("engagement"), text("person"), moment("at")];
    let witnessing =
        vec![text("engagement"), text("person"), big_integer("size"), text("key"), text("note"), moment("at")];
    let parents = &[("engagement", "engagement")];
    [
        table("terms_change", change, parents),
        table("walkthrough", walkthrough, parents),
        table("witnessing", witnessing, parents),
    ]
}
