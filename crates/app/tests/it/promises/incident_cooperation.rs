//! Clause S6.4.

use crate::incidents::{opened, stolen};
use bailee_app::{
    actions::{self, WriteInRoomAsk},
    promises::{Look, PROMISES},
};
use bailee_model::{Incident, PromiseStatus};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;

async fn status(firm: &TestFirm) -> PromiseStatus {
    let promise = PROMISES.iter().find(|promise| promise.slug == "incident_cooperation").expect("listed");
    (promise.judge)(&Look::new(&firm.app)).await.expect("judged").status
}

async fn asked(firm: &TestFirm) -> (TestEngagement, Incident) {
    let on = opened(firm, "A").await.expect("opened");
    let (officer, incident) = stolen(firm, &on).await.expect("declared");
    let notice = firm.app.store().notices_on(incident.id).await.expect("read").remove(0);
    actions::send_notice(&officer, notice.id).await.expect("sent");
    let ask = WriteInRoomAsk { incident: incident.id, client: None, text: "Whose was it?".to_owned() };
    actions::write_in_room(&on.owner, ask).await.expect("asked");
    (on, incident)
}

#[tokio::test]
async fn incident_cooperation_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
    let (on, incident) = asked(&firm).await;
    firm.advance(SignedDuration::from_hours(20));
    let officer = firm.officer().await.expect("an officer");
    let ask =
        WriteInRoomAsk { incident: incident.id, client: Some(on.client.id), text: "A consultant’s.".to_owned() };
    actions::write_in_room(&officer, ask).await.expect("answered");
    firm.advance(SignedDuration::from_hours(24 * 10));
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn incident_cooperation_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    asked(&firm).await;
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
    // Nobody answers for a week.
    firm.advance(SignedDuration::from_hours(24 * 7));
    assert_eq!(status(&firm).await, PromiseStatus::Broken);
}
