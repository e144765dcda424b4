//! Credentials that somebody used who left: replaced in the client's system and proved dead, or attested; and who else has
//! an account there.

use crate::people::{OLD, Scene, depart, system};
use bailee_app::{
    actions::{self, ConfirmRotationAsk, ImportAccountsAsk, MarkAccountAsk, Replacement, StoreCredentialAsk},
    views,
};
use bailee_model::{
    AccountState, ErrorKind, HoldingState, MailKind, Purpose, RotationState, RotationTry, System, SystemKind,
};
use jiff::SignedDuration;
use zeroize::Zeroizing;

const NEW: &str = "the new secret of the mill";

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn secret(text: &str) -> Replacement {
    Replacement::Secret(Zeroizing::new(text.to_owned()))
}

impl Scene {
    async fn confirm(&mut self, how: Replacement) -> Result<bailee_model::Rotation, bailee_model::Error> {
        self.on.owner = self.firm.sign_in(&self.on.owner.who.email).await?;
        let ask = ConfirmRotationAsk { rotation: self.rotation().await.id, how };
        Ok(actions::confirm_rotation(&self.on.owner, ask).await?.value)
    }

    async fn credentials(&self) -> Vec<HoldingState> {
        let holdings = self.firm.app.store().holdings(self.on.it.id).await.expect("holdings");
        holdings.iter().map(|each| each.state).collect()
    }

    async fn current(&self) -> Option<bailee_model::HoldingId> {
        self.firm.app.store().get::<System>(self.system).await.expect("read").expect("a system").credential
    }
}

#[tokio::test]
async fn invariant_9_an_old_secret_is_tried_until_it_was_refused_twice() {
    let scene = Scene::new().await;
    scene.depart().await;
    scene.tick().await;
    let it = scene.rotation().await;
    assert_eq!((it.state, it.note, it.attempts), (RotationState::Requested, RotationTry::StillOpens, 1));
    let tries = scene.odoo.set().tries;
    scene.tick().await;
    assert_eq!(scene.odoo.set().tries, tries, "not before its time");

    scene.odoo.set().secrets = vec![NEW.to_owned()];
    scene.firm.advance(minutes(5));
    scene.tick().await;
    let it = scene.rotation().await;
    assert_eq!((it.state, it.note), (RotationState::Requested, RotationTry::RefusedOnce), "once may be a mishap");
    scene.firm.advance(minutes(5));
    scene.tick().await;
    let it = scene.rotation().await;
    assert_eq!((it.state, it.attested, it.confirmed_by), (RotationState::Confirmed, false, None));
    assert_eq!(scene.credentials().await, [HoldingState::Destroyed], "what is dead leaves custody");
    assert_eq!(scene.current().await, None);
    let tries = scene.odoo.set().tries;
    scene.firm.advance(minutes(600));
    scene.tick().await;
    assert_eq!(scene.odoo.set().tries, tries, "and is not tried again");
    let officer = scene.firm.officer().await.expect("in");
    let figures = views::revocation_figures(&officer).await.expect("figures");
    assert_eq!((figures.open, figures.median_outside.map(|time| time.as_mins())), (0, Some(11)));
}

#[tokio::test]
async fn a_new_secret_has_to_open_and_the_old_one_to_be_refused() {
    let mut scene = Scene::new().await;
    scene.depart().await;
    let error = scene.confirm(secret("mistyped")).await.expect_err("refused there");
    assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("secret"), "{error}");
    assert!(!format!("{error:?}").contains("mistyped"));
    assert_eq!(scene.credentials().await, [HoldingState::Held], "nothing was kept");
    assert_eq!(scene.confirm(secret("  ")).await.expect_err("empty").kind(), ErrorKind::BadInput);

    let before = scene.current().await;
    scene.odoo.set().secrets = vec![OLD.to_owned(), NEW.to_owned()];
    let it = scene.confirm(secret(NEW)).await.expect("kept");
    assert_eq!((it.state, it.note), (RotationState::Failed, RotationTry::StillOpens));
    assert_eq!(scene.credentials().await, [HoldingState::Held; 2], "the old one is still to be tried");
    assert_ne!(scene.current().await, before, "work goes on with the new one");

    scene.odoo.set().secrets = vec![NEW.to_owned()];
    scene.firm.advance(minutes(5));
    scene.tick().await;
    let it = scene.rotation().await;
    assert_eq!(
        (it.state, it.note),
        (RotationState::Confirmed, RotationTry::Dead),
        "the new one opened in the same try"
    );
    assert_eq!(scene.credentials().await, [HoldingState::Destroyed, HoldingState::Held]);
    let error = scene.confirm(Replacement::Removed).await.expect_err("done");
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn a_system_that_does_not_answer_leaves_it_failed_and_is_tried_again() {
    let mut scene = Scene::new().await;
    scene.depart().await;
    scene.odoo.set().down = true;
    let it = scene.confirm(secret(NEW)).await.expect("kept");
    assert_eq!((it.state, it.note, it.attempts), (RotationState::Failed, RotationTry::NoAnswer, 1));
    let next = it.next_at.expect("tried again");
    assert_eq!(next.duration_since(scene.firm.app.clock().now()).as_mins(), 5);
    scene.firm.advance(minutes(5));
    scene.tick().await;
    let it = scene.rotation().await;
    assert_eq!(
        (it.attempts, it.next_at.expect("again").duration_since(scene.firm.app.clock().now())),
        (2, minutes(10))
    );

    scene.odoo.set().down = false;
    scene.firm.advance(minutes(10));
    scene.tick().await;
    assert_eq!(scene.rotation().await.note, RotationTry::NewRefused, "what was kept unseen may be wrong");
    scene.odoo.set().secrets = vec![NEW.to_owned()];
    scene.firm.advance(minutes(20));
    scene.tick().await;
    assert_eq!(scene.rotation().await.state, RotationState::Confirmed);
}

#[tokio::test]
async fn an_account_said_to_be_removed_is_tried_once() {
    let mut scene = Scene::new().await;
    scene.depart().await;
    let it = scene.confirm(Replacement::Removed).await.expect("tried");
    assert_eq!((it.state, it.note), (RotationState::Failed, RotationTry::StillOpens), "saying so is not enough");
    scene.odoo.set().secrets.clear();
    let it = scene.confirm(Replacement::Removed).await.expect("tried");
    assert_eq!(
        (it.state, it.attested, it.confirmed_by),
        (RotationState::Confirmed, false, Some(scene.on.owner.who.id))
    );
    assert_eq!(scene.current().await, None);
}

#[tokio::test]
async fn a_word_is_shown_as_a_word_and_only_from_who_answers_for_the_system() {
    let mut scene = Scene::new().await;
    let legacy = system(&scene.firm, &mut scene.on, "https://legacy.mill.example", SystemKind::Legacy).await;
    scene.on.lead = scene.firm.sign_in(&scene.on.lead.who.email).await.expect("in");
    let asked = actions::ask_rotation(&scene.on.lead, legacy).await.expect("asked").value;
    assert!(actions::ask_rotation(&scene.on.lead, legacy).await.is_err(), "once is enough");
    scene.tick().await;
    let it = scene.firm.app.store().get::<bailee_model::Rotation>(asked.id).await.expect("read").expect("there");
    assert_eq!((it.state, it.note, it.next_at), (RotationState::Failed, RotationTry::CannotTry, None));

    let ask = |reason: &str| ConfirmRotationAsk {
        rotation: asked.id,
        how: Replacement::Attested { reason: reason.to_owned() },
    };
    let consultant = scene.firm.sign_in(&scene.on.consultant.who.email).await.expect("in");
    let error = actions::confirm_rotation(&consultant, ask("I saw it")).await.expect_err("not theirs to say");
    assert_eq!(error.refusal().map(|refusal| refusal.clause.as_str()), Some("S2.2"));
    let error = actions::confirm_rotation(&scene.on.lead, ask(" ")).await.expect_err("no reason");
    assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("reason"));
    let it = actions::confirm_rotation(&scene.on.lead, ask("the client showed the empty list")).await.expect("said");
    assert_eq!((it.state, it.attested, it.note), (RotationState::Confirmed, true, RotationTry::Attested));
    let views = views::rotations_on(&scene.on.owner, scene.on.it.id).await.expect("the client sees");
    assert!(views.iter().any(|each| each.rotation.attested && each.confirmed_by.as_deref() == Some("Lena A")));
}

#[tokio::test]
async fn invariant_8_a_late_replacement_is_told_once_a_day() {
    let scene = Scene::new().await;
    scene.depart().await;
    scene.odoo.set().down = true;
    let told = async || {
        let mails = scene.firm.app.store().mails().await.expect("mails");
        mails.iter().filter(|mail| mail.kind == MailKind::RotationLate).count()
    };
    scene.firm.advance(minutes(59));
    scene.tick().await;
    assert_eq!(told().await, 0, "not late yet");
    scene.firm.advance(minutes(1));
    for _ in 0..3 {
        scene.tick().await;
    }
    assert_eq!(told().await, 2, "the lead and the officer");
    scene.firm.advance(minutes(24 * 60));
    scene.tick().await;
    assert_eq!(told().await, 4);
}

#[tokio::test]
async fn one_replacement_serves_all_who_used_it_and_a_dead_one_needs_none() {
    let mut scene = Scene::new().await;
    scene.on.lead = scene.firm.sign_in(&scene.on.lead.who.email).await.expect("in");
    scene.depart().await;
    scene.odoo.set().secrets.clear();
    scene.confirm(Replacement::Removed).await.expect("dead");
    let third = scene.firm.app.store().rotations().await.expect("rotations").len();
    depart(&scene.firm, scene.on.lead.who.id).await.expect("the lead goes too");
    assert_eq!(scene.firm.app.store().rotations().await.expect("rotations").len(), third);
}

#[tokio::test]
async fn a_secret_stored_anew_keeps_the_old_one_until_it_is_proved_dead() {
    let mut scene = Scene::new().await;
    scene.depart().await;
    scene.odoo.set().secrets = vec![NEW.to_owned()];
    scene.on.owner = scene.firm.sign_in(&scene.on.owner.who.email).await.expect("in");
    let ask = StoreCredentialAsk { system: scene.system, secret: Zeroizing::new(NEW.to_owned()) };
    actions::store_credential(&scene.on.owner, ask).await.expect("stored");
    assert_eq!(scene.credentials().await, [HoldingState::Held; 2]);
    scene.tick().await;
    assert_eq!(scene.rotation().await.state, RotationState::Confirmed);
    assert_eq!(scene.credentials().await, [HoldingState::Destroyed, HoldingState::Held]);
}

#[tokio::test]
async fn accounts_are_laid_beside_who_is_assigned_and_gone_is_proved_by_the_next_reading() {
    let scene = Scene::new().await;
    let ours = scene.on.consultant.who.email.clone();
    let logins = [&ours, &scene.on.owner.who.email, "temp@mill.example"];
    scene.odoo.set().users = logins.map(|login| (login.to_owned(), true)).to_vec();
    let read = actions::read_accounts(&scene.on.consultant, scene.system).await.expect("read").value;
    assert_eq!((read.found, read.unknown, read.left_behind), (3, 1, 0));
    let list = async |door: &bailee_app::Door| {
        let mut on = views::accounts_on(door, scene.on.it.id).await.expect("accounts");
        on.pop().map(|view| view.accounts).unwrap_or_default()
    };
    let accounts = list(&scene.on.owner).await;
    let states: Vec<_> = accounts.iter().map(|each| each.account.state).collect();
    assert_eq!(states, [AccountState::Unknown, AccountState::Known, AccountState::Client]);
    let temp = accounts[0].account.id;
    let ask = MarkAccountAsk { account: temp, is_clients: true };
    let error = actions::mark_account(&scene.on.consultant, ask).await.expect_err("not theirs to say");
    assert_eq!(error.kind(), ErrorKind::Refused);
    actions::mark_account(&scene.on.owner, MarkAccountAsk { account: temp, is_clients: true }).await.expect("marked");
    let known = accounts[1].account.id;
    let ask = MarkAccountAsk { account: known, is_clients: true };
    assert_eq!(actions::mark_account(&scene.on.owner, ask).await.expect_err("ours").kind(), ErrorKind::Conflict);

    scene.depart().await;
    // The lead reads the next list, with a grant of their own.
    let lead = granted(&scene).await;
    let read = actions::read_accounts(&lead, scene.system).await.expect("read").value;
    assert_eq!((read.unknown, read.left_behind), (1, 1), "who left and still gets in is the strongest flag");
    let first =
        views::accounts_on(&scene.on.owner, scene.on.it.id).await.expect("accounts").remove(0).accounts.remove(0);
    assert!(first.left_behind && first.account.login == ours);

    let csv = format!("login,active\n{},true\ntemp@mill.example,false\n", scene.on.owner.who.email);
    let ask = ImportAccountsAsk { system: scene.system, csv };
    let read = actions::import_accounts(&lead, ask).await.expect("imported").value;
    assert_eq!((read.found, read.unknown, read.gone), (2, 0, 1));
    let gone = list(&scene.on.owner).await.into_iter().find(|each| each.account.login == ours).expect("kept");
    assert_eq!((gone.account.state, gone.account.gone_at.is_some()), (AccountState::Gone, true));
}

/// The lead with a grant for the test system, approved by the officer.
async fn granted(scene: &Scene) -> bailee_app::Door {
    let lead = scene.firm.sign_in(&scene.on.lead.who.email).await.expect("in");
    let ask = actions::AskGrantAsk {
        engagement: scene.on.it.id,
        purpose: Purpose::TestLoad,
        categories: vec![bailee_model::Category::Financial],
        classes: vec![],
        days: 3,
        reason: "who is there".to_owned(),
    };
    let grant = actions::ask_grant(&lead, ask).await.expect("asked").id;
    actions::approve_grant(&scene.firm.officer().await.expect("in"), grant).await.expect("approved");
    let (door, token) = scene.firm.sign_in_token(&scene.on.lead.who.email).await.expect("in");
    actions::set_purpose(&door, Some(Purpose::TestLoad)).await.expect("a purpose");
    scene.firm.app.door(&token).await.expect("in")
}

#[tokio::test]
async fn accounts_show_to_nobody_else() {
    let scene = Scene::new().await;
    let contact =
        scene.firm.person("Cora Contact", scene.on.owner.who.organisation, bailee_model::Standing::Contact).await;
    let contact = scene.firm.sign_in(&contact.expect("a contact").email).await.expect("in");
    assert!(views::accounts_on(&contact, scene.on.it.id).await.expect("they see the engagement").is_empty());
    let there = scene.firm.engagement("B", &[bailee_model::Category::Financial]).await.expect("another");
    let error = views::accounts_on(&there.consultant, scene.on.it.id).await.map(|_| ()).expect_err("unseen");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let error = actions::read_accounts(&contact, scene.system).await.map(|_| ()).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn a_secret_that_is_replaced_twice_leaves_only_the_last_one_and_the_one_to_be_proved_dead() {
    let mut scene = Scene::new().await;
    scene.depart().await;
    scene.odoo.set().secrets = vec![OLD.to_owned(), NEW.to_owned()];
    scene.on.owner = scene.firm.sign_in(&scene.on.owner.who.email).await.expect("in");
    let ask = StoreCredentialAsk { system: scene.system, secret: Zeroizing::new("mistyped".to_owned()) };
    actions::store_credential(&scene.on.owner, ask).await.expect("stored");
    let it = scene.confirm(secret(NEW)).await.expect("kept");
    assert_eq!(it.note, RotationTry::StillOpens);
    assert_eq!(scene.credentials().await, [HoldingState::Held, HoldingState::Destroyed, HoldingState::Held]);
}
