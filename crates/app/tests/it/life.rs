use bailee_app::{
    actions::{self, DestroyAsk, PlaceHoldAsk, VerifyAsk},
    clocks, views,
};
use bailee_log::{
    policy::Policy,
    verify::{Outcome, verify},
};
use bailee_model::{Category, EngagementState, ErrorKind, HoldingState};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test]
async fn the_whole_life_of_an_engagement() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,Fernhill Ltd (fictional)\n").await.expect("brought");
    let statement = || VerifyAsk { engagement: on.it.id, run: None, statement: "The figures are right.".to_owned() };
    let by_staff = actions::verify(&on.lead, statement()).await;
    assert_eq!(by_staff.expect_err("the client's word").kind(), ErrorKind::Refused);
    actions::verify(&on.owner, statement()).await.expect("verified");

    firm.advance(DAY * 13);
    clocks::tick(&firm.app).await.expect("ticks");
    assert!(firm.app.store().certificates(on.it.id).await.expect("certificates").is_empty(), "not yet");
    firm.advance(DAY * 2);
    clocks::tick(&firm.app).await.expect("ticks");
    clocks::tick(&firm.app).await.expect("twice");
    let certificates = firm.app.store().certificates(on.it.id).await.expect("certificates");
    assert_eq!(certificates.len(), 1, "effective once");

    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let bundle = views::certificate_bundle(&owner, certificates[0].id).await.expect("a bundle");
    let policy = views::verifier_policy(&owner, on.it.id).await.expect("a policy");
    let policy = Policy::parse(policy.as_bytes()).expect("parses");
    let report = verify(&bundle, &policy, None);
    assert_eq!(report.outcome, Outcome::Valid, "{report:?}");

    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let emptied = views::overview(&lead, on.it.id).await.expect("seen").engagement;
    assert_eq!(emptied.state, EngagementState::Closing);
    let closed = actions::close_engagement(&lead, on.it.id).await.expect("closed");
    assert_eq!(closed.state, EngagementState::Closed);
    let gone = firm.sign_in(&on.consultant.who.email).await.expect("in");
    assert_eq!(views::overview(&gone, on.it.id).await.expect_err("no assignment").kind(), ErrorKind::NotFound);
    views::log(&owner, on.it.id, None, 50).await.expect("the client still reads the log");
}

#[tokio::test]
async fn a_hold_pauses_destruction_and_ends_by_itself() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (original, table, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let ask = VerifyAsk { engagement: on.it.id, run: None, statement: "Right.".to_owned() };
    actions::verify(&on.owner, ask).await.expect("verified");
    let hold = |days: i64| PlaceHoldAsk {
        engagement: on.it.id,
        holding: Some(original.id),
        reason: "audit by the bank".to_owned(),
        until: on.owner.now() + DAY * i32::try_from(days).expect("small"),
    };
    assert_eq!(actions::place_hold(&on.owner, hold(-1)).await.expect_err("past").kind(), ErrorKind::BadInput);
    assert_eq!(actions::place_hold(&on.owner, hold(400)).await.expect_err("far").kind(), ErrorKind::BadInput);
    actions::place_hold(&on.owner, hold(30)).await.expect("placed");

    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let refused = actions::destroy(&lead, DestroyAsk { engagement: on.it.id, holdings: vec![original.id] }).await;
    assert_eq!(refused.expect_err("held").kind(), ErrorKind::Refused);
    firm.advance(DAY * 20);
    clocks::tick(&firm.app).await.expect("ticks");
    assert!(firm.vault.is_open(on.it.id, original.id), "kept");
    firm.advance(DAY * 11);
    clocks::tick(&firm.app).await.expect("ticks");
    assert!(!firm.vault.is_open(on.it.id, original.id), "the hold ended by itself");
    assert!(!firm.vault.is_open(on.it.id, table.expect("a table").id));
}

#[tokio::test]
async fn a_destruction_that_was_cut_short_goes_on_at_the_next_start() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (original, _, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    // The process dies right after the keys did: the vault has finished, the database has not heard of it.
    let mut marked = original.clone();
    marked.state = HoldingState::Destroying;
    let entry = bailee_model::EntryDraft::new(on.it.id, "destruction.requested").id("person", on.lead.who.id);
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&marked).await }).await.expect("recorded");
    firm.vault.destroy(on.it.id, &[original.id]).await.expect("keys die");
    firm.app.recover().await.expect("recovers");
    firm.app.recover().await.expect("and again, with nothing to do");
    let holding = firm.app.store().get::<bailee_model::Holding>(original.id).await.expect("reads").expect("there");
    assert_eq!(holding.state, HoldingState::Destroyed);
    assert_eq!(firm.app.store().certificates(on.it.id).await.expect("certificates").len(), 1);
}

#[tokio::test]
async fn destroying_needs_fresh_factors_and_takes_what_was_made_from_it() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (original, table, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let ask = || DestroyAsk { engagement: on.it.id, holdings: vec![original.id] };
    firm.advance(SignedDuration::from_mins(10));
    assert_eq!(actions::destroy(&on.owner, ask()).await.expect_err("stale").kind(), ErrorKind::Refused);
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let certificate = actions::destroy(&owner, ask()).await.expect("the client may at any time");
    assert_eq!(certificate.items, 2);
    assert!(!firm.vault.is_open(on.it.id, table.expect("a table").id));
    assert!(actions::destroy(&owner, ask()).await.is_err(), "again");
    let nothing = DestroyAsk { engagement: on.it.id, holdings: vec![] };
    assert_eq!(actions::destroy(&owner, nothing).await.expect_err("nothing").kind(), ErrorKind::BadInput);
}
