//! What leaves, and where data may be: the register of disclosures, checkouts, legal demands, assessments of further regions,
//! and the region of the installation itself.

use super::{index, moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [disclosure(), checkout(), legal_demand(), assessment()] {
            manager.create_table(table).await?;
        }
        let by_engagement = ["disclosure", "checkout", "legal_demand", "assessment"];
        for index in by_engagement.map(|table| index(table, &["engagement"])) {
            manager.create_index(index).await?;
        }
        manager.create_index(index("checkout", &["person"])).await?;
        manager.alter_table(Table::alter().table("firm").add_column(text_null("region")).take()).await
    }
}

fn disclosure() -> TableCreateStatement {
    let columns = vec![
        text("engagement"),
        text_null("holding"),
        text("kind"),
        text("subject"),
        text("what"),
        text("recipient"),
        text_null("region"),
        text_null("assessment"),
        text("basis"),
        text("decided_by"),
        moment("at"),
        moment_or_none("barred_until"),
        moment_or_none("told_at"),
    ];
    table("disclosure", columns, &[("engagement", "engagement"), ("decided_by", "person")])
}

fn checkout() -> TableCreateStatement {
    let columns = vec![
        text("engagement"),
        text("holding"),
        text("person"),
        text("device"),
        text("purpose"),
        text("reason"),
        text("region"),
        integer("hours"),
        moment("asked_at"),
        text_null("approved_by"),
        moment_or_none("approved_at"),
        moment_or_none("expires_at"),
        moment_or_none("taken_at"),
        text_null("recipient"),
        text_null("disclosure"),
        moment_or_none("returned_at"),
        text_null("confirmation"),
        moment_or_none("ended"),
        text_null("ended_by"),
        text_null("ended_why"),
    ];
    let parents = &[("engagement", "engagement"), ("holding", "holding"), ("person", "person"), ("device", "device")];
    table("checkout", columns, parents)
}

fn legal_demand() -> TableCreateStatement {
    let columns = vec![
        text("engagement"),
        text("authority"),
        text("region"),
        text("asks"),
        text("basis"),
        moment("received_at"),
        moment("answer_due"),
        moment_or_none("barred_until"),
        text("recorded_by"),
        moment("recorded_at"),
        text_null("decision"),
        text("reason"),
        text("holdings"),
        text_null("proposed_by"),
        moment_or_none("proposed_at"),
        text_null("confirmed_by"),
        moment_or_none("decided_at"),
        moment_or_none("answered_at"),
        moment_or_none("told_at"),
    ];
    table("legal_demand", columns, &[("engagement", "engagement"), ("recorded_by", "person")])
}

fn assessment() -> TableCreateStatement {
    let columns = vec![
        text("engagement"),
        text("region"),
        text("why"),
        text("safeguards"),
        text("by"),
        moment("at"),
        text_null("agreed_by"),
        moment_or_none("agreed_at"),
        moment("until"),
        moment_or_none("ended"),
    ];
    table("assessment", columns, &[("engagement", "engagement"), ("by", "person")])
}
