//! People and how they end: invited, suspended, gone, with all that hangs off them.

use crate::client_system::ClientSystem;
use bailee_app::{
    actions::{
        self, AddSystemAsk, AskGrantAsk, DepartPersonAsk, InvitePersonAsk, MakeTokenAsk, ReinstatePersonAsk,
        StoreCredentialAsk, SuspendPersonAsk,
    },
    views::{self, Life, PeopleFilter},
};
use bailee_model::{
    Category, DeviceState, Environment, Error, ErrorKind, GrantEnd, LoggedEntry, MailKind, Organisation, Person,
    PersonId, PersonState, Purpose, RotationState, Standing, SystemId, SystemKind, TokenScope, entry::LogId,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;
use zeroize::Zeroizing;

pub(crate) const OLD: &str = "the old secret of the mill";

/// An engagement with a client's system, whose credential the consultant has used.
pub(crate) struct Scene {
    pub(crate) firm: TestFirm,
    pub(crate) on: TestEngagement,
    pub(crate) odoo: ClientSystem,
    pub(crate) system: SystemId,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let firm = TestFirm::new().await.expect("a firm");
        let mut on = firm.engagement("A", &[Category::Financial]).await.expect("an engagement");
        firm.grant(&mut on, Purpose::TestLoad, &[Category::Financial], &[]).await.expect("a grant");
        let odoo = ClientSystem::new(OLD);
        let system = system(&firm, &mut on, &odoo.url, SystemKind::OdooSelfHosted).await;
        let mut scene = Self { firm, on, odoo, system };
        actions::read_accounts(&scene.on.consultant, system).await.expect("the credential is used");
        scene.on.owner = scene.firm.sign_in(&scene.on.owner.who.email).await.expect("in");
        scene
    }

    /// The consultant is let go by the officer, a minute after they left.
    pub(crate) async fn depart(&self) {
        depart(&self.firm, self.on.consultant.who.id).await.expect("let go");
    }

    pub(crate) async fn rotation(&self) -> bailee_model::Rotation {
        self.firm.app.store().rotations_of(self.on.it.id).await.expect("rotations").pop().expect("a rotation")
    }

    pub(crate) async fn tick(&self) {
        bailee_app::clocks::tick(&self.firm.app).await.expect("a tick");
    }
}

/// A test system of the client's, confirmed and with its secret in custody.
pub(crate) async fn system(firm: &TestFirm, on: &mut TestEngagement, url: &str, kind: SystemKind) -> SystemId {
    let ask = AddSystemAsk {
        engagement: on.it.id,
        name: "Mill".to_owned(),
        kind,
        environment: Environment::Test,
        region: "CA".to_owned(),
        url: url.to_owned(),
        database: "trial".to_owned(),
        login: "bailee@mill.example".to_owned(),
    };
    let system = actions::add_system(&on.consultant, ask).await.expect("added").id;
    on.owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    actions::confirm_system(&on.owner, system).await.expect("confirmed");
    let secret = Zeroizing::new(OLD.to_owned());
    actions::store_credential(&on.owner, StoreCredentialAsk { system, secret }).await.expect("stored");
    system
}

pub(crate) async fn depart(firm: &TestFirm, person: PersonId) -> Result<bailee_model::Departure, Error> {
    let officer = firm.officer().await?;
    let left_at = officer.now() - SignedDuration::from_mins(1);
    let ask = DepartPersonAsk { person, left_at, reason: "they have another position".to_owned() };
    Ok(actions::depart_person(&officer, ask).await?.value)
}

async fn log(firm: &TestFirm, log: LogId) -> Vec<LoggedEntry> {
    let log = firm.app.store().log(log);
    log.entries(0, log.size().await.expect("a size")).await.expect("entries")
}

pub(crate) async fn person(firm: &TestFirm, id: PersonId) -> Person {
    firm.app.store().get::<Person>(id).await.expect("read").expect("a person")
}

/// Everything that a departure ends, as it stands now.
async fn standing(scene: &Scene) -> String {
    let (store, id) = (scene.firm.app.store(), scene.on.consultant.who.id);
    let sign_in = store.sign_in(id).await.expect("read").expect("there");
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {}",
        person(&scene.firm, id).await.state,
        store.sessions_of(id).await.expect("sessions").iter().map(|each| each.ended).collect::<Vec<_>>(),
        store.assignments_of(id).await.expect("assignments").iter().map(|each| each.ended).collect::<Vec<_>>(),
        store.grants_of(id).await.expect("grants").iter().map(|each| (each.ended, each.ended_why)).collect::<Vec<_>>(),
        store.devices_of(id).await.expect("devices").iter().map(|each| each.state).collect::<Vec<_>>(),
        store.rotations().await.expect("rotations").len(),
        store.departures().await.expect("departures").len(),
        sign_in.password_hash.is_empty(),
        log(&scene.firm, LogId::Engagement(scene.on.it.id)).await.len(),
    )
}

#[tokio::test]
async fn invariant_2_a_departure_ends_everything_in_one_commit_or_nothing() {
    let scene = Scene::new().await;
    let firm = &scene.firm;
    let ask = MakeTokenAsk { name: "reports".to_owned(), scope: TokenScope::Work, engagement: None, days: 9 };
    let (fresh, _) = firm.sign_in_token(&scene.on.consultant.who.email).await.expect("in");
    let token = actions::make_token(&fresh, ask).await.expect("a token").value.token.expose().to_owned();
    let ask = AskGrantAsk {
        engagement: scene.on.it.id,
        purpose: Purpose::Audit,
        categories: vec![Category::Financial],
        classes: vec![],
        days: 3,
        reason: "a look".to_owned(),
    };
    actions::ask_grant(&fresh, ask).await.expect("asked");
    let before = standing(&scene).await;
    // It breaks off when the rotation is made, and when everything but the departure itself is saved.
    for calls in [1, 2] {
        let officer = firm.officer().await.expect("in");
        let before = standing(&scene).await;
        let ask = DepartPersonAsk {
            person: scene.on.consultant.who.id,
            left_at: officer.now(),
            reason: "they left".to_owned(),
        };
        firm.fuse.blow_after(calls);
        let broken = actions::depart_person(&officer, ask).await.expect_err("broken off");
        assert_eq!(broken.kind(), ErrorKind::Internal, "{broken}");
        assert_eq!(standing(&scene).await, before, "nothing of it is left");
    }
    assert!(firm.app.door(&token).await.is_ok(), "they are still let in");
    assert_eq!(standing(&scene).await, before);

    let departure = depart(firm, scene.on.consultant.who.id).await.expect("let go");
    assert_eq!((departure.assignments, departure.grants, departure.devices, departure.rotations), (1, 2, 1, 1));
    assert_eq!((departure.ended_at.duration_since(departure.left_at)).as_secs(), 60);
    let store = firm.app.store();
    let id = scene.on.consultant.who.id;
    assert_eq!(person(firm, id).await.state, PersonState::Departed);
    assert!(store.sessions_of(id).await.expect("sessions").iter().all(|each| each.ended.is_some()));
    assert!(store.sessions_of(id).await.expect("sessions").iter().all(|each| each.confirm_hash.is_empty()));
    assert!(store.assignments_of(id).await.expect("assignments").iter().all(|each| each.ended.is_some()));
    let why: Vec<_> = store.grants_of(id).await.expect("grants").iter().map(|each| each.ended_why).collect();
    assert_eq!(why, [Some(GrantEnd::Departed), Some(GrantEnd::Departed)]);
    assert!(store.devices_of(id).await.expect("devices").iter().all(|each| each.state == DeviceState::Revoked));
    let sign_in = store.sign_in(id).await.expect("read").expect("there");
    assert!(sign_in.password_hash.is_empty() && sign_in.totp_sealed.is_empty() && sign_in.recovery.is_empty());
    let rotation = scene.rotation().await;
    assert_eq!((rotation.state, rotation.person), (RotationState::Requested, Some(id)));
    assert_eq!(rotation.due.duration_since(rotation.requested_at).as_hours(), 1);
    assert_eq!(firm.app.door(&token).await.err().map(|error| error.kind()), Some(ErrorKind::SignIn));
    assert!(firm.sign_in(&scene.on.consultant.who.email).await.is_err());

    let site = log(firm, LogId::Site).await.into_iter().find(|entry| entry.name == "person.departed").expect("said");
    let own = log(firm, LogId::Engagement(scene.on.it.id)).await;
    let named = |name: &str| own.iter().find(|entry| entry.name == name).expect("said").event;
    assert_eq!([named("person.departed"), named("rotation.requested")], [site.event; 2], "one event, so one commit");
    let again = depart(firm, id).await.expect_err("gone already");
    assert_eq!(again.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn a_departure_lies_neither_ahead_nor_before_the_person_came_and_has_a_reason() {
    let firm = TestFirm::new().await.expect("a firm");
    let staff = firm.person("Sam Short", Organisation::Firm, Standing::Staff).await.expect("staff");
    let officer = firm.officer().await.expect("in");
    let now = officer.now();
    let hour = SignedDuration::from_hours(1);
    for (left_at, reason, field) in
        [(now + hour, "soon", "left_at"), (staff.since - hour, "never here", "left_at"), (now, " ", "reason")]
    {
        let ask = DepartPersonAsk { person: staff.id, left_at, reason: reason.to_owned() };
        let error = actions::depart_person(&officer, ask).await.expect_err(field);
        assert_eq!(error.place().and_then(|place| place.field.clone()).as_deref(), Some(field), "{error}");
    }
    assert_eq!(person(&firm, staff.id).await.state, PersonState::Active);
}

#[tokio::test]
async fn the_last_officer_stays_and_nobody_lets_themself_go() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("in");
    let me = officer.who.id;
    let error = depart(&firm, me).await.expect_err("the last");
    assert!(error.message().contains("last active officer"), "{error}");
    let ask = || SuspendPersonAsk { person: me, reason: "a pause".to_owned() };
    let error = actions::suspend_person(&firm.officer().await.expect("in"), ask()).await.expect_err("the last");
    assert!(error.message().contains("last active officer"), "{error}");

    let second = firm.person("Otto Second", Organisation::Firm, Standing::Officer).await.expect("an officer");
    let error = depart(&firm, me).await.expect_err("oneself");
    assert!(error.message().contains("to themself"), "{error}");
    let other = firm.sign_in(&second.email).await.expect("in");
    actions::suspend_person(&other, ask()).await.expect("another officer may");
    let error = actions::suspend_person(&other, SuspendPersonAsk { person: second.id, reason: "x".to_owned() }).await;
    assert!(error.expect_err("now the last").message().contains("last active officer"));
    assert_eq!(person(&firm, me).await.state, PersonState::Suspended);
}

#[tokio::test]
async fn a_suspension_ends_sessions_at_once_and_is_lifted_again() {
    let scene = Scene::new().await;
    let firm = &scene.firm;
    let who = scene.on.consultant.who.clone();
    let (_, token) = firm.sign_in_token(&who.email).await.expect("in");
    let officer = firm.officer().await.expect("in");
    let reason = || "an incident is looked into".to_owned();
    let error = actions::suspend_person(&officer, SuspendPersonAsk { person: who.id, reason: String::new() }).await;
    assert_eq!(error.expect_err("no reason").kind(), ErrorKind::BadInput);
    actions::suspend_person(&officer, SuspendPersonAsk { person: who.id, reason: reason() }).await.expect("suspended");
    assert_eq!(firm.app.door(&token).await.err().map(|error| error.kind()), Some(ErrorKind::SignIn));
    assert!(firm.sign_in_bare(&who.email).await.is_err());
    assert!(actions::suspend_person(&officer, SuspendPersonAsk { person: who.id, reason: reason() }).await.is_err());
    let store = firm.app.store();
    assert!(store.assignments_of(who.id).await.expect("read").iter().all(|each| each.ended.is_none()));
    assert!(store.rotations().await.expect("read").is_empty(), "they have not left");

    let officer = firm.officer().await.expect("in");
    let ask = || ReinstatePersonAsk { person: who.id, reason: reason() };
    actions::reinstate_person(&officer, ask()).await.expect("reinstated");
    assert_eq!(actions::reinstate_person(&officer, ask()).await.err().map(|it| it.kind()), Some(ErrorKind::Conflict));
    assert_eq!(
        firm.app.door(&token).await.err().map(|error| error.kind()),
        Some(ErrorKind::SignIn),
        "a session stays ended"
    );
    assert!(firm.sign_in(&who.email).await.is_ok());
    let named: Vec<String> =
        log(firm, LogId::Engagement(scene.on.it.id)).await.into_iter().map(|entry| entry.name).collect();
    assert!(named.contains(&"person.suspended".to_owned()) && named.contains(&"person.reinstated".to_owned()));
}

#[tokio::test]
async fn who_may_change_people_shows_both_factors_again() {
    let firm = TestFirm::new().await.expect("a firm");
    let staff = firm.person("Sam Stale", Organisation::Firm, Standing::Staff).await.expect("staff");
    let officer = firm.officer().await.expect("in");
    firm.advance(SignedDuration::from_mins(6));
    let refused = |error: Error| (error.kind(), error.refusal().map(|refusal| refusal.clause.clone()));
    let stale = (ErrorKind::Refused, Some("S2.3".to_owned()));
    let ask = SuspendPersonAsk { person: staff.id, reason: "x".to_owned() };
    assert_eq!(refused(actions::suspend_person(&officer, ask).await.expect_err("stale")), stale);
    let ask = DepartPersonAsk { person: staff.id, left_at: officer.now(), reason: "x".to_owned() };
    assert_eq!(refused(actions::depart_person(&officer, ask).await.expect_err("stale")), stale);
    assert!(views::person(&officer, staff.id).await.is_ok(), "looking needs no fresh factors");
}

#[tokio::test]
async fn invariant_6_people_and_suppliers_exist_for_who_oversees_them() {
    let scene = Scene::new().await;
    let firm = &scene.firm;
    let auditor = firm.person("Aude Auditor", Organisation::Firm, Standing::Auditor).await.expect("an auditor");
    let auditor = firm.sign_in(&auditor.email).await.expect("in");
    let real = scene.on.lead.who.id;
    let invented = PersonId::new(firm.rng().as_ref());
    for door in [&scene.on.consultant, &scene.on.lead, &scene.on.owner] {
        let [one, other] = [views::person(door, real).await, views::person(door, invented).await]
            .map(|answer| answer.expect_err("unseen").to_string());
        assert_eq!(one, other, "{}", door.who.name);
        let ask = |person| SuspendPersonAsk { person, reason: "x".to_owned() };
        let [one, other] =
            [actions::suspend_person(door, ask(real)).await, actions::suspend_person(door, ask(invented)).await]
                .map(|answer| answer.expect_err("unseen").to_string());
        assert_eq!(one, other, "{}", door.who.name);
        let kind = if door.is_client() { ErrorKind::NotFound } else { ErrorKind::Refused };
        for error in [
            views::people_rows(door, &PeopleFilter::default()).await.map(|_| ()).expect_err("not theirs"),
            views::suppliers(door).await.map(|_| ()).expect_err("not theirs"),
            views::revocation_figures(door).await.map(|_| ()).expect_err("not theirs"),
        ] {
            assert_eq!(error.kind(), kind, "{error}");
        }
    }
    let rows = views::people_rows(&auditor, &PeopleFilter::default()).await.expect("an auditor looks");
    assert!(rows.iter().any(|row| row.person.id == real && row.engagements == 1 && row.devices == 1));
    let error = actions::suspend_person(&auditor, SuspendPersonAsk { person: real, reason: "x".to_owned() }).await;
    assert_eq!(error.expect_err("looks only").kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn people_are_found_by_how_they_stand_and_by_name() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("in");
    let ask = InvitePersonAsk {
        name: "Nell New".to_owned(),
        email: "nell@quillbridge.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        language: "en".to_owned(),
    };
    let nell = actions::invite_person(&officer, ask).await.expect("invited").value.person;
    let gone = firm.person("Gus Gone", Organisation::Firm, Standing::Staff).await.expect("staff");
    depart(&firm, gone.id).await.expect("let go");
    let find = async |life, words: &str| {
        let filter = PeopleFilter { life, organisation: None, words: words.to_owned() };
        let rows = views::people_rows(&officer, &filter).await.expect("rows");
        rows.into_iter().map(|row| row.person.id).collect::<Vec<_>>()
    };
    assert_eq!(find(Some(Life::Invited), "").await, [nell.id]);
    assert_eq!(find(None, "NELL").await, [nell.id]);
    assert_eq!(find(Some(Life::Departed), "").await, [gone.id]);
    assert_eq!(find(None, "").await, [nell.id, officer.who.id], "who left is not among those who are here");
    assert_eq!(find(None, "gone").await, [gone.id]);
    let view = views::person(&officer, gone.id).await.expect("a person");
    assert_eq!((view.life, view.would_end), (Life::Departed, bailee_app::Ending::default()));
    let figures = views::revocation_figures(&officer).await.expect("figures");
    assert_eq!((figures.departures, figures.worst_inside.map(|time| time.as_secs())), (1, Some(60)));
}

#[tokio::test]
async fn an_invitation_is_mailed_without_its_code_and_can_be_made_again() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("in");
    let ask = InvitePersonAsk {
        name: "Nell New".to_owned(),
        email: "nell@quillbridge.example".to_owned(),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        language: "en".to_owned(),
    };
    let first = actions::invite_person(&officer, ask).await.expect("invited").value;
    let second = actions::renew_invitation(&officer, first.person.id).await.expect("again").value;
    assert!(firm.app.enrolment(&first.code).await.is_err(), "the first one works no more");
    assert!(firm.app.enrolment(&second.code).await.is_ok());
    let mails = firm.app.store().mails_to(first.person.id).await.expect("mails");
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.kind == MailKind::Invitation && mail.path == "/enrol"));
    let entries = log(&firm, LogId::Site).await;
    let known = entries.iter().filter(|entry| entry.ids.get("code_known_to") == Some(&officer.who.id.to_string()));
    assert_eq!(known.count(), 2, "that the officer knows the code stays in the log");
    let error = actions::renew_invitation(&officer, officer.who.id).await.map(|_| ()).expect_err("enrolled long ago");
    assert_eq!(error.kind(), ErrorKind::Conflict);
}
