//! Clauses D3.3 and D5.1.

use super::status;
use crate::backups::holding;
use bailee_model::{EntryDraft, Holding, HoldingState, PromiseStatus};

const SLUG: &str = "sealed_custody";

#[tokio::test]
async fn sealed_custody_is_kept() {
    let (firm, _on, _place) = holding().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn sealed_custody_is_broken() {
    let (firm, on, _place) = holding().await;
    let held = firm.app.store().holdings(on.it.id).await.expect("read").pop().expect("one");
    // A fault says that it is destroyed, and its key lives.
    let wrong = Holding { state: HoldingState::Destroyed, destroyed_at: Some(firm.app.clock().now()), ..held };
    let entry = EntryDraft::new(on.it.id, "holding.changed").id("holding", wrong.id);
    let ledger = firm.app.store().ledger();
    ledger.record([entry], |tx| async move { tx.save(&wrong).await }).await.expect("saved");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}
