//! Clause S4.4.

use super::status;
use crate::backups::{holding, made};
use bailee_app::clocks;
use bailee_model::PromiseStatus;
use jiff::SignedDuration;

const SLUG: &str = "encrypted_backups";

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn encrypted_backups_is_kept() {
    let (firm, _on, _place) = holding().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Unproven, "none was made");
    made(&firm, true).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Unproven, "none was tried");
    firm.app.backups().expect("a place").try_newest(None, Some(&firm.vault)).await.expect("tried");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    firm.advance(days(1));
    clocks::tick(&firm.app).await.expect("a tick");
    firm.app.backups_settled().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn encrypted_backups_is_broken() {
    let (firm, _on, place) = holding().await;
    made(&firm, true).await;
    let backups = firm.app.backups().expect("a place").clone();
    backups.try_newest(None, Some(&firm.vault)).await.expect("tried");
    // No clock runs: the next backup does not come.
    firm.advance(days(2));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    let newest = made(&firm, false).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    // A trial that fails stands until another goes well.
    let records = place.join(newest.id.to_string()).join("records.age");
    let whole = std::fs::read(&records).expect("readable");
    std::fs::write(&records, &whole[..whole.len() / 2]).expect("cut short");
    backups.try_newest(None, Some(&firm.vault)).await.expect("on record");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    std::fs::write(&records, whole).expect("mended");
    firm.advance(SignedDuration::from_mins(1));
    backups.try_newest(None, Some(&firm.vault)).await.expect("on record");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}
