//! Checkouts: who may, on which device, for how long, and how they come back.

use super::{BOOKS, Scene};
use bailee_app::actions::{self, AskCheckoutAsk, ClassifyColumnAsk, TakeCheckoutAsk};
use bailee_app::{clocks, views};
use bailee_model::{CheckoutEnd, ColumnClass, ErrorKind, MailKind, Measured, Obligation, Organisation, Standing};
use bailee_vault::Identity;
use jiff::SignedDuration;

fn clause(error: &bailee_model::Error) -> String {
    error.refusal().unwrap_or_else(|| panic!("no refusal: {error}")).clause.clone()
}

#[tokio::test]
async fn a_checkout_is_asked_for_approved_taken_and_returned() {
    let scene = Scene::new().await;
    let (out, identity) = scene.out().await;
    assert!(out.is_out() && out.recipient == Some(identity.recipient().to_string()));
    let hours = out.expires_at.expect("dated").duration_since(out.approved_at.expect("approved"));
    assert_eq!(hours, SignedDuration::from_hours(24), "the clock runs from approval");
    let back = scene.give_back(out.id, &identity).await.expect("returned");
    assert!(!back.is_out() && back.returned_at.is_some() && back.confirmation.is_some());
    assert_eq!(
        scene.give_back(out.id, &identity).await.expect("the same again changes nothing").returned_at,
        back.returned_at
    );
    let names: Vec<String> = scene.log().await.into_iter().map(|entry| entry.name).collect();
    let steps = ["checkout.asked", "checkout.approved", "disclosure.made", "checkout.returned"];
    let found: Vec<&String> = names.iter().filter(|name| steps.contains(&name.as_str())).collect();
    assert_eq!(found, steps, "each step is on record, once");
}

#[tokio::test]
async fn a_raw_file_is_for_those_who_see_all_that_can_be_shown() {
    let scene = Scene::with(&[ColumnClass::Personal]).await;
    let error = actions::ask_checkout(&scene.on.consultant, scene.ask()).await.expect_err("quotes every column");
    assert_eq!(clause(&error), "S4.1");
}

#[tokio::test]
async fn what_is_for_sums_only_stays() {
    let scene = Scene::new().await;
    let fresh = scene.fresh().await;
    let ask = ClassifyColumnAsk {
        holding: scene.table.id,
        column: "name".to_owned(),
        class: ColumnClass::AggregateOnly,
        reason: "for sums".to_owned(),
    };
    actions::classify_column(&fresh, ask).await.expect("classified");
    let error = actions::ask_checkout(&fresh, scene.ask()).await.expect_err("a raw row would show it");
    assert_eq!(clause(&error), "S4.1");
}

#[tokio::test]
async fn a_table_has_no_file_and_a_credential_leaves_for_nobody() {
    let scene = Scene::new().await;
    let ask = AskCheckoutAsk { holding: scene.table.id, ..scene.ask() };
    let error = actions::ask_checkout(&scene.on.consultant, ask).await.expect_err("no file");
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn hours_reason_and_region_are_looked_at() {
    let scene = Scene::new().await;
    for hours in [0, -1, 73] {
        let ask = AskCheckoutAsk { hours, ..scene.ask() };
        assert_eq!(
            actions::ask_checkout(&scene.on.consultant, ask).await.expect_err("too long").kind(),
            ErrorKind::BadInput
        );
    }
    let ask = AskCheckoutAsk { reason: "  ".to_owned(), ..scene.ask() };
    assert_eq!(
        actions::ask_checkout(&scene.on.consultant, ask).await.expect_err("no reason").kind(),
        ErrorKind::BadInput
    );
    let ask = AskCheckoutAsk { region: "US".to_owned(), ..scene.ask() };
    assert_eq!(clause(&actions::ask_checkout(&scene.on.consultant, ask).await.expect_err("not agreed")), "D6");
    scene.asked().await;
    let twice = actions::ask_checkout(&scene.on.consultant, scene.ask()).await.expect_err("one at a time");
    assert_eq!(twice.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn nobody_approves_their_own_and_strangers_see_none() {
    let scene = Scene::new().await;
    let asked = scene.asked().await;
    let own = actions::approve_checkout(&scene.fresh().await, asked.id).await.expect_err("not the lead");
    assert_eq!(clause(&own), "S2.1");
    let stranger = scene.firm.person("Sten Away", Organisation::Firm, Standing::Staff).await.expect("a person");
    let stranger = scene.firm.sign_in(&stranger.email).await.expect("signed in");
    for result in [
        actions::approve_checkout(&stranger, asked.id).await,
        actions::refuse_checkout(&stranger, asked.id).await,
        actions::end_checkout(&stranger, asked.id).await,
    ] {
        assert_eq!(result.expect_err("unseen").kind(), ErrorKind::NotFound);
    }
    assert_eq!(views::checkout(&stranger, asked.id).await.expect_err("unseen").kind(), ErrorKind::NotFound);
    let lead = scene.lead().await;
    scene.firm.advance(SignedDuration::from_mins(20));
    assert_eq!(clause(&actions::approve_checkout(&lead, asked.id).await.expect_err("stale")), "S2.3");
    let told = scene.firm.app.store().mails_to(scene.on.lead.who.id).await.expect("mails");
    assert!(told.iter().any(|mail| mail.kind == MailKind::CheckoutAsked), "the lead is told");
}

#[tokio::test]
async fn a_refused_or_withdrawn_one_is_over_and_silence_approves_nothing() {
    let scene = Scene::new().await;
    let asked = scene.asked().await;
    let refused = actions::refuse_checkout(&scene.lead().await, asked.id).await.expect("refused").value;
    assert_eq!(refused.ended_why, Some(CheckoutEnd::Refused));
    let asked = scene.asked().await;
    let withdrawn = actions::end_checkout(&scene.fresh().await, asked.id).await.expect("withdrawn").value;
    assert_eq!(withdrawn.ended_why, Some(CheckoutEnd::Withdrawn));
    let fresh = scene.fresh().await;
    let asked = actions::ask_checkout(&fresh, scene.ask()).await.expect("asked").value;
    scene.firm.advance(SignedDuration::from_hours(24 * 14));
    let late = actions::approve_checkout(&scene.lead().await, asked.id).await.expect_err("too late");
    assert_eq!(late.kind(), ErrorKind::Conflict);
    clocks::tick(&scene.firm.app).await.expect("a tick");
    assert_eq!(scene.checkout(asked.id).await.ended_why, Some(CheckoutEnd::Lapsed));
}

#[tokio::test]
async fn what_is_not_taken_in_its_time_lapses() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    scene.firm.advance(SignedDuration::from_hours(24));
    let identity = Identity::generate();
    let late = scene.take(&scene.fresh().await, approved.id, &identity).await.err().expect("over");
    assert_eq!(late.kind(), ErrorKind::Conflict);
    clocks::tick(&scene.firm.app).await.expect("a tick");
    clocks::tick(&scene.firm.app).await.expect("another");
    assert_eq!(scene.checkout(approved.id).await.ended_why, Some(CheckoutEnd::Lapsed));
    let lapsed = scene.log().await.into_iter().filter(|entry| entry.name == "checkout.lapsed").count();
    assert_eq!(lapsed, 1, "once");
    assert!(scene.firm.app.store().all_disclosures().await.expect("lines").is_empty(), "nothing left");
}

#[tokio::test]
async fn it_is_taken_on_its_own_device_once_and_signed_by_it() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let identity = Identity::generate();
    let fresh = scene.fresh().await;
    // What another device or another context signed is none.
    let recipient = identity.recipient().to_string();
    let email = scene.on.lead.who.email.clone();
    let (body, signature) =
        scene.firm.with_device(&email, async |device| device.take(&scene.firm.app, approved.id, &recipient)).await;
    let ask = TakeCheckoutAsk { checkout: approved.id, body, signature };
    assert_eq!(
        actions::take_checkout(&fresh, ask).await.err().expect("another's signature").kind(),
        ErrorKind::BadInput
    );
    let email = scene.on.consultant.who.email.clone();
    let (body, signature) =
        scene.firm.with_device(&email, async |device| device.give_back(&scene.firm.app, approved.id, &recipient)).await;
    let ask = TakeCheckoutAsk { checkout: approved.id, body, signature };
    assert_eq!(actions::take_checkout(&fresh, ask).await.err().expect("another context").kind(), ErrorKind::BadInput);
    // Another person's is none of one's own.
    let lead = scene.lead().await;
    assert_eq!(scene.take(&lead, approved.id, &identity).await.err().expect("not theirs").kind(), ErrorKind::NotFound);
    scene.take(&fresh, approved.id, &identity).await.expect("taken");
    let again = scene.take(&fresh, approved.id, &identity).await.err().expect("once");
    assert_eq!(again.kind(), ErrorKind::Conflict);
    assert_eq!(scene.firm.app.store().all_disclosures().await.expect("lines").len(), 1);
}

#[tokio::test]
async fn the_device_has_to_be_in_order_when_it_is_asked_for_and_again_when_it_is_taken() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let email = scene.on.consultant.who.email.clone();
    let broken = async |device: &mut bailee_testkit::TestDevice| {
        if let Measured::Value(encryption) = &mut device.posture.encryption {
            encryption.on = false;
        }
    };
    scene.firm.with_device(&email, broken).await;
    let fresh = scene.fresh().await;
    let taken = scene.take(&fresh, approved.id, &Identity::generate()).await.err().expect("its disk is open");
    assert_eq!(clause(&taken), "S3.1");
    let asked = actions::ask_checkout(&fresh, scene.ask()).await.expect_err("likewise");
    assert_eq!(clause(&asked), "S3.1");
    let (bare, token) = scene.firm.sign_in_bare(&email).await.expect("signed in");
    actions::set_purpose(&bare, Some(bailee_model::Purpose::Audit)).await.expect("a purpose");
    let bare = scene.firm.app.door(&token).await.expect("a door");
    assert_eq!(clause(&scene.take(&bare, approved.id, &Identity::generate()).await.err().expect("no device")), "S3.1");
}

#[tokio::test]
async fn taking_asks_for_fresh_factors_and_a_live_grant() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let stale = scene.fresh().await;
    scene.firm.advance(SignedDuration::from_mins(20));
    let refused = scene.take(&stale, approved.id, &Identity::generate()).await.err().expect("stale");
    assert_eq!(clause(&refused), "S2.3");
    let grants = scene.firm.app.store().grants(scene.on.it.id).await.expect("grants");
    actions::end_grant(&scene.lead().await, grants.last().expect("one").id).await.expect("ended");
    let refused = scene.take(&scene.fresh().await, approved.id, &Identity::generate()).await.err().expect("no grant");
    assert_eq!(clause(&refused), "D3.1");
}

#[tokio::test]
async fn invariant_8_what_is_overdue_makes_its_person_inert_until_it_is_returned() {
    let scene = Scene::new().await;
    let (out, identity) = scene.out().await;
    scene.firm.advance(SignedDuration::from_hours(24));
    let door = scene.fresh_or_inert().await;
    assert_eq!(door.outstanding, [Obligation::CheckoutOverdue]);
    let refused = actions::ask_checkout(&door, scene.ask()).await.expect_err("inert");
    assert_eq!(clause(&refused), "S4.2");
    assert!(views::engagements(&door).await.expect("a list").is_empty(), "nothing is seen");
    assert_eq!(views::my_checkouts(&door).await.expect("one's own").len(), 1, "but what has to come back");
    clocks::tick(&scene.firm.app).await.expect("a tick");
    clocks::tick(&scene.firm.app).await.expect("another");
    let officer = scene.firm.officer().await.expect("an officer").who.id;
    for person in [door.who.id, scene.on.lead.who.id, officer] {
        let mails = scene.firm.app.store().mails_to(person).await.expect("mails");
        assert_eq!(mails.iter().filter(|mail| mail.kind == MailKind::CheckoutOverdue).count(), 1, "told once");
    }
    scene.give_back(out.id, &identity).await.expect("returned, without any session");
    assert!(scene.fresh().await.outstanding.is_empty());
}

#[tokio::test]
async fn what_is_lost_ends_as_not_confirmed_and_stays_so() {
    let scene = Scene::new().await;
    let (out, identity) = scene.out().await;
    let own = actions::end_checkout(&scene.fresh().await, out.id).await.expect_err("only its device");
    assert_eq!(own.kind(), ErrorKind::Conflict);
    let ended = actions::end_checkout(&scene.lead().await, out.id).await.expect("given up").value;
    assert!(ended.is_unconfirmed() && !ended.is_out());
    let late = scene.give_back(out.id, &identity).await.expect("found again");
    assert!(late.is_unconfirmed() && late.returned_at.is_some(), "it came late, and that stays");
    assert!(scene.log().await.iter().any(|entry| entry.name == "checkout.unconfirmed"));
}

#[tokio::test]
async fn a_return_is_believed_from_the_device_that_took_it_alone() {
    let scene = Scene::new().await;
    let (out, identity) = scene.out().await;
    let app = &scene.firm.app;
    let recipient = identity.recipient().to_string();
    let other = Identity::generate().recipient().to_string();
    let email = scene.on.consultant.who.email.clone();
    let signed = async |device: &mut bailee_testkit::TestDevice| {
        (
            device.id,
            device.give_back(app, out.id, &other),
            device.give_back(app, out.id, &recipient),
            device.take(app, out.id, &recipient),
        )
    };
    let (device, of_other, right, taken) = scene.firm.with_device(&email, signed).await;
    assert_eq!(
        app.return_checkout(device, &of_other.0, &of_other.1).await.expect_err("another key").kind(),
        ErrorKind::BadInput
    );
    assert_eq!(
        app.return_checkout(device, &taken.0, &taken.1).await.expect_err("another context").kind(),
        ErrorKind::Refused
    );
    let mut forged = right.1.clone();
    forged[7] ^= 1;
    assert_eq!(app.return_checkout(device, &right.0, &forged).await.expect_err("forged").kind(), ErrorKind::Refused);
    let leads = scene.firm.with_device(&scene.on.lead.who.email, async |device| device.id).await;
    assert_eq!(
        app.return_checkout(leads, &right.0, &right.1).await.expect_err("another device").kind(),
        ErrorKind::Refused
    );
    let said = String::from_utf8(right.0.clone())
        .expect("JSON")
        .replace("\"identity_destroyed\":true", "\"identity_destroyed\":false");
    assert_eq!(
        app.return_checkout(device, said.as_bytes(), &right.1).await.expect_err("another body").kind(),
        ErrorKind::Refused
    );
    assert!(scene.checkout(out.id).await.is_out());
    app.return_checkout(device, &right.0, &right.1).await.expect("the right one");
}

#[tokio::test]
async fn invariant_7_an_engagement_does_not_close_while_a_checkout_is_out() {
    let scene = Scene::new().await;
    let (out, identity) = scene.out().await;
    let ask = |holdings| actions::DestroyAsk { engagement: scene.on.it.id, holdings };
    let owner = scene.firm.sign_in(&scene.on.owner.who.email).await.expect("signed in");
    let held = scene.firm.app.store().holdings(scene.on.it.id).await.expect("holdings");
    actions::destroy(&owner, ask(held.iter().map(|each| each.id).collect())).await.expect("destroyed");
    let lead = scene.lead().await;
    for grant in scene.firm.app.store().grants(scene.on.it.id).await.expect("grants") {
        let _ = actions::end_grant(&lead, grant.id).await;
    }
    let refused = actions::close_engagement(&lead, scene.on.it.id).await.expect_err("it is out");
    assert!(refused.to_string().contains("1 checkout that is out"), "{refused}");
    scene.give_back(out.id, &identity).await.expect("returned");
    actions::close_engagement(&scene.lead().await, scene.on.it.id).await.expect("closed");
}

#[tokio::test]
async fn who_leaves_or_loses_the_device_has_their_checkouts_ended_or_called_back() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let officer = scene.firm.officer().await.expect("an officer");
    let email = scene.on.consultant.who.email.clone();
    let device = scene.firm.with_device(&email, async |device| device.id).await;
    actions::revoke_device(&officer, device).await.expect("revoked");
    assert_eq!(scene.checkout(approved.id).await.ended_why, Some(CheckoutEnd::DeviceRevoked));

    let scene = Scene::new().await;
    let (out, identity) = scene.out().await;
    let officer = scene.firm.officer().await.expect("an officer");
    let person = scene.on.consultant.who.id;
    let ask = actions::SuspendPersonAsk { person, reason: "a question".to_owned() };
    actions::suspend_person(&officer, ask).await.expect("suspended");
    let called = scene.checkout(out.id).await;
    assert!(called.is_overdue(scene.firm.app.clock().now()), "called back at once");
    scene.give_back(out.id, &identity).await.expect("who is suspended still brings it back");

    let scene = Scene::new().await;
    let (out, _) = scene.out().await;
    let officer = scene.firm.officer().await.expect("an officer");
    let ask = actions::DepartPersonAsk {
        person: scene.on.consultant.who.id,
        reason: "left".to_owned(),
        left_at: officer.now(),
    };
    actions::depart_person(&officer, ask).await.expect("departed");
    assert!(scene.checkout(out.id).await.is_overdue(scene.firm.app.clock().now()));
}

#[tokio::test]
async fn invariant_4_nothing_of_it_is_plain_in_the_servers_folder() {
    let scene = Scene::new().await;
    scene.out().await;
    let secret = BOOKS.lines().nth(1).expect("a line").as_bytes();
    let mut stack = vec![scene.firm.folder()];
    while let Some(folder) = stack.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => stack.push(path),
                path => {
                    let bytes = std::fs::read(&path).unwrap_or_default();
                    let plain = bytes.windows(secret.len()).any(|window| window == secret);
                    assert!(!plain, "{}", path.display());
                }
            }
        }
    }
}

impl Scene {
    /// The consultant signed in, whatever they owe.
    async fn fresh_or_inert(&self) -> bailee_app::Door {
        let (door, token) = self.firm.sign_in_token(&self.on.consultant.who.email).await.expect("signed in");
        let _ = door;
        self.firm.app.door(&token).await.expect("a door")
    }
}
