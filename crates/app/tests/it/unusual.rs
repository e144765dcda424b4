//! Use that is not as usual: what is found of it, once, and who says what it was.

use crate::{
    clients::{again, clause},
    promises::force,
};
use bailee_app::{
    Door,
    actions::{self, AssignPersonAsk, LookAtUseAsk},
    clocks::{self, due},
    views::{self, WorkKind},
};
use bailee_model::{
    Category, Document, DocumentId, DocumentKind, EntryDraft, Error, ErrorKind, LogId, LoggedEntry, MailKind,
    Organisation, Person, PersonId, PersonState, Purpose, Role, Standing, UnusualKind, UnusualUse, UnusualUseId,
    UseDecision,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;
use std::time::Duration;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A firm at ten in the morning, whose consultant was assigned an hour ago.
pub(crate) async fn scene() -> (TestFirm, TestEngagement) {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.advance(HOUR);
    (firm, on)
}

/// So many openings now, as the log has them.
pub(crate) async fn opened(firm: &TestFirm, on: &TestEngagement, person: PersonId, times: usize) {
    let entry = EntryDraft::new(on.it.id, "holding.opened").id("person", person);
    firm.app.store().ledger().note(vec![entry; times]).await.expect("noted");
}

/// So many uses of a credential now.
pub(crate) async fn used(firm: &TestFirm, on: &TestEngagement, person: PersonId, times: usize) {
    let entry = EntryDraft::new(on.it.id, "credential.used").id("person", person);
    firm.app.store().ledger().note(vec![entry; times]).await.expect("noted");
}

pub(crate) async fn found(firm: &TestFirm, on: &TestEngagement) -> Vec<UnusualUse> {
    clocks::tick(&firm.app).await.expect("ticks");
    firm.app.store().unusual_uses(on.it.id).await.expect("a list")
}

async fn logged(firm: &TestFirm, on: &TestEngagement, name: &str) -> Vec<LoggedEntry> {
    let log = firm.app.store().log(LogId::Engagement(on.it.id));
    let all = log.entries(0, u64::MAX).await.expect("entries");
    all.into_iter().filter(|entry| entry.name == name).collect()
}

pub(crate) fn look(unusual: &UnusualUse, decision: UseDecision, note: &str) -> LookAtUseAsk {
    LookAtUseAsk { unusual: unusual.id, decision, note: note.to_owned() }
}

async fn work(door: &Door) -> usize {
    let items = views::my_work(door).await.expect("a queue");
    items.iter().filter(|item| item.kind == WorkKind::UnusualUse).count()
}

fn kind(result: Result<impl Sized, Error>) -> ErrorKind {
    result.err().expect("refused").kind()
}

#[tokio::test]
async fn usual_use_waits_for_nobody() {
    let (firm, mut on) = scene().await;
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    let brought = firm.bring(&on, "parties.csv", Category::Parties, "id,name\n1,Ida Fern\n").await.expect("brought");
    actions::open_profile(&on.consultant, brought.1.expect("a table").id).await.expect("opened");
    opened(&firm, &on, on.consultant.who.id, 40).await;
    assert_eq!(found(&firm, &on).await, []);
    // What the client's own people look at is theirs, however much and whenever.
    firm.advance(HOUR * 14);
    opened(&firm, &on, on.owner.who.id, 90).await;
    assert_eq!(found(&firm, &on).await, []);
    assert!(logged(&firm, &on, "use.found_unusual").await.is_empty());
}

#[tokio::test]
async fn many_openings_are_found_once_and_again_when_they_double() {
    let (firm, on) = scene().await;
    let person = on.consultant.who.id;
    opened(&firm, &on, person, 60).await;
    let (one, two) = tokio::join!(clocks::tick(&firm.app), clocks::tick(&firm.app));
    one.and(two).expect("ticks");
    let first = found(&firm, &on).await;
    assert_eq!(first.len(), 1);
    assert_eq!((first[0].person, &first[0].kinds[..]), (person, &[UnusualKind::Volume][..]));
    assert_eq!((first[0].openings, first[0].usual, first[0].outside), (60, 0, 0));
    opened(&firm, &on, person, 59).await;
    assert_eq!(found(&firm, &on).await, first, "119 are not twice as many");
    opened(&firm, &on, person, 1).await;
    let more = found(&firm, &on).await;
    assert_eq!((more.len(), more[0].id, more[0].openings), (1, first[0].id, 120));
    let entries = logged(&firm, &on, "use.found_unusual").await;
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].ids["use"], first[0].id.to_string());
    assert_eq!(entries[0].ids["used_by"], person.to_string());
    assert_eq!(entries[0].details.as_ref().expect("there")["openings"], 60);
    firm.advance(DAY);
    opened(&firm, &on, person, 300).await;
    assert_eq!(found(&firm, &on).await.len(), 1, "not three times the usual 120");
    opened(&firm, &on, person, 61).await;
    let both = found(&firm, &on).await;
    assert_eq!((both.len(), both[1].openings, both[1].usual), (2, 361, 120));
}

#[tokio::test]
async fn an_hour_outside_working_hours_is_found() {
    let (firm, on) = scene().await;
    firm.advance(HOUR * 11);
    opened(&firm, &on, on.consultant.who.id, 1).await;
    assert_eq!(found(&firm, &on).await, [], "not yet ten in the evening");
    firm.advance(HOUR);
    opened(&firm, &on, on.consultant.who.id, 2).await;
    let found = found(&firm, &on).await;
    assert_eq!(found[0].kinds, [UnusualKind::Hour]);
    assert_eq!((found[0].openings, found[0].outside), (3, 2));
    assert_eq!(found[0].outside_at.map(|at| at.as_second()), Some(firm.app.clock().now().as_second()));
}

#[tokio::test]
async fn a_first_opening_long_after_the_assignment_is_found() {
    let (firm, on) = scene().await;
    firm.advance(DAY * 30);
    opened(&firm, &on, on.consultant.who.id, 1).await;
    let found = found(&firm, &on).await;
    assert_eq!((&found[0].kinds[..], found[0].quiet_days), (&[UnusualKind::FirstTime][..], 30));
}

#[tokio::test]
async fn several_at_once_are_one_row_a_person_and_day() {
    let (firm, on) = scene().await;
    firm.advance(DAY * 30 + HOUR * 13);
    opened(&firm, &on, on.consultant.who.id, 51).await;
    opened(&firm, &on, on.lead.who.id, 1).await;
    let rows = found(&firm, &on).await;
    let of = |person: PersonId| rows.iter().find(|row| row.person == person).expect("a row");
    assert_eq!(rows.len(), 2);
    assert_eq!(of(on.consultant.who.id).kinds, UnusualKind::ALL);
    assert_eq!(of(on.lead.who.id).kinds, [UnusualKind::Hour, UnusualKind::FirstTime]);
    firm.advance(DAY);
    opened(&firm, &on, on.lead.who.id, 1).await;
    assert_eq!(found(&firm, &on).await.len(), 3, "the next day is another");
}

#[tokio::test]
async fn invariant_9_another_servers_row_is_not_written_twice() {
    let (firm, on) = scene().await;
    opened(&firm, &on, on.consultant.who.id, 60).await;
    let theirs = UnusualUse {
        id: UnusualUseId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        person: on.consultant.who.id,
        day: bailee_model::unusual::day_of(firm.app.clock().now()),
        kinds: vec![UnusualKind::Volume],
        openings: 60,
        usual: 0,
        outside: 0,
        outside_at: None,
        quiet_days: 0,
        found_at: firm.app.clock().now(),
        looked_by: None,
        looked_at: None,
        decision: None,
        note: String::new(),
    };
    // Theirs waits to be written while this server has looked and found none.
    let (ledger, row) = (firm.app.store().ledger(), theirs.clone());
    let busy = ledger.record([EntryDraft::new(on.it.id, "use.found_unusual")], move |tx| async move {
        tokio::time::sleep(Duration::from_millis(400)).await;
        tx.save(&row).await
    });
    let late = async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        clocks::tick(&firm.app).await
    };
    let (busy, late) = tokio::join!(busy, late);
    busy.expect("theirs");
    late.expect("no trouble");
    let rows = found(&firm, &on).await;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [theirs.id]);
    assert_eq!(logged(&firm, &on, "use.found_unusual").await.len(), 1);
}

#[tokio::test]
async fn it_waits_for_the_lead_until_somebody_says_what_it_was() {
    let (firm, on) = scene().await;
    opened(&firm, &on, on.consultant.who.id, 60).await;
    let row = found(&firm, &on).await.remove(0);
    let (lead, officer, consultant) =
        (again(&firm, &on.lead).await, firm.officer().await.expect("in"), again(&firm, &on.consultant).await);
    assert_eq!((work(&lead).await, work(&officer).await, work(&consultant).await), (1, 0, 0));
    let dues = due::all(&firm.app).await.expect("a list");
    let due = dues.iter().find(|due| due.kind == "unusual_use").expect("listed");
    assert_eq!((due.who.as_slice(), due.at), (&[lead.who.id][..], row.found_at + DAY * 7));

    let seen = views::unusual_uses(&lead, on.it.id).await.expect("seen");
    assert_eq!((seen[0].person.as_str(), seen[0].may_look, seen[0].own), ("Cole A", true, false));
    let done = actions::look_at_use(&lead, look(&row, UseDecision::Asked, "She profiled every ledger.")).await;
    let receipt = done.expect("looked").receipt.expect("a receipt");
    assert_eq!(receipt.log, LogId::Engagement(on.it.id));
    let entry = logged(&firm, &on, "use.looked_at").await.remove(0);
    assert_eq!((&entry.ids["person"], &entry.ids["used_by"]), (&lead.who.id.to_string(), &row.person.to_string()));
    assert_eq!(entry.details.expect("there")["note"], "She profiled every ledger.");
    assert_eq!(work(&lead).await, 0);
    let seen = views::unusual_uses(&lead, on.it.id).await.expect("seen");
    assert_eq!((seen[0].looked_by.as_deref(), seen[0].may_look), (Some("Lena A"), false));
    assert_eq!(kind(actions::look_at_use(&officer, look(&row, UseDecision::Expected, "")).await), ErrorKind::Conflict);

    opened(&firm, &on, row.person, 60).await;
    let anew = found(&firm, &on).await.remove(0);
    assert!(anew.is_open() && anew.decision.is_none() && anew.note.is_empty() && anew.openings == 120);
    actions::look_at_use(&officer, look(&anew, UseDecision::Expected, "")).await.expect("an officer may look");
}

#[tokio::test]
async fn what_was_not_expected_needs_a_reason() {
    let (firm, on) = scene().await;
    opened(&firm, &on, on.consultant.who.id, 60).await;
    let row = found(&firm, &on).await.remove(0);
    let lead = again(&firm, &on.lead).await;
    for decision in [UseDecision::Asked, UseDecision::Incident] {
        let error = actions::look_at_use(&lead, look(&row, decision, " ")).await.map(drop).expect_err("no reason");
        assert_eq!(error.kind(), ErrorKind::BadInput);
        assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("note"));
    }
    actions::look_at_use(&lead, look(&row, UseDecision::Incident, "Nobody knows why.")).await.expect("looked");
}

#[tokio::test]
async fn nobody_looks_at_their_own_and_others_learn_nothing() {
    let (firm, on) = scene().await;
    opened(&firm, &on, on.lead.who.id, 60).await;
    let row = found(&firm, &on).await.remove(0);
    let ask = || look(&row, UseDecision::Expected, "");
    let lead = again(&firm, &on.lead).await;
    assert_eq!(clause(actions::look_at_use(&lead, ask()).await), "D3.2");
    assert!(views::unusual_uses(&lead, on.it.id).await.expect("seen").iter().all(|each| each.own && !each.may_look));
    // Nobody else leads the engagement, so that it waits for the officer.
    let officer = firm.officer().await.expect("in");
    assert_eq!((work(&lead).await, work(&officer).await), (0, 1));

    let consultant = again(&firm, &on.consultant).await;
    assert_eq!(clause(actions::look_at_use(&consultant, ask()).await), "S2.1");
    assert_eq!(clause(views::unusual_uses(&consultant, on.it.id).await), "D3.2");
    let owner = again(&firm, &on.owner).await;
    assert_eq!(clause(actions::look_at_use(&owner, ask()).await), "S2.1");
    assert_eq!(clause(views::unusual_uses(&owner, on.it.id).await), "D3.2");
    let other = firm.engagement("B", &[Category::Parties]).await.expect("another");
    for stranger in [&other.lead, &other.owner] {
        let stranger = again(&firm, stranger).await;
        assert_eq!(kind(actions::look_at_use(&stranger, ask()).await), ErrorKind::NotFound);
        assert_eq!(kind(views::unusual_uses(&stranger, on.it.id).await), ErrorKind::NotFound);
    }
    let auditor = firm.person("Aude Ledger", Organisation::Firm, Standing::Auditor).await.expect("an auditor");
    let auditor = firm.sign_in(&auditor.email).await.expect("in");
    assert_eq!(clause(actions::look_at_use(&auditor, ask()).await), "S2.1");
    assert_eq!(views::unusual_uses(&auditor, on.it.id).await.expect("seen").len(), 1);

    let second = firm.person("Lars Second", Organisation::Firm, Standing::Staff).await.expect("a second lead");
    let officer = firm.officer().await.expect("in");
    let ask_assign = AssignPersonAsk { engagement: on.it.id, person: second.id, role: Role::Lead };
    actions::assign_person(&officer, ask_assign).await.expect("assigned");
    let second = firm.sign_in(&second.email).await.expect("in");
    assert_eq!((work(&second).await, work(&officer).await), (1, 0));
    firm.advance(SignedDuration::from_mins(6));
    assert_eq!(clause(actions::look_at_use(&second, ask()).await), "S2.3");
    let second = again(&firm, &second).await;
    actions::look_at_use(&second, ask()).await.expect("another lead looks");
}

#[tokio::test]
async fn days_that_an_outage_left_unjudged_are_judged_and_have_their_days_before_them() {
    let (firm, on) = scene().await;
    let person = on.consultant.who.id;
    firm.advance(DAY * 10);
    opened(&firm, &on, person, 1).await;
    firm.advance(DAY * 29);
    opened(&firm, &on, person, 1).await;
    firm.advance(DAY);
    opened(&firm, &on, person, 60).await;
    let day = bailee_model::unusual::day_of(firm.app.clock().now());
    firm.advance(DAY * 29);
    let rows = found(&firm, &on).await;
    assert_eq!(
        rows.iter().map(|row| (row.day, &row.kinds[..])).collect::<Vec<_>>(),
        [(day, &[UnusualKind::Volume][..])]
    );
    assert_eq!(rows[0].usual, 1, "the day that is not among the 30 to be judged counts as one before");
}

#[tokio::test]
async fn an_officer_looks_where_no_lead_can_act() {
    let (firm, on) = scene().await;
    opened(&firm, &on, on.consultant.who.id, 60).await;
    found(&firm, &on).await;
    let who = async || {
        let dues = due::all(&firm.app).await.expect("a list");
        dues.into_iter().find(|due| due.kind == "unusual_use").map(|due| due.who).expect("listed")
    };
    let (lead, officer) = (on.lead.who.id, firm.officer().await.expect("in").who.id);
    assert_eq!(who().await, [lead]);
    let old = firm.app.store().documents().await.expect("documents");
    let old = old.into_iter().find(|each| each.kind == DocumentKind::Confidentiality).expect("one");
    let id = DocumentId::new(firm.rng().as_ref());
    force(&firm, Document { id, version: old.version + 1, material: true, ..old }).await;
    let mut both = [lead, officer];
    both.sort_unstable();
    assert_eq!(who().await, both, "the lead owes a signature");
    let suspended = Person { state: PersonState::Suspended, ..on.lead.who.clone() };
    force(&firm, suspended).await;
    assert_eq!(who().await, [officer], "nobody reminds who is suspended");
}

#[tokio::test]
async fn what_nobody_else_may_look_at_is_not_due_until_somebody_may() {
    let (firm, on) = scene().await;
    let officer = firm.officer().await.expect("in");
    force(&firm, Person { state: PersonState::Suspended, ..on.lead.who.clone() }).await;
    opened(&firm, &on, officer.who.id, 60).await;
    let row = found(&firm, &on).await.remove(0);
    let dues = async || {
        let dues = due::all(&firm.app).await.expect("a list");
        dues.into_iter().filter(|due| due.kind == "unusual_use").collect::<Vec<_>>()
    };
    assert_eq!(dues().await, []);
    firm.advance(DAY * 8);
    let officer = again(&firm, &officer).await;
    let seen = views::unusual_uses(&officer, on.it.id).await.expect("seen");
    assert_eq!((seen[0].nobody, seen[0].overdue, seen[0].may_look), (true, false, false));
    assert_eq!(logged(&firm, &on, "use.found_unusual").await[0].ids["use"], row.id.to_string(), "the client's own log");
    let second = firm.person("Olga Second", Organisation::Firm, Standing::Officer).await.expect("a second officer");
    let due = dues().await.remove(0);
    assert_eq!((due.who.as_slice(), due.at), (&[second.id][..], second.since + DAY * 7));
    let second = firm.sign_in(&second.email).await.expect("in");
    assert_eq!(work(&second).await, 1);
    actions::look_at_use(&second, look(&row, UseDecision::Expected, "")).await.expect("looked");
}

#[tokio::test]
async fn what_nobody_looks_at_is_told_and_told_to_the_officers() {
    let (firm, on) = scene().await;
    opened(&firm, &on, on.consultant.who.id, 60).await;
    found(&firm, &on).await;
    let told = async |kind| {
        let mut told = Vec::new();
        for who in [on.lead.who.id, firm.officer().await.expect("in").who.id] {
            let mails = firm.app.store().mails_of(who).await.expect("mails");
            told.push(mails.iter().filter(|mail| mail.kind == kind && mail.path.contains("/uses#unu_")).count());
        }
        told
    };
    assert_eq!(told(MailKind::DeadlineNear).await, [0, 0]);
    firm.advance(DAY * 6 + HOUR);
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!((told(MailKind::DeadlineNear).await, told(MailKind::DeadlineMissed).await), (vec![1, 0], vec![0, 0]));
    firm.advance(DAY);
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(told(MailKind::DeadlineMissed).await, [1, 1]);
    let officer = firm.officer().await.expect("in");
    let missed = views::my_work(&officer).await.expect("a queue");
    assert!(missed.iter().any(|item| item.kind == WorkKind::DeadlineMissed && item.engagement == Some(on.it.id)));
}
