//! Clauses D3.3 and D7.2.

use super::{force, status};
use crate::people::Scene;
use bailee_model::{EntryDraft, HoldingKind, PromiseStatus, Rotation, RotationState};
use jiff::SignedDuration;

const SLUG: &str = "credential_custody";

#[tokio::test]
async fn credential_custody_is_kept() {
    let scene = Scene::new().await;
    assert_eq!(status(&scene.firm, SLUG).await, PromiseStatus::Kept);
    scene.depart().await;
    assert_eq!(status(&scene.firm, SLUG).await, PromiseStatus::Kept, "there are seven days");
    scene.firm.advance(SignedDuration::from_hours(24 * 6));
    assert_eq!(status(&scene.firm, SLUG).await, PromiseStatus::DueSoon);
    let now = scene.firm.app.clock().now();
    let done = Rotation { state: RotationState::Confirmed, confirmed_at: Some(now), ..scene.rotation().await };
    force(&scene.firm, Rotation { attested: true, ..done.clone() }).await;
    assert_eq!(status(&scene.firm, SLUG).await, PromiseStatus::Attested, "somebody's word is all there is");
    force(&scene.firm, done).await;
    assert_eq!(status(&scene.firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn credential_custody_is_broken() {
    let scene = Scene::new().await;
    scene.depart().await;
    scene.firm.advance(SignedDuration::from_hours(24 * 8));
    assert_eq!(status(&scene.firm, SLUG).await, PromiseStatus::Broken, "its day passed");
    let done = Rotation { state: RotationState::Confirmed, ..scene.rotation().await };
    force(&scene.firm, done).await;
    assert_eq!(status(&scene.firm, SLUG).await, PromiseStatus::Kept);
    let holdings = scene.firm.app.store().holdings(scene.on.it.id).await.expect("holdings");
    let secret = holdings.iter().find(|each| each.kind == HoldingKind::Credential).expect("a secret");
    let entry = EntryDraft::new(scene.on.it.id, "holding.opened").id("holding", secret.id);
    scene.firm.app.store().ledger().note([entry]).await.expect("noted");
    assert_eq!(status(&scene.firm, SLUG).await, PromiseStatus::Broken, "somebody read it");
}
