//! Clause S2.3.

use super::{at_work, force, status};
use bailee_model::{EntryDraft, Factor, PromiseStatus, Session, SessionKind};
use jiff::SignedDuration;

const SLUG: &str = "strong_authentication";

#[tokio::test]
async fn strong_authentication_is_kept() {
    let (firm, _, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn strong_authentication_is_broken() {
    let (firm, on, _) = at_work().await;
    let (id, token_hash) = (bailee_model::SessionId::new(firm.rng().as_ref()), vec![7; 32]);
    let session = Session { id, token_hash, ..on.consultant.session.clone() };
    force(&firm, Session { factor: Factor::Passkey, ..session.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "there is no passkey behind it");
    let long = session.since + SignedDuration::from_hours(24 * 91);
    force(&firm, Session { kind: SessionKind::Token, until: long, ..session.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "a token for ever");
    force(&firm, Session { ended: Some(firm.app.clock().now()), ..session }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn a_weighty_act_without_fresh_factors_breaks_it_too() {
    let (firm, on, _) = at_work().await;
    firm.advance(SignedDuration::from_mins(6));
    let entry = EntryDraft::new(on.it.id, "engagement.closed").id("person", on.lead.who.id);
    firm.app.store().ledger().note([entry]).await.expect("noted");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}
