//! A table for every noun. Everything hangs off an engagement, and the foreign keys say so.

use super::{index, keyed, moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, blob, boolean, boolean_null, integer, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [people(), work(), custody()].into_iter().flatten();
        for table in tables {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn people() -> Vec<TableCreateStatement> {
    let mut firm = Table::create().table("firm").col(integer("id").primary_key()).take();
    for column in [text("name"), text("contact"), text("domain"), moment("since")] {
        firm.col(column);
    }
    let client = vec![text("name"), moment("since"), text_null("recipient")];
    let person = vec![
        text("name"),
        text("email").unique_key().take(),
        text("organisation"),
        text("standing"),
        text("state"),
        text("language"),
        moment("since"),
    ];
    let sign_in = vec![
        text("person"),
        text("password_hash"),
        blob("totp_sealed"),
        big_integer("totp_step"),
        blob("enrolment_hash"),
        moment_or_none("enrolment_until"),
        integer("failures"),
        moment_or_none("locked_until"),
        text("recovery"),
        text_null("provider").unique_key().take(),
    ];
    let session = vec![
        blob("token_hash").unique_key().take(),
        text("person"),
        text("kind"),
        text("name"),
        text("address"),
        text("factor"),
        moment("since"),
        moment("seen"),
        moment("until"),
        moment("stepped_up"),
        text_null("purpose"),
        text_null("device"),
        blob("confirm_hash"),
        moment_or_none("confirm_until"),
        text_null("scope"),
        text_null("engagement"),
        moment_or_none("ended"),
    ];
    vec![
        firm,
        table("client", client, &[]),
        table("person", person, &[]),
        keyed("sign_in", &["person"], sign_in, &[("person", "person")]),
        table("session", session, &[("person", "person")]),
    ]
}

fn work() -> Vec<TableCreateStatement> {
    let engagement = vec![
        text("client"),
        text("title"),
        text("purposes"),
        text("categories"),
        text("regions"),
        text("state"),
        moment("since"),
        text("sealed"),
        boolean("nda_required"),
        integer("keep_days"),
        moment_or_none("verified_at"),
        moment_or_none("delete_by"),
        moment_or_none("closed_at"),
    ];
    let assignment = vec![
        text("engagement"),
        text("person"),
        text("role"),
        moment("since"),
        moment_or_none("suspended"),
        moment_or_none("ended"),
    ];
    let grant = vec![
        text("assignment"),
        text("engagement"),
        text("person"),
        text("kind"),
        text_null("extends"),
        text("purpose"),
        text("categories"),
        text("classes"),
        text("reason"),
        moment("asked_at"),
        integer("days"),
        text_null("approved_by"),
        moment_or_none("approved_at"),
        text_null("agreed_by"),
        moment_or_none("agreed_at"),
        moment_or_none("expires_at"),
        moment_or_none("used_at"),
        moment_or_none("ended"),
        text_null("ended_why"),
    ];
    let system = vec![
        text("engagement"),
        text("name"),
        text("kind"),
        text("environment"),
        text("region"),
        text("url"),
        text("database"),
        text("login"),
        text_null("credential"),
        text("added_by"),
        text_null("confirmed_by"),
        moment("since"),
    ];
    vec![
        table("engagement", engagement, &[("client", "client")]),
        table("assignment", assignment, &[("engagement", "engagement"), ("person", "person")]),
        table("grant", grant, &[("assignment", "assignment"), ("engagement", "engagement"), ("person", "person")]),
        table("system", system, &[("engagement", "engagement")]),
    ]
}

fn custody() -> Vec<TableCreateStatement> {
    let holding = vec![
        text("engagement"),
        text("kind"),
        text("state"),
        text("name"),
        text("category"),
        text("purpose"),
        text_null("source"),
        big_integer("bytes"),
        big_integer("rows"),
        big_integer("rejects"),
        text("brought_by"),
        moment("arrived_at"),
        text("digest"),
        text("salt"),
        text("key_id"),
        moment_or_none("destroyed_at"),
    ];
    let column_decision = vec![
        text("holding"),
        text("column"),
        text("engagement"),
        text("class"),
        text("reason"),
        text_null("confirmed_by"),
        moment("at"),
    ];
    let hold = vec![
        text("engagement"),
        text_null("holding"),
        text("asked_by"),
        text("reason"),
        moment("since"),
        moment("until"),
        moment_or_none("ended"),
    ];
    let verification = vec![text("engagement"), text("by"), moment("at"), text_null("run"), text("statement")];
    let load_run = vec![
        text("engagement"),
        text("mapping"),
        text("mode"),
        text("sources"),
        text_null("system"),
        text("state"),
        text("by"),
        moment("started_at"),
        moment_or_none("ended_at"),
        text("outcomes"),
        text_null("report"),
        boolean_null("agrees"),
        text_null("reconciliation"),
    ];
    let certificate = vec![
        text("engagement"),
        big_integer("items"),
        moment("at"),
        blob("statement"),
        blob("manifest"),
        text("events"),
        text("entry"),
    ];
    let job = vec![
        text("engagement"),
        text("kind"),
        text("subject"),
        text("state"),
        big_integer("done"),
        big_integer_null("total"),
        text("unit"),
        text("lines"),
        text("by"),
        moment("started_at"),
        moment_or_none("ended_at"),
    ];
    let of_engagement = &[("engagement", "engagement")];
    vec![
        table("holding", holding, of_engagement),
        keyed(
            "column_decision",
            &["holding", "column"],
            column_decision,
            &[("holding", "holding"), ("engagement", "engagement")],
        ),
        table("hold", hold, of_engagement),
        table("verification", verification, of_engagement),
        table("load_run", load_run, of_engagement),
        table("certificate", certificate, of_engagement),
        table("job", job, of_engagement),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let of_engagement =
        ["assignment", "grant", "system", "holding", "hold", "verification", "load_run", "certificate", "job"];
    let mut indexes: Vec<_> = of_engagement.map(|table| index(table, &["engagement"])).into();
    indexes.extend(["assignment", "grant", "session"].map(|table| index(table, &["person"])));
    indexes.extend([index("engagement", &["client"]), index("holding", &["source"]), index("job", &["state"])]);
    indexes
}
