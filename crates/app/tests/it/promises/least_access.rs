//! Clauses D3.1 and S2.1.

use super::{force, status};
use bailee_model::{Category, Grant, PromiseStatus, Purpose};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

#[tokio::test]
async fn least_access_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    assert_eq!(status(&firm, "least_access").await, PromiseStatus::Kept);
    firm.advance(SignedDuration::from_hours(24 * 31));
    bailee_app::clocks::tick(&firm.app).await.expect("a tick");
    assert_eq!(status(&firm, "least_access").await, PromiseStatus::Kept, "its clock ended it");
}

#[tokio::test]
async fn least_access_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let grant = firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    // No clock runs: the grant outlives its date.
    firm.advance(SignedDuration::from_hours(24 * 31));
    assert_eq!(status(&firm, "least_access").await, PromiseStatus::Broken);
    force(&firm, Grant { ended: Some(firm.app.clock().now()), ..grant.clone() }).await;
    assert_eq!(status(&firm, "least_access").await, PromiseStatus::Kept);
    let now = firm.app.clock().now();
    let long = Grant { approved_at: Some(now), used_at: Some(now), ..grant };
    force(&firm, Grant { expires_at: Some(now + SignedDuration::from_hours(24 * 31)), ..long }).await;
    assert_eq!(status(&firm, "least_access").await, PromiseStatus::Broken, "longer than the firm ever gives");
}
