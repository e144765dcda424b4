//! Clause S6.5.

use bailee_app::{
    actions::{self, CloseIncidentAsk},
    promises::{Look, PROMISES},
};
use bailee_model::PromiseStatus;
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

async fn status(firm: &TestFirm) -> PromiseStatus {
    let promise = PROMISES.iter().find(|promise| promise.slug == "incident_exercise").expect("listed");
    (promise.judge)(&Look::new(&firm.app)).await.expect("judged").status
}

/// An exercise from its beginning to its end.
async fn exercised(firm: &TestFirm) {
    let officer = firm.officer().await.expect("an officer");
    let incident = actions::hold_exercise(&officer).await.expect("begun");
    let notice = firm.app.store().notices_on(incident.id).await.expect("read").remove(0);
    actions::send_notice(&officer, notice.id).await.expect("sent");
    let ask = CloseIncidentAsk { incident: incident.id, cause: "It was an exercise.".to_owned() };
    actions::close_incident(&officer, ask).await.expect("closed");
}

#[tokio::test]
async fn incident_exercise_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    assert_eq!(status(&firm).await, PromiseStatus::Unproven, "none was held yet");
    exercised(&firm).await;
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
    firm.advance(SignedDuration::from_hours(24 * 340));
    assert_eq!(status(&firm).await, PromiseStatus::DueSoon);
}

#[tokio::test]
async fn incident_exercise_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    exercised(&firm).await;
    // Nobody holds another for more than a year.
    firm.advance(SignedDuration::from_hours(24 * 367));
    assert_eq!(status(&firm).await, PromiseStatus::Broken);
}
