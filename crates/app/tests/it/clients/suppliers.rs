//! Suppliers on an engagement: announced, agreed, objected to, settled, ended (clause S7).

use super::{again, clause, told, work};
use bailee_app::{
    actions::{
        self, AddClientAsk, AnswerObjectionAsk, AssignPersonAsk, EndSupplierAsk, NameSupplierAsk, ObjectToSupplierAsk,
        OpenEngagementAsk,
    },
    clocks::due,
    views::{self, PartState, WorkKind},
};
use bailee_model::{
    Action, Category, ErrorKind, Involvement, MailKind, Organisation, PersonId, Purpose, Role, Standing, SupplierKind,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;

struct Scene {
    firm: TestFirm,
    on: TestEngagement,
    wanda: bailee_model::Person,
    part: Involvement,
}

/// A subcontractor that is announced to the client of a running engagement.
async fn announced() -> Scene {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let weft = firm.supplier(SupplierKind::Subcontractor, "Weft (fictional)").await.expect("a supplier");
    let wanda = firm.person("Wanda Weft", Organisation::Supplier(weft.id), Standing::Owner).await.expect("hers");
    firm.equip(&wanda).await.expect("she signs, learns and has a device");
    let part = firm.name_supplier(&on, weft.id).await.expect("named");
    Scene { firm, on, wanda, part }
}

fn assign(on: &TestEngagement, person: PersonId) -> AssignPersonAsk {
    AssignPersonAsk { engagement: on.it.id, person, role: Role::Consultant }
}

#[tokio::test]
async fn nobody_of_a_subcontractor_is_assigned_before_the_notice_is_over() {
    let Scene { firm, on, wanda, part } = announced().await;
    assert_eq!(told(&firm, on.owner.who.id, MailKind::SupplierNoticed).await, 1);
    let officer = firm.officer().await.expect("in");
    assert_eq!(clause(actions::assign_person(&officer, assign(&on, wanda.id)).await), "S7");
    let owner = again(&firm, &on.owner).await;
    assert!(work(&owner).await.contains(&WorkKind::SupplierNamed));
    let seen = views::suppliers_on(&owner, on.it.id).await.expect("the register");
    assert!(seen.may_agree && seen.may_object && !seen.may_propose && seen.candidates.is_empty());
    assert_eq!(seen.parts[0].state, PartState::Announced);
    firm.advance(SignedDuration::from_hours(24 * 30) - SignedDuration::from_mins(10));
    let officer = firm.officer().await.expect("in");
    assert_eq!(clause(actions::assign_person(&officer, assign(&on, wanda.id)).await), "S7");
    firm.advance(SignedDuration::from_mins(10));
    actions::assign_person(&firm.officer().await.expect("in"), assign(&on, wanda.id)).await.expect("nobody objected");
    let part = firm.app.store().get::<Involvement>(part.id).await.expect("reads").expect("there");
    assert!(part.used_at.is_some(), "it is used from its first person on");
    let door = firm.sign_in(&wanda.email).await.expect("in");
    assert!(door.engagement(on.it.id).for_(Action::ViewEngagement).await.is_ok());
}

#[tokio::test]
async fn an_objection_stops_everything_at_once_until_both_sides_settled_it() {
    let Scene { firm, on, wanda, part } = announced().await;
    actions::agree_supplier(&again(&firm, &on.owner).await, part.id).await.expect("agreed");
    actions::assign_person(&firm.officer().await.expect("in"), assign(&on, wanda.id)).await.expect("assigned");
    let door = firm.sign_in(&wanda.email).await.expect("in");
    let sees = async || door.engagement(on.it.id).for_(Action::ViewEngagement).await.map(drop);
    sees().await.expect("she works");

    let object = || ObjectToSupplierAsk { involvement: part.id, reason: "They work for a rival.".to_owned() };
    let lead = again(&firm, &on.lead).await;
    assert_eq!(clause(actions::object_to_supplier(&lead, object()).await), "D1", "the client objects, not the firm");
    let owner = again(&firm, &on.owner).await;
    actions::object_to_supplier(&owner, object()).await.expect("objected");
    assert_eq!(clause(sees().await), "S7", "in a page that is open already");
    assert_eq!(told(&firm, on.lead.who.id, MailKind::ObjectionRaised).await, 1);
    let twice = actions::object_to_supplier(&owner, object()).await.map(drop).expect_err("once");
    assert_eq!(twice.kind(), ErrorKind::Conflict);
    assert!(due::all(&firm.app).await.expect("a list").iter().any(|each| each.kind == "objection"));
    assert!(work(&again(&firm, &on.lead).await).await.contains(&WorkKind::ObjectionToSettle));

    let early = actions::agree_supplier(&again(&firm, &on.owner).await, part.id).await.map(drop);
    assert_eq!(early.expect_err("the firm has not answered").kind(), ErrorKind::Conflict);
    let answer = || AnswerObjectionAsk { involvement: part.id, answer: "They no longer do.".to_owned() };
    actions::answer_objection(&again(&firm, &on.lead).await, answer()).await.expect("answered");
    assert_eq!(clause(sees().await), "S7", "an answer alone settles nothing");
    assert!(!due::all(&firm.app).await.expect("a list").iter().any(|each| each.kind == "objection"));
    actions::agree_supplier(&again(&firm, &on.owner).await, part.id).await.expect("settled");
    let door = firm.sign_in(&wanda.email).await.expect("in");
    door.engagement(on.it.id).for_(Action::ViewEngagement).await.expect("she works again");
    let none = actions::answer_objection(&again(&firm, &on.lead).await, answer()).await.map(drop);
    assert_eq!(none.expect_err("nobody objects").kind(), ErrorKind::Conflict);

    actions::end_involvement(&again(&firm, &on.lead).await, part.id).await.expect("ended");
    let door = firm.sign_in(&wanda.email).await.expect("in");
    assert_eq!(clause(door.engagement(on.it.id).for_(Action::ViewEngagement).await.map(drop)), "S7");
}

#[tokio::test]
async fn a_tool_is_used_once_its_part_stands() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let loom = firm.supplier(SupplierKind::Tool, "Loom Cloud (fictional)").await.expect("a tool");
    let part = firm.name_supplier(&on, loom.id).await.expect("named");
    let lead = again(&firm, &on.lead).await;
    assert_eq!(clause(actions::use_tool(&lead, part.id).await), "S7");
    assert_eq!(clause(actions::agree_supplier(&lead, part.id).await), "D1", "the firm does not agree for the client");
    actions::agree_supplier(&again(&firm, &on.owner).await, part.id).await.expect("agreed");
    let twice = actions::agree_supplier(&again(&firm, &on.owner).await, part.id).await.map(drop);
    assert_eq!(twice.expect_err("it stands").kind(), ErrorKind::Conflict);
    assert!(actions::use_tool(&again(&firm, &on.lead).await, part.id).await.expect("used").used_at.is_some());
    let register = firm.app.store().disclosures(on.it.id).await.expect("the register");
    assert_eq!(register.iter().filter(|line| line.recipient == "Loom Cloud (fictional)").count(), 1, "invariant 11");
    let ended = EndSupplierAsk { supplier: loom.id, reason: "not needed".to_owned() };
    actions::end_supplier(&firm.officer().await.expect("in"), ended).await.expect("ended");
    let part = firm.app.store().get::<Involvement>(part.id).await.expect("reads").expect("there");
    assert!(part.ended.is_some(), "its parts end with it");
    let all = views::supplier_register(&firm.officer().await.expect("in")).await.expect("the register");
    assert_eq!((all.len(), all[0].state), (1, PartState::Ended));
    assert!(
        views::supplier_register(&again(&firm, &on.owner).await).await.is_err(),
        "the firm's register is the firm's"
    );
}

#[tokio::test]
async fn a_supplier_is_named_for_what_was_agreed_and_where_alone() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let ask = actions::AddSupplierAsk {
        kind: SupplierKind::Tool,
        name: "Loom Cloud (fictional)".to_owned(),
        contact: "office@loom.example".to_owned(),
        regions: vec!["CA-QC".to_owned(), "FR".to_owned()],
    };
    let loom = actions::add_supplier(&firm.officer().await.expect("in"), ask).await.expect("added").id;
    let ask = |category, purpose, region: &str| NameSupplierAsk {
        engagement: on.it.id,
        supplier: loom,
        categories: vec![category],
        purpose,
        region: region.to_owned(),
    };
    let lead = again(&firm, &on.lead).await;
    let field = async |ask| {
        let error = actions::name_supplier(&lead, ask).await.map(drop).expect_err("refused");
        error.place().and_then(|place| place.field.clone())
    };
    assert_eq!(field(ask(Category::Secrets, Purpose::Audit, "CA-QC")).await.as_deref(), Some("categories"));
    assert_eq!(field(ask(Category::Parties, Purpose::Audit, "US")).await.as_deref(), Some("region"));
    assert_eq!(clause(actions::name_supplier(&lead, ask(Category::Parties, Purpose::Audit, "FR")).await), "D6");
    actions::name_supplier(&lead, ask(Category::Parties, Purpose::Audit, "ca-qc")).await.expect("a part of Canada");
    assert_eq!(field(ask(Category::Parties, Purpose::Audit, "CA-QC")).await.as_deref(), Some("supplier"), "once");
    let consultant = again(&firm, &on.consultant).await;
    assert_eq!(
        clause(actions::name_supplier(&consultant, ask(Category::Parties, Purpose::Audit, "CA-QC")).await),
        "S2.1"
    );
}

#[tokio::test]
async fn what_is_named_before_the_engagement_begins_is_agreed_with_it() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("in");
    let client = AddClientAsk { name: "Saltmarsh Pottery (fictional)".to_owned(), recipient: None };
    let client = actions::add_client(&officer, client).await.expect("a client").id;
    let ask = OpenEngagementAsk {
        client,
        title: "Move".to_owned(),
        purposes: vec![Purpose::Audit],
        categories: vec![Category::Parties],
        regions: vec!["CA".to_owned()],
        sealed: Vec::new(),
        nda_required: false,
        keep_days: 14,
    };
    let engagement = actions::open_engagement(&officer, ask).await.expect("opened").id;
    let weft = firm.supplier(SupplierKind::Subcontractor, "Weft (fictional)").await.expect("a supplier").id;
    let wanda = firm.person("Wanda Weft", Organisation::Supplier(weft), Standing::Staff).await.expect("hers");
    let ask = NameSupplierAsk {
        engagement,
        supplier: weft,
        categories: vec![Category::Parties],
        purpose: Purpose::Audit,
        region: "CA".to_owned(),
    };
    let officer = firm.officer().await.expect("in");
    let part = actions::name_supplier(&officer, ask).await.expect("named").value;
    assert!(part.stands(officer.now()));
    let ask = AssignPersonAsk { engagement, person: wanda.id, role: Role::Consultant };
    actions::assign_person(&officer, ask).await.expect("assigned");
}

#[tokio::test]
async fn an_objection_is_not_got_rid_of_by_naming_the_supplier_anew() {
    let Scene { firm, on, wanda, part } = announced().await;
    let reason = "They work for a rival.".to_owned();
    let object = ObjectToSupplierAsk { involvement: part.id, reason: reason.clone() };
    actions::object_to_supplier(&again(&firm, &on.owner).await, object).await.expect("objected");
    actions::end_involvement(&again(&firm, &on.lead).await, part.id).await.expect("ended");
    let part = firm.name_supplier(&on, part.supplier).await.expect("named again");
    assert!(part.is_objected_to() && part.objection == reason);
    firm.advance(SignedDuration::from_hours(24 * 31));
    let officer = firm.officer().await.expect("in");
    assert_eq!(clause(actions::assign_person(&officer, assign(&on, wanda.id)).await), "S7", "no notice runs it out");
    let answer = AnswerObjectionAsk { involvement: part.id, answer: "They no longer do.".to_owned() };
    actions::answer_objection(&again(&firm, &on.lead).await, answer).await.expect("answered");
    actions::agree_supplier(&again(&firm, &on.owner).await, part.id).await.expect("settled");
    actions::assign_person(&firm.officer().await.expect("in"), assign(&on, wanda.id)).await.expect("agreed");
}
