//! Legal demands: two people decide, one way out, and the client is told unless that is forbidden.

use super::{BOOKS, Scene, entries};
use bailee_app::actions::{self, GiveDemandAsk, ProposeDemandAsk, RecordDemandAsk};
use bailee_app::{Door, clocks, views};
use bailee_model::entry::LogId;
use bailee_model::{DemandDecision, DisclosureKind, ErrorKind, LegalDemand, MailKind};
use bailee_vault::Identity;
use futures::TryStreamExt;
use jiff::SignedDuration;

fn ask(scene: &Scene, barred_days: Option<i64>) -> RecordDemandAsk {
    let now = scene.firm.app.clock().now();
    RecordDemandAsk {
        engagement: scene.on.it.id,
        authority: "Cour du Québec (fictional)".to_owned(),
        region: "CA-QC".to_owned(),
        asks: "the customers of 2025".to_owned(),
        basis: "an order of the court".to_owned(),
        received_at: now,
        answer_due: now + SignedDuration::from_hours(24 * 10),
        barred_until: barred_days.map(|days| now + SignedDuration::from_hours(24 * days)),
    }
}

fn comply(scene: &Scene, demand: &LegalDemand) -> ProposeDemandAsk {
    ProposeDemandAsk {
        demand: demand.id,
        decision: DemandDecision::Narrow,
        reason: "the order names this file only".to_owned(),
        holdings: vec![scene.file.id],
    }
}

async fn owner(scene: &Scene) -> Door {
    scene.firm.sign_in(&scene.on.owner.who.email).await.expect("signed in")
}

#[tokio::test]
async fn a_demand_is_decided_by_officer_and_lead_and_given_through_the_register() {
    let scene = Scene::new().await;
    let (officer, authority) = (scene.firm.officer().await.expect("an officer"), Identity::generate());
    let demand = actions::record_demand(&officer, ask(&scene, None)).await.expect("recorded").value;
    assert!(demand.told_at.is_some());
    let mails = scene.firm.app.store().mails_to(scene.on.owner.who.id).await.expect("mails");
    assert!(mails.iter().any(|mail| mail.kind == MailKind::LegalDemand), "the client is told at once");
    assert_eq!(views::demands(&owner(&scene).await, scene.on.it.id).await.expect("theirs").len(), 1);
    let give = |door: Door| {
        let to = authority.recipient().to_string();
        let (demand, holding) = (demand.id, scene.file.id);
        async move { actions::give_demand(&door, GiveDemandAsk { demand, holding, recipient: to }).await }
    };
    assert_eq!(give(officer.clone()).await.err().expect("not decided").kind(), ErrorKind::Conflict);
    actions::propose_demand(&officer, comply(&scene, &demand)).await.expect("proposed");
    let own = actions::confirm_demand(&officer, demand.id).await.expect_err("one's own");
    assert_eq!(own.kind(), ErrorKind::Conflict);
    actions::confirm_demand(&scene.lead().await, demand.id).await.expect("confirmed");
    let given = give(scene.firm.officer().await.expect("an officer")).await.expect("given").value;
    let sealed: Vec<bytes::Bytes> = given.bytes.try_collect().await.expect("bytes");
    assert_eq!(authority.open(&sealed.concat()).expect("opens").as_slice(), BOOKS.as_bytes());
    let again = give(scene.firm.officer().await.expect("an officer")).await.err().expect("once");
    assert_eq!(again.kind(), ErrorKind::Conflict);
    let answered = scene.firm.app.store().get::<LegalDemand>(demand.id).await.expect("reads").expect("there");
    assert!(answered.answered_at.is_some());
    let register = views::register(&owner(&scene).await, scene.on.it.id).await.expect("theirs");
    assert_eq!((register.len(), register[0].line.kind), (1, DisclosureKind::LegalDemand));
    assert_eq!(register[0].line.subject, demand.id.to_string());
}

#[tokio::test]
async fn two_officers_are_not_the_two_who_decide_and_a_consultant_knows_of_none() {
    let scene = Scene::new().await;
    let officer = scene.firm.officer().await.expect("an officer");
    let demand = actions::record_demand(&officer, ask(&scene, Some(30))).await.expect("recorded").value;
    let second = scene
        .firm
        .person("Otto Second", bailee_model::Organisation::Firm, bailee_model::Standing::Officer)
        .await
        .expect("another");
    actions::propose_demand(&officer, comply(&scene, &demand)).await.expect("proposed");
    let second = scene.firm.sign_in(&second.email).await.expect("signed in");
    assert_eq!(actions::confirm_demand(&second, demand.id).await.expect_err("no lead").kind(), ErrorKind::Conflict);
    let consultant = scene.fresh().await;
    let result = actions::confirm_demand(&consultant, demand.id).await.expect_err("unseen");
    assert_eq!(result.kind(), ErrorKind::NotFound, "whether there is one may be forbidden to tell");
    assert!(views::demands(&consultant, scene.on.it.id).await.expect("a list").is_empty());
    assert_eq!(
        actions::record_demand(&consultant, ask(&scene, None)).await.expect_err("not theirs").kind(),
        ErrorKind::Refused
    );
}

#[tokio::test]
async fn what_is_to_be_given_has_to_be_there_and_a_refusal_gives_nothing() {
    let scene = Scene::new().await;
    let officer = scene.firm.officer().await.expect("an officer");
    let demand = actions::record_demand(&officer, ask(&scene, None)).await.expect("recorded").value;
    let wrong = [
        ProposeDemandAsk { holdings: Vec::new(), ..comply(&scene, &demand) },
        ProposeDemandAsk { decision: DemandDecision::Refuse, ..comply(&scene, &demand) },
        ProposeDemandAsk { holdings: vec![scene.table.id], ..comply(&scene, &demand) },
        ProposeDemandAsk { reason: String::new(), ..comply(&scene, &demand) },
    ];
    for ask in wrong {
        assert_eq!(actions::propose_demand(&officer, ask).await.expect_err("wrong").kind(), ErrorKind::BadInput);
    }
    let refuse = ProposeDemandAsk { decision: DemandDecision::Refuse, holdings: Vec::new(), ..comply(&scene, &demand) };
    actions::propose_demand(&scene.lead().await, refuse).await.expect("proposed");
    let officer = scene.firm.officer().await.expect("an officer");
    let decided = actions::confirm_demand(&officer, demand.id).await.expect("confirmed").value;
    assert!(decided.answered_at.is_some(), "a refusal is the answer");
    let dates = RecordDemandAsk {
        answer_due: scene.firm.app.clock().now() - SignedDuration::from_hours(99),
        ..ask(&scene, None)
    };
    assert_eq!(actions::record_demand(&officer, dates).await.expect_err("past").kind(), ErrorKind::BadInput);
}

#[tokio::test]
async fn invariant_6_what_may_not_be_told_shows_nowhere_to_the_client_until_the_bar_is_over() {
    let scene = Scene::new().await;
    let officer = scene.firm.officer().await.expect("an officer");
    let before = scene.log().await.len();
    let demand = actions::record_demand(&officer, ask(&scene, Some(30))).await.expect("recorded").value;
    actions::propose_demand(&officer, comply(&scene, &demand)).await.expect("proposed");
    actions::confirm_demand(&scene.lead().await, demand.id).await.expect("confirmed");
    let officer = scene.firm.officer().await.expect("an officer");
    let recipient = Identity::generate().recipient().to_string();
    let give = GiveDemandAsk { demand: demand.id, holding: scene.file.id, recipient };
    actions::give_demand(&officer, give).await.expect("given");
    let site = entries(&scene.firm, LogId::Site).await;
    assert!(
        site.iter().any(|entry| entry.name == "disclosure.made"),
        "written down before the first byte all the same"
    );
    assert_eq!(scene.log().await.len(), before, "the client’s own log tells nothing");
    let client = owner(&scene).await;
    assert!(views::register(&client, scene.on.it.id).await.expect("theirs").is_empty());
    assert!(views::demands(&client, scene.on.it.id).await.expect("theirs").is_empty());
    assert!(views::register(&scene.fresh().await, scene.on.it.id).await.expect("a consultant’s").is_empty());
    assert_eq!(views::register(&officer, scene.on.it.id).await.expect("an officer’s").len(), 1);
    clocks::tick(&scene.firm.app).await.expect("a tick");
    assert!(
        scene
            .firm
            .app
            .store()
            .mails_to(client.who.id)
            .await
            .expect("mails")
            .iter()
            .all(|mail| mail.kind != MailKind::LegalDemand)
    );
    scene.firm.advance(SignedDuration::from_hours(24 * 30));
    clocks::tick(&scene.firm.app).await.expect("a tick");
    clocks::tick(&scene.firm.app).await.expect("another");
    let mails = scene.firm.app.store().mails_to(client.who.id).await.expect("mails");
    assert_eq!(mails.iter().filter(|mail| mail.kind == MailKind::LegalDemand).count(), 1, "told once");
    let client = owner(&scene).await;
    assert_eq!(views::register(&client, scene.on.it.id).await.expect("theirs").len(), 1);
    assert_eq!(views::demands(&client, scene.on.it.id).await.expect("theirs").len(), 1);
    let log = scene.log().await;
    assert_eq!(log.iter().filter(|entry| entry.name == "disclosure.made").count(), 1);
    assert_eq!(log.iter().filter(|entry| entry.name == "demand.told").count(), 1);
}

#[tokio::test]
async fn a_refusal_about_a_demand_tells_the_client_nothing() {
    let scene = Scene::new().await;
    let officer = scene.firm.officer().await.expect("an officer");
    let demand = actions::record_demand(&officer, ask(&scene, Some(30))).await.expect("recorded").value;
    let before = scene.log().await.len();
    scene.firm.advance(SignedDuration::from_mins(6));
    let stale = actions::propose_demand(&officer, comply(&scene, &demand)).await.expect_err("factors are stale");
    assert_eq!(stale.kind(), ErrorKind::Refused);
    assert_eq!(scene.log().await.len(), before, "the client reads this log");
    let site = entries(&scene.firm, LogId::Site).await;
    assert!(site.iter().any(|entry| entry.name == "access.refused"), "it is on record all the same");
}
