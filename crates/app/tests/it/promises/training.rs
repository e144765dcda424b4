//! Clause S5.2.

use super::{at_work, opened_past_the_gate, status};
use bailee_model::{PromiseStatus, Purpose};
use jiff::SignedDuration;

const SLUG: &str = "training";

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn training_is_kept() {
    let (firm, _, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    firm.advance(days(340));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::DueSoon);
    firm.advance(days(60));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::DueSoon, "it ran out, and nobody opens anything");
}

#[tokio::test]
async fn training_is_broken() {
    let (firm, on, _) = at_work().await;
    firm.advance(days(365 + 13));
    opened_past_the_gate(&firm, &on, on.lead.who.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::DueSoon, "within the grace");
    firm.advance(days(2));
    opened_past_the_gate(&firm, &on, on.lead.who.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "after it");
}
