//! Clause S2.2.

use super::{force, status};
use crate::people::depart;
use bailee_app::actions::{self, DepartPersonAsk};
use bailee_model::{Category, Grant, PromiseStatus, Purpose};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

const SLUG: &str = "prompt_revocation";

#[tokio::test]
async fn prompt_revocation_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    depart(&firm, on.consultant.who.id).await.expect("let go");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn prompt_revocation_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let grant = firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    firm.advance(SignedDuration::from_hours(3));
    // They left two hours ago, and it is said only now.
    let officer = firm.officer().await.expect("in");
    let left_at = officer.now() - SignedDuration::from_hours(2);
    let ask = DepartPersonAsk { person: on.consultant.who.id, left_at, reason: "another position".to_owned() };
    actions::depart_person(&officer, ask).await.expect("let go");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "too late");
    firm.advance(SignedDuration::from_hours(24 * 31));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    force(&firm, Grant { ended: None, ..grant }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "something is left over");
}
