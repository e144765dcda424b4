//! Guessing is slowed down, and keeps nobody out who has been here before or has a passkey.

use bailee_app::{
    Arrival,
    actions::{self, SignInAsk, StepUpAsk},
};
use bailee_model::{ErrorKind, Organisation, Person, SessionKind, Standing};
use bailee_testkit::{TestFirm, arrival, firm::PASSWORD};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

const WRONG: &str = "another password entirely";

async fn somebody() -> (TestFirm, Person) {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    (firm, person)
}

fn from(address: &str, known: Option<&str>) -> Arrival {
    Arrival {
        kind: SessionKind::Browser,
        name: "A browser".to_owned(),
        address: address.to_owned(),
        known: known.map(str::to_owned),
    }
}

fn ask(email: &str, password: &str, code: &str, from: Arrival) -> SignInAsk {
    SignInAsk { email: email.to_owned(), password: password.into(), code: code.to_owned(), from }
}

/// Guesses until the account pauses for the longest time, from an address a guess.
async fn hammer(firm: &TestFirm, person: &Person, known: Option<&str>) {
    for number in 1..=14 {
        let stranger = from(&format!("198.51.100.{number}"), known);
        assert!(firm.app.sign_in(ask(&person.email, WRONG, "000000", stranger)).await.is_err());
        let pausing = counted(firm, person, number).await;
        if let Some(until) = pausing.filter(|_| number < 14) {
            firm.advance(until.duration_since(firm.app.clock().now()));
        }
    }
}

/// Waits until this many failures are on record; gives the end of the pause.
async fn counted(firm: &TestFirm, person: &Person, failures: i32) -> Option<Timestamp> {
    for _ in 0..400 {
        let kept = firm.app.store().sign_in(person.id).await.expect("reads").expect("there");
        if kept.failures == failures {
            return kept.locked_until;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{failures} failures were not counted");
}

#[tokio::test]
async fn a_stranger_hammering_from_many_addresses_keeps_no_known_browser_out() {
    let (firm, person) = somebody().await;
    let code = firm.next_code(&person.email).expect("a code");
    let before = firm.app.sign_in(ask(&person.email, PASSWORD, &code, arrival())).await.expect("in");
    hammer(&firm, &person, None).await;
    let code = firm.next_code(&person.email).expect("a code");
    let right = |known: Option<&str>| ask(&person.email, PASSWORD, &code, from("203.0.113.9", known));
    assert!(firm.app.sign_in(right(None)).await.is_err(), "a browser never seen waits like any stranger");
    assert!(firm.app.sign_in(right(Some("made up"))).await.is_err(), "and one that only says so");
    let after = firm.app.sign_in(right(Some(&before.known))).await.expect("the owner's own browser does not wait");
    let door = firm.app.door(before.token.expose()).await.expect("nor does a session that is open");
    let code = firm.next_code(&person.email).expect("a code");
    actions::step_up(&door, StepUpAsk { password: PASSWORD.into(), code }).await.expect("fresh");
    assert!(!after.known.is_empty());
}

#[tokio::test]
async fn a_known_browser_has_tries_of_its_own_and_another_persons_token_is_none() {
    let (firm, person) = somebody().await;
    let other = firm.person("Ash", Organisation::Firm, Standing::Staff).await.expect("a person");
    let code = firm.next_code(&person.email).expect("a code");
    let known = firm.app.sign_in(ask(&person.email, PASSWORD, &code, arrival())).await.expect("in").known;
    for _ in 0..10 {
        let stolen = from("198.51.100.1", Some(&known));
        assert!(firm.app.sign_in(ask(&person.email, WRONG, "000000", stolen)).await.is_err());
    }
    let code = firm.next_code(&person.email).expect("a code");
    let right = |known: &str| ask(&person.email, PASSWORD, &code, from("203.0.113.9", Some(known)));
    assert!(firm.app.sign_in(right(&known)).await.is_err(), "its tries are used up");
    let kept = firm.app.store().sign_in(person.id).await.expect("reads").expect("there");
    assert_eq!(kept.failures, 0, "and nobody else's");
    firm.advance(SignedDuration::from_mins(15));
    let code = firm.next_code(&person.email).expect("a code");
    firm.app.sign_in(ask(&person.email, PASSWORD, &code, from("203.0.113.9", Some(&known)))).await.expect("time heals");

    hammer(&firm, &other, Some(&known)).await;
    let code = firm.next_code(&other.email).expect("a code");
    let borrowed = ask(&other.email, PASSWORD, &code, from("203.0.113.9", Some(&known)));
    assert!(firm.app.sign_in(borrowed).await.is_err(), "a token is one person's");
}

#[tokio::test]
async fn one_address_runs_out_of_tries_over_many_accounts_and_is_told_the_same() {
    let (firm, person) = somebody().await;
    for number in 0..30 {
        let guess = ask(&format!("nobody{number}@quillbridge.example"), WRONG, "000000", from("198.51.100.1", None));
        assert!(firm.app.sign_in(guess).await.is_err());
    }
    let code = firm.next_code(&person.email).expect("a code");
    let right = |address: &str| ask(&person.email, PASSWORD, &code, from(address, None));
    let refused = firm.app.sign_in(right("198.51.100.1")).await.err().expect("refused");
    let unknown = ask("nobody@quillbridge.example", WRONG, "000000", from("198.51.100.1", None));
    let same = firm.app.sign_in(unknown).await.err().expect("refused");
    assert_eq!((refused.kind(), refused.to_string()), (ErrorKind::SignIn, same.to_string()));
    firm.app.sign_in(right("198.51.100.2")).await.expect("the neighbour is let in");
}

#[tokio::test]
async fn asking_for_passkeys_without_end_is_refused_to_one_address_only() {
    let (firm, _) = somebody().await;
    for _ in 0..100 {
        firm.app.begin_passkey_sign_in(&from("198.51.100.1", None)).await.expect("asked");
    }
    let more = firm.app.begin_passkey_sign_in(&from("198.51.100.1", None)).await.err().expect("refused");
    assert_eq!(more.kind(), ErrorKind::Unavailable);
    firm.app.begin_passkey_sign_in(&from("198.51.100.2", None)).await.expect("asked");
}

#[tokio::test]
async fn guesses_at_an_account_that_pauses_count_for_their_address_as_at_one_that_is_not_there() {
    let (firm, person) = somebody().await;
    let own = firm.person("Ash", Organisation::Firm, Standing::Staff).await.expect("somebody with an account");
    for email in [person.email.as_str(), "nobody@quillbridge.example"] {
        firm.advance(SignedDuration::from_mins(20));
        let guess = || ask(email, WRONG, "000000", from("198.51.100.1", None));
        for number in 1..=6 {
            assert!(firm.app.sign_in(guess()).await.is_err());
            if email == person.email {
                counted(&firm, &person, number).await;
            }
        }
        for _ in 0..24 {
            assert!(firm.app.sign_in(guess()).await.is_err());
        }
        let code = firm.next_code(&own.email).expect("a code");
        let right = ask(&own.email, PASSWORD, &code, from("198.51.100.1", None));
        assert!(firm.app.sign_in(right).await.is_err(), "{email}: the address has no tries left");
    }
}
