//! People, devices and ways to sign in: access that ended since the backup does not come back with it.

use super::Disaster;
use crate::authenticator::Authenticator;
use bailee_app::actions::{
    self, AddPasskeyAsk, DepartPersonAsk, EndSupplierAsk, MakeTokenAsk, SignInAsk, SuspendPersonAsk,
};
use bailee_model::{
    Device, DeviceId, DeviceState, EntryDraft, ErrorKind, HoldingId, Organisation, Passkey, Person, PersonState,
    Session, Standing, Supplier, SupplierKind, TokenScope,
};
use bailee_testkit::{
    TestFirm, arrival,
    firm::{PASSWORD, TestEngagement},
};

struct People {
    /// Suspended since.
    suspended: Person,
    /// Departed since.
    departed: Person,
    /// Who loses a device, a passkey and a sheet of codes since.
    wren: Person,
    device: DeviceId,
    passkey: Passkey,
    token: String,
    supplier: Supplier,
}

async fn people(firm: &TestFirm, _: &TestEngagement, _: HoldingId) -> People {
    let staff = async |name: &str| firm.person(name, Organisation::Firm, Standing::Staff).await.expect("a person");
    let (suspended, departed, wren) = (staff("Sten").await, staff("Dara").await, staff("Wren").await);
    firm.equip(&wren).await.expect("a device");
    let device = firm.report_of(&wren.email).await.expect("reported");
    let door = firm.sign_in(&wren.email).await.expect("signed in");
    let begun = actions::begin_passkey(&door).await.expect("begun");
    let credential = Authenticator::at("https://bailee.quillbridge.example").create(&begun.options);
    let ask = AddPasskeyAsk { ceremony: begun.ceremony.to_string(), credential, name: "Telephone".to_owned() };
    let passkey = actions::add_passkey(&door, ask).await.expect("added").value;
    actions::make_recovery_codes(&door).await.expect("made");
    let ask = MakeTokenAsk { name: "export".to_owned(), scope: TokenScope::Work, engagement: None, days: 90 };
    let token = actions::make_token(&door, ask).await.expect("made").value.token.expose().to_owned();
    let supplier = firm.supplier(SupplierKind::Subcontractor, "Weft (fictional)").await.expect("a supplier");
    People { suspended, departed, wren, device, passkey, token, supplier }
}

async fn everything_ends(disaster: &Disaster, people: &People) {
    let door = disaster.firm.sign_in(&people.wren.email).await.expect("signed in");
    actions::remove_passkey(&door, people.passkey.id).await.expect("removed");
    actions::make_recovery_codes(&door).await.expect("made anew");
    let officer = disaster.firm.officer().await.expect("signed in");
    actions::revoke_device(&officer, people.device).await.expect("revoked");
    let ask = SuspendPersonAsk { person: people.suspended.id, reason: "a stolen cookie".to_owned() };
    actions::suspend_person(&officer, ask).await.expect("suspended");
    let ask = DepartPersonAsk { person: people.departed.id, left_at: officer.now(), reason: "a new post".to_owned() };
    actions::depart_person(&officer, ask).await.expect("departed");
    let ask = EndSupplierAsk { supplier: people.supplier.id, reason: "no more work".to_owned() };
    actions::end_supplier(&officer, ask).await.expect("ended");
}

#[tokio::test]
async fn access_that_ended_since_the_backup_has_ended_after_the_restore() {
    let (disaster, people) = Disaster::strikes_after(people).await;
    everything_ends(&disaster, &people).await;
    let (app, done) = disaster.restored().await;
    let state = async |id| app.store().get::<Person>(id).await.expect("read").expect("there").state;
    assert_eq!(state(people.suspended.id).await, PersonState::Suspended);
    assert_eq!(state(people.departed.id).await, PersonState::Departed);
    for out in [&people.suspended, &people.departed] {
        let code = disaster.firm.next_code(&out.email).expect("a code");
        let ask = SignInAsk { email: out.email.clone(), password: PASSWORD.into(), code, from: arrival() };
        assert_eq!(app.sign_in(ask).await.err().expect("out").kind(), ErrorKind::SignIn);
    }
    let device = app.store().get::<Device>(people.device).await.expect("read").expect("there");
    assert!(device.state == DeviceState::Revoked && device.ended.is_some());
    let passkey = app.store().get::<Passkey>(people.passkey.id).await.expect("read").expect("there");
    assert!(passkey.ended.is_some(), "a passkey that was removed opens nothing");
    let sign_in = app.store().sign_in(people.wren.id).await.expect("read").expect("there");
    assert!(sign_in.recovery.is_empty(), "nor do codes that were replaced");
    assert!(!sign_in.password_hash.is_empty(), "the password stays");
    let supplier = app.store().get::<Supplier>(people.supplier.id).await.expect("read").expect("there");
    assert!(supplier.ended.is_some());

    assert!(done.sessions > 0 && done.grants > 0);
    assert_eq!(app.door(&people.token).await.err().expect("ended").kind(), ErrorKind::SignIn);
    let tokens: Vec<Session> = app.store().sessions_of(people.wren.id).await.expect("read");
    let over = |each: &Session| each.ended.is_some() || each.until <= app.clock().now();
    assert!(tokens.iter().any(|each| each.scope.is_some()) && tokens.iter().all(over));
    assert!(app.store().grants_not_ended().await.expect("read").is_empty(), "whoever needs one asks again");
}

#[tokio::test]
async fn somebody_who_is_invited_anew_does_not_enrol_with_the_code_before() {
    let (disaster, invited) = Disaster::strikes_after(async |firm, _, _| {
        let ask = actions::InvitePersonAsk {
            name: "Ines".to_owned(),
            email: "ines@quillbridge.example".to_owned(),
            organisation: Organisation::Firm,
            standing: Standing::Staff,
            language: "en".to_owned(),
        };
        actions::invite_person(&firm.officer().await.expect("in"), ask).await.expect("invited").value
    })
    .await;
    let officer = disaster.firm.officer().await.expect("in");
    actions::renew_invitation(&officer, invited.person.id).await.expect("another code");
    let (app, _) = disaster.restored().await;
    assert!(app.enrolment(&invited.code).await.is_err(), "the code that was replaced");
    let officer = disaster.officer(&app).await;
    let code = actions::renew_invitation(&officer, invited.person.id).await.expect("another").value.code;
    assert!(app.enrolment(&code).await.is_ok());
}

#[tokio::test]
async fn a_password_that_was_removed_opens_nothing_but_the_last_officer_is_never_shut_out() {
    let (disaster, wren) = Disaster::strikes_after(async |firm, _, _| {
        firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person")
    })
    .await;
    let officer = disaster.firm.officer().await.expect("in").who;
    let removed = [wren.id, officer.id].map(|who| EntryDraft::site("password.removed").id("person", who));
    disaster.firm.app.store().ledger().note(removed.to_vec()).await.expect("after the backup");
    let (app, _) = disaster.restored().await;
    let has_password = async |who| {
        let sign_in = app.store().sign_in(who).await.expect("read").expect("there");
        !sign_in.password_hash.is_empty()
    };
    assert!(!has_password(wren.id).await);
    assert!(has_password(officer.id).await, "the other way that they had then is lost, and nobody could invite them");
}
