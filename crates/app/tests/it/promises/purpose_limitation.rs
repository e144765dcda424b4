//! Clauses D1, D3.2 and S1.2.

use super::{at_work, found, opened_past_the_gate, status};
use bailee_model::{PromiseStatus, Purpose};
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
async fn purpose_limitation_is_broken() {
    let (firm, on, _) = at_work().await;
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Support).await;
    let finding = found(&firm, SLUG).await;
    assert_eq!(finding.status, PromiseStatus::Broken, "there is no grant for that purpose");
    assert_eq!(finding.evidence.iter().filter(|each| each.against).count(), 1);
    firm.advance(SignedDuration::from_hours(24 * 31));
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "it shows for thirty days, and in the history");
}
