//! Clause S4.1.

use super::{at_work, force, opened_past_the_gate, status};
use bailee_model::{Assignment, AssignmentId, Category, EntryDraft, PromiseStatus, Purpose, Role};

const SLUG: &str = "need_to_know";

#[tokio::test]
async fn need_to_know_is_kept() {
    let (firm, on, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    opened_past_the_gate(&firm, &on, on.owner.who.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "the client's own");
}

#[tokio::test]
async fn need_to_know_is_broken() {
    let (firm, on, _) = at_work().await;
    let officer = firm.officer().await.expect("in");
    opened_past_the_gate(&firm, &on, officer.who.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "not assigned");
}

#[tokio::test]
async fn what_crosses_from_one_client_to_another_breaks_it() {
    let (firm, on, table) = at_work().await;
    let other = firm.engagement("B", &[Category::Parties]).await.expect("an engagement");
    let entry =
        EntryDraft::new(other.it.id, "holding.opened").id("person", other.consultant.who.id).id("holding", table.id);
    firm.app.store().ledger().note([entry]).await.expect("noted");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "another client's table");
    let assignment = Assignment {
        id: AssignmentId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        person: other.owner.who.id,
        role: Role::Consultant,
        since: on.it.since,
        suspended: None,
        ended: None,
    };
    firm.advance(jiff::SignedDuration::from_hours(24 * 31));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    force(&firm, assignment).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "another client's person");
}
