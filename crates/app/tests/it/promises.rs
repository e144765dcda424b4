//! How each promise is judged: one module a promise, with a test that keeps it and one that breaks it.

mod client_ownership;
mod confidentiality;
mod credential_custody;
mod data_residency;
mod declared_categories;
mod deletion_after_verification;
mod device_posture;
mod disposal;
mod encrypted_backups;
mod encrypted_transfer;
mod flow_down;
mod incident_cooperation;
mod incident_exercise;
mod incident_notice;
mod incident_response;
mod judging;
mod least_access;
mod mutual_nda;
mod need_to_know;
mod no_disclosure;
mod no_local_copies;
mod open_door;
mod pack;
mod personal_devices;
mod policy_publication;
mod policy_review;
mod prompt_revocation;
mod purpose_limitation;
mod quarterly_access_review;
mod reference;
mod retention_on_request;
mod return_of_data;
mod sealed_custody;
mod staged_migration;
mod strong_authentication;
mod training;

use bailee_app::{
    actions,
    promises::{Finding, Look, PROMISES},
};
use bailee_model::{Category, EntryDraft, Holding, PersonId, PromiseStatus, Purpose};
use bailee_store::Noun;
use bailee_testkit::{TestFirm, firm::TestEngagement};

/// What is found of a promise at this moment.
pub(crate) async fn found(firm: &TestFirm, slug: &str) -> Finding {
    let promise = PROMISES.iter().find(|promise| promise.slug == slug).expect("listed");
    let finding = (promise.judge)(&Look::new(&firm.app)).await.expect("judged");
    assert!(finding.valid_until > firm.app.clock().now(), "{slug} says nothing about now");
    assert_ne!(finding.says.en, finding.says.fr, "{slug}");
    finding
}

/// How a promise stands at this moment.
pub(crate) async fn status(firm: &TestFirm, slug: &str) -> PromiseStatus {
    found(firm, slug).await.status
}

/// Saves something as a fault would: past the gate.
pub(crate) async fn force<T: Noun>(firm: &TestFirm, thing: T) {
    let entry = EntryDraft::site("test.forced");
    let saved = firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&thing).await });
    saved.await.expect("saved");
}

/// A firm on whose engagement a consultant has opened a table, as it should be.
pub(crate) async fn at_work() -> (TestFirm, TestEngagement, Holding) {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    let brought = firm.bring(&on, "parties.csv", Category::Parties, "id,name\n1,Ida Fern\n").await.expect("brought");
    let table = brought.1.expect("a table");
    actions::open_profile(&on.consultant, table.id).await.expect("opened");
    (firm, on, table)
}

/// An opening that the gate never let through, as the log would show it.
pub(crate) async fn opened_past_the_gate(firm: &TestFirm, on: &TestEngagement, person: PersonId, purpose: Purpose) {
    let entry = EntryDraft::new(on.it.id, "holding.opened").id("person", person).detail("purpose", purpose.as_str());
    firm.app.store().ledger().note([entry]).await.expect("noted");
}

#[test]
fn every_promise_has_its_file_in_the_order_of_the_clauses() {
    let judged: Vec<&str> = PROMISES.iter().map(|promise| promise.slug).collect();
    let named: Vec<&str> = bailee_policy::PROMISES.iter().map(|promise| promise.slug).collect();
    assert_eq!(judged, named);
    for promise in PROMISES {
        assert!(!promise.kinds.is_empty(), "{}", promise.slug);
        for name in promise.parameters {
            assert!(bailee_policy::parameter(name).is_some(), "{}: {name}", promise.slug);
        }
    }
}
