//! What changes while something else is under way, what breaks off, and what is tried many times at once.

use bailee_app::{
    App, Parts, SiteKeys,
    actions::{
        self, AddSystemAsk, ClassifyColumnAsk, DecideQuarantineAsk, DestroyAsk, HandOverAsk, IntakeAsk, PlaceHoldAsk,
        QueryAsk, SignInAsk, StepUpAsk, StoreCredentialAsk, VerifyAsk,
    },
    clocks, views,
};
use bailee_log::certificate::Stage;
use bailee_model::{
    Category, ColumnClass, Engagement, EngagementState, EntryDraft, Environment, ErrorKind, Holding, HoldingId,
    HoldingKind, HoldingState, JobState, LoadMode, LoadRun, LoadRunId, Purpose, Result, SystemKind, entry::LogId,
};
use bailee_testkit::{
    CannedEngine, TestFirm,
    firm::{PASSWORD, TestEngagement},
};
use bytes::Bytes;
use futures::{SinkExt, channel::mpsc, future::join_all};
use jiff::SignedDuration;
use std::{sync::Arc, time::Duration};
use zeroize::Zeroizing;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn scene() -> (TestFirm, TestEngagement) {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    (firm, on)
}

async fn state(firm: &TestFirm, id: HoldingId) -> HoldingState {
    firm.app.store().get::<Holding>(id).await.expect("reads").expect("there").state
}

/// Looks again until it is so, for what happens beside the request.
async fn soon(mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come to be");
}

async fn verify(on: &TestEngagement) {
    let ask = VerifyAsk { engagement: on.it.id, run: None, statement: "Right.".to_owned() };
    actions::verify(&on.owner, ask).await.expect("verified");
}

fn destroy(on: &TestEngagement, holdings: &[HoldingId]) -> DestroyAsk {
    DestroyAsk { engagement: on.it.id, holdings: holdings.to_vec() }
}

fn hold(on: &TestEngagement, holding: Option<HoldingId>) -> PlaceHoldAsk {
    PlaceHoldAsk {
        engagement: on.it.id,
        holding,
        reason: "audit by the bank".to_owned(),
        until: on.owner.now() + DAY * 30,
    }
}

#[tokio::test]
async fn invariant_1_a_question_that_names_no_table_needs_a_grant_too() {
    let (_firm, on) = scene().await;
    for door in [&on.consultant, &on.owner] {
        let ask = QueryAsk { engagement: on.it.id, sql: "select 1".to_owned(), limit: 1 };
        assert_eq!(actions::query(door, ask).await.expect_err("refused").kind(), ErrorKind::Refused);
    }
}

#[tokio::test]
async fn invariant_6_whether_a_column_exists_is_told_to_those_alone_who_may_decide_about_it() {
    let (firm, on) = scene().await;
    let (_, table, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let holding = table.expect("a table").id;
    for column in ["name", "no such column"] {
        let ask = ClassifyColumnAsk {
            holding,
            column: column.to_owned(),
            class: ColumnClass::Secret,
            reason: "to be safe".to_owned(),
        };
        assert_eq!(
            actions::classify_column(&on.owner, ask).await.expect_err("not theirs").kind(),
            ErrorKind::Refused,
            "{column}"
        );
    }
}

#[tokio::test]
async fn invariant_6_a_mapping_is_checked_against_the_tables_of_the_grant() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties, Category::Financial]).await.expect("an engagement");
    firm.bring(&on, "customers.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    firm.bring(&on, "ledger.csv", Category::Financial, "id,amount\n1,5\n").await.expect("brought");
    firm.grant(&mut on, Purpose::Mapping, &[Category::Parties], &[]).await.expect("a grant");
    let check = async |text: &str| actions::check_mapping(&on.consultant, on.it.id, text).await.expect("checked");
    assert!(check("res.partner <- customers").await.is_ok());
    assert!(check("account.move <- ledger").await.is_err());
}

#[tokio::test]
async fn a_hold_on_a_table_keeps_what_it_was_made_from() {
    let (firm, on) = scene().await;
    let (original, table, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    verify(&on).await;
    actions::place_hold(&on.owner, hold(&on, table.map(|table| table.id))).await.expect("placed");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let error = actions::destroy(&lead, destroy(&on, &[original.id])).await.expect_err("held");
    assert_eq!(error.refusal().expect("a refusal").clause, "D5.2");
    assert_eq!(state(&firm, original.id).await, HoldingState::Held);
}

#[tokio::test]
async fn a_hold_on_everything_keeps_what_is_in_quarantine() {
    let (firm, on) = scene().await;
    let (original, _, _) = firm.bring(&on, "p.csv", Category::Parties, "id,salary\n1,5\n").await.expect("brought");
    actions::place_hold(&on.owner, hold(&on, None)).await.expect("placed");
    let ask = DecideQuarantineAsk { holding: original.id, agree: false };
    assert_eq!(actions::decide_quarantine(&on.owner, ask).await.expect_err("held").kind(), ErrorKind::Conflict);
    assert_eq!(state(&firm, original.id).await, HoldingState::Quarantined);
}

#[tokio::test]
async fn a_hold_comes_too_late_for_what_is_destroyed() {
    let (firm, on) = scene().await;
    let (original, _, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    actions::destroy(&owner, destroy(&on, &[original.id])).await.expect("destroyed");
    assert_eq!(
        actions::place_hold(&owner, hold(&on, Some(original.id))).await.expect_err("late").kind(),
        ErrorKind::Conflict
    );
}

/// An upload whose bytes are sent by hand.
async fn begin_upload(
    on: &TestEngagement,
    firm: &TestFirm,
) -> (mpsc::Sender<Result<Bytes>>, tokio::task::JoinHandle<Result<()>>, HoldingId) {
    let (mut send, receive) = mpsc::channel(1);
    let (door, engagement) = (on.consultant.clone(), on.it.id);
    let task = tokio::spawn(async move {
        let ask = IntakeAsk {
            engagement,
            file_name: "c.csv".to_owned(),
            category: Category::Parties,
            purpose: Purpose::Audit,
        };
        actions::intake(&door, ask, receive).await.map(drop)
    });
    send.send(Ok(Bytes::from("id,name\n1,A\n"))).await.expect("taken");
    soon(async || !firm.app.store().holdings(engagement).await.expect("reads").is_empty()).await;
    let holding = firm.app.store().holdings(engagement).await.expect("reads").remove(0);
    assert_eq!(holding.state, HoldingState::Arriving);
    (send, task, holding.id)
}

#[tokio::test]
async fn invariant_5_what_was_destroyed_while_it_arrived_stays_destroyed() {
    let (firm, on) = scene().await;
    let (mut send, upload, id) = begin_upload(&on, &firm).await;
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    actions::destroy(&owner, destroy(&on, &[id])).await.expect("destroyed");
    // The upload may have noticed already.
    let _ = send.send(Ok(Bytes::from("2,B\n"))).await;
    drop(send);
    assert!(upload.await.expect("no panic").is_err());
    assert_eq!(state(&firm, id).await, HoldingState::Destroyed);
    assert!(!firm.vault.is_open(on.it.id, id));
}

#[tokio::test]
async fn an_upload_whose_request_is_given_up_leaves_nothing() {
    let (firm, on) = scene().await;
    let (_send, upload, id) = begin_upload(&on, &firm).await;
    upload.abort();
    soon(async || state(&firm, id).await == HoldingState::Destroyed).await;
    assert!(!firm.vault.is_open(on.it.id, id));
}

#[tokio::test]
async fn invariant_9_one_engagements_trouble_does_not_delay_another() {
    let (firm, on) = scene().await;
    let other = firm.engagement("B", &[Category::Parties]).await.expect("another");
    let (mut broken, _, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let (whole, _, _) = firm.bring(&other, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    // No certificate can name this.
    broken.key_id = "not an identifier".to_owned();
    let entry = EntryDraft::new(on.it.id, "holding.spoilt");
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&broken).await }).await.expect("recorded");
    verify(&on).await;
    verify(&other).await;
    firm.advance(DAY * 15);
    assert!(clocks::tick(&firm.app).await.is_err(), "the trouble is told");
    assert_eq!(state(&firm, whole.id).await, HoldingState::Destroyed);
}

#[tokio::test]
async fn invariant_9_a_destruction_that_was_decided_is_finished_by_the_clock() {
    let (firm, on) = scene().await;
    let (original, _, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let mut marked = original.clone();
    marked.state = HoldingState::Destroying;
    let entry = EntryDraft::new(on.it.id, "destruction.requested").id("person", on.owner.who.id);
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&marked).await }).await.expect("recorded");
    clocks::tick(&firm.app).await.expect("ticks");
    clocks::tick(&firm.app).await.expect("twice");
    assert_eq!(state(&firm, original.id).await, HoldingState::Destroyed);
    assert_eq!(firm.app.store().certificates(on.it.id).await.expect("certificates").len(), 1);
}

#[tokio::test]
async fn destructions_at_the_same_time_are_each_certified_once() {
    let (firm, on) = scene().await;
    let mut originals = Vec::new();
    for name in ["a.csv", "b.csv", "c.csv"] {
        originals.push(firm.bring(&on, name, Category::Parties, "id,name\n1,A\n").await.expect("brought").0.id);
    }
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let all = join_all(originals.iter().map(|id| actions::destroy(&owner, destroy(&on, &[*id])))).await;
    assert!(all.iter().all(Result::is_ok), "{:?}", all.iter().filter_map(|one| one.as_ref().err()).collect::<Vec<_>>());
    let items: i64 =
        firm.app.store().certificates(on.it.id).await.expect("certificates").iter().map(|each| each.items).sum();
    assert_eq!(items, 6, "three files and their tables");
}

#[tokio::test]
async fn a_certificate_names_every_kit_that_may_still_hold_the_key() {
    let (firm, on) = scene().await;
    let (first, _, _) = firm.bring(&on, "a.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let (second, _, _) = firm.bring(&on, "b.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let mut told = Vec::new();
    for id in [first.id, second.id] {
        firm.advance(DAY);
        let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
        let certificate = actions::destroy(&owner, destroy(&on, &[id])).await.expect("destroyed").value;
        let stated = views::certificate(&owner, certificate.id).await.expect("reads").destruction;
        assert_eq!(stated.stage, Stage::Destroyed);
        told.push(stated.outstanding.into_iter().map(|kit| (kit.id, kit.gone_by)).collect::<Vec<_>>());
    }
    assert_eq!(told[0].len(), 1);
    assert_eq!(told[1].len(), 2, "the first kit holds the second file's key as well: {told:?}");
    assert_eq!(told[1][0], told[0][0], "and is to be gone on the day that was said before");
}

#[tokio::test]
async fn a_load_that_a_crash_cut_off_has_ended_at_the_next_start() {
    let (firm, on) = scene().await;
    let (original, _, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let run = LoadRun {
        id: LoadRunId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        mapping: original.id,
        mode: LoadMode::Files,
        sources: Vec::new(),
        system: None,
        state: JobState::Running,
        by: on.consultant.who.id,
        started_at: on.consultant.now(),
        ended_at: None,
        outcomes: Vec::new(),
        report: None,
        agrees: None,
        reconciliation: None,
    };
    let (id, entry) = (run.id, EntryDraft::new(on.it.id, "load.started").id("run", run.id));
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&run).await }).await.expect("recorded");
    let parts = Parts {
        store: firm.app.store().clone(),
        vault: firm.vault.clone(),
        engine: Arc::new(CannedEngine::new(firm.vault.clone())),
        clock: firm.app.clock().clone(),
        rng: firm.rng().clone(),
        limits: bailee_app::Limits::default(),
        keys: Arc::new(SiteKeys::open(&firm.folder().join("root"), firm.rng().as_ref()).expect("keys")),
        signing_in: bailee_app::SigningIn::default(),
        mail: None,
    };
    let again = App::start(parts).await.expect("starts");
    let run = again.store().get::<LoadRun>(id).await.expect("reads").expect("there");
    assert_eq!((run.state, run.ended_at.is_some()), (JobState::Stopped, true));
}

#[tokio::test]
async fn a_credential_leaves_for_nobody_and_a_table_leaves_no_empty_disclosure() {
    let (firm, on) = scene().await;
    let (_, table, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let system = add_system(&on).await;
    let stored = actions::store_credential(&on.owner, secret(system)).await.expect("stored").value;
    let ask = |holding| HandOverAsk { engagement: on.it.id, holdings: vec![holding] };
    let credential =
        actions::hand_over(&on.owner, ask(stored.credential.expect("a credential"))).await.err().expect("refused");
    assert_eq!(credential.refusal().expect("a refusal").clause, "D3.3");
    let empty = actions::hand_over(&on.owner, ask(table.expect("a table").id)).await.err().expect("nothing to give");
    assert_eq!(empty.kind(), ErrorKind::Conflict);
    let log = firm.app.store().log(LogId::Engagement(on.it.id));
    let entries = log.entries(0, log.size().await.expect("size")).await.expect("entries");
    assert!(entries.iter().all(|entry| entry.name != "disclosure.made"));
}

async fn add_system(on: &TestEngagement) -> bailee_model::SystemId {
    let ask = AddSystemAsk {
        engagement: on.it.id,
        name: "Trial".to_owned(),
        kind: SystemKind::ALL[0],
        environment: Environment::Test,
        region: "CA".to_owned(),
        url: "https://odoo.client.example".to_owned(),
        database: "trial".to_owned(),
        login: "bailee".to_owned(),
    };
    actions::add_system(&on.consultant, ask).await.expect("added").value.id
}

fn secret(system: bailee_model::SystemId) -> StoreCredentialAsk {
    StoreCredentialAsk { system, secret: Zeroizing::new("a secret of the client's".to_owned()) }
}

#[tokio::test]
async fn of_two_secrets_stored_at_the_same_time_one_remains() {
    let (firm, on) = scene().await;
    let system = add_system(&on).await;
    let both = join_all([&on.owner, &on.consultant].map(|door| actions::store_credential(door, secret(system)))).await;
    assert!(both.iter().all(Result::is_ok));
    let holdings = firm.app.store().holdings(on.it.id).await.expect("holdings");
    let states = holdings.iter().filter(|each| each.kind == HoldingKind::Credential).map(|each| each.state);
    assert_eq!(states.filter(|state| *state == HoldingState::Held).count(), 1);
}

#[tokio::test]
async fn guesses_made_at_the_same_time_all_count() {
    let (firm, on) = scene().await;
    let who = on.lead.who.clone();
    let before = firm.app.store().sign_in(who.id).await.expect("reads").expect("there");
    let wrong = || SignInAsk {
        email: who.email.clone(),
        password: "another password entirely".into(),
        code: "000000".to_owned(),
        from: bailee_testkit::arrival(),
    };
    let answers = join_all((0..8).map(|_| firm.app.sign_in(wrong()))).await;
    assert!(answers.iter().all(Result::is_err));
    let kept = async || firm.app.store().sign_in(who.id).await.expect("reads").expect("there");
    soon(async || kept().await.locked_until.is_some()).await;
    assert_eq!(kept().await.totp_step, before.totp_step, "a code that was used stays used");
    firm.advance(SignedDuration::from_mins(6));
    firm.sign_in(&who.email).await.expect("after the pause");
}

#[tokio::test]
async fn guesses_at_stepping_up_count_as_well() {
    let (firm, on) = scene().await;
    let person = on.owner.who.clone();
    for _ in 0..10 {
        let wrong = StepUpAsk { password: "another password entirely".into(), code: "000000".to_owned() };
        assert!(actions::step_up(&on.owner, wrong).await.is_err());
    }
    let right = || StepUpAsk { password: PASSWORD.into(), code: firm.next_code(&person.email).expect("a code") };
    assert!(actions::step_up(&on.owner, right()).await.is_err(), "the session has no tries left");
    let kept = firm.app.store().sign_in(person.id).await.expect("reads").expect("there");
    assert_eq!(kept.failures, 0, "and the account does not pause for it");
    firm.advance(SignedDuration::from_mins(15));
    actions::step_up(&on.owner, right()).await.expect("after a while");
}

#[tokio::test]
async fn invariant_7_nothing_is_announced_under_a_closed_engagement() {
    let (firm, on) = scene().await;
    let (send, upload, _) = begin_upload(&on, &firm).await;
    let mut closed = firm.app.store().get::<Engagement>(on.it.id).await.expect("reads").expect("there");
    closed.state = EngagementState::Closed;
    let entry = EntryDraft::new(on.it.id, "engagement.closed");
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&closed).await }).await.expect("closed");
    drop(send);
    upload.await.expect("no panic").expect("the upload itself was announced before");
    soon(async || firm.app.store().jobs(on.it.id).await.expect("jobs")[0].state == JobState::Failed).await;
    let holdings = firm.app.store().holdings(on.it.id).await.expect("holdings");
    assert!(holdings.iter().all(|each| each.kind != HoldingKind::Table));
}
