//! Clauses D8 and S9.

use crate::clients::{answer, ask};
use bailee_app::promises::{Look, PROMISES};
use bailee_model::{Category, PromiseStatus};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

async fn status(firm: &TestFirm) -> PromiseStatus {
    let promise = PROMISES.iter().find(|promise| promise.slug == "open_door").expect("listed");
    (promise.judge)(&Look::new(&firm.app)).await.expect("judged").status
}

#[tokio::test]
async fn open_door_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    assert_eq!(status(&firm).await, PromiseStatus::Kept, "nothing was asked");
    let asked = ask(&firm, &on, "Where is it kept?").await;
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
    firm.advance(SignedDuration::from_hours(30));
    assert_eq!(status(&firm).await, PromiseStatus::DueSoon);
    answer(&firm, asked.id, "In Canada.").await;
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn open_door_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let asked = ask(&firm, &on, "Where is it kept?").await;
    firm.advance(SignedDuration::from_hours(49));
    assert_eq!(status(&firm).await, PromiseStatus::Broken, "two working days are over");
    answer(&firm, asked.id, "In Canada.").await;
    assert_eq!(status(&firm).await, PromiseStatus::Broken, "a late answer shows for a while");
    firm.advance(SignedDuration::from_hours(24 * 31));
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
}
