//! Clause D7.1.

use super::{at_work, status};
use bailee_app::actions::{self, ConfirmReceiptAsk, HandOverAsk};
use bailee_model::{Handover, PromiseStatus};
use futures::TryStreamExt;
use jiff::SignedDuration;

const SLUG: &str = "return_of_data";
const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test]
async fn return_of_data_is_kept() {
    let (firm, on, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "nothing was asked back");
    let ask = HandOverAsk { engagement: on.it.id, holdings: vec![] };
    let handed = actions::hand_over(&on.owner, ask).await.expect("handed over").value;
    let id = handed.handover.id;
    handed.out.bytes.try_for_each(|_| async { Ok(()) }).await.expect("streams");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "the receipt has time");
    firm.advance(DAY * 7);
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Unproven, "nobody said that it arrived");
    let handover = firm.app.store().get::<Handover>(id).await.expect("read").expect("there");
    let manifest = handover.manifest.expect("whole");
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    actions::confirm_receipt(&owner, ConfirmReceiptAsk { handover: id, manifest, checked: false }).await.expect("said");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn return_of_data_is_broken() {
    let (firm, on, _) = at_work().await;
    let ask = || HandOverAsk { engagement: on.it.id, holdings: vec![] };
    drop(actions::hand_over(&on.owner, ask()).await.expect("begun").value);
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "it can be fetched again");
    firm.advance(DAY * 7);
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let handed = actions::hand_over(&owner, ask()).await.expect("handed over").value;
    handed.out.bytes.try_for_each(|_| async { Ok(()) }).await.expect("streams");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}
