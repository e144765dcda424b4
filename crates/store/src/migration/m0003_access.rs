//! Who is let in and how that ends: suppliers, passkeys, devices and what they report, agreements and training, access
//! reviews, credentials to be replaced, and the messages that tell of it.

use super::{index, moment, moment_or_none, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, boolean, integer, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [factors(), devices(), agreements(), reviews(), outside()].into_iter().flatten();
        for table in tables {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn factors() -> Vec<TableCreateStatement> {
    let supplier =
        vec![text("kind"), text("name"), text("contact"), text("regions"), moment("since"), moment_or_none("ended")];
    let passkey = vec![
        text("person"),
        text("name"),
        blob("credential_id").unique_key().take(),
        blob("credential"),
        moment("since"),
        moment_or_none("used_at"),
        moment_or_none("ended"),
    ];
    let ceremony = vec![text("kind"), text_null("person"), blob("state"), moment("until")];
    let mail = vec![
        text("person"),
        text("kind"),
        text("path"),
        moment("since"),
        moment_or_none("next_at"),
        integer("attempts"),
        moment_or_none("sent_at"),
        text("trouble"),
    ];
    vec![
        table("supplier", supplier, &[]),
        table("passkey", passkey, &[("person", "person")]),
        table("ceremony", ceremony, &[]),
        table("mail", mail, &[("person", "person")]),
    ]
}

fn devices() -> Vec<TableCreateStatement> {
    let device = vec![
        text("person"),
        text("name"),
        text("os"),
        text("owner"),
        text("algorithm"),
        blob("key").unique_key().take(),
        text("home"),
        text("state"),
        moment("since"),
        text_null("approved_by"),
        moment_or_none("approved_at"),
        moment_or_none("approved_until"),
        moment_or_none("ended"),
        big_integer("last_number"),
    ];
    let report = vec![
        text("device"),
        big_integer("number"),
        moment("taken_at"),
        moment("received_at"),
        text("collector"),
        text("os_version"),
        text("posture"),
        text("raw_digest"),
    ];
    vec![table("device", device, &[("person", "person")]), table("posture_report", report, &[("device", "device")])]
}

fn agreements() -> Vec<TableCreateStatement> {
    let document = vec![
        text("kind"),
        integer("version"),
        text("language"),
        text("title"),
        text("text"),
        text("digest"),
        boolean("material"),
        moment("published_at"),
        text_null("published_by"),
    ];
    let signature = vec![
        text("document"),
        text("kind"),
        integer("version"),
        text("language"),
        text("digest"),
        text("person"),
        text("organisation"),
        text_null("engagement"),
        text("typed_name"),
        text("consent"),
        text("factor"),
        moment("at"),
    ];
    let course = vec![
        integer("version"),
        text("language"),
        text("title"),
        text("text"),
        text("questions"),
        integer("pass"),
        moment("published_at"),
    ];
    let completion =
        vec![text("person"), text("course"), integer("version"), integer("score"), moment("at"), moment("until")];
    vec![
        table("document", document, &[]),
        table("signature", signature, &[("document", "document"), ("person", "person"), ("engagement", "engagement")]),
        table("course", course, &[]),
        table("completion", completion, &[("person", "person"), ("course", "course")]),
    ]
}

fn reviews() -> Vec<TableCreateStatement> {
    let review = vec![
        integer("number").unique_key().take(),
        moment("opened_at"),
        moment("due"),
        text("population"),
        moment_or_none("closed_at"),
        blob("statement"),
        blob("manifest"),
    ];
    let row = vec![
        text("review"),
        text("person"),
        text_null("engagement"),
        text_null("assignment"),
        text("scope"),
        text_null("given_by"),
        moment_or_none("last_used"),
        text("flags"),
        text_null("reviewer"),
        text_null("decision"),
        text("reason"),
        text_null("decided_by"),
        moment_or_none("decided_at"),
        moment_or_none("suspended_at"),
        moment_or_none("restored_at"),
        text_null("probe"),
    ];
    vec![
        table("review", review, &[]),
        table("review_row", row, &[("review", "review"), ("person", "person"), ("engagement", "engagement")]),
    ]
}

fn outside() -> Vec<TableCreateStatement> {
    let rotation = vec![
        text("engagement"),
        text("system"),
        text("credential"),
        text_null("person"),
        text("state"),
        moment("requested_at"),
        moment("due"),
        integer("attempts"),
        moment_or_none("next_at"),
        text("note"),
        moment_or_none("confirmed_at"),
        text_null("confirmed_by"),
        boolean("attested"),
    ];
    let used =
        vec![text("engagement"), text("system"), text("credential"), text("person"), moment("first"), moment("last")];
    let account = vec![
        text("engagement"),
        text("system"),
        text("login"),
        text("name"),
        boolean("active"),
        text("state"),
        text_null("person"),
        moment("first_seen"),
        moment("last_seen"),
        moment_or_none("gone_at"),
    ];
    let departure = vec![
        text("person"),
        text("by"),
        moment("left_at"),
        moment("ended_at"),
        integer("sessions"),
        integer("assignments"),
        integer("grants"),
        integer("devices"),
        integer("rotations"),
    ];
    let parents = &[("engagement", "engagement"), ("system", "system")];
    vec![
        table("departure", departure, &[("person", "person")]),
        table("rotation", rotation, parents),
        table("credential_use", used, parents),
        table("account", account, parents),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let people = ["passkey", "device", "signature", "completion", "review_row", "credential_use"];
    let mut indexes: Vec<_> = people.map(|table| index(table, &["person"])).into();
    let engagements = ["signature", "rotation", "credential_use", "account"];
    indexes.extend(engagements.map(|table| index(table, &["engagement"])));
    indexes.extend([
        index("posture_report", &["device", "number"]),
        index("review_row", &["review"]),
        index("account", &["system"]),
        index("mail", &["next_at"]),
        index("ceremony", &["until"]),
        index("document", &["kind", "version"]),
    ]);
    indexes
}
