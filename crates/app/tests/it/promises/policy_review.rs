//! Clauses S8.1 and S8.2.

use super::{force, status};
use bailee_app::{
    actions::{self, AddSupplierAsk, ClosePolicyReviewAsk},
    clocks,
};
use bailee_model::{PromiseStatus, Supplier, SupplierId, SupplierKind};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

const SLUG: &str = "policy_review";

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

#[tokio::test]
async fn policy_review_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Unproven, "nothing is published");
    firm.publish_policies().await.expect("published");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    // A supplier comes the right way, and its review is done.
    let officer = firm.officer().await.expect("the officer");
    let ask = AddSupplierAsk {
        kind: SupplierKind::Tool,
        name: "Rivet Mail".to_owned(),
        contact: "hello@rivet.example".to_owned(),
        regions: vec!["CA".to_owned()],
    };
    actions::add_supplier(&officer, ask).await.expect("added");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::DueSoon);
    for review in firm.app.store().policy_reviews_open().await.expect("reviews") {
        let ask = ClosePolicyReviewAsk { review: review.id, draft: None, note: "Clause S7 covers it.".to_owned() };
        actions::close_policy_review(&officer, ask).await.expect("done");
    }
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    firm.advance(days(340));
    clocks::tick(&firm.app).await.expect("the clocks");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::DueSoon);
}

#[tokio::test]
async fn policy_review_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    firm.publish_policies().await.expect("published");
    // A supplier that no review was opened for.
    let supplier = Supplier {
        id: SupplierId::new(firm.rng().as_ref()),
        kind: SupplierKind::Tool,
        name: "Rivet Mail".to_owned(),
        contact: "hello@rivet.example".to_owned(),
        regions: vec!["CA".to_owned()],
        since: firm.app.clock().now() + SignedDuration::from_mins(1),
        ended: None,
    };
    firm.advance(SignedDuration::from_mins(2));
    force(&firm, supplier).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    // A year passes and nobody goes through anything.
    let firm = TestFirm::new().await.expect("a firm");
    firm.publish_policies().await.expect("published");
    firm.advance(days(367));
    clocks::tick(&firm.app).await.expect("the clocks");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}
