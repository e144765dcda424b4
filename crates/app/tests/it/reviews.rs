//! Access reviews: a quarter goes by, and what nobody answers ends.

use bailee_app::{
    Door,
    actions::{
        self, CloseIncidentAsk, ContainIncidentAsk, DecideReviewAsk, ReinstatePersonAsk, RestoreAccessAsk,
        ScopeIncidentAsk, SuspendPersonAsk,
    },
    clocks, views,
};
use bailee_log::{policy::Policy, verify::verify};
use bailee_model::{
    Action, Category, Error, ErrorKind, MailKind, Organisation, Person, PersonState, Purpose, Result, Review,
    ReviewDecision, ReviewFlag, ReviewRow, Role, Standing, incident::Scope,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn scene() -> (TestFirm, TestEngagement) {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("a", &[Category::Financial]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Financial], &[]).await.expect("a grant");
    (firm, on)
}

async fn days(firm: &TestFirm, count: i32) {
    firm.advance(DAY * count);
    clocks::tick(&firm.app).await.expect("ticks");
}

async fn open(firm: &TestFirm) -> Review {
    let officer = firm.officer().await.expect("signs in");
    actions::open_review(&officer).await.expect("opens").value
}

async fn row(firm: &TestFirm, review: &Review, who: &Door) -> ReviewRow {
    let rows = firm.app.store().review_rows(review.id).await.expect("rows");
    rows.into_iter().find(|row| row.person == who.who.id).expect("a row for each person")
}

async fn review(firm: &TestFirm) -> Review {
    firm.app.store().reviews().await.expect("reviews").pop().expect("a review")
}

async fn told(firm: &TestFirm, kind: MailKind) -> usize {
    firm.app.store().mails().await.expect("mails").iter().filter(|mail| mail.kind == kind).count()
}

async fn decide(door: &Door, row: &ReviewRow, decision: ReviewDecision, reason: &str) -> Result<ReviewRow> {
    let ask = DecideReviewAsk { row: row.id, decision, reason: reason.to_owned() };
    Ok(actions::decide_review(door, ask).await?.value)
}

fn refusal(error: &Error) -> (&str, &str) {
    let refusal = error.refusal().expect("a refusal");
    (refusal.clause.as_str(), refusal.reason.as_str())
}

#[tokio::test]
async fn invariant_8_silence_suspends_and_then_ends() {
    let (firm, on) = scene().await;
    days(&firm, 89).await;
    assert!(firm.app.store().reviews().await.expect("reads").is_empty(), "not before its day");
    days(&firm, 1).await;
    clocks::tick(&firm.app).await.expect("a second tick does nothing more");
    let opened = review(&firm).await;
    assert_eq!((opened.number, firm.app.store().reviews().await.expect("reads").len()), (1, 1));
    assert!(told(&firm, MailKind::ReviewOpened).await > 0);
    days(&firm, 7).await;
    days(&firm, 0).await;
    let first = told(&firm, MailKind::ReviewReminder).await;
    assert!(first > 0, "a week before");
    days(&firm, 6).await;
    days(&firm, 0).await;
    assert_eq!(told(&firm, MailKind::ReviewReminder).await, 2 * first, "and a day before, once each");
    assert!(row(&firm, &opened, &on.consultant).await.suspended_at.is_none());
    days(&firm, 1).await;
    let silent = row(&firm, &opened, &on.consultant).await;
    assert!(silent.suspended_at.is_some());
    assert!(told(&firm, MailKind::AccessSuspended).await > 0);
    let (door, _) = firm.sign_in_bare(&on.consultant.who.email).await.expect("may still sign in");
    let asked = door.engagement(on.it.id).for_(Action::ViewEngagement).await;
    assert_eq!(asked.err().expect("suspended").kind(), ErrorKind::NotFound);
    days(&firm, 2).await;
    let ended = row(&firm, &opened, &on.consultant).await;
    assert_eq!((ended.decision, ended.probe.is_some()), (None, true));
    let assignments = firm.app.store().assignments(on.it.id).await.expect("reads");
    assert!(assignments.iter().all(|assignment| assignment.ended.is_some()));
    let closed = review(&firm).await;
    assert!(closed.closed_at.is_some(), "every row is settled");
    days(&firm, 90).await;
    assert_eq!(review(&firm).await.number, 2, "and the next quarter asks again");
}

#[tokio::test]
async fn invariant_9_a_clock_that_jumps_suspends_first_and_ends_later() {
    let (firm, on) = scene().await;
    let opened = open(&firm).await;
    days(&firm, 400).await;
    let silent = row(&firm, &opened, &on.lead).await;
    assert!(silent.suspended_at.is_some() && silent.probe.is_none(), "there are two days to restore it from now");
    days(&firm, 2).await;
    assert!(row(&firm, &opened, &on.lead).await.probe.is_some());
}

#[tokio::test]
async fn a_decided_review_is_certified_and_checked_without_us() {
    let (firm, on) = scene().await;
    let second = firm.person("Omar Quill", Organisation::Firm, Standing::Officer).await.expect("a second officer");
    let opened = open(&firm).await;
    let officer = firm.officer().await.expect("signs in");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("signs in");
    decide(&lead, &row(&firm, &opened, &on.consultant).await, ReviewDecision::Reduce, "").await.expect("reduces");
    decide(&officer, &row(&firm, &opened, &on.lead).await, ReviewDecision::Keep, "").await.expect("keeps");
    let other = firm.sign_in(&second.email).await.expect("signs in");
    decide(&other, &row(&firm, &opened, &officer).await, ReviewDecision::Keep, "").await.expect("keeps");
    let officer = firm.officer().await.expect("signs in again");
    decide(&officer, &row(&firm, &opened, &other).await, ReviewDecision::Remove, "").await.expect("removes");
    clocks::tick(&firm.app).await.expect("ticks");
    assert!(review(&firm).await.closed_at.is_some());
    let second = firm.app.store().get::<bailee_model::Person>(second.id).await.expect("reads").expect("is there");
    assert_eq!(bailee_model::Person { standing: Standing::Staff, ..second.clone() }, second, "no officer any more");
    let bundle = views::review_bundle(&officer, opened.id).await.expect("a certificate");
    let policy = views::review_policy(&officer).await.expect("a policy");
    let report = verify(&bundle, &Policy::parse(policy.as_bytes()).expect("reads"), None);
    assert_eq!(report.outcome.exit_code(), 0, "{:?}", report.checks);
    let stated = report.review.expect("a review");
    let counted: Vec<_> = stated.what.iter().map(|each| (each.outcome, each.count)).collect();
    use bailee_log::review::RowOutcome::{Kept, Reduced, Removed};
    assert_eq!(counted, [(Kept, 2), (Reduced, 1), (Removed, 1)]);
}

#[tokio::test]
async fn what_is_removed_ends_at_once_and_was_tried() {
    let (firm, on) = scene().await;
    let opened = open(&firm).await;
    let lead = firm.sign_in(&on.lead.who.email).await.expect("signs in");
    let row = row(&firm, &opened, &on.consultant).await;
    let removed = decide(&lead, &row, ReviewDecision::Remove, "The work is over.").await.expect("removes");
    assert!(removed.probe.is_some());
    let asked = on.consultant.engagement(on.it.id).for_(Action::ViewEngagement).await;
    assert_eq!(asked.err().expect("gone").kind(), ErrorKind::NotFound);
    let again = decide(&lead, &row, ReviewDecision::Keep, "").await.expect_err("decided");
    assert_eq!(again.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn nobody_reviews_themself_nor_what_they_are_not_asked_about() {
    let (firm, on) = scene().await;
    let opened = open(&firm).await;
    let officer = firm.officer().await.expect("signs in");
    let own = decide(&officer, &row(&firm, &opened, &officer).await, ReviewDecision::Keep, "").await;
    assert_eq!(refusal(&own.expect_err("own")).0, "S2.4");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("signs in");
    let own = decide(&lead, &row(&firm, &opened, &on.lead).await, ReviewDecision::Keep, "").await;
    assert!(own.is_err());
    let consultant = firm.sign_in(&on.consultant.who.email).await.expect("signs in");
    for whose in [&on.lead, &on.consultant, &officer] {
        assert!(decide(&consultant, &row(&firm, &opened, whose).await, ReviewDecision::Keep, "").await.is_err());
    }
    assert_eq!(views::review(&consultant, opened.id).await.expect_err("not theirs").kind(), ErrorKind::NotFound);
    assert!(views::reviews(&consultant).await.expect("a list").is_empty());
    let seen = views::review(&lead, opened.id).await.expect("asked");
    assert_eq!(seen.rows.len(), 1, "only the row that asks them");
    assert!(views::review_bundle(&lead, opened.id).await.is_err());
    let open = views::review_bundle(&officer, opened.id).await.expect_err("still open");
    assert_eq!(open.kind(), ErrorKind::Conflict);
    assert_eq!(actions::open_review(&officer).await.expect_err("one at a time").kind(), ErrorKind::Conflict);
    assert!(actions::open_review(&lead).await.is_err(), "the officer's");
}

#[tokio::test]
async fn silence_is_undone_within_two_days_by_somebody_else_and_with_a_reason() {
    let (firm, on) = scene().await;
    let opened = open(&firm).await;
    days(&firm, 14).await;
    let silent = row(&firm, &opened, &on.consultant).await;
    assert!(silent.suspended_at.is_some());
    let officer = firm.officer().await.expect("signs in");
    let restore = async |door: &Door, reason: &str| {
        actions::restore_access(door, RestoreAccessAsk { row: silent.id, reason: reason.to_owned() }).await
    };
    assert_eq!(restore(&officer, " ").await.expect_err("why?").kind(), ErrorKind::BadInput);
    let consultant = firm.sign_in(&on.consultant.who.email).await.expect("signs in");
    assert!(restore(&consultant, "I need it").await.is_err(), "not one's own");
    restore(&officer, "The lead was ill.").await.expect("restores");
    consultant.engagement(on.it.id).for_(Action::ViewEngagement).await.expect("sees it again");
    assert_eq!(restore(&officer, "again").await.expect_err("once").kind(), ErrorKind::Conflict);
    let late = row(&firm, &opened, &on.lead).await;
    days(&firm, 3).await;
    let officer = firm.officer().await.expect("signs in");
    let ask = RestoreAccessAsk { row: late.id, reason: "too late".to_owned() };
    assert!(actions::restore_access(&officer, ask).await.is_err());
}

#[tokio::test]
async fn access_that_grows_after_the_freeze_is_asked_again() {
    let (firm, mut on) = scene().await;
    let opened = open(&firm).await;
    let lead = firm.sign_in(&on.lead.who.email).await.expect("signs in");
    let frozen = row(&firm, &opened, &on.consultant).await;
    decide(&lead, &frozen, ReviewDecision::Keep, "").await.expect("keeps");
    firm.grant(&mut on, Purpose::Mapping, &[Category::Financial], &[]).await.expect("one more grant");
    clocks::tick(&firm.app).await.expect("ticks");
    let asked = row(&firm, &opened, &on.consultant).await;
    assert_eq!((asked.decision, asked.flags.contains(&ReviewFlag::Drifted)), (None, true));
    let lead = firm.sign_in(&on.lead.who.email).await.expect("signs in");
    let unsaid = decide(&lead, &asked, ReviewDecision::Keep, "").await.expect_err("a flag asks why");
    assert_eq!(
        (unsaid.kind(), unsaid.place().and_then(|at| at.field.as_deref())),
        (ErrorKind::BadInput, Some("reason"))
    );
    decide(&lead, &asked, ReviewDecision::Keep, "The mapping begins.").await.expect("keeps");
}

#[tokio::test]
async fn the_last_officer_stands_and_is_told_in_the_certificate() {
    let firm = TestFirm::new().await.expect("a firm");
    let opened = open(&firm).await;
    days(&firm, 14).await;
    let officer = firm.officer().await.expect("is not shut out");
    assert_eq!(officer.who.state, PersonState::Active);
    let bundle = views::review_bundle(&officer, opened.id).await.expect("a certificate");
    let policy = views::review_policy(&officer).await.expect("a policy");
    let report = verify(&bundle, &Policy::parse(policy.as_bytes()).expect("reads"), None);
    let stated = report.review.expect("a review").what;
    assert_eq!((stated.len(), stated[0].outcome), (1, bailee_log::review::RowOutcome::Stands));
}

#[tokio::test]
async fn a_lead_with_another_lead_beside_them_is_asked_about_by_that_one() {
    let (firm, on) = scene().await;
    let officer = firm.officer().await.expect("signs in");
    let ask = actions::AssignPersonAsk { engagement: on.it.id, person: on.consultant.who.id, role: Role::Lead };
    actions::assign_person(&officer, ask).await.expect("a second lead");
    let opened = open(&firm).await;
    let asked = row(&firm, &opened, &on.lead).await;
    assert_eq!(asked.reviewer, Some(on.consultant.who.id));
}

/// Declares an incident about the consultant of an engagement and suspends what they have there.
async fn contained(firm: &TestFirm, on: &TestEngagement) -> bailee_model::IncidentId {
    let officer = firm.officer().await.expect("signs in");
    let incident = actions::declare_incident(&officer, crate::incidents::lost(firm)).await.expect("declared").value.id;
    let scope = Scope { people: vec![on.consultant.who.id], from: Some(on.it.since), ..Scope::default() };
    actions::scope_incident(&officer, ScopeIncidentAsk { incident, scope }).await.expect("scoped");
    let ask = ContainIncidentAsk { access: true, ..ContainIncidentAsk::default() };
    actions::contain_incident(&officer, incident, ask).await.expect("contained");
    incident
}

async fn since(firm: &TestFirm, on: &TestEngagement) -> Option<jiff::Timestamp> {
    let all = firm.app.store().assignments(on.it.id).await.expect("read");
    all.iter().find(|each| each.person == on.consultant.who.id).expect("on it").suspended
}

#[tokio::test]
async fn what_an_incident_suspended_is_not_a_reviews_to_restore() {
    for before in [true, false] {
        let (firm, on) = scene().await;
        let opened = open(&firm).await;
        if before {
            contained(&firm, &on).await;
        }
        let by_incident = since(&firm, &on).await;
        days(&firm, 14).await;
        if before {
            assert_eq!(since(&firm, &on).await, by_incident, "silence does not make it the review's");
        } else {
            contained(&firm, &on).await;
        }
        let silent = row(&firm, &opened, &on.consultant).await;
        assert!(silent.suspended_at.is_some());
        let officer = firm.officer().await.expect("signs in");
        let ask = RestoreAccessAsk { row: silent.id, reason: "The lead was ill.".to_owned() };
        let kept = actions::restore_access(&officer, ask).await.expect_err("the incident keeps them out");
        assert_eq!(kept.kind(), ErrorKind::Conflict);
        assert!(since(&firm, &on).await.is_some());
    }
}

/// A second officer whom silence keeps out, with their row.
async fn shut_out() -> (TestFirm, Person, ReviewRow) {
    let firm = TestFirm::new().await.expect("a firm");
    let other = firm.person("Ona Second", Organisation::Firm, Standing::Officer).await.expect("a person");
    let opened = open(&firm).await;
    days(&firm, 14).await;
    let rows = firm.app.store().review_rows(opened.id).await.expect("rows");
    let row = rows.into_iter().find(|row| row.person == other.id && row.engagement.is_none()).expect("a row");
    assert!(row.suspended_at.is_some());
    assert_eq!(person(&firm, &other).await.state, PersonState::Suspended);
    (firm, other, row)
}

async fn person(firm: &TestFirm, who: &Person) -> Person {
    firm.app.store().get::<Person>(who.id).await.expect("read").expect("there")
}

async fn is_not_restored(firm: &TestFirm, who: &Person, row: &ReviewRow) {
    let officer = firm.officer().await.expect("signs in");
    let ask = RestoreAccessAsk { row: row.id, reason: "They were ill.".to_owned() };
    let refused = actions::restore_access(&officer, ask).await.expect_err("an officer’s word is the stronger");
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    let now = person(firm, who).await;
    assert_eq!((now.state, now.standing), (PersonState::Suspended, Standing::Staff));
}

async fn suspend(firm: &TestFirm, who: &Person) -> Result<()> {
    let ask = SuspendPersonAsk { person: who.id, reason: "Under suspicion.".to_owned() };
    actions::suspend_person(&firm.officer().await?, ask).await.map(drop)
}

#[tokio::test]
async fn what_silence_suspended_of_who_administers_is_restored_while_nobody_else_suspended_them() {
    let (firm, other, row) = shut_out().await;
    let officer = firm.officer().await.expect("signs in");
    let ask = RestoreAccessAsk { row: row.id, reason: "They were ill.".to_owned() };
    actions::restore_access(&officer, ask).await.expect("restored");
    let now = person(&firm, &other).await;
    assert_eq!((now.state, now.standing), (PersonState::Active, Standing::Officer));
    suspend(&firm, &other).await.expect("suspended later");
    assert_eq!(person(&firm, &other).await.standing, Standing::Officer, "for now, and no more than that");
}

#[tokio::test]
async fn a_restore_does_not_lift_an_officers_later_suspension() {
    for reinstated in [false, true] {
        let (firm, other, row) = shut_out().await;
        if reinstated {
            let ask = ReinstatePersonAsk { person: other.id, reason: "They are back.".to_owned() };
            actions::reinstate_person(&firm.officer().await.expect("in"), ask).await.expect("let in again");
            assert_eq!(person(&firm, &other).await.state, PersonState::Active);
        }
        suspend(&firm, &other).await.expect("suspended");
        is_not_restored(&firm, &other, &row).await;
        assert!(suspend(&firm, &other).await.is_err(), "twice");
    }
}

#[tokio::test]
async fn a_restore_does_not_lift_what_an_incident_stopped_even_once_it_is_closed() {
    let (firm, other, row) = shut_out().await;
    let officer = firm.officer().await.expect("signs in");
    let incident = actions::declare_incident(&officer, crate::incidents::lost(&firm)).await.expect("declared").value.id;
    let scope = Scope { people: vec![other.id], from: Some(firm.app.clock().now() - DAY), ..Scope::default() };
    actions::scope_incident(&officer, ScopeIncidentAsk { incident, scope }).await.expect("scoped");
    let ask = ContainIncidentAsk { people: vec![other.id], ..ContainIncidentAsk::default() };
    actions::contain_incident(&officer, incident, ask).await.expect("contained");
    let close = CloseIncidentAsk { incident, cause: "It was mislaid.".to_owned() };
    actions::close_incident(&officer, close).await.expect("closed");
    is_not_restored(&firm, &other, &row).await;
}
