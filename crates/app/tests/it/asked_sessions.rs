//! Sessions that a program asks for and a person allows in a browser: once, in time, by the right code and secret, and no
//! fresher than the person is.

use bailee_app::{
    Arrival, Door, Secret,
    actions::{self, MakeTokenAsk, SessionRequest, SignedIn},
};
use bailee_model::{
    Action, Category, CeremonyId, ErrorKind, LogId, MailKind, Organisation, Result, SessionKind, Standing, TokenScope,
};
use bailee_testkit::{TestFirm, arrival};
use jiff::SignedDuration;

/// Somebody in a browser.
async fn browsing() -> (TestFirm, Door) {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let door = firm.sign_in(&person.email).await.expect("in");
    (firm, door)
}

fn terminal() -> Arrival {
    Arrival { kind: SessionKind::CommandLine, name: "bailee/0.1.0".to_owned(), known: None, ..arrival() }
}

async fn ask(firm: &TestFirm) -> SessionRequest {
    firm.app.ask_session("wrens-desk", &terminal()).await.expect("asked")
}

async fn collect(firm: &TestFirm, asked: &SessionRequest) -> Result<Option<SignedIn>> {
    firm.app.collect_session(asked.id, &asked.secret, terminal()).await
}

fn kind<T>(result: Result<T>) -> ErrorKind {
    result.err().expect("refused").kind()
}

#[tokio::test]
async fn what_is_allowed_in_a_browser_is_collected_once() {
    let (firm, door) = browsing().await;
    let asked = ask(&firm).await;
    assert!(collect(&firm, &asked).await.expect("it waits").is_none());
    let shown = actions::asked_session(&door, &asked.code).await.expect("found");
    assert_eq!((shown.name.as_str(), shown.address.as_str()), ("wrens-desk", arrival().address.as_str()));
    assert_eq!((shown.at, shown.until), (firm.app.clock().now(), asked.until));
    let typed = asked.code.to_lowercase().replace('-', " ");
    let receipt = actions::allow_session(&door, &typed).await.expect("allowed, however it is typed").receipt;
    assert!(receipt.is_some());
    let signed = collect(&firm, &asked).await.expect("collected").expect("allowed");
    assert_eq!((signed.person.id, signed.session.kind), (door.who.id, SessionKind::CommandLine));
    assert_eq!(signed.session.factor, door.session.factor);
    assert!(signed.session.device.is_none(), "another machine than the browser's, perhaps");
    firm.app.door(signed.token.expose()).await.expect("it opens");
    assert_eq!(kind(collect(&firm, &asked).await), ErrorKind::NotFound, "once");
    assert_eq!(kind(actions::allow_session(&door, &asked.code).await), ErrorKind::BadInput, "the code is used up");
    let log = firm.app.store().log(LogId::Site);
    let entries = log.entries(0, 500).await.expect("entries");
    let allowed = entries.iter().position(|entry| entry.name == "session.allowed").expect("on record");
    assert!(entries[allowed..].iter().any(|entry| entry.name == "session.began"), "and that it began");
    let mails = firm.app.store().mails().await.expect("mails");
    let told = mails.iter().filter(|mail| mail.person == door.who.id && mail.kind == MailKind::SecurityNotice);
    assert_eq!(told.filter(|mail| mail.path == "/sessions").count(), 1);
}

#[tokio::test]
async fn it_is_as_fresh_as_the_session_that_allowed_it_and_no_fresher() {
    let (firm, door) = browsing().await;
    firm.advance(SignedDuration::from_mins(4));
    let asked = ask(&firm).await;
    actions::allow_session(&door, &asked.code).await.expect("still fresh");
    let signed = collect(&firm, &asked).await.expect("collected").expect("allowed");
    assert_eq!(signed.session.stepped_up, door.session.stepped_up);
    let program = firm.app.door(signed.token.expose()).await.expect("open");
    let token = || MakeTokenAsk { name: "x".to_owned(), scope: TokenScope::Look, engagement: None, days: 3 };
    actions::make_token(&program, token()).await.expect("for the rest of the five minutes");
    firm.advance(SignedDuration::from_mins(2));
    let program = firm.app.door(signed.token.expose()).await.expect("open");
    assert_eq!(kind(actions::make_token(&program, token()).await), ErrorKind::Refused);
}

#[tokio::test]
async fn allowing_needs_fresh_factors_in_a_browser() {
    let (firm, door) = browsing().await;
    let first = ask(&firm).await;
    actions::allow_session(&door, &first.code).await.expect("allowed");
    let program = collect(&firm, &first).await.expect("collected").expect("allowed");
    let program = firm.app.door(program.token.expose()).await.expect("open");
    let second = ask(&firm).await;
    assert_eq!(kind(actions::allow_session(&program, &second.code).await), ErrorKind::NotFound, "no chain of programs");
    firm.advance(SignedDuration::from_mins(6));
    let third = ask(&firm).await;
    for refused in [
        kind(actions::asked_session(&door, &third.code).await),
        kind(actions::allow_session(&door, &third.code).await),
        kind(actions::refuse_session(&door, &third.code).await),
    ] {
        assert_eq!(refused, ErrorKind::Refused, "stale factors");
    }
    assert!(collect(&firm, &third).await.expect("it waits").is_none());
}

#[tokio::test]
async fn invariant_9_a_request_is_over_after_ten_minutes_asked_allowed_or_not() {
    let (firm, door) = browsing().await;
    let asked = ask(&firm).await;
    firm.advance(SignedDuration::from_mins(10));
    assert_eq!(kind(collect(&firm, &asked).await), ErrorKind::NotFound);
    let door = firm.sign_in(&door.who.email).await.expect("in");
    assert_eq!(kind(actions::asked_session(&door, &asked.code).await), ErrorKind::BadInput);
    let asked = ask(&firm).await;
    actions::allow_session(&door, &asked.code).await.expect("allowed");
    firm.advance(SignedDuration::from_mins(10));
    assert_eq!(kind(collect(&firm, &asked).await), ErrorKind::NotFound, "collected too late");
}

#[tokio::test]
async fn what_is_refused_stays_refused() {
    let (firm, door) = browsing().await;
    let asked = ask(&firm).await;
    actions::refuse_session(&door, &asked.code).await.expect("refused");
    assert_eq!(kind(actions::allow_session(&door, &asked.code).await), ErrorKind::BadInput, "the first answer stands");
    let told = collect(&firm, &asked).await.err().expect("refused");
    assert_eq!(told.kind(), ErrorKind::SignIn);
    assert!(told.message().contains("refused in the browser"), "{told}");
    assert_eq!(kind(collect(&firm, &asked).await), ErrorKind::NotFound, "and then forgotten");
}

#[tokio::test]
async fn another_programs_secret_collects_nothing_and_uses_nothing_up() {
    let (firm, door) = browsing().await;
    let (mine, other) = (ask(&firm).await, ask(&firm).await);
    actions::allow_session(&door, &mine.code).await.expect("allowed");
    let crossed = firm.app.collect_session(mine.id, &other.secret, terminal()).await;
    assert_eq!(kind(crossed), ErrorKind::NotFound);
    let unknown = CeremonyId::new(firm.rng().as_ref());
    assert_eq!(kind(firm.app.collect_session(unknown, &mine.secret, terminal()).await), ErrorKind::NotFound);
    assert!(collect(&firm, &other).await.expect("it waits").is_none(), "nobody answered this one");
    assert!(collect(&firm, &mine).await.expect("collected").is_some());
    let passkeys = firm.app.begin_passkey_sign_in(&arrival()).await.expect("asked").ceremony;
    let confused = firm.app.collect_session(passkeys, &Secret::from(""), terminal()).await;
    assert_eq!(kind(confused), ErrorKind::NotFound, "a ceremony of another kind");
}

#[tokio::test]
async fn it_is_not_collected_after_the_person_or_their_session_has_ended() {
    let (firm, door) = browsing().await;
    let asked = ask(&firm).await;
    actions::allow_session(&door, &asked.code).await.expect("allowed");
    actions::end_session(&door, door.session.id).await.expect("ended");
    assert_eq!(kind(collect(&firm, &asked).await), ErrorKind::SignIn);
    let door = firm.sign_in(&door.who.email).await.expect("in");
    let asked = ask(&firm).await;
    actions::allow_session(&door, &asked.code).await.expect("allowed");
    let officer = firm.officer().await.expect("in");
    let away = actions::SuspendPersonAsk { person: door.who.id, reason: "away".to_owned() };
    actions::suspend_person(&officer, away).await.expect("suspended");
    assert_eq!(kind(collect(&firm, &asked).await), ErrorKind::SignIn);
}

#[tokio::test]
async fn codes_are_not_guessed_and_requests_not_made_without_end() {
    let (firm, door) = browsing().await;
    let asked = ask(&firm).await;
    for _ in 0..10 {
        assert_eq!(kind(actions::asked_session(&door, "0000-0000").await), ErrorKind::BadInput);
    }
    assert_eq!(kind(actions::allow_session(&door, &asked.code).await), ErrorKind::Unavailable, "even the right one");
    let mut asked = Ok(asked);
    for _ in 0..100 {
        asked = firm.app.ask_session("wrens-desk", &terminal()).await;
    }
    assert_eq!(kind(asked), ErrorKind::Unavailable);
    for name in ["", "  ", "a\nb", &"x".repeat(81)] {
        let elsewhere = Arrival { address: "198.51.100.9".to_owned(), ..terminal() };
        assert_eq!(kind(firm.app.ask_session(name, &elsewhere).await), ErrorKind::BadInput);
    }
}

#[tokio::test]
async fn a_program_that_looks_all_the_time_has_to_wait() {
    let (firm, _) = browsing().await;
    let asked = ask(&firm).await;
    for _ in 0..600 {
        assert!(collect(&firm, &asked).await.expect("it waits").is_none());
    }
    assert_eq!(kind(collect(&firm, &asked).await), ErrorKind::Unavailable);
}

#[tokio::test]
async fn a_clients_people_use_the_command_line_too_and_another_place_is_told() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("one", &[Category::Financial]).await.expect("an engagement");
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let elsewhere = Arrival { address: "198.51.100.9".to_owned(), ..terminal() };
    let asked = firm.app.ask_session("mill-desk", &elsewhere).await.expect("asked");
    assert!(actions::asked_session(&owner, &asked.code).await.expect("found").from_elsewhere);
    actions::allow_session(&owner, &asked.code).await.expect("allowed");
    let signed = collect(&firm, &asked).await.expect("collected").expect("allowed");
    let program = firm.app.door(signed.token.expose()).await.expect("open");
    assert!(program.may(Action::ViewEngagement, &on.it).await.expect("asked"));
    assert!(program.is_client());
}
