//! Clause S7.

use bailee_app::{
    actions::{self, AssignPersonAsk},
    promises::{Look, PROMISES},
};
use bailee_model::{
    Assignment, AssignmentId, Category, EntryDraft, Organisation, PromiseStatus, Role, Standing, SupplierKind,
};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

async fn status(firm: &TestFirm) -> PromiseStatus {
    let promise = PROMISES.iter().find(|promise| promise.slug == "flow_down").expect("listed");
    (promise.judge)(&Look::new(&firm.app)).await.expect("judged").status
}

#[tokio::test]
async fn flow_down_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    assert_eq!(status(&firm).await, PromiseStatus::Kept, "there is no supplier");
    let weft = firm.supplier(SupplierKind::Subcontractor, "Weft (fictional)").await.expect("a supplier");
    let wanda = firm.person("Wanda Weft", Organisation::Supplier(weft.id), Standing::Staff).await.expect("hers");
    firm.name_supplier(&on, weft.id).await.expect("named");
    firm.advance(SignedDuration::from_hours(24 * 30));
    let ask = AssignPersonAsk { engagement: on.it.id, person: wanda.id, role: Role::Consultant };
    actions::assign_person(&firm.officer().await.expect("in"), ask).await.expect("nobody objected in time");
    assert_eq!(status(&firm).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn flow_down_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let weft = firm.supplier(SupplierKind::Subcontractor, "Weft (fictional)").await.expect("a supplier");
    let wanda = firm.person("Wanda Weft", Organisation::Supplier(weft.id), Standing::Staff).await.expect("hers");
    firm.name_supplier(&on, weft.id).await.expect("named");
    // A fault, past the gate: the notice has only begun.
    let assignment = Assignment {
        id: AssignmentId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        person: wanda.id,
        role: Role::Consultant,
        since: firm.app.clock().now(),
        suspended: None,
        ended: None,
    };
    let entry = EntryDraft::new(on.it.id, "person.assigned").id("assigned", wanda.id);
    firm.app
        .store()
        .ledger()
        .record([entry], move |tx| async move { tx.save(&assignment).await })
        .await
        .expect("saved");
    assert_eq!(status(&firm).await, PromiseStatus::Broken);
}
