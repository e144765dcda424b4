//! Clauses D3.1 and S2.1.

use bailee_app::promises::{Look, PROMISES};
use bailee_model::{Category, EntryDraft, Grant, PromiseStatus, Purpose};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

async fn status(firm: &TestFirm) -> PromiseStatus {
    let promise = PROMISES.iter().find(|promise| promise.slug == "least_access").expect("listed");
    (promise.judge)(&Look::new(&firm.app)).await.expect("judged").status
}

#[tokio::test]
async fn least_access_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn least_access_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let grant = firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    // No clock runs: the grant outlives its date.
    firm.advance(SignedDuration::from_hours(24 * 31));
    assert_eq!(status(&firm).await, PromiseStatus::Broken);
    let ended = Grant { ended: Some(firm.app.clock().now()), ..grant };
    let entry = EntryDraft::new(on.it.id, "grant.ended").id("grant", ended.id);
    let ledger = firm.app.store().ledger();
    ledger.record([entry], |tx| async move { tx.save(&ended).await }).await.expect("ended");
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
}
