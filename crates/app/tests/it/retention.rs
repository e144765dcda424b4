//! What is kept longer, what goes back, what goes at once, and what is certified twice.

mod certificates;
mod deleting;
mod holds;
mod returning;

use bailee_model::{LogId, LoggedEntry, MailKind};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// An engagement's log.
async fn log(firm: &TestFirm, on: &TestEngagement) -> Vec<LoggedEntry> {
    let log = firm.app.store().log(LogId::Engagement(on.it.id));
    log.entries(0, log.size().await.expect("a size")).await.expect("entries")
}

fn count(entries: &[LoggedEntry], name: &str) -> usize {
    entries.iter().filter(|entry| entry.name == name).count()
}

/// How many messages of a kind a person was written.
async fn told(firm: &TestFirm, person: bailee_model::PersonId, kind: MailKind) -> usize {
    let mails = firm.app.store().mails_to(person).await.expect("mails");
    mails.iter().filter(|mail| mail.kind == kind).count()
}
