//! Clause S4.2.

use super::status;
use crate::exits::Scene;
use bailee_model::PromiseStatus;
use jiff::SignedDuration;

#[tokio::test]
async fn no_local_copies_is_kept() {
    let scene = Scene::new().await;
    assert_eq!(status(&scene.firm, "no_local_copies").await, PromiseStatus::Kept);
    let (out, identity) = scene.out().await;
    assert_eq!(status(&scene.firm, "no_local_copies").await, PromiseStatus::DueSoon, "it is out, for a day");
    scene.give_back(out.id, &identity).await.expect("returned");
    assert_eq!(status(&scene.firm, "no_local_copies").await, PromiseStatus::Kept);
}

#[tokio::test]
async fn no_local_copies_is_broken() {
    let scene = Scene::new().await;
    let (out, identity) = scene.out().await;
    // Nobody brings it back, and no clock has to say so.
    scene.firm.advance(SignedDuration::from_hours(24));
    assert_eq!(status(&scene.firm, "no_local_copies").await, PromiseStatus::Broken);
    let lead = scene.lead().await;
    bailee_app::actions::end_checkout(&lead, out.id).await.expect("given up");
    scene.give_back(out.id, &identity).await.expect("late");
    assert_eq!(status(&scene.firm, "no_local_copies").await, PromiseStatus::Broken, "never confirmed in its time");
}
