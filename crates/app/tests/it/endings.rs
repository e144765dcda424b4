//! What ends with a supplier, an assignment and an engagement.

use crate::people::{Scene, person};
use bailee_app::{
    Door,
    actions::{self, AddSupplierAsk, AskGrantAsk, AssignPersonAsk, EndSupplierAsk, InvitePersonAsk, MakeTokenAsk},
    views::{self, Life},
};
use bailee_model::{
    Category, EngagementId, EngagementState, ErrorKind, GrantEnd, Organisation, PersonState, Purpose, Role,
    RotationState, Standing, Supplier, SupplierKind, TokenScope,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};

async fn supplier(officer: &Door, kind: SupplierKind, name: &str) -> Supplier {
    let ask = AddSupplierAsk {
        kind,
        name: name.to_owned(),
        contact: "hello@weft.example".to_owned(),
        regions: vec!["ca-qc".to_owned()],
    };
    actions::add_supplier(officer, ask).await.expect("a supplier").value
}

#[tokio::test]
async fn a_subcontractors_people_work_and_all_of_them_end_with_it() {
    let mut scene = Scene::new().await;
    let firm = &scene.firm;
    let officer = firm.officer().await.expect("in");
    let weft = supplier(&officer, SupplierKind::Subcontractor, "Weft & Warp (fictional)").await;
    assert_eq!(weft.regions, ["CA-QC"]);
    let tool = supplier(&officer, SupplierKind::Tool, "Loom Cloud (fictional)").await;
    let twice = AddSupplierAsk {
        kind: SupplierKind::Tool,
        name: "loom cloud (FICTIONAL)".to_owned(),
        contact: "x".to_owned(),
        regions: vec!["CA".to_owned()],
    };
    assert_eq!(actions::add_supplier(&officer, twice).await.expect_err("twice").kind(), ErrorKind::Conflict);
    let invite = |organisation| InvitePersonAsk {
        name: "Tia Tool".to_owned(),
        email: "tia@loom.example".to_owned(),
        organisation,
        standing: Standing::Staff,
        language: "en".to_owned(),
    };
    let error = actions::invite_person(&officer, invite(Organisation::Supplier(tool.id))).await.map(|_| ());
    assert_eq!(error.expect_err("nobody of a tool").kind(), ErrorKind::BadInput);

    let wanda = firm.person("Wanda Weft", Organisation::Supplier(weft.id), Standing::Staff).await.expect("a person");
    let officer = firm.officer().await.expect("in");
    let assign = |role| AssignPersonAsk { engagement: scene.on.it.id, person: wanda.id, role };
    let error = actions::assign_person(&officer, assign(Role::Lead)).await.expect_err("a lead is of the firm");
    assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("role"));
    let error = actions::assign_person(&officer, assign(Role::Consultant)).await.expect_err("the client knows nothing");
    assert_eq!(error.refusal().map(|refusal| refusal.clause.as_str()), Some("S7"));
    firm.accept(&scene.on, weft.id).await.expect("the client accepts it");
    let officer = firm.officer().await.expect("in");
    actions::assign_person(&officer, assign(Role::Consultant)).await.expect("assigned");
    scene.on.owner = firm.sign_in(&scene.on.owner.who.email).await.expect("in");
    let told = views::subcontracted(&scene.on.owner, scene.on.it.id).await.expect("the client is told");
    assert_eq!(told.iter().map(|each| each.person.as_str()).collect::<Vec<_>>(), ["Wanda Weft"]);
    assert_eq!(views::person(&officer, wanda.id).await.expect("seen").life, Life::Inert, "nothing is signed yet");

    let end = || EndSupplierAsk { supplier: weft.id, reason: "the contract is over".to_owned() };
    let ended = actions::end_supplier(&firm.officer().await.expect("in"), end()).await.expect("ended").value;
    assert_eq!((ended.departures.len(), ended.departures[0].assignments), (1, 1));
    assert_eq!(person(firm, wanda.id).await.state, PersonState::Departed);
    assert!(views::subcontracted(&scene.on.owner, scene.on.it.id).await.expect("told").is_empty());
    let officer = firm.officer().await.expect("in");
    assert_eq!(actions::end_supplier(&officer, end()).await.map(|_| ()).expect_err("over").kind(), ErrorKind::Conflict);
    let error = actions::invite_person(&officer, invite(Organisation::Supplier(weft.id))).await.map(|_| ());
    assert_eq!(error.expect_err("it has ended").kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn clients_people_and_auditors_are_not_assigned() {
    let scene = Scene::new().await;
    let auditor = scene.firm.person("Aude A", Organisation::Firm, Standing::Auditor).await.expect("an auditor");
    let officer = scene.firm.officer().await.expect("in");
    for person in [auditor.id, scene.on.owner.who.id] {
        let ask = AssignPersonAsk { engagement: scene.on.it.id, person, role: Role::Reviewer };
        let error = actions::assign_person(&officer, ask).await.expect_err("not one who works");
        assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("person"), "{error}");
    }
    let candidates = views::candidates(&officer, scene.on.it.id).await.expect("a list");
    assert!(!candidates.iter().any(|each| each.id == auditor.id || each.id == scene.on.owner.who.id));
    assert!(candidates.iter().any(|each| each.id == scene.on.consultant.who.id));
}

#[tokio::test]
async fn an_assignment_that_ends_takes_its_grants_and_has_its_credentials_replaced() {
    let mut scene = Scene::new().await;
    let who = scene.on.consultant.who.id;
    let officer = scene.firm.officer().await.expect("in");
    let second = AssignPersonAsk { engagement: scene.on.it.id, person: who, role: Role::Reviewer };
    let second = actions::assign_person(&officer, second).await.expect("a second role").id;
    let store = scene.firm.app.store().clone();
    let first = store.assignments_of(who).await.expect("assignments")[0].id;
    scene.on.lead = scene.firm.sign_in(&scene.on.lead.who.email).await.expect("in");
    actions::end_assignment(&scene.on.lead, first).await.expect("ended");
    assert_eq!(store.grants_of(who).await.expect("grants")[0].ended_why, Some(GrantEnd::Unassigned));
    assert!(store.rotations().await.expect("rotations").is_empty(), "they still work here");
    assert!(actions::end_assignment(&scene.on.lead, first).await.is_err(), "once is enough");
    actions::end_assignment(&scene.on.lead, second).await.expect("ended");
    assert_eq!(scene.rotation().await.person, Some(who));
}

#[tokio::test]
async fn invariant_7_closing_ends_requests_and_tokens_and_has_credentials_replaced() {
    let mut scene = Scene::new().await;
    let firm = &scene.firm;
    let (store, id) = (firm.app.store().clone(), scene.on.it.id);
    let (fresh, _) = firm.sign_in_token(&scene.on.lead.who.email).await.expect("in");
    let ask = MakeTokenAsk { name: "nightly".to_owned(), scope: TokenScope::Look, engagement: Some(id), days: 9 };
    let token = actions::make_token(&fresh, ask).await.expect("a token").value.token.expose().to_owned();
    let ask = AskGrantAsk {
        engagement: id,
        purpose: Purpose::Audit,
        categories: vec![Category::Financial],
        classes: vec![],
        days: 3,
        reason: "a look".to_owned(),
    };
    let asked = actions::ask_grant(&fresh, ask).await.expect("asked").id;
    scene.on.lead = fresh;
    let error = actions::close_engagement(&scene.on.lead, id).await.expect_err("above zero");
    assert!(error.message().contains("1 credential, 1 grant"), "{error}");
    assert_eq!(store.grants(id).await.expect("grants").iter().filter(|each| each.ended.is_some()).count(), 0);
    empty(firm, &scene.on, id).await;
    let lead = firm.sign_in(&scene.on.lead.who.email).await.expect("in");
    let closed = actions::close_engagement(&lead, id).await.expect("zero");
    assert_eq!(closed.state, EngagementState::Closed);
    let grants = store.grants(id).await.expect("grants");
    let asked = grants.iter().find(|each| each.id == asked).expect("there");
    assert_eq!(asked.ended_why, Some(GrantEnd::Closed));
    assert!(firm.app.door(&token).await.is_err(), "a token for it ends with it");
    assert!(store.assignments(id).await.expect("assignments").iter().all(|each| each.ended.is_some()));
    let rotation = scene.rotation().await;
    assert_eq!((rotation.person, rotation.state), (None, RotationState::Requested));
}

/// Ends live grants and destroys what is held.
async fn empty(firm: &TestFirm, on: &TestEngagement, id: EngagementId) {
    let store = firm.app.store();
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let now = lead.now();
    for grant in store.grants(id).await.expect("grants").into_iter().filter(|each| each.is_live(now)) {
        actions::end_grant(&lead, grant.id).await.expect("ended");
    }
    let holdings = store.holdings(id).await.expect("holdings").iter().map(|each| each.id).collect();
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    actions::destroy(&owner, actions::DestroyAsk { engagement: id, holdings }).await.expect("destroyed");
}
