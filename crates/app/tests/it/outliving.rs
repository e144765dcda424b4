//! Nothing that was under way outlives the end of its session, the person's leave or the clock that was wrong.

use bailee_app::{
    Door,
    actions::{self, ChangePasswordAsk, MakeTokenAsk, SignInAsk, SuspendPersonAsk},
    factors::totp::TotpSecret,
};
use bailee_model::{DeviceId, ErrorKind, Organisation, Person, Result, Standing, TokenScope, clock::SeededRng};
use bailee_testkit::{TestFirm, arrival, firm::PASSWORD};
use futures::future::join;
use jiff::SignedDuration;

async fn somebody() -> (TestFirm, Person) {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    (firm, person)
}

async fn suspend(firm: &TestFirm, officer: &Door, person: &Person) {
    let ask = SuspendPersonAsk { person: person.id, reason: "their cookie was stolen".to_owned() };
    actions::suspend_person(officer, ask).await.expect("suspended");
    assert_eq!(firm.app.store().passkeys_of(person.id).await.expect("reads").len(), 0);
}

/// What was under way ended with the session.
fn over<T>(result: Result<T>) {
    assert_eq!(result.err().expect("refused").kind(), ErrorKind::SignIn);
}

#[tokio::test]
async fn what_a_session_asked_for_before_it_ended_gives_no_token_factor_or_code_after() {
    let (firm, person) = somebody().await;
    let officer = firm.officer().await.expect("in");
    let door = firm.sign_in(&person.email).await.expect("in");
    let offer = actions::offer_password(&door).await.expect("offered");
    let secret = TotpSecret::from_base32(&offer.totp_secret).expect("a secret");
    suspend(&firm, &officer, &person).await;

    let token = MakeTokenAsk { name: "export".to_owned(), scope: TokenScope::Work, engagement: None, days: 90 };
    over(actions::make_token(&door, token).await);
    let totp_code = secret.code_at(door.now()).expect("a code");
    let password = ChangePasswordAsk {
        ticket: offer.ticket,
        password: "marble anchor violet tundra".into(),
        totp_code,
        also_end: Default::default(),
    };
    over(actions::change_password(&door, password).await);
    over(actions::remove_password(&door).await);
    over(actions::make_recovery_codes(&door).await);
    assert!(firm.app.store().sign_in(person.id).await.expect("reads").expect("there").recovery.is_empty());
    let sessions = firm.app.store().sessions_of(person.id).await.expect("reads");
    assert!(sessions.iter().all(|session| session.ended.is_some()), "and no session is left");
}

#[tokio::test]
async fn who_signs_in_while_they_are_suspended_is_not_in() {
    let (firm, person) = somebody().await;
    let officer = firm.officer().await.expect("in");
    let code = firm.next_code(&person.email).expect("a code");
    let ask = SignInAsk { email: person.email.clone(), password: PASSWORD.into(), code, from: arrival() };
    // The password takes longer to check than the suspension to be recorded.
    let (signed, ()) = join(firm.app.sign_in(ask), suspend(&firm, &officer, &person)).await;
    assert!(signed.is_err());
    let sessions = firm.app.store().sessions_of(person.id).await.expect("reads");
    assert!(sessions.iter().all(|session| session.ended.is_some()));
}

#[tokio::test]
async fn invariant_9_a_session_that_began_by_a_clock_ahead_is_over_when_it_is_set_right() {
    let (firm, person) = somebody().await;
    firm.advance(SignedDuration::from_hours(24 * 365));
    let (_, token) = firm.sign_in_bare(&person.email).await.expect("in");
    firm.app.door(&token).await.expect("open");
    firm.advance(-SignedDuration::from_secs(60));
    firm.app.door(&token).await.expect("servers differ by a minute");
    firm.advance(-SignedDuration::from_hours(24 * 365));
    assert_eq!(firm.app.door(&token).await.err().expect("refused").kind(), ErrorKind::SignIn);
    assert!(!firm.app.stands(&token).await.expect("looks"));
}

#[tokio::test]
async fn a_stranger_behind_the_same_proxy_or_in_the_same_network_silences_no_device() {
    let (firm, _) = somebody().await;
    let device = |number: u64| DeviceId::new(&SeededRng::new(number));
    for number in 0..700 {
        firm.app.count_machine_call(device(number), "127.0.0.1").expect("a proxy speaks for nobody");
    }
    let own = |address: &str| firm.app.count_machine_call(device(1_000), address);
    own("127.0.0.1").expect("another device of the proxy's");
    for number in 0..600 {
        firm.app.count_machine_call(device(number), &format!("2001:db8:1:2::{number:x}")).expect("counted");
    }
    assert_eq!(own("2001:db8:1:2::ffff").expect_err("one network").kind(), ErrorKind::Unavailable);
    own("2001:db8:1:3::1").expect("another network");
}
