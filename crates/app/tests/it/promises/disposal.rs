//! Clauses D7.2 and S4.4.

use super::{at_work, force, status};
use bailee_app::actions::{self, DestroyAsk};
use bailee_model::{Certificate, Engagement, EngagementState, Holding, HoldingId, PromiseStatus};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;

const SLUG: &str = "disposal";
const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn destroyed() -> (TestFirm, TestEngagement, Certificate) {
    let (firm, mut on, table) = at_work().await;
    on.owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let ask = DestroyAsk { engagement: on.it.id, holdings: vec![table.source.expect("its original")] };
    let certificate = actions::destroy(&on.owner, ask).await.expect("destroyed").value;
    (firm, on, certificate)
}

#[tokio::test]
async fn disposal_is_kept() {
    let (firm, ..) = destroyed().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "the kits are within their date");
}

#[tokio::test]
async fn invariant_7_disposal_is_broken_by_what_a_closed_engagement_still_has() {
    let (firm, on, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    force(&firm, Engagement { state: EngagementState::Closed, ..on.it.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}

#[tokio::test]
async fn disposal_is_broken() {
    let (firm, on, certificate) = destroyed().await;
    // The kits' keepers never said that they destroyed their copies.
    firm.advance(DAY * 32);
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    force(&firm, Certificate { outstanding_until: None, ..certificate }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    // Something is said to be destroyed, and no certificate names it.
    let holdings = firm.app.store().holdings(on.it.id).await.expect("holdings");
    let uncertified =
        Holding { id: HoldingId::new(firm.rng().as_ref()), digest: "ab".repeat(32), ..holdings[0].clone() };
    force(&firm, uncertified).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}
