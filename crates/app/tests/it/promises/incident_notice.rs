//! Clause S6.2.

use crate::incidents::{opened, stolen};
use bailee_app::{
    actions,
    promises::{Look, PROMISES},
};
use bailee_model::{EntryDraft, Notice, NoticeState, PromiseStatus};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

async fn status(firm: &TestFirm) -> PromiseStatus {
    let promise = PROMISES.iter().find(|promise| promise.slug == "incident_notice").expect("listed");
    (promise.judge)(&Look::new(&firm.app)).await.expect("judged").status
}

#[tokio::test]
async fn incident_notice_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = opened(&firm, "A").await.expect("opened");
    let (officer, incident) = stolen(&firm, &on).await.expect("declared");
    assert_eq!(status(&firm).await, PromiseStatus::Kept, "there is time");
    firm.advance(SignedDuration::from_hours(13));
    assert_eq!(status(&firm).await, PromiseStatus::DueSoon);
    let notice = firm.app.store().notices_on(incident.id).await.expect("read").remove(0);
    drop(officer);
    let officer = firm.officer().await.expect("an officer");
    actions::send_notice(&officer, notice.id).await.expect("sent");
    firm.advance(SignedDuration::from_hours(24 * 30));
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn incident_notice_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = opened(&firm, "A").await.expect("opened");
    let (_, incident) = stolen(&firm, &on).await.expect("declared");
    let notice = firm.app.store().notices_on(incident.id).await.expect("read").remove(0);
    firm.advance(SignedDuration::from_hours(25));
    assert_eq!(status(&firm).await, PromiseStatus::Broken, "nobody told them");
    let officer = firm.officer().await.expect("an officer");
    actions::send_notice(&officer, notice.id).await.expect("sent");
    assert_eq!(status(&firm).await, PromiseStatus::Broken, "told late stays late");
    // A fault leaves a client out without anybody's name under it.
    let waived = Notice { state: NoticeState::Waived, waived_by: None, ..notice };
    let entry = EntryDraft::new(on.it.id, "notice.waived").id("notice", waived.id);
    let ledger = firm.app.store().ledger();
    ledger.record([entry], |tx| async move { tx.save(&waived).await }).await.expect("saved");
    assert_eq!(status(&firm).await, PromiseStatus::Broken);
}
