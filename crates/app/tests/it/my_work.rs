//! My work: what waits for whom, and in which order.

use bailee_app::{
    Door,
    actions::{self, AskGrantAsk, InvitePersonAsk},
    views::{self, About, WorkItem, WorkKind},
};
use bailee_model::DeviceOwner;
use bailee_model::{
    Account, AccountId, AccountState, Category, EntryDraft, Environment, HoldingId, Obligation, Organisation,
    PolicyReview, PolicyReviewCause, PolicyReviewId, Purpose, Review, ReviewId, ReviewRow, ReviewRowId, Standing,
    System, SystemId, SystemKind,
};
use bailee_testkit::{TestDevice, TestFirm, firm::TestEngagement};
use jiff::SignedDuration;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn kinds(door: &Door) -> Vec<WorkKind> {
    items(door).await.iter().map(|item| item.kind).collect()
}

async fn items(door: &Door) -> Vec<WorkItem> {
    views::my_work(door).await.expect("a queue")
}

async fn fresh(firm: &TestFirm, door: &Door) -> Door {
    firm.sign_in(&door.who.email).await.expect("in")
}

async fn ask(firm: &TestFirm, on: &TestEngagement) {
    let ask = AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: vec![Category::Parties],
        classes: vec![],
        days: 7,
        reason: "count the duplicates".to_owned(),
    };
    actions::ask_grant(&fresh(firm, &on.consultant).await, ask).await.expect("asked");
}

macro_rules! save {
    ($firm:expr, $on:expr, $noun:expr) => {{
        let noun = $noun;
        let entry = EntryDraft::new($on.it.id, "test.saved");
        $firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&noun).await }).await.expect("saved")
    }};
}

#[tokio::test]
async fn who_owes_something_sees_that_and_nothing_else() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    ask(&firm, &on).await;
    for mut passed in firm.app.store().completions_of(on.lead.who.id).await.expect("passed") {
        passed.until = firm.app.clock().now() - DAY * 20;
        save!(firm, on, passed);
    }
    let lead = fresh(&firm, &on.lead).await;
    let items = items(&lead).await;
    assert_eq!(items.iter().map(|item| item.kind).collect::<Vec<_>>(), [WorkKind::Obligation]);
    assert_eq!(items[0].about, About::Obligation(Obligation::Training));
}

#[tokio::test]
async fn a_request_waits_for_those_who_may_answer_it() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let other = firm.engagement("B", &[Category::Parties]).await.expect("another");
    on.it.sealed = vec![Category::Parties];
    save!(firm, on, on.it.clone());
    ask(&firm, &on).await;
    let waiting = items(&fresh(&firm, &on.lead).await).await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0].kind, WorkKind::GrantToApprove);
    assert!(waiting[0].due.is_some() && waiting[0].engagement == Some(on.it.id));
    assert_eq!(waiting[0].about, About::Name("Cole A: count the duplicates".to_owned()));
    assert_eq!(kinds(&fresh(&firm, &on.owner).await).await, [WorkKind::WalkthroughToRead, WorkKind::GrantToAgree]);
    assert_eq!(kinds(&firm.officer().await.expect("in")).await, [WorkKind::GrantToApprove]);
    assert_eq!(kinds(&fresh(&firm, &other.owner).await).await, [WorkKind::WalkthroughToRead]);
    for door in [&on.consultant, &other.lead, &other.consultant] {
        assert!(kinds(&fresh(&firm, door).await).await.is_empty(), "{}", door.who.name);
    }
    let stale = fresh(&firm, &on.lead).await;
    firm.advance(SignedDuration::from_mins(10));
    assert_eq!(kinds(&stale).await, [WorkKind::GrantToApprove], "factors are asked for at the button");
}

#[tokio::test]
async fn ones_own_grant_is_there_before_it_ends() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("seven days");
    assert!(kinds(&on.consultant).await.is_empty());
    firm.advance(DAY * 4 + SignedDuration::from_hours(1));
    assert_eq!(kinds(&fresh(&firm, &on.consultant).await).await, [WorkKind::GrantEnding]);
    assert!(kinds(&fresh(&firm, &on.lead).await).await.is_empty(), "not another's");
}

#[tokio::test]
async fn whatever_has_a_date_is_there_before_it_and_stays_when_it_was_missed() {
    let firm = TestFirm::new().await.expect("a firm");
    firm.publish_policies().await.expect("published");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let now = firm.app.clock().now();
    let review = PolicyReview {
        id: PolicyReviewId::new(firm.app.rng().as_ref()),
        policy: firm.app.store().policies().await.expect("policies")[0].id,
        cause: PolicyReviewCause::Law,
        about: "a new kind of work".to_owned(),
        opened_at: now,
        due: now + DAY * 20,
        closed_at: None,
        closed_by: None,
        outcome: None,
        draft: None,
        note: String::new(),
    };
    save!(firm, on, review.clone());
    let rows = async |kind| {
        let officer = firm.officer().await.expect("in");
        items(&officer).await.into_iter().filter(|item| item.kind == kind).collect::<Vec<_>>()
    };
    assert!(rows(WorkKind::DeadlineNear).await.is_empty(), "not yet");
    firm.advance(DAY * 15);
    let near = rows(WorkKind::DeadlineNear).await;
    assert_eq!(near.len(), 1, "{near:?}");
    assert_eq!((near[0].due, &near[0].subject), (Some(review.due), &review.id.to_string()));
    assert!(matches!(&near[0].about, About::Deadline("policy_review", page) if page.starts_with("/firm/policies")));
    assert!(kinds(&fresh(&firm, &on.lead).await).await.is_empty(), "not another's");
    firm.advance(DAY * 6);
    assert_eq!(rows(WorkKind::DeadlineNear).await.len(), 0);
    assert!(rows(WorkKind::DeadlineMissed).await[0].is_overdue(firm.app.clock().now()));
}

#[tokio::test]
async fn without_a_device_that_comes_first() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (bare, _) = firm.sign_in_bare(&on.consultant.who.email).await.expect("in");
    assert_eq!(kinds(&bare).await, [WorkKind::DeviceMissing]);
    let confirmed = fresh(&firm, &on.consultant).await;
    assert!(kinds(&confirmed).await.is_empty());
    let mut stale = confirmed.clone();
    stale.machine.as_mut().expect("a device").report = None;
    let failing = items(&stale).await;
    assert_eq!(failing.len(), 1);
    assert!(matches!(&failing[0].about, About::Checks(_, missing) if !missing.is_empty()));
}

#[tokio::test]
async fn the_officer_sees_what_concerns_the_whole_firm() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let officer = firm.officer().await.expect("in");
    let invited = InvitePersonAsk {
        name: "Ivo Late".to_owned(),
        email: "ivo@quillbridge.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        language: "en".to_owned(),
    };
    actions::invite_person(&officer, invited).await.expect("invited");
    let consultant = fresh(&firm, &on.consultant).await;
    TestDevice::enrol(&consultant, firm.rng().as_ref(), DeviceOwner::Personal).await.expect("enrolled");
    let now = firm.app.clock().now();
    let system = system(&firm, &on);
    save!(firm, on, system.clone());
    save!(firm, on, account(&firm, &on, &system));
    let review = Review {
        id: ReviewId::new(firm.rng().as_ref()),
        number: 1,
        opened_at: now,
        due: now + DAY * 14,
        population: String::new(),
        closed_at: None,
        statement: Vec::new(),
        manifest: Vec::new(),
    };
    save!(firm, on, review.clone());
    save!(firm, on, row(&firm, &on, review.id, None));
    save!(firm, on, row(&firm, &on, review.id, Some(now)));
    firm.advance(SignedDuration::from_mins(10));
    let officer = firm.officer().await.expect("in");
    let seen = items(&officer).await;
    let mut found: Vec<WorkKind> = seen.iter().map(|item| item.kind).collect();
    found.sort();
    assert_eq!(
        found,
        [WorkKind::ReviewRows, WorkKind::AccessToRestore, WorkKind::AccountsUnknown, WorkKind::DeviceToApprove]
    );
    let lead = kinds(&fresh(&firm, &on.lead).await).await;
    assert!(lead.contains(&WorkKind::ReviewRows) && lead.contains(&WorkKind::AccountsUnknown), "{lead:?}");
    assert!(!lead.contains(&WorkKind::DeviceToApprove));
    assert!(kinds(&fresh(&firm, &on.consultant).await).await.is_empty(), "own rows are another's to decide");

    firm.advance(DAY * 15);
    let late = items(&firm.officer().await.expect("in")).await;
    let now = firm.app.clock().now();
    let overdue: Vec<bool> = late.iter().map(|item| item.is_overdue(now)).collect();
    assert!(overdue[0] && late.iter().any(|item| item.kind == WorkKind::InvitationLate), "{late:?}");
    let first_later = overdue.iter().position(|over| !over).unwrap_or(overdue.len());
    assert!(overdue[first_later..].iter().all(|over| !over), "overdue first: {late:?}");
    assert!(late.windows(2).all(|pair| match (pair[0].due, pair[1].due) {
        (Some(one), Some(other)) => one <= other,
        _ => true,
    }));
}

fn row(firm: &TestFirm, on: &TestEngagement, review: ReviewId, suspended_at: Option<jiff::Timestamp>) -> ReviewRow {
    ReviewRow {
        id: ReviewRowId::new(firm.rng().as_ref()),
        review,
        person: on.consultant.who.id,
        engagement: Some(on.it.id),
        assignment: None,
        scope: "consultant".to_owned(),
        given_by: None,
        last_used: None,
        flags: Vec::new(),
        reviewer: Some(on.lead.who.id),
        decision: None,
        reason: String::new(),
        decided_by: None,
        decided_at: None,
        suspended_at,
        restored_at: None,
        probe: None,
    }
}

fn system(firm: &TestFirm, on: &TestEngagement) -> System {
    System {
        id: SystemId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        name: "Mill test".to_owned(),
        kind: SystemKind::OdooSelfHosted,
        environment: Environment::Test,
        region: "CA".to_owned(),
        url: "https://test.mill.example".to_owned(),
        database: "mill".to_owned(),
        login: "bailee".to_owned(),
        credential: None::<HoldingId>,
        added_by: on.lead.who.id,
        confirmed_by: Some(on.owner.who.id),
        since: firm.app.clock().now(),
    }
}

fn account(firm: &TestFirm, on: &TestEngagement, system: &System) -> Account {
    let now = firm.app.clock().now();
    Account {
        id: AccountId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        system: system.id,
        login: "ghost".to_owned(),
        name: "A ghost".to_owned(),
        active: true,
        state: AccountState::Unknown,
        person: None,
        first_seen: now,
        last_seen: now,
        gone_at: None,
    }
}
