//! Clauses S6.1 and S6.3.

use crate::incidents::{lost, opened, stolen};
use bailee_app::{
    actions::{self, ContainIncidentAsk},
    promises::{Look, PROMISES},
};
use bailee_model::PromiseStatus;
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

async fn status(firm: &TestFirm) -> PromiseStatus {
    let promise = PROMISES.iter().find(|promise| promise.slug == "incident_response").expect("listed");
    (promise.judge)(&Look::new(&firm.app)).await.expect("judged").status
}

#[tokio::test]
async fn incident_response_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
    let on = opened(&firm, "A").await.expect("opened");
    let (officer, incident) = stolen(&firm, &on).await.expect("declared");
    let ask = ContainIncidentAsk { engagements: incident.affected.clone(), ..ContainIncidentAsk::default() };
    actions::contain_incident(&officer, incident.id, ask).await.expect("contained");
    firm.advance(SignedDuration::from_hours(48));
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn incident_response_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("an officer");
    actions::declare_incident(&officer, lost(&firm)).await.expect("declared");
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
    // Nobody does anything about it.
    firm.advance(SignedDuration::from_hours(25));
    assert_eq!(status(&firm).await, PromiseStatus::Broken);
}
