mod emergency;
mod ending;

use bailee_app::{
    Door,
    actions::{self, AskGrantAsk, BreakGlassAsk, ExtendGrantAsk, RefuseGrantAsk},
    clocks, views,
};
use bailee_model::{
    Category, ColumnClass, EntryDraft, ErrorKind, Grant, GrantEnd, GrantId, GrantKind, Mail, MailKind, Organisation,
    Person, PersonState, Purpose, Result, Standing, entry::LogId,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::{SignedDuration, Timestamp};

const CSV: &str = "id,name,city\n1,Fernhill Ltd (fictional),Halifax\n";

#[tokio::test]
async fn nobody_approves_their_own_grant() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let ask = AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: vec![Category::Parties],
        classes: vec![],
        days: 7,
        reason: "audit".to_owned(),
    };
    let grant = actions::ask_grant(&on.lead, ask).await.expect("asked");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let error = actions::approve_grant(&lead, grant.id).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.refusal().is_some_and(|refusal| !refusal.clause.is_empty()));
    let officer = firm.officer().await.expect("in");
    actions::approve_grant(&officer, grant.id).await.expect("by another");
    let again = actions::approve_grant(&officer, grant.id).await.expect_err("twice");
    assert_ne!(again.kind(), ErrorKind::Internal);
}

#[tokio::test]
async fn approving_needs_fresh_factors() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let ask = AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: vec![Category::Parties],
        classes: vec![],
        days: 7,
        reason: "audit".to_owned(),
    };
    let grant = actions::ask_grant(&on.consultant, ask).await.expect("asked");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    firm.advance(SignedDuration::from_mins(6));
    assert_eq!(actions::approve_grant(&lead, grant.id).await.expect_err("stale").kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn a_grant_ends_by_itself_and_is_of_one_purpose() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let (_, table, _) = firm.bring(&on, "customers.csv", Category::Parties, CSV).await.expect("brought");
    let table = table.expect("a table");
    actions::open_profile(&on.consultant, table.id).await.expect("with the grant");

    let (door, token) = firm.sign_in_token(&on.consultant.who.email).await.expect("in");
    actions::set_purpose(&door, Some(Purpose::Mapping)).await.expect("set");
    let other = firm.app.door(&token).await.expect("in");
    assert_eq!(actions::open_profile(&other, table.id).await.expect_err("another purpose").kind(), ErrorKind::Refused);

    firm.advance(SignedDuration::from_hours(24 * 7));
    let (door, token) = firm.sign_in_token(&on.consultant.who.email).await.expect("in");
    actions::set_purpose(&door, Some(Purpose::Audit)).await.expect("set");
    let late = firm.app.door(&token).await.expect("in");
    assert_eq!(actions::open_profile(&late, table.id).await.expect_err("expired").kind(), ErrorKind::Refused);
    bailee_app::clocks::tick(&firm.app).await.expect("ticks");
    bailee_app::clocks::tick(&firm.app).await.expect("twice");
    let log = firm.app.store().log(LogId::Engagement(on.it.id));
    let entries = log.entries(0, log.size().await.expect("size")).await.expect("entries");
    assert_eq!(entries.iter().filter(|entry| entry.name == "grant.expired").count(), 1, "effective once");
}

#[tokio::test]
async fn what_the_engagement_did_not_agree_cannot_be_asked_for() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let ask = |days, categories: &[Category]| AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: categories.to_vec(),
        classes: vec![ColumnClass::Personal],
        days,
        reason: "audit".to_owned(),
    };
    for (days, categories) in
        [(31, vec![Category::Parties]), (0, vec![Category::Parties]), (7, vec![]), (7, vec![Category::Employees])]
    {
        let error = actions::ask_grant(&on.consultant, ask(days, &categories)).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::BadInput);
        assert!(error.place().is_some() && error.hint_text().is_some());
    }
}

#[tokio::test]
async fn a_mask_covers_what_the_grant_does_not_clear() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let (_, table, _) = firm.bring(&on, "customers.csv", Category::Parties, CSV).await.expect("brought");
    let ask = actions::QueryAsk { engagement: on.it.id, sql: "select * from customers".to_owned(), limit: 10 };
    let rows = actions::query(&on.consultant, ask).await.expect("answered");
    assert_eq!(rows.masked, ["name"]);
    assert!(!format!("{rows:?}").contains("Fernhill"));
    let view = actions::open_profile(&on.consultant, table.expect("a table").id).await.expect("opened");
    assert!(!format!("{:?}", view.profile).contains("Fernhill"));

    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[ColumnClass::Personal]).await.expect("a wider grant");
    let ask = actions::QueryAsk { engagement: on.it.id, sql: "select * from customers".to_owned(), limit: 10 };
    let rows = actions::query(&on.consultant, ask).await.expect("answered");
    assert!(rows.masked.is_empty() && format!("{rows:?}").contains("Fernhill"));
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn of(days: i32, on: &TestEngagement) -> AskGrantAsk {
    AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: vec![Category::Parties],
        classes: vec![],
        days,
        reason: "count the duplicates".to_owned(),
    }
}

fn emergency(on: &TestEngagement) -> BreakGlassAsk {
    BreakGlassAsk {
        engagement: on.it.id,
        purpose: Purpose::Support,
        categories: vec![Category::Parties],
        classes: vec![],
        reason: "invoices go out twice".to_owned(),
    }
}

/// An engagement whose customers and vendors open only with the client's agreement to the very grant.
async fn sealed(firm: &TestFirm) -> TestEngagement {
    let mut on = firm.engagement("A", &[Category::Parties, Category::Financial]).await.expect("an engagement");
    on.it.sealed = vec![Category::Parties];
    let (id, kept) = (on.it.id, on.it.clone());
    let entry = EntryDraft::new(id, "test.sealed");
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&kept).await }).await.expect("saved");
    on
}

async fn fresh(firm: &TestFirm, door: &Door) -> Door {
    firm.sign_in(&door.who.email).await.expect("in")
}

/// The person's door, for a purpose.
async fn working(firm: &TestFirm, door: &Door, purpose: Purpose) -> Door {
    let (door, token) = firm.sign_in_token(&door.who.email).await.expect("in");
    actions::set_purpose(&door, Some(purpose)).await.expect("set");
    firm.app.door(&token).await.expect("in")
}

async fn read(firm: &TestFirm, id: GrantId) -> Grant {
    firm.app.store().get::<Grant>(id).await.expect("read").expect("there")
}

async fn letters(firm: &TestFirm, door: &Door, kind: MailKind) -> Vec<Mail> {
    let all = firm.app.store().mails_of(door.who.id).await.expect("mails");
    all.into_iter().filter(|mail| mail.kind == kind).collect()
}

async fn named(firm: &TestFirm, on: &TestEngagement, event: &str) -> usize {
    let log = firm.app.store().log(LogId::Engagement(on.it.id));
    let entries = log.entries(0, log.size().await.expect("size")).await.expect("entries");
    entries.iter().filter(|entry| entry.name == event).count()
}

async fn twice(firm: &TestFirm) {
    clocks::tick(&firm.app).await.expect("ticks");
    clocks::tick(&firm.app).await.expect("twice");
}

fn kind<T>(result: Result<T>) -> ErrorKind {
    result.err().expect("refused").kind()
}

#[tokio::test]
async fn a_sealed_category_waits_for_the_client_in_either_order() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = sealed(&firm).await;
    let (_, table, _) = firm.bring(&on, "customers.csv", Category::Parties, CSV).await.expect("brought");
    let table = table.expect("a table").id;
    for client_first in [false, true] {
        let grant = actions::ask_grant(&fresh(&firm, &on.consultant).await, of(5, &on)).await.expect("asked").value;
        assert!(!letters(&firm, &on.owner, MailKind::GrantAsked).await.is_empty(), "the owner hears of it");
        let (lead, owner) = (fresh(&firm, &on.lead).await, fresh(&firm, &on.owner).await);
        let half = if client_first {
            actions::agree_grant(&owner, grant.id).await.expect("agreed").value
        } else {
            actions::approve_grant(&lead, grant.id).await.expect("approved").value
        };
        assert!(half.is_open() && half.expires_at.is_none(), "one of two is not enough");
        let consultant = working(&firm, &on.consultant, Purpose::Audit).await;
        assert_eq!(kind(actions::open_profile(&consultant, table).await), ErrorKind::Refused);
        assert_eq!(
            kind(match client_first {
                true => actions::agree_grant(&owner, grant.id).await,
                false => actions::approve_grant(&lead, grant.id).await,
            }),
            ErrorKind::Conflict,
            "the same word twice is not two"
        );
        firm.advance(DAY);
        let (lead, owner) = (fresh(&firm, &on.lead).await, fresh(&firm, &on.owner).await);
        let now = firm.app.clock().now();
        let whole = if client_first {
            actions::approve_grant(&lead, grant.id).await.expect("approved").value
        } else {
            actions::agree_grant(&owner, grant.id).await.expect("agreed").value
        };
        assert_eq!(whole.expires_at, Some(now + DAY * 5), "dated from the last of the two");
        let consultant = working(&firm, &on.consultant, Purpose::Audit).await;
        actions::open_profile(&consultant, table).await.expect("both said yes");
        actions::end_grant(&consultant, grant.id).await.expect("ended");
    }
}

#[tokio::test]
async fn only_this_clients_owner_agrees_and_only_where_something_is_sealed() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = sealed(&firm).await;
    let other = firm.engagement("B", &[Category::Parties]).await.expect("another");
    let client = Organisation::Client(on.client.id);
    let contact = firm.person("Cara Contact", client, Standing::Contact).await.expect("a contact");
    let grant = actions::ask_grant(&fresh(&firm, &on.consultant).await, of(5, &on)).await.expect("asked").value;

    let stranger = fresh(&firm, &other.owner).await;
    assert_eq!(kind(actions::agree_grant(&stranger, grant.id).await), ErrorKind::NotFound);
    let no = || RefuseGrantAsk { grant: grant.id, reason: "no".to_owned() };
    assert_eq!(kind(actions::refuse_grant(&stranger, no()).await), ErrorKind::NotFound);
    let contact = firm.sign_in(&contact.email).await.expect("in");
    assert_eq!(kind(actions::agree_grant(&contact, grant.id).await), ErrorKind::Refused);
    assert_eq!(kind(actions::refuse_grant(&contact, no()).await), ErrorKind::Refused);
    let lead = fresh(&firm, &on.lead).await;
    assert_eq!(kind(actions::agree_grant(&lead, grant.id).await), ErrorKind::Refused, "the firm is not the client");

    let open = AskGrantAsk { categories: vec![Category::Financial], ..of(5, &on) };
    let open = actions::ask_grant(&fresh(&firm, &on.consultant).await, open).await.expect("asked").value;
    let owner = fresh(&firm, &on.owner).await;
    assert_eq!(kind(actions::agree_grant(&owner, open.id).await), ErrorKind::Refused, "nothing to agree to");
    firm.advance(SignedDuration::from_mins(6));
    assert_eq!(kind(actions::agree_grant(&owner, grant.id).await), ErrorKind::Refused, "factors are stale");
}

#[tokio::test]
async fn a_request_is_refused_with_a_reason_or_withdrawn_and_then_stays_decided() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = sealed(&firm).await;
    let consultant = fresh(&firm, &on.consultant).await;
    let asked = async || actions::ask_grant(&consultant, of(5, &on)).await.expect("asked").value.id;
    let no = |grant, reason: &str| RefuseGrantAsk { grant, reason: reason.to_owned() };
    let (lead, owner) = (fresh(&firm, &on.lead).await, fresh(&firm, &on.owner).await);

    let one = asked().await;
    assert_eq!(kind(actions::refuse_grant(&lead, no(one, " ")).await), ErrorKind::BadInput);
    assert_eq!(kind(actions::refuse_grant(&consultant, no(one, "never mind")).await), ErrorKind::Conflict);
    assert_eq!(kind(actions::withdraw_grant(&lead, one).await), ErrorKind::Conflict);
    actions::refuse_grant(&lead, no(one, "work on the masked table")).await.expect("refused");
    assert_eq!(read(&firm, one).await.ended_why, Some(GrantEnd::Refused));
    assert_eq!(letters(&firm, &on.consultant, MailKind::GrantEnded).await.len(), 1);
    assert_eq!(kind(actions::approve_grant(&fresh(&firm, &on.lead).await, one).await), ErrorKind::Conflict);
    assert_eq!(kind(actions::withdraw_grant(&consultant, one).await), ErrorKind::Conflict);

    let two = asked().await;
    actions::refuse_grant(&owner, no(two, "not payroll")).await.expect("the client's word");
    let three = asked().await;
    actions::withdraw_grant(&consultant, three).await.expect("withdrawn");
    assert_eq!(read(&firm, three).await.ended_why, Some(GrantEnd::Withdrawn));
    assert_eq!(kind(actions::refuse_grant(&lead, no(three, "late")).await), ErrorKind::Conflict);

    let history = views::request_history(&on.lead, on.it.id).await.expect("for ever");
    assert_eq!(history.len(), 3);
    let (request, steps) = &history[2];
    assert_eq!(request.grant.id, one);
    let end = steps.last().expect("an end");
    assert_eq!((end.event.as_str(), end.who.as_deref()), ("grant.refused", Some("Lena A")));
    assert_eq!(end.reason.as_deref(), Some("work on the masked table"));
}

#[tokio::test]
async fn an_extension_is_a_new_request_and_the_old_one_runs_on() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let old = firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    firm.advance(DAY * 5);
    let again = |days| ExtendGrantAsk { grant: old.id, days, reason: "two files more".to_owned() };
    let consultant = fresh(&firm, &on.consultant).await;
    assert_eq!(kind(actions::extend_grant(&consultant, again(31)).await), ErrorKind::BadInput);
    assert_eq!(kind(actions::extend_grant(&fresh(&firm, &on.lead).await, again(7)).await), ErrorKind::Conflict);
    let new = actions::extend_grant(&consultant, again(7)).await.expect("asked").value;
    assert_eq!((new.extends, new.is_open()), (Some(old.id), true));
    assert_eq!(kind(actions::extend_grant(&consultant, again(7)).await), ErrorKind::Conflict, "once at a time");
    assert_eq!(read(&firm, old.id).await.expires_at, old.expires_at, "asking extends nothing");
    actions::approve_grant(&fresh(&firm, &on.lead).await, new.id).await.expect("approved");
    assert_eq!(read(&firm, old.id).await.expires_at, old.expires_at, "neither does approving");
    firm.advance(DAY * 3);
    twice(&firm).await;
    assert_eq!(read(&firm, old.id).await.ended_why, Some(GrantEnd::Expired));
    assert!(read(&firm, new.id).await.is_live(firm.app.clock().now()));
    let consultant = fresh(&firm, &on.consultant).await;
    assert_eq!(kind(actions::extend_grant(&consultant, again(7)).await), ErrorKind::Conflict, "it runs no more");
}

#[tokio::test]
async fn invariant_1_no_ended_request_opens_anything() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (_, table, _) = firm.bring(&on, "customers.csv", Category::Parties, CSV).await.expect("brought");
    let table = table.expect("a table").id;
    let asker = fresh(&firm, &on.consultant).await;
    for end in GrantEnd::ALL {
        let ended = Some(firm.app.clock().now());
        let mut grant = actions::ask_grant(&asker, of(5, &on)).await.expect("asked").value;
        grant.approved_by = Some(on.lead.who.id);
        grant.approved_at = ended;
        grant.expires_at = ended.map(|at| at + DAY * 5);
        (grant.ended, grant.ended_why) = (ended, Some(*end));
        let entry = EntryDraft::new(on.it.id, "test.ended");
        firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&grant).await }).await.expect("saved");
    }
    let consultant = working(&firm, &on.consultant, Purpose::Audit).await;
    assert_eq!(kind(actions::open_profile(&consultant, table).await), ErrorKind::Refused);
}
