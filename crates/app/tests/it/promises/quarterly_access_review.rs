//! Clause S2.4.

use super::status;
use bailee_model::{Category, PromiseStatus};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

const SLUG: &str = "quarterly_access_review";

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn quarterly_access_review_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "the first is not due");
    for (waited, expected) in [
        (days(90), PromiseStatus::Kept),
        (days(8), PromiseStatus::DueSoon),
        (days(7), PromiseStatus::Kept),
        (days(3), PromiseStatus::Kept),
    ] {
        firm.advance(waited);
        bailee_app::clocks::tick(&firm.app).await.expect("a tick");
        assert_eq!(status(&firm, SLUG).await, expected, "after {waited}");
    }
}

#[tokio::test]
async fn quarterly_access_review_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.advance(days(91));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "none was opened");
    bailee_app::clocks::tick(&firm.app).await.expect("a tick");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    firm.advance(days(15));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "silence has suspended nobody");
}
