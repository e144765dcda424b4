//! Clause D6.

use super::status;
use crate::exits::{Scene, agree};
use bailee_app::actions;
use bailee_model::PromiseStatus;

#[tokio::test]
async fn data_residency_is_kept() {
    let scene = Scene::new().await;
    scene.out().await;
    assert_eq!(status(&scene.firm, "data_residency").await, PromiseStatus::Unproven, "nobody said where this is");
    let officer = scene.firm.officer().await.expect("an officer");
    actions::set_region(&officer, "CA-QC").await.expect("set");
    assert_eq!(status(&scene.firm, "data_residency").await, PromiseStatus::Kept);
}

#[tokio::test]
async fn data_residency_is_broken() {
    let scene = Scene::new().await;
    let officer = scene.firm.officer().await.expect("an officer");
    actions::set_region(&officer, "CA-QC").await.expect("set");
    // What is held here was agreed for another region only.
    agree(&scene.firm, scene.on.it.id, &["FR"]).await;
    assert_eq!(status(&scene.firm, "data_residency").await, PromiseStatus::Broken);
}
