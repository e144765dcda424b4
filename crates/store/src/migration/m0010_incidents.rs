//! Incidents: their timeline and remedies, what clients are told, and the two facts of an engagement that they lean on.

use super::{index, moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer, integer_null, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column a statement: SQLite takes no more.
        for column in [text_null("frozen_by"), integer_null("notice_hours")] {
            manager.alter_table(Table::alter().table("engagement").add_column(column).take()).await?;
        }
        for table in incidents().into_iter().chain(notices()) {
            manager.create_table(table).await?;
        }
        for table in ["incident_event", "incident_task", "notice", "incident_message"] {
            manager.create_index(index(table, &["incident"])).await?;
        }
        manager.create_index(index("notice", &["client"])).await?;
        manager.create_index(index("notice_version", &["notice"])).await?;
        manager.create_index(index("session", &["device"])).await
    }
}

fn incidents() -> [TableCreateStatement; 3] {
    let incident = vec![
        integer("number").unique_key().take(),
        text("title"),
        text("signal"),
        moment("signal_at"),
        text("declared_by"),
        moment("declared_at"),
        text("owner"),
        text("severity"),
        text("state"),
        boolean("exercise"),
        text("named"),
        text("scope"),
        text("affected"),
        moment_or_none("contained_at"),
        text("contained"),
        text("cause"),
        moment_or_none("closed_at"),
        moment_or_none("forgotten_at"),
    ];
    let event = vec![
        text("incident"),
        text("kind"),
        moment("at"),
        moment("happened_at"),
        text_null("by"),
        text_null("engagement"),
        text("text"),
    ];
    let task = vec![
        text("incident"),
        text("what"),
        text("owner"),
        moment("due"),
        text("state"),
        text("by"),
        moment("at"),
        moment_or_none("ended_at"),
        text("outcome"),
    ];
    [
        table("incident", incident, &[("declared_by", "person"), ("owner", "person")]),
        table("incident_event", event, &[("incident", "incident")]),
        table("incident_task", task, &[("incident", "incident"), ("owner", "person")]),
    ]
}

fn notices() -> [TableCreateStatement; 3] {
    let notice = vec![
        text("incident"),
        text("engagement"),
        text("client"),
        text("engagements"),
        text("state"),
        moment("due"),
        text("rule"),
        integer("version"),
        integer("sent_version"),
        moment_or_none("sent_at"),
        text_null("sent_by"),
        moment_or_none("acknowledged_at"),
        text_null("acknowledged_by"),
        moment_or_none("waived_at"),
        text_null("waived_by"),
        text("waived_name"),
        text("waived_why"),
    ];
    let version = vec![
        text("notice"),
        text("engagement"),
        integer("number"),
        text("language"),
        text("sections"),
        text("by"),
        moment("at"),
        moment_or_none("sent_at"),
    ];
    let message = vec![
        text("incident"),
        text("engagement"),
        text("client"),
        text("by"),
        boolean("from_client"),
        moment("at"),
        text("text"),
    ];
    let of_client = &[("incident", "incident"), ("engagement", "engagement"), ("client", "client")];
    [
        table("notice", notice, of_client),
        table("notice_version", version, &[("notice", "notice"), ("engagement", "engagement")]),
        table("incident_message", message, of_client),
    ]
}
