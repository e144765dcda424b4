//! Clauses D4.1 and S1.2.

use super::status;
use crate::exits::Scene;
use bailee_model::{Checkout, EntryDraft, PromiseStatus};

#[tokio::test]
async fn no_disclosure_is_kept() {
    let scene = Scene::new().await;
    assert_eq!(status(&scene.firm, "no_disclosure").await, PromiseStatus::Kept);
    scene.out().await;
    assert_eq!(status(&scene.firm, "no_disclosure").await, PromiseStatus::Kept);
}

#[tokio::test]
async fn no_disclosure_is_broken() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    // A fault lets it out past the register.
    let taken = Checkout { taken_at: Some(scene.firm.app.clock().now()), ..approved };
    let entry = EntryDraft::new(taken.engagement, "checkout.taken").id("checkout", taken.id);
    let ledger = scene.firm.app.store().ledger();
    ledger.record([entry], |tx| async move { tx.save(&taken).await }).await.expect("saved");
    assert_eq!(status(&scene.firm, "no_disclosure").await, PromiseStatus::Broken);
}
