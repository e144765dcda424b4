//! Clause D5.2: unless the client asks to keep them.

use super::{at_work, force, status};
use bailee_app::{
    actions::{self, PlaceHoldAsk},
    clocks,
};
use bailee_model::{Hold, Holding, HoldingState, PromiseStatus};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;

const SLUG: &str = "retention_on_request";
const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn held() -> (TestFirm, TestEngagement, Holding, Hold) {
    let (firm, on, table) = at_work().await;
    let until = firm.app.clock().now() + DAY * 10;
    let ask = PlaceHoldAsk { engagement: on.it.id, holding: None, reason: "an audit".to_owned(), until };
    let hold = actions::place_hold(&on.owner, ask).await.expect("held").value;
    (firm, on, table, hold)
}

#[tokio::test]
async fn retention_on_request_is_kept() {
    let (firm, ..) = held().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    firm.advance(DAY * 11);
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "it ended by itself");
}

#[tokio::test]
async fn retention_on_request_is_broken() {
    let (firm, on, table, hold) = held().await;
    // Somebody of the firm asked for it, or it runs longer than any may.
    force(&firm, Hold { asked_by: on.lead.who.id, ..hold.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    force(&firm, Hold { until: hold.until + DAY * 400, ..hold.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    force(&firm, hold.clone()).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    // No clock runs: it outlives its date.
    firm.advance(DAY * 11);
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    // Something it kept was destroyed while it ran.
    let gone = Holding {
        state: HoldingState::Destroyed,
        destroyed_at: Some(hold.since + DAY),
        digest: "ab".repeat(32),
        ..table
    };
    force(&firm, gone).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}
