//! Passkeys, through a small authenticator: each ceremony and each way it may not go.

use crate::authenticator::Authenticator;
use bailee_app::{
    Door, PasskeyOptions,
    actions::{self, AddPasskeyAsk, EnrolPasskeyAsk, InvitePersonAsk, PasskeySignInAsk, SignedIn},
};
use bailee_model::{ErrorKind, Factor, LogId, MailKind, Organisation, Passkey, Person, Result, Standing};
use bailee_testkit::{TestFirm, arrival};
use jiff::SignedDuration;

const ORIGIN: &str = "https://bailee.quillbridge.example";

async fn add(door: &Door, authenticator: &mut Authenticator, name: &str) -> Result<Passkey> {
    let PasskeyOptions { ceremony, options } = actions::begin_passkey(door).await?;
    let credential = authenticator.create(&options);
    let ask = AddPasskeyAsk { ceremony: ceremony.to_string(), credential, name: name.to_owned() };
    Ok(actions::add_passkey(door, ask).await?.value)
}

async fn enter(firm: &TestFirm, authenticator: &mut Authenticator) -> Result<SignedIn> {
    let PasskeyOptions { ceremony, options } = firm.app.begin_passkey_sign_in(&arrival()).await?;
    let credential = authenticator.get(&options);
    firm.app
        .sign_in_with_passkey(PasskeySignInAsk { ceremony: ceremony.to_string(), credential, from: arrival() })
        .await
}

/// Somebody with a password, a code and one passkey.
async fn somebody() -> (TestFirm, Door, Authenticator, Passkey) {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let door = firm.sign_in(&person.email).await.expect("in");
    let mut authenticator = Authenticator::at(ORIGIN);
    let passkey = add(&door, &mut authenticator, "Telephone").await.expect("added");
    (firm, door, authenticator, passkey)
}

async fn security_notices(firm: &TestFirm, person: &Person) -> usize {
    let mails = firm.app.store().mails().await.expect("mails");
    let about_signing_in = |path: &str| ["/security", "/sessions"].contains(&path);
    let theirs = mails.iter().filter(|mail| mail.person == person.id && mail.kind == MailKind::SecurityNotice);
    theirs.filter(|mail| about_signing_in(&mail.path)).count()
}

#[tokio::test]
async fn a_passkey_opens_without_an_address_and_is_told_to_its_owner() {
    let (firm, door, mut authenticator, passkey) = somebody().await;
    assert_eq!(security_notices(&firm, &door.who).await, 1);
    let signed = enter(&firm, &mut authenticator).await.expect("in");
    assert_eq!((signed.person.id, signed.session.factor), (door.who.id, Factor::Passkey));
    let again = firm.app.door(signed.token.expose()).await.expect("open");
    assert!(again.strength().two_factors);
    let used = firm.app.store().get::<Passkey>(passkey.id).await.expect("reads").expect("there");
    assert!(used.used_at.is_some());
    let log = firm.app.store().log(LogId::Site);
    let names: Vec<String> = log.entries(0, 500).await.expect("entries").into_iter().map(|entry| entry.name).collect();
    assert!(names.iter().any(|name| name == "passkey.added"), "{names:?}");
}

#[tokio::test]
async fn an_invited_person_may_enrol_a_passkey_alone() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("in");
    let ask = InvitePersonAsk {
        name: "Ida Key".to_owned(),
        email: "ida@quillbridge.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        language: "fr".to_owned(),
    };
    let invitation = actions::invite_person(&officer, ask).await.expect("invited").value;
    let mut authenticator = Authenticator::at(ORIGIN);
    let PasskeyOptions { ceremony, options } = firm.app.begin_passkey_enrolment(&invitation.code).await.expect("asked");
    assert_eq!(options["publicKey"]["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["publicKey"]["authenticatorSelection"]["residentKey"], "required");
    let ask = |credential: String| EnrolPasskeyAsk {
        code: invitation.code.clone(),
        ceremony: ceremony.to_string(),
        credential,
        name: "Telephone".to_owned(),
    };
    let credential = authenticator.create(&options);
    firm.app.enrol_with_passkey(ask(credential.clone())).await.expect("enrolled");
    assert!(firm.app.enrol_with_passkey(ask(credential)).await.is_err(), "a code works once");
    let signed = enter(&firm, &mut authenticator).await.expect("in");
    assert_eq!(signed.person.email, "ida@quillbridge.example");
    let door = firm.app.door(signed.token.expose()).await.expect("open");
    let passkey = actions::own_access(&door).await.expect("read").passkeys.remove(0);
    let last = actions::remove_passkey(&door, passkey.id).await.err().expect("the last way in");
    assert_eq!(last.kind(), ErrorKind::Conflict);
    enter(&firm, &mut authenticator).await.expect("still in");
}

#[tokio::test]
async fn a_registration_is_refused_from_elsewhere_unverified_late_or_in_another_session() {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let door = firm.sign_in(&person.email).await.expect("in");
    for (what, origin, party, verifies) in [
        ("another site", "https://bailee.example", None, true),
        ("below this site", "https://evil.bailee.quillbridge.example", None, true),
        ("above this site", "https://quillbridge.example", None, true),
        ("another port", "https://bailee.quillbridge.example:8443", None, true),
        ("without TLS", "http://bailee.quillbridge.example", None, true),
        ("another party", ORIGIN, Some("quillbridge.example"), true),
        ("nobody verified", ORIGIN, None, false),
    ] {
        let mut authenticator = Authenticator::at(origin);
        authenticator.party = party.map(str::to_owned);
        authenticator.verifies = verifies;
        let error = add(&door, &mut authenticator, "Telephone").await.err().unwrap_or_else(|| panic!("{what}"));
        assert_eq!(error.kind(), ErrorKind::SignIn, "{what}: {error}");
    }
    let PasskeyOptions { ceremony, options } = actions::begin_passkey(&door).await.expect("asked");
    let other = firm.sign_in(&person.email).await.expect("in");
    let credential = Authenticator::at(ORIGIN).create(&options);
    let ask = || AddPasskeyAsk {
        ceremony: ceremony.to_string(),
        credential: credential.clone(),
        name: "Telephone".to_owned(),
    };
    assert!(actions::add_passkey(&other, ask()).await.is_err(), "begun in another session");
    assert!(actions::add_passkey(&door, ask()).await.is_err(), "used up by the attempt");
    assert!(actions::own_access(&door).await.expect("read").passkeys.is_empty());
}

#[tokio::test]
async fn invariant_9_a_ceremony_is_over_after_five_minutes_and_works_once() {
    let (firm, _, mut authenticator, _) = somebody().await;
    let PasskeyOptions { ceremony, options } = firm.app.begin_passkey_sign_in(&arrival()).await.expect("asked");
    let credential = authenticator.get(&options);
    let ask = |ceremony: &str| PasskeySignInAsk {
        ceremony: ceremony.to_owned(),
        credential: credential.clone(),
        from: arrival(),
    };
    firm.app.sign_in_with_passkey(ask(&ceremony.to_string())).await.expect("in");
    assert!(firm.app.sign_in_with_passkey(ask(&ceremony.to_string())).await.is_err(), "replayed");
    let fresh = firm.app.begin_passkey_sign_in(&arrival()).await.expect("asked").ceremony.to_string();
    assert!(firm.app.sign_in_with_passkey(ask(&fresh)).await.is_err(), "an answer to another challenge");
    assert!(firm.app.sign_in_with_passkey(ask("none")).await.is_err(), "no ceremony");

    let PasskeyOptions { ceremony, options } = firm.app.begin_passkey_sign_in(&arrival()).await.expect("asked");
    let credential = authenticator.get(&options);
    firm.advance(SignedDuration::from_mins(5));
    let late = PasskeySignInAsk { ceremony: ceremony.to_string(), credential, from: arrival() };
    assert_eq!(firm.app.sign_in_with_passkey(late).await.err().expect("late").kind(), ErrorKind::SignIn);
}

#[tokio::test]
async fn signing_in_is_refused_from_elsewhere_unverified_with_a_copy_and_after_removal() {
    let (firm, door, mut authenticator, passkey) = somebody().await;
    authenticator.verifies = false;
    assert!(enter(&firm, &mut authenticator).await.is_err(), "nobody verified");
    authenticator.verifies = true;
    authenticator.origin = "https://bailee.example".to_owned();
    assert!(enter(&firm, &mut authenticator).await.is_err(), "another site");
    authenticator.origin = ORIGIN.to_owned();
    authenticator.party = Some("bailee.example".to_owned());
    assert!(enter(&firm, &mut authenticator).await.is_err(), "another party");
    authenticator.party = None;
    enter(&firm, &mut authenticator).await.expect("in");
    authenticator.counter = 1;
    assert!(enter(&firm, &mut authenticator).await.is_err(), "the counter went back: a copy");
    authenticator.counter = 100;
    enter(&firm, &mut authenticator).await.expect("in");
    actions::remove_passkey(&door, passkey.id).await.expect("removed");
    assert!(enter(&firm, &mut authenticator).await.is_err(), "removed");
    let mut stranger = Authenticator::at(ORIGIN).with_a_key_of(door.who.id.as_bytes());
    assert!(enter(&firm, &mut stranger).await.is_err(), "never registered");
}

#[tokio::test]
async fn a_passkey_makes_its_own_session_fresh_and_no_other() {
    let (firm, door, mut authenticator, _) = somebody().await;
    let signed = enter(&firm, &mut authenticator).await.expect("in");
    firm.advance(SignedDuration::from_mins(10));
    let stale = firm.app.door(signed.token.expose()).await.expect("open");
    assert_eq!(stale.strength().factors_age_secs, 600);
    assert!(actions::begin_passkey(&stale).await.is_err(), "changing how one signs in needs fresh factors");
    let PasskeyOptions { ceremony, options } = actions::begin_passkey_step_up(&stale).await.expect("asked");
    let credential = authenticator.get(&options);
    assert!(
        actions::step_up_with_passkey(&door, &ceremony.to_string(), &credential).await.is_err(),
        "begun in another session"
    );
    let PasskeyOptions { ceremony, options } = actions::begin_passkey_step_up(&stale).await.expect("asked");
    let credential = authenticator.get(&options);
    actions::step_up_with_passkey(&stale, &ceremony.to_string(), &credential).await.expect("fresh");
    let fresh = firm.app.door(signed.token.expose()).await.expect("open");
    assert_eq!(fresh.strength().factors_age_secs, 0);
    assert!(actions::step_up_with_passkey(&fresh, &ceremony.to_string(), &credential).await.is_err(), "replayed");
    let officer = firm.officer().await.expect("in");
    assert_eq!(actions::begin_passkey_step_up(&officer).await.err().expect("none").kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn passkeys_are_named_and_taken_away_by_their_owner_alone() {
    let (firm, door, mut authenticator, passkey) = somebody().await;
    let second = add(&door, &mut authenticator, "Key ring").await.expect("added");
    assert!(add(&door, &mut Authenticator::at(ORIGIN), "  ").await.is_err(), "no name");
    let officer = firm.officer().await.expect("in");
    for refused in [
        actions::rename_passkey(&officer, passkey.id, "Mine").await.err(),
        actions::remove_passkey(&officer, passkey.id).await.err(),
    ] {
        assert_eq!(refused.expect("not theirs").kind(), ErrorKind::NotFound);
    }
    let door = firm.sign_in(&door.who.email).await.expect("in");
    actions::rename_passkey(&door, passkey.id, "Old telephone").await.expect("renamed");
    actions::remove_passkey(&door, passkey.id).await.expect("removed");
    assert_eq!(
        actions::remove_passkey(&door, passkey.id).await.err().expect("gone").kind(),
        ErrorKind::NotFound,
        "twice"
    );
    let left = actions::own_access(&door).await.expect("read").passkeys;
    assert_eq!(left.iter().map(|each| each.id).collect::<Vec<_>>(), [second.id]);
    actions::remove_password(&door).await.expect("a passkey is left");
    let last = actions::remove_passkey(&door, second.id).await.err().expect("the last way in");
    assert_eq!(last.kind(), ErrorKind::Conflict);
    assert!(firm.sign_in(&door.who.email).await.is_err(), "the password is gone");
    enter(&firm, &mut authenticator).await.expect("in");
}

#[tokio::test]
async fn a_factor_added_or_taken_away_ends_the_other_sessions() {
    let (firm, door, mut authenticator, passkey) = somebody().await;
    let stands = async |token: &str| firm.app.stands(token).await.expect("asked");
    let other = async || firm.sign_in_token(&door.who.email).await.expect("in").1;
    let (door, here) = firm.sign_in_token(&door.who.email).await.expect("in");
    for change in 0..3 {
        let there = other().await;
        assert!(stands(&there).await);
        match change {
            0 => drop(add(&door, &mut authenticator, "Key ring").await.expect("added")),
            1 => drop(actions::remove_passkey(&door, passkey.id).await.expect("removed")),
            _ => drop(actions::remove_password(&door).await.expect("a passkey is left")),
        }
        assert!(!stands(&there).await, "change {change}: dead at its next request");
        assert!(firm.app.door(&there).await.is_err());
        assert!(stands(&here).await, "change {change}: this one stays");
    }
}

#[tokio::test]
async fn a_change_that_is_refused_ends_nothing() {
    let (firm, door, mut authenticator, passkey) = somebody().await;
    let (door, _) = firm.sign_in_token(&door.who.email).await.expect("in");
    actions::remove_password(&door).await.expect("a passkey is left");
    let other = enter(&firm, &mut authenticator).await.expect("in");
    assert!(actions::remove_passkey(&door, passkey.id).await.is_err(), "the last way in");
    assert!(firm.app.stands(other.token.expose()).await.expect("asked"));
}
