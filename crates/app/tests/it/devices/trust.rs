//! How a device comes to be trusted and how that ends: enrolling, approving, confirming, revoking, and who sees it.

use super::{Desk, clause_of};
use bailee_app::{
    actions::{self, ApproveDeviceAsk},
    views,
};
use bailee_model::{DeviceOwner, ErrorKind, Organisation, Os, Standing, clock::SeededRng};
use bailee_testkit::TestDevice;
use jiff::SignedDuration;

#[tokio::test]
async fn revoking_ends_the_sessions_that_it_confirmed_and_no_other() {
    let mut desk = Desk::new().await;
    let bare = desk.firm.sign_in_bare(&desk.email).await.expect("another session").1;
    let device = desk.device().await;
    let stranger = desk.firm.person("Sten", Organisation::Firm, Standing::Staff).await.expect("a person");
    let stranger = desk.firm.sign_in(&stranger.email).await.expect("in");
    let error = actions::revoke_device(&stranger, device).await.expect_err("not theirs");
    assert!(matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Refused), "{error}");
    assert_eq!(views::device(&stranger, device).await.expect_err("unseen").kind(), ErrorKind::NotFound);

    assert!(desk.firm.app.stands(&desk.token).await.expect("known"));
    actions::revoke_device(&desk.firm.officer().await.expect("in"), device).await.expect("revoked");
    assert!(!desk.firm.app.stands(&desk.token).await.expect("known"));
    assert_eq!(desk.opens().await.expect_err("ended").kind(), ErrorKind::SignIn);
    assert!(desk.firm.app.stands(&bare).await.expect("known"), "it had no device");
    desk.token = bare;
    let error = desk.confirm().await.expect_err("revoked");
    assert_eq!(error.code(), Some("unknown_device"));
    let again = actions::revoke_device(&desk.door().await, device).await.expect_err("once");
    assert_eq!(again.kind(), ErrorKind::Conflict);
    let officer = desk.firm.officer().await.expect("in");
    let anew = actions::approve_device(&officer, ApproveDeviceAsk { device, days: None }).await;
    assert_eq!(anew.expect_err("it stays revoked").kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn a_code_confirms_its_own_session_once_within_five_minutes() {
    let mut desk = Desk::new().await;
    desk.sign_in_bare().await;
    let ask = async || actions::ask_confirmation(&desk.door().await).await.expect("a code");
    let first = ask().await;
    assert_eq!(first.code.expose(), ask().await.code.expose(), "a page that is shown again shows the same");
    let lead = desk.on.lead.who.email.clone();
    let app = &desk.firm.app;
    let sloppy = first.code.expose().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    let other = desk.firm.with_device(&lead, async |device| device.confirm(app, &sloppy).await).await;
    assert_eq!(other.expect_err("another person’s device").code(), Some("unknown_code"));
    let mine =
        async |code: &str| desk.firm.with_device(&desk.email, async |device| device.confirm(app, code).await).await;
    mine(&sloppy).await.expect("typed by hand");
    assert_eq!(mine(&sloppy).await.expect_err("twice").code(), Some("unknown_code"));
    assert!(desk.door().await.machine.is_some());

    desk.firm.advance(SignedDuration::from_secs(1));
    let late = ask().await;
    assert_ne!(late.code.expose(), first.code.expose());
    desk.firm.advance(SignedDuration::from_mins(5));
    assert_eq!(mine(late.code.expose()).await.expect_err("too late").code(), Some("unknown_code"));
    let ended = ask().await;
    actions::sign_out(&desk.door().await).await.expect("out");
    assert_eq!(mine(ended.code.expose()).await.expect_err("ended").code(), Some("unknown_code"));
}

#[tokio::test]
async fn guessing_codes_runs_out_of_tries_and_comes_back_with_time() {
    let mut desk = Desk::new().await;
    desk.sign_in_bare().await;
    let app = &desk.firm.app;
    let mine =
        async |code: &str| desk.firm.with_device(&desk.email, async |device| device.confirm(app, code).await).await;
    for number in 0..10 {
        let error = mine(&format!("0000-000{number}")).await.expect_err("guessed");
        assert_eq!(error.code(), Some("unknown_code"));
    }
    let right = actions::ask_confirmation(&desk.door().await).await.expect("a code").code;
    assert_eq!(mine(right.expose()).await.expect_err("too many").kind(), ErrorKind::Unavailable);
    desk.firm.advance(SignedDuration::from_mins(10));
    let right = actions::ask_confirmation(&desk.door().await).await.expect("a code").code;
    mine(right.expose()).await.expect("after a while");
}

#[tokio::test]
async fn enrolling_takes_fresh_factors_a_key_and_its_proof() {
    let desk = Desk::new().await;
    let rng = desk.firm.rng().as_ref();
    let owner = desk.firm.sign_in(&desk.on.owner.who.email).await.expect("in");
    let error = TestDevice::enrol(&owner, rng, DeviceOwner::Firm).await.err().expect("clients need none");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(actions::ask_confirmation(&owner).await.err().expect("nor here").kind(), ErrorKind::NotFound);
    assert_eq!(views::my_devices(&owner).await.expect_err("nor here").kind(), ErrorKind::NotFound);

    let door = desk.firm.sign_in(&desk.email).await.expect("in");
    let mine = views::my_devices(&door).await.expect("mine").remove(0).device;
    let ask = |key: Vec<u8>, proof: Vec<u8>| actions::EnrolDeviceAsk {
        name: "laptop".to_owned(),
        os: Os::Linux,
        owner: DeviceOwner::Firm,
        algorithm: mine.algorithm,
        key,
        home: mine.home,
        proof,
    };
    let unproved = actions::enrol_device(&door, ask(mine.key.clone(), vec![0; 64])).await.expect_err("no proof");
    assert_eq!(unproved.place().and_then(|place| place.field.as_deref()), Some("proof"));
    let mut weak = vec![0; 32];
    weak[0] = 1;
    for key in [weak, vec![2; 31], Vec::new()] {
        let error = actions::enrol_device(&door, ask(key, vec![0; 64])).await.expect_err("no key");
        assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("key"));
    }
    desk.firm.advance(SignedDuration::from_mins(6));
    let stale = TestDevice::enrol(&door, rng, DeviceOwner::Firm).await.err().expect("stale factors");
    assert_eq!(clause_of(&stale), "S2.3");
}

#[tokio::test]
async fn a_key_is_enrolled_once_and_a_person_has_ten_devices_at_most() {
    let desk = Desk::new().await;
    let door = desk.firm.sign_in(&desk.email).await.expect("in");
    let same = || SeededRng::new(77);
    TestDevice::enrol(&door, &same(), DeviceOwner::Firm).await.expect("once");
    let twice = TestDevice::enrol(&door, &same(), DeviceOwner::Firm).await.err().expect("the same key");
    assert_eq!(twice.kind(), ErrorKind::Conflict);
    for _ in 0..8 {
        TestDevice::enrol(&door, desk.firm.rng().as_ref(), DeviceOwner::Firm).await.expect("another");
    }
    let more =
        TestDevice::enrol(&door, desk.firm.rng().as_ref(), DeviceOwner::Firm).await.err().expect("ten are enough");
    assert_eq!(more.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn nobody_approves_their_own_device_where_another_could() {
    let desk = Desk::new().await;
    let rng = desk.firm.rng().as_ref();
    let door = desk.firm.sign_in(&desk.email).await.expect("in");
    let device = TestDevice::enrol(&door, rng, DeviceOwner::Firm).await.expect("enrolled");
    let error = device.approve(&door, DeviceOwner::Firm).await.expect_err("staff do not approve");
    assert!(matches!(error.kind(), ErrorKind::Refused | ErrorKind::NotFound), "{error}");
    let second = desk.firm.person("Orla", Organisation::Firm, Standing::Officer).await.expect("a second officer");
    let second = desk.firm.sign_in(&second.email).await.expect("in");
    let own = TestDevice::enrol(&second, rng, DeviceOwner::Firm).await.expect("enrolled");
    let error = own.approve(&second, DeviceOwner::Firm).await.expect_err("one’s own");
    assert_eq!(clause_of(&error), "S3.5");
    own.approve(&desk.firm.officer().await.expect("in"), DeviceOwner::Firm).await.expect("by another");
}

#[tokio::test]
async fn the_firms_devices_are_seen_by_officers_and_auditors() {
    let desk = Desk::new().await;
    let door = desk.firm.sign_in(&desk.email).await.expect("in");
    assert_eq!(views::firm_devices(&door).await.expect_err("not for staff").kind(), ErrorKind::Refused);
    let auditor = desk.firm.person("Abe", Organisation::Firm, Standing::Auditor).await.expect("an auditor");
    let auditor = desk.firm.sign_in(&auditor.email).await.expect("in");
    let seen = views::firm_devices(&auditor).await.expect("seen");
    assert!(seen.iter().all(|view| view.mine || !(view.may_approve || view.may_revoke)), "an auditor looks");
    let officer = desk.firm.officer().await.expect("in");
    let mine = desk.device().await;
    let view = views::device(&officer, mine).await.expect("seen");
    assert!(view.may_revoke && view.may_approve && !view.mine && view.failing().next().is_none());
    assert!(view.report.is_some_and(|report| report.device == mine));
}

#[tokio::test]
async fn watching_a_session_is_no_use_of_it() {
    let desk = Desk::new().await;
    let seen = desk.door().await.session.seen;
    for _ in 0..29 {
        desk.firm.advance(SignedDuration::from_mins(1));
        assert!(desk.firm.app.stands(&desk.token).await.expect("known"));
    }
    let session = desk.firm.app.store().sessions_of(desk.on.consultant.who.id).await.expect("sessions").pop();
    assert_eq!(session.expect("the newest").seen, seen);
    desk.firm.advance(SignedDuration::from_mins(1));
    assert!(!desk.firm.app.stands(&desk.token).await.expect("known"), "idle");
    assert!(!desk.firm.app.stands("never given").await.expect("known"));
}
