//! What two people do at once: the second finds what the first left, and not what it looked like before.

use crate::people::{Scene, depart, person};
use bailee_app::{
    accounts,
    actions::{
        self, AddSupplierAsk, AskGrantAsk, AssignPersonAsk, DecideReviewAsk, DepartPersonAsk, EndSupplierAsk,
        InvitePersonAsk, PlaceHoldAsk, RestoreAccessAsk, SuspendPersonAsk,
    },
    clocks, views,
};
use bailee_model::{
    Account, AccountId, AccountState, Category, EntryDraft, Error, ErrorKind, MailKind, Organisation, PersonState,
    Purpose, Result, Review, ReviewDecision, ReviewRow, ReviewRowId, Role, Standing, SupplierKind, entry::LogId,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use futures::channel::oneshot;
use jiff::SignedDuration;
use std::time::Duration;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn scene() -> (TestFirm, TestEngagement) {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("a", &[Category::Financial]).await.expect("an engagement");
    (firm, on)
}

/// Both look while nothing can be written; then the first one's change is made, and the second one's after it.
async fn at_once<A, B>(firm: &TestFirm, first: impl Future<Output = A>, second: impl Future<Output = B>) -> (A, B) {
    let (go, wait) = oneshot::channel::<()>();
    let busy = firm.app.store().ledger().record([EntryDraft::site("test.busy")], move |_| async move {
        wait.await.map_err(|error| Error::internal("Nobody waits.").because(error))
    });
    let after = |millis| tokio::time::sleep(Duration::from_millis(millis));
    let first = async {
        after(30).await;
        first.await
    };
    let second = async {
        after(400).await;
        second.await
    };
    let release = async {
        after(800).await;
        go.send(()).expect("the writer waits");
    };
    let (busy, first, second, ()) = futures::join!(busy, first, second, release);
    busy.expect("was busy");
    (first, second)
}

fn conflict<T>(result: Result<T>) {
    assert_eq!(result.err().expect("too late").kind(), ErrorKind::Conflict);
}

fn grant(on: &TestEngagement) -> AskGrantAsk {
    AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: vec![Category::Financial],
        classes: vec![],
        days: 3,
        reason: "a look".to_owned(),
    }
}

async fn review(firm: &TestFirm) -> Review {
    let officer = firm.officer().await.expect("in");
    actions::open_review(&officer).await.expect("opened").value
}

async fn rows(firm: &TestFirm, review: &Review) -> Vec<ReviewRow> {
    firm.app.store().review_rows(review.id).await.expect("rows")
}

fn decided(row: ReviewRowId, decision: ReviewDecision) -> DecideReviewAsk {
    DecideReviewAsk { row, decision, reason: "looked at".to_owned() }
}

#[tokio::test]
async fn nobody_is_assigned_who_leaves_at_that_moment() {
    let (firm, on) = scene().await;
    let who = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person").id;
    let officer = firm.officer().await.expect("in");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let leave = DepartPersonAsk { person: who, left_at: officer.now(), reason: "another position".to_owned() };
    let assign = AssignPersonAsk { engagement: on.it.id, person: who, role: Role::Developer };
    let (left, assigned) =
        at_once(&firm, actions::depart_person(&officer, leave), actions::assign_person(&lead, assign)).await;
    left.expect("let go");
    conflict(assigned);
    assert!(firm.app.store().assignments_of(who).await.expect("reads").is_empty());
}

#[tokio::test]
async fn one_role_is_given_once() {
    let (firm, on) = scene().await;
    let who = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person").id;
    let officer = firm.officer().await.expect("in");
    let assign = || AssignPersonAsk { engagement: on.it.id, person: who, role: Role::Developer };
    let (one, two) =
        at_once(&firm, actions::assign_person(&officer, assign()), actions::assign_person(&officer, assign())).await;
    one.expect("assigned");
    conflict(two);
}

#[tokio::test]
async fn invariant_7_nothing_comes_to_an_engagement_while_it_closes() {
    let (firm, on) = scene().await;
    let id = on.it.id;
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let hold = PlaceHoldAsk { engagement: id, holding: None, reason: "audit".to_owned(), until: lead.now() + DAY };
    let (closed, held) =
        at_once(&firm, actions::close_engagement(&lead, id), actions::place_hold(&on.owner, hold)).await;
    closed.expect("closed");
    conflict(held);
    let on = firm.engagement("b", &[Category::Financial]).await.expect("an engagement");
    let (lead, officer) = (firm.sign_in(&on.lead.who.email).await.expect("in"), firm.officer().await.expect("in"));
    let id = on.it.id;
    let (closed, again) =
        at_once(&firm, actions::close_engagement(&lead, id), actions::close_engagement(&officer, id)).await;
    closed.expect("closed");
    conflict(again);
}

#[tokio::test]
async fn no_grant_is_asked_for_under_an_assignment_that_ends() {
    let (firm, on) = scene().await;
    let store = firm.app.store().clone();
    let who = on.consultant.who.id;
    let assignment = store.assignments_of(who).await.expect("reads")[0].id;
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let ask = grant(&on);
    let (ended, asked) =
        at_once(&firm, actions::end_assignment(&lead, assignment), actions::ask_grant(&on.consultant, ask)).await;
    ended.expect("ended");
    conflict(asked);
    assert!(store.grants_of(who).await.expect("reads").is_empty());
}

#[tokio::test]
async fn invariant_8_what_silence_suspended_gets_no_new_grant() {
    let (firm, on) = scene().await;
    review(&firm).await;
    firm.advance(DAY * 8);
    let consultant = firm.sign_in(&on.consultant.who.email).await.expect("in");
    let asked = actions::ask_grant(&consultant, grant(&on)).await.expect("asked").id;
    firm.advance(DAY * 6);
    clocks::tick(&firm.app).await.expect("ticks");
    let officer = firm.officer().await.expect("in");
    conflict(actions::approve_grant(&officer, asked).await);
}

#[tokio::test]
async fn nobody_joins_a_subcontractor_that_ends() {
    let (firm, _) = scene().await;
    let officer = firm.officer().await.expect("in");
    let ask = AddSupplierAsk {
        kind: SupplierKind::Subcontractor,
        name: "Weft (fictional)".to_owned(),
        contact: "hello@weft.example".to_owned(),
        regions: vec!["CA".to_owned()],
    };
    let weft = actions::add_supplier(&officer, ask).await.expect("added").id;
    let end = EndSupplierAsk { supplier: weft, reason: "over".to_owned() };
    let invite = InvitePersonAsk {
        name: "Wanda Weft".to_owned(),
        email: "wanda@weft.example".to_owned(),
        organisation: Organisation::Supplier(weft),
        standing: Standing::Staff,
        language: "en".to_owned(),
    };
    let (ended, invited) =
        at_once(&firm, actions::end_supplier(&officer, end), actions::invite_person(&officer, invite)).await;
    ended.expect("ended");
    conflict(invited);
}

#[tokio::test]
async fn two_officers_do_not_remove_each_other() {
    let (firm, _) = scene().await;
    let second = firm.person("Omar Quill", Organisation::Firm, Standing::Officer).await.expect("an officer");
    let opened = review(&firm).await;
    let (one, other) = (firm.officer().await.expect("in"), firm.sign_in(&second.email).await.expect("in"));
    let found = rows(&firm, &opened).await;
    let of = |id| found.iter().find(|row| row.person == id && row.engagement.is_none()).expect("a row").id;
    let (ours, theirs) =
        (decided(of(second.id), ReviewDecision::Remove), decided(of(one.who.id), ReviewDecision::Remove));
    let (first, late) =
        at_once(&firm, actions::decide_review(&one, ours), actions::decide_review(&other, theirs)).await;
    first.expect("removed");
    conflict(late);
    assert_eq!(person(&firm, one.who.id).await.standing, Standing::Officer);
}

#[tokio::test]
async fn invariant_8_restoring_what_silence_suspended_undoes_no_officers_word() {
    let (firm, _) = scene().await;
    let second = firm.person("Omar Quill", Organisation::Firm, Standing::Officer).await.expect("an officer");
    let opened = review(&firm).await;
    let officer = firm.officer().await.expect("in");
    let ask = SuspendPersonAsk { person: second.id, reason: "their cookie was stolen".to_owned() };
    actions::suspend_person(&officer, ask).await.expect("suspended");
    firm.advance(DAY * 14);
    clocks::tick(&firm.app).await.expect("ticks");
    let row = rows(&firm, &opened).await.into_iter().find(|row| row.person == second.id).expect("a row");
    assert!(row.suspended_at.is_some() && row.probe.is_some(), "it ended at once");
    let officer = firm.officer().await.expect("in");
    let ask = RestoreAccessAsk { row: row.id, reason: "somebody else's idea".to_owned() };
    conflict(actions::restore_access(&officer, ask).await);
    let after = person(&firm, second.id).await;
    assert_eq!((after.state, after.standing), (PersonState::Suspended, Standing::Staff));
    firm.advance(DAY * 2);
    clocks::tick(&firm.app).await.expect("the certificate takes such a row");
    assert!(firm.app.store().reviews().await.expect("reads")[0].closed_at.is_some());
}

#[tokio::test]
async fn invariant_9_two_servers_ask_again_and_remind_once() {
    let (firm, on) = scene().await;
    let opened = review(&firm).await;
    firm.advance(DAY * 7);
    let consultant = firm.sign_in(&on.consultant.who.email).await.expect("in");
    let asked = actions::ask_grant(&consultant, grant(&on)).await.expect("asked").id;
    actions::approve_grant(&firm.officer().await.expect("in"), asked).await.expect("one more grant");
    let (one, two) = at_once(&firm, clocks::tick(&firm.app), clocks::tick(&firm.app)).await;
    one.and(two).expect("tick");
    clocks::tick(&firm.app).await.expect("ticks");
    let log = firm.app.store().log(LogId::Site);
    let entries = log.entries(0, log.size().await.expect("a log")).await.expect("entries");
    let reopened = entries.iter().filter(|entry| entry.name == "review.reopened").count();
    assert_eq!(reopened, 1, "one row grew");
    let mut asked: Vec<_> = rows(&firm, &opened).await.into_iter().filter_map(|row| row.reviewer).collect();
    asked.sort_unstable();
    asked.dedup();
    let mails = firm.app.store().mails().await.expect("mails");
    assert_eq!(mails.iter().filter(|mail| mail.kind == MailKind::ReviewReminder).count(), asked.len());
}

#[tokio::test]
async fn a_row_that_was_not_frozen_is_never_certified() {
    let firm = TestFirm::new().await.expect("a firm");
    let opened = review(&firm).await;
    let row = rows(&firm, &opened).await.pop().expect("the officer's");
    let wren = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person").id;
    let slipped = ReviewRow { id: ReviewRowId::new(firm.rng().as_ref()), person: wren, ..row };
    let saved = firm
        .app
        .store()
        .ledger()
        .record([EntryDraft::site("test.slipped")], move |tx| async move { tx.save(&slipped).await });
    saved.await.expect("saved behind everybody's back");
    firm.advance(DAY * 14);
    let _ = clocks::tick(&firm.app).await;
    firm.advance(DAY * 2);
    assert_eq!(clocks::tick(&firm.app).await.expect_err("not one of them").kind(), ErrorKind::Corrupt);
    assert!(firm.app.store().reviews().await.expect("reads")[0].closed_at.is_none());
}

#[tokio::test]
async fn the_account_of_who_leaves_shows_before_the_next_reading() {
    let scene = Scene::new().await;
    let firm = &scene.firm;
    let (who, now) = (scene.on.consultant.who.clone(), firm.app.clock().now());
    let account = Account {
        id: AccountId::new(firm.rng().as_ref()),
        engagement: scene.on.it.id,
        system: scene.system,
        login: who.email.clone(),
        name: who.name.clone(),
        active: true,
        state: AccountState::Known,
        person: Some(who.id),
        first_seen: now,
        last_seen: now,
        gone_at: None,
    };
    let id = account.id;
    let entry = EntryDraft::new(scene.on.it.id, "accounts.reconciled");
    let kept = firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&account).await });
    kept.await.expect("kept");
    depart(firm, who.id).await.expect("let go");
    let account = firm.app.store().get::<Account>(id).await.expect("reads").expect("there");
    assert_eq!(account.state, AccountState::Unknown);
    assert!(accounts::is_left_behind(&account), "the strongest flag there is");
    let officer = firm.officer().await.expect("in");
    let waits = views::my_work(&officer).await.expect("a queue");
    assert!(waits.iter().any(|item| item.kind == views::WorkKind::AccountsUnknown));
}
