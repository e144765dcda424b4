//! Clause D5.2: working copies go.

use super::{at_work, force, status};
use bailee_app::{
    actions::{self, PlaceHoldAsk, VerifyAsk},
    clocks,
};
use bailee_model::{Engagement, PromiseStatus};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;

const SLUG: &str = "deletion_after_verification";
const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn verified() -> (TestFirm, TestEngagement) {
    let (firm, on, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "nothing is verified yet");
    let ask = VerifyAsk { engagement: on.it.id, run: None, statement: "Right.".to_owned() };
    actions::verify(&on.owner, ask).await.expect("verified");
    (firm, on)
}

#[tokio::test]
async fn deletion_after_verification_is_kept() {
    let (firm, on) = verified().await;
    let until = firm.app.clock().now() + DAY * 20;
    let ask = PlaceHoldAsk { engagement: on.it.id, holding: None, reason: "an audit".to_owned(), until };
    actions::place_hold(&on.owner, ask).await.expect("held");
    firm.advance(DAY * 16);
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "the client's own request keeps it");
    firm.advance(DAY * 5);
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn deletion_after_verification_is_broken() {
    let (firm, on) = verified().await;
    // No clock runs: what should be gone is still there.
    firm.advance(DAY * 15);
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    // A date later than the policy allows is none, even when nothing is left.
    let engagement = firm.app.store().get::<Engagement>(on.it.id).await.expect("read").expect("there");
    let later = engagement.delete_by.map(|by| by + DAY * 30);
    force(&firm, Engagement { delete_by: later, ..engagement }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}
