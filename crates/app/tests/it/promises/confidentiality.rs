//! Clauses D3.4, S5.1 and S5.3.

use super::{at_work, force, opened_past_the_gate, status};
use bailee_model::{Document, DocumentId, DocumentKind, Person, PersonId, PromiseStatus, Purpose};

const SLUG: &str = "confidentiality";

#[tokio::test]
async fn confidentiality_is_kept() {
    let (firm, on, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    let someone = unsigned(&on.consultant.who, &firm);
    force(&firm, someone).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "who has not signed opens nothing");
}

#[tokio::test]
async fn confidentiality_is_broken() {
    let (firm, on, _) = at_work().await;
    let someone = unsigned(&on.consultant.who, &firm);
    force(&firm, someone.clone()).await;
    opened_past_the_gate(&firm, &on, someone.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}

#[tokio::test]
async fn what_was_signed_before_a_material_change_does_not_cover_what_was_opened_after_it() {
    let (firm, on, _) = at_work().await;
    firm.advance(jiff::SignedDuration::from_mins(1));
    let documents = firm.app.store().documents().await.expect("documents");
    let old = documents.into_iter().find(|each| each.kind == DocumentKind::Confidentiality).expect("one");
    let id = DocumentId::new(firm.rng().as_ref());
    let published_at = firm.app.clock().now();
    force(&firm, Document { id, version: old.version + 1, material: true, published_at, ..old }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "it was opened before");
    opened_past_the_gate(&firm, &on, on.consultant.who.id, Purpose::Audit).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}

fn unsigned(like: &Person, firm: &bailee_testkit::TestFirm) -> Person {
    let id = PersonId::new(firm.rng().as_ref());
    Person { id, email: "una@quillbridge.example".to_owned(), ..like.clone() }
}
