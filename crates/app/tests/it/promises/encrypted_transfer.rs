//! Clause S4.3.

use bailee_app::{
    actions::{self, MakeDropLinkAsk},
    clocks,
    promises::{Look, PROMISES},
};
use bailee_model::{Category, PromiseStatus, Purpose};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

async fn status(firm: &TestFirm) -> PromiseStatus {
    let promise = PROMISES.iter().find(|promise| promise.slug == "encrypted_transfer").expect("listed");
    (promise.judge)(&Look::new(&firm.app)).await.expect("judged").status
}

async fn uploading() -> TestFirm {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Financial]).await.expect("an engagement");
    let ask = MakeDropLinkAsk {
        engagement: on.it.id,
        label: "Marrow Mills".to_owned(),
        asked_for: "The ledger".to_owned(),
        category: Category::Financial,
        purpose: Purpose::Audit,
        until: on.lead.now() + SignedDuration::from_hours(24 * 14),
        max_files: 1,
        max_bytes: 100,
    };
    let made = actions::make_drop_link(&on.lead, ask).await.expect("made").value;
    let token = made.address.expose().rsplit('/').next().expect("a path").to_owned();
    firm.app.drop_door(&token, "").await.expect("open").begin("ledger.csv", 50).await.expect("begun");
    firm
}

#[tokio::test]
async fn encrypted_transfer_is_kept() {
    let firm = uploading().await;
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
    firm.advance(SignedDuration::from_hours(24 * 15));
    clocks::tick(&firm.app).await.expect("ticked");
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn encrypted_transfer_is_broken() {
    let firm = uploading().await;
    // No clock runs: the unfinished upload outlives its time, and then the link its date.
    firm.advance(SignedDuration::from_hours(74));
    assert_eq!(status(&firm).await, PromiseStatus::Broken);
    clocks::tick(&firm.app).await.expect("ticked");
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
    firm.advance(SignedDuration::from_hours(24 * 14));
    assert_eq!(status(&firm).await, PromiseStatus::Broken);
}
