//! Clauses D1, D3.2 and S1.2.

use super::{at_work, force, found, opened_past_the_gate, status};
use crate::{
    clients::again,
    unusual::{self, look},
};
use bailee_app::actions;
use bailee_model::{Person, PersonState, PromiseStatus, Purpose, UseDecision};
use jiff::SignedDuration;

const SLUG: &str = "purpose_limitation";

#[tokio::test]
async fn purpose_limitation_is_kept() {
    let (firm, on, _) = at_work().await;
    let finding = found(&firm, SLUG).await;
    assert_eq!((finding.status, finding.evidence.len()), (PromiseStatus::Kept, 1));
    // What the client's own people look at is theirs.
    opened_past_the_gate(&firm, &on, on.owner.who.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    firm.app.store().ledger().erase_details(on.it.id).await.expect("erased");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "the grant still shows");
}

#[tokio::test]
async fn purpose_limitation_is_kept_while_unusual_use_is_looked_at_in_time() {
    let (firm, on) = unusual::scene().await;
    firm.advance(SignedDuration::from_hours(13));
    // The use of a credential has no purpose of its own in the log, so that only its hour speaks.
    unusual::used(&firm, &on, on.consultant.who.id, 1).await;
    let row = unusual::found(&firm, &on).await.remove(0);
    let finding = found(&firm, SLUG).await;
    assert_eq!((finding.status, finding.evidence.len()), (PromiseStatus::Kept, 1));
    firm.advance(SignedDuration::from_hours(24 * 6 + 1));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::DueSoon);
    let lead = again(&firm, &on.lead).await;
    actions::look_at_use(&lead, look(&row, UseDecision::Expected, "")).await.expect("looked");
    firm.advance(SignedDuration::from_hours(24 * 2));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn purpose_limitation_is_broken_while_unusual_use_waits_past_its_date() {
    let (firm, on) = unusual::scene().await;
    firm.advance(SignedDuration::from_hours(13));
    unusual::used(&firm, &on, on.consultant.who.id, 1).await;
    let row = unusual::found(&firm, &on).await.remove(0);
    firm.advance(SignedDuration::from_hours(24 * 7));
    let finding = found(&firm, SLUG).await;
    assert_eq!(finding.status, PromiseStatus::Broken);
    assert!(finding.evidence.iter().any(|each| each.against && each.what.contains(&row.id.to_string())));
    assert!(finding.says.en.starts_with("1 day of unusual use"), "{}", finding.says.en);
    let lead = again(&firm, &on.lead).await;
    actions::look_at_use(&lead, look(&row, UseDecision::Asked, "Go-live night.")).await.expect("looked");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn purpose_limitation_is_unproven_where_nobody_else_could_look_and_not_for_ever() {
    let (firm, on) = unusual::scene().await;
    let officer = firm.officer().await.expect("in");
    force(&firm, Person { state: PersonState::Suspended, ..on.lead.who.clone() }).await;
    unusual::used(&firm, &on, officer.who.id, 60).await;
    unusual::found(&firm, &on).await;
    firm.advance(SignedDuration::from_hours(24 * 8));
    let finding = found(&firm, SLUG).await;
    assert_eq!(finding.status, PromiseStatus::Unproven);
    assert!(finding.says.en.contains("nobody else could look at it"), "{}", finding.says.en);
    assert!(finding.says.fr.contains("personne d’autre"), "{}", finding.says.fr);
    firm.advance(SignedDuration::from_hours(24 * 22));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn purpose_limitation_is_broken() {
    let (firm, on, _) = at_work().await;
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Support).await;
    let finding = found(&firm, SLUG).await;
    assert_eq!(finding.status, PromiseStatus::Broken, "there is no grant for that purpose");
    assert_eq!(finding.evidence.iter().filter(|each| each.against).count(), 1);
    firm.advance(SignedDuration::from_hours(24 * 31));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "it shows for thirty days, and in the history");
}
