//! Clauses S3.1 to S3.4.

use super::{at_work, opened_past_the_gate, status};
use bailee_model::{Measured, PromiseStatus, Purpose, posture::ScreenLock};
use jiff::SignedDuration;

const SLUG: &str = "device_posture";

#[tokio::test]
async fn device_posture_is_kept() {
    let (firm, on, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    firm.advance(SignedDuration::from_hours(26));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "a silent device opens nothing");
    firm.sign_in(&on.consultant.who.email).await.expect("reports");
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn device_posture_is_broken() {
    let (firm, on, _) = at_work().await;
    firm.advance(SignedDuration::from_hours(26));
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "nothing was reported for a day");
}

#[tokio::test]
async fn a_report_that_shows_less_than_asked_does_not_keep_it() {
    let (firm, on, _) = at_work().await;
    firm.advance(SignedDuration::from_hours(26));
    let email = on.consultant.who.email.clone();
    firm.with_device(&email, async |device| {
        device.posture.screen_lock = Measured::Value(ScreenLock { on: true, delay_secs: 301 });
        device.report(&firm.app).await.expect("reported");
    })
    .await;
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}
