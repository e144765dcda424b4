//! Changing how one signs in oneself: passwords, recovery codes, sessions, tokens.

use bailee_app::{
    Door, Secret,
    actions::{self, AlsoEnd, ChangePasswordAsk, MOST_SESSIONS, MOST_TOKENS, MakeTokenAsk, RecoverAsk, SignInAsk},
    factors::totp::TotpSecret,
};
use bailee_model::{
    Action, Category, EngagementId, ErrorKind, Factor, LogId, MailKind, Organisation, Person, Purpose, Result, Session,
    SessionKind, Standing, TokenScope,
};
use bailee_testkit::{TestFirm, arrival, firm::PASSWORD};
use jiff::SignedDuration;

const OTHER: &str = "marble anchor violet tundra";

async fn somebody() -> (TestFirm, Person) {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    (firm, person)
}

/// Sets up a new password and authenticator app; gives the app's secret.
async fn change_and_end(firm: &TestFirm, door: &Door, password: &str, also_end: &AlsoEnd) -> Result<TotpSecret> {
    let offer = actions::offer_password(door).await?;
    let secret = TotpSecret::from_base32(&offer.totp_secret)?;
    let totp_code = secret.code_at(firm.app.clock().now())?;
    let password = password.into();
    let ask = ChangePasswordAsk { ticket: offer.ticket, password, totp_code, also_end: also_end.clone() };
    actions::change_password(door, ask).await?;
    Ok(secret)
}

/// The same, where nothing is said of what else ends.
async fn change(firm: &TestFirm, door: &Door, password: &str) -> Result<TotpSecret> {
    change_and_end(firm, door, password, &AlsoEnd::default()).await
}

async fn opens(firm: &TestFirm, token: &str) -> bool {
    firm.app.stands(token).await.expect("asked") && firm.app.door(token).await.is_ok()
}

fn ask(email: &str, password: &str, code: String) -> SignInAsk {
    SignInAsk { email: email.to_owned(), password: password.into(), code, from: arrival() }
}

fn recover(email: &str, recovery_code: &str, code: &str) -> RecoverAsk {
    RecoverAsk { email: email.to_owned(), recovery_code: recovery_code.into(), code: code.to_owned(), from: arrival() }
}

async fn notices(firm: &TestFirm, person: &Person) -> usize {
    let mails = firm.app.store().mails().await.expect("mails");
    let about_signing_in = |path: &str| ["/security", "/sessions"].contains(&path);
    let theirs = mails.iter().filter(|mail| mail.person == person.id && mail.kind == MailKind::SecurityNotice);
    theirs.filter(|mail| about_signing_in(&mail.path)).count()
}

#[tokio::test]
async fn a_new_password_comes_with_a_new_second_factor_and_is_told() {
    let (firm, person) = somebody().await;
    let door = firm.sign_in(&person.email).await.expect("in");
    for weak in ["short", "password1234", "quillbridge2026", "wren@quillbridge.example"] {
        let error = change(&firm, &door, weak).await.err().unwrap_or_else(|| panic!("{weak}"));
        assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("password"), "{weak}");
    }
    assert_eq!(notices(&firm, &person).await, 0);
    let secret = change(&firm, &door, OTHER).await.expect("changed");
    assert_eq!(notices(&firm, &person).await, 1);
    assert!(firm.sign_in(&person.email).await.is_err(), "the old one is gone");
    firm.advance(SignedDuration::from_secs(30));
    let code = secret.code_at(firm.app.clock().now()).expect("a code");
    firm.app.sign_in(ask(&person.email, OTHER, code)).await.expect("the new one opens");
}

#[tokio::test]
async fn an_offer_is_good_in_its_session_with_its_code_and_while_factors_are_fresh() {
    let (firm, person) = somebody().await;
    let (one, two) = (firm.sign_in(&person.email).await.expect("in"), firm.sign_in(&person.email).await.expect("in"));
    let offer = actions::offer_password(&one).await.expect("offered");
    let code = TotpSecret::from_base32(&offer.totp_secret).and_then(|it| it.code_at(one.now())).expect("a code");
    let answer = |ticket: &str, code: &str| ChangePasswordAsk {
        ticket: ticket.to_owned(),
        password: OTHER.into(),
        totp_code: code.to_owned(),
        also_end: AlsoEnd::default(),
    };
    assert!(actions::change_password(&two, answer(&offer.ticket, &code)).await.is_err(), "another session's offer");
    assert!(actions::change_password(&one, answer("AAAA", &code)).await.is_err(), "no offer of ours");
    assert!(actions::change_password(&one, answer(&offer.ticket, "000000")).await.is_err(), "a wrong code");
    firm.advance(SignedDuration::from_mins(6));
    let stale = actions::change_password(&one, answer(&offer.ticket, &code)).await.expect_err("stale");
    assert_eq!(stale.refusal().expect("a refusal").clause, "S2.3");
    let last = firm.sign_in(&person.email).await.expect("in");
    assert_eq!(actions::remove_password(&last).await.expect_err("the last way").kind(), ErrorKind::Conflict);
    firm.sign_in(&person.email).await.expect("as before");
}

#[tokio::test]
async fn a_recovery_code_needs_the_authenticator_works_once_and_opens_only_what_mends() {
    let (firm, person) = somebody().await;
    let door = firm.sign_in(&person.email).await.expect("in");
    let codes = actions::make_recovery_codes(&door).await.expect("made").value;
    let texts: Vec<&str> = codes.iter().map(Secret::expose).collect();
    assert_eq!(texts.iter().collect::<std::collections::BTreeSet<_>>().len(), 10);
    assert_eq!((notices(&firm, &person).await, actions::own_access(&door).await.expect("read").recovery_left), (1, 10));

    let code = firm.next_code(&person.email).expect("a code");
    for wrong in [
        recover(&person.email, texts[0], "000000"),
        recover(&person.email, "0000-0000-0000-0000-0000-0000-0000-0000", &code),
        recover("nobody@quillbridge.example", texts[0], &code),
    ] {
        let error = firm.app.sign_in_with_recovery_code(wrong).await.err().expect("refused");
        assert_eq!(error.kind(), ErrorKind::SignIn);
    }
    let code = firm.next_code(&person.email).expect("a code");
    let signed = firm.app.sign_in_with_recovery_code(recover(&person.email, texts[0], &code)).await.expect("in");
    assert_eq!((signed.session.factor, notices(&firm, &person).await), (Factor::RecoveryCode, 2));
    let code = firm.next_code(&person.email).expect("a code");
    let twice = firm.app.sign_in_with_recovery_code(recover(&person.email, texts[0], &code)).await;
    assert!(twice.is_err(), "a code works once");

    let inside = firm.app.door(signed.token.expose()).await.expect("open");
    assert!(!inside.strength().two_factors && inside.is_recovering());
    assert!(actions::make_recovery_codes(&inside).await.is_err(), "nothing but a factor");
    assert!(
        actions::step_up(&inside, actions::StepUpAsk { password: PASSWORD.into(), code: String::new() }).await.is_err()
    );
    let secret = change(&firm, &inside, OTHER).await.expect("set up again");
    let mended = firm.app.door(signed.token.expose()).await.expect("open");
    assert!(mended.strength().two_factors && !mended.is_recovering());
    actions::make_recovery_codes(&mended).await.expect("as anybody");
    firm.advance(SignedDuration::from_secs(30));
    let code = secret.code_at(firm.app.clock().now()).expect("a code");
    firm.app.sign_in(ask(&person.email, OTHER, code)).await.expect("the new one opens");
    let old = firm.app.sign_in_with_recovery_code(recover(&person.email, texts[1], "000000")).await;
    assert!(old.is_err(), "new codes end the old");
}

#[tokio::test]
async fn a_session_by_recovery_code_ends_after_half_an_hour_and_opens_no_engagement() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("one", &[Category::Financial]).await.expect("an engagement");
    let email = on.lead.who.email.clone();
    let lead = firm.sign_in(&email).await.expect("in");
    let codes = actions::make_recovery_codes(&lead).await.expect("made").value;
    let code = firm.next_code(&email).expect("a code");
    let asked = recover(&email, codes[0].expose(), &code);
    let signed = firm.app.sign_in_with_recovery_code(asked).await.expect("in");
    let inside = firm.app.door(signed.token.expose()).await.expect("open");
    assert!(!inside.may(Action::ViewEngagement, &on.it).await.expect("asked"));
    for _ in 0..3 {
        firm.app.door(signed.token.expose()).await.expect("open");
        firm.advance(SignedDuration::from_mins(10));
    }
    assert!(firm.app.door(signed.token.expose()).await.is_err(), "over, used or not");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_alone() {
    let (firm, person) = somebody().await;
    let (here, token) = firm.sign_in_token(&person.email).await.expect("in");
    let (there, other) = firm.sign_in_token(&person.email).await.expect("in");
    let listed = actions::own_sessions(&here).await.expect("listed");
    assert_eq!(listed.iter().filter(|each| each.here).count(), 1);
    assert!(listed.iter().any(|each| each.session.id == there.session.id && each.session.address == "192.0.2.7"));
    let officer = firm.officer().await.expect("in");
    let theirs = actions::end_session(&officer, there.session.id).await.expect_err("not theirs");
    assert_eq!(theirs.kind(), ErrorKind::NotFound);
    actions::end_session(&here, there.session.id).await.expect("ended");
    assert!(firm.app.door(&other).await.is_err(), "at its next request");
    assert!(
        actions::set_purpose(&there, Some(Purpose::Audit)).await.is_err(),
        "a request under way does not revive it"
    );
    firm.sign_in(&person.email).await.expect("in");
    firm.sign_in(&person.email).await.expect("in");
    // One that another server began by its own clock, minutes ahead of this one's.
    let (ahead, early) = firm.sign_in_token(&person.email).await.expect("in");
    let since = firm.app.clock().now() + SignedDuration::from_mins(10);
    let begun = Session { since, ..ahead.session.clone() };
    let noted = bailee_model::EntryDraft::site("test.changed");
    let recorded = firm.app.store().ledger().record([noted], move |tx| async move { tx.save(&begun).await });
    recorded.await.expect("changed");
    assert!(*actions::end_other_sessions(&here).await.expect("ended") >= 3);
    firm.advance(SignedDuration::from_mins(12));
    assert!(firm.app.door(&early).await.is_err(), "nor once its time has come");
    assert_eq!(actions::own_sessions(&here).await.expect("listed").len(), 1);
    firm.app.door(&token).await.expect("this one stays");
    actions::end_session(&here, here.session.id).await.expect("ended");
    assert!(firm.app.door(&token).await.is_err());
}

fn token(days: i32, engagement: Option<EngagementId>) -> MakeTokenAsk {
    MakeTokenAsk { name: "nightly export".to_owned(), scope: TokenScope::Look, engagement, days }
}

#[tokio::test]
async fn invariant_9_a_token_lives_to_its_day_is_never_fresh_and_makes_no_other() {
    let (firm, person) = somebody().await;
    let door = firm.sign_in(&person.email).await.expect("in");
    for days in [0, -1, 91] {
        assert_eq!(
            actions::make_token(&door, token(days, None)).await.err().expect("refused").kind(),
            ErrorKind::BadInput
        );
    }
    let nowhere = EngagementId::new(firm.rng().as_ref());
    assert_eq!(
        actions::make_token(&door, token(3, Some(nowhere))).await.err().expect("refused").kind(),
        ErrorKind::NotFound
    );
    let made = actions::make_token(&door, token(3, None)).await.expect("made").value;
    assert!(made.token.expose().starts_with("blt_"));
    assert_eq!(notices(&firm, &person).await, 1);
    let program = firm.app.door(made.token.expose()).await.expect("open");
    assert_eq!((program.session.kind, program.session.scope), (SessionKind::Token, Some(TokenScope::Look)));
    assert!(actions::make_token(&program, token(3, None)).await.is_err(), "never fresh");
    assert!(actions::begin_passkey_step_up(&program).await.is_err(), "nobody is there");
    assert!(actions::end_session(&program, door.session.id).await.is_err(), "only itself");
    firm.advance(SignedDuration::from_hours(71));
    firm.app.door(made.token.expose()).await.expect("idle for days");
    firm.advance(SignedDuration::from_hours(1));
    assert!(firm.app.door(made.token.expose()).await.is_err(), "its day is over");

    let door = firm.sign_in(&person.email).await.expect("in");
    let made = actions::make_token(&door, token(90, None)).await.expect("made").value;
    actions::end_session(&door, made.id).await.expect("ended");
    assert!(firm.app.door(made.token.expose()).await.is_err(), "ended by its owner");
    firm.advance(SignedDuration::from_mins(6));
    let stale = actions::make_token(&door, token(3, None)).await.err().expect("stale");
    assert_eq!(stale.refusal().expect("a refusal").clause, "S2.3");
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_the_tokens_that_are_named() {
    let (firm, person) = somebody().await;
    let (_, there) = firm.sign_in_token(&person.email).await.expect("in");
    let (here, token_here) = firm.sign_in_token(&person.email).await.expect("in");
    let made = [token(3, None), token(3, None)];
    let mut tokens = Vec::new();
    for ask in made {
        tokens.push(actions::make_token(&here, ask).await.expect("made").value);
    }
    let officer = firm.officer().await.expect("in");
    let also_end = AlsoEnd { sessions: true, tokens: vec![tokens[0].id, officer.session.id] };
    change_and_end(&firm, &here, OTHER, &also_end).await.expect("changed");
    assert!(opens(&firm, &token_here).await, "the one that did it stays");
    assert!(!opens(&firm, &there).await, "another is dead at its next request");
    assert!(!opens(&firm, tokens[0].token.expose()).await, "the token that was named");
    assert!(opens(&firm, tokens[1].token.expose()).await, "not the one that was not");
    let untouched = firm.app.store().get::<Session>(officer.session.id).await.expect("read").expect("there");
    assert!(untouched.ended.is_none(), "nor what is somebody else’s");
    let entries = firm.app.store().log(LogId::Site).entries(0, 10_000).await.expect("entries");
    let ended = entries.iter().filter(|each| each.name == "session.ended");
    assert_eq!(ended.filter(|each| each.ids.get("person") == Some(&person.id.to_string())).count(), 3);
}

#[tokio::test]
async fn the_other_sessions_stay_only_where_that_was_chosen() {
    let (firm, person) = somebody().await;
    let (_, there) = firm.sign_in_token(&person.email).await.expect("in");
    let (here, _) = firm.sign_in_token(&person.email).await.expect("in");
    let also_end = AlsoEnd { sessions: false, tokens: Vec::new() };
    change_and_end(&firm, &here, OTHER, &also_end).await.expect("changed");
    assert!(opens(&firm, &there).await);
}

#[tokio::test]
async fn a_used_recovery_code_ends_every_session_from_before() {
    let (firm, person) = somebody().await;
    let (door, there) = firm.sign_in_token(&person.email).await.expect("in");
    let codes = actions::make_recovery_codes(&door).await.expect("made").value;
    assert!(opens(&firm, &there).await, "new codes alone end nothing");
    let code = firm.next_code(&person.email).expect("a code");
    let wrong = firm.app.sign_in_with_recovery_code(recover(&person.email, codes[0].expose(), "000000")).await;
    assert!(wrong.is_err() && opens(&firm, &there).await, "nor does a wrong try");
    let signed = firm.app.sign_in_with_recovery_code(recover(&person.email, codes[0].expose(), &code)).await;
    let signed = signed.expect("in");
    assert!(!opens(&firm, &there).await && opens(&firm, signed.token.expose()).await);
}

#[tokio::test]
async fn one_session_too_many_ends_the_one_that_was_idle_for_longest_and_is_told() {
    let (firm, person) = somebody().await;
    let mut tokens = Vec::new();
    for _ in 0..MOST_SESSIONS {
        tokens.push(firm.sign_in_token(&person.email).await.expect("in").1);
    }
    let before = actions::own_sessions(&firm.app.door(&tokens[0]).await.expect("open")).await.expect("listed");
    assert_eq!(before.len(), MOST_SESSIONS, "and no more, whatever was before");
    let told = notices(&firm, &person).await;
    firm.advance(SignedDuration::from_mins(2));
    firm.app.door(&tokens[0]).await.expect("used again");
    firm.sign_in_token(&person.email).await.expect("in");
    assert!(opens(&firm, &tokens[0]).await, "the oldest, but not idle");
    assert!(!opens(&firm, &tokens[1]).await, "idle for longest");
    assert!(opens(&firm, &tokens[2]).await);
    assert_eq!(notices(&firm, &person).await, told + 1);
}

#[tokio::test]
async fn tokens_are_bounded_and_one_that_ended_makes_room() {
    let (firm, person) = somebody().await;
    let mut door = firm.sign_in(&person.email).await.expect("in");
    let mut last = None;
    for _ in 0..MOST_TOKENS {
        last = Some(actions::make_token(&door, token(3, None)).await.expect("made").value.id);
    }
    let many = actions::make_token(&door, token(3, None)).await.err().expect("too many");
    assert_eq!(many.kind(), ErrorKind::Conflict);
    assert!(many.message().contains("20") && many.hint_text().is_some());
    actions::end_session(&door, last.expect("made")).await.expect("ended");
    actions::make_token(&door, token(1, None)).await.expect("room for one");
    assert!(actions::make_token(&door, token(1, None)).await.is_err());
    firm.advance(SignedDuration::from_hours(24));
    door = firm.sign_in(&person.email).await.expect("in");
    actions::make_token(&door, token(3, None)).await.expect("one is over by its own date");
}
