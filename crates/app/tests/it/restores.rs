//! A restore opens nothing until what was destroyed since is destroyed again; then the rest opens, and no log forks.

mod access;
mod links;

use crate::backups::{holding, made};
use bailee_app::{
    App, Door, Limits, Parts, SigningIn, SiteKeys,
    actions::{
        self, AnswerTermsAsk, ChangeRecipientAsk, DestroyAsk, HandOverAsk, PlaceHoldAsk, ProposeTermsAsk, SignInAsk,
        ThawEngagementAsk,
    },
    backup::{BackupPlace, Replayed, read_manifest, rebuild, whole_backups},
    clocks,
    keys::LedgerKeys,
    views::{self, WorkKind},
};
use bailee_log::{checkpoint::Checkpoint, merkle::verify_consistency, note::Note};
use bailee_model::{
    BackupId, Category, Client, Engagement, EngagementId, EngagementState, EntryDraft, ErrorKind, Hold, HoldId,
    Holding, HoldingId, HoldingKind, HoldingState, LogId, MailKind, Purpose, Result, Role,
};
use bailee_store::{Anchor, Mode, Replay, Store};
use bailee_testkit::{
    CannedEngine, TestFirm,
    firm::{PASSWORD, TestEngagement, arrival, paths},
};
use bailee_vault::{Identity, Vault};
use jiff::SignedDuration;
use object_store::ObjectStoreExt as _;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A firm that made a backup yesterday, and lost everything but its root folder and its anchor today.
struct Disaster {
    firm: TestFirm,
    place: PathBuf,
    engagement: EngagementId,
    backup: BackupId,
    /// In the backup, destroyed today.
    destroyed: Vec<HoldingId>,
    /// In the backup, still held.
    survivor: HoldingId,
    /// Arrived today.
    late: HoldingId,
    /// The client's owner.
    owner: String,
    /// Yesterday's hold on what survives.
    old_hold: HoldId,
    /// Yesterday's recovery kit, which somebody kept.
    old_kit: Vec<u8>,
    /// The engagement log's last signed head.
    head: Checkpoint,
    after: tempfile::TempDir,
}

impl Disaster {
    async fn strikes() -> Self {
        Self::strikes_after(async |_, _, _| ()).await.0
    }

    /// The same, where more happened before the backup; gives what that made.
    async fn strikes_after<T>(before: impl AsyncFnOnce(&TestFirm, &TestEngagement, HoldingId) -> T) -> (Self, T) {
        let (firm, on, place) = holding().await;
        let engagement = on.it.id;
        let kit = firm.app.write_kit().await.expect("a kit");
        let old_kit = std::fs::read(kit).expect("readable");
        let (survivor, _, _) =
            firm.bring(&on, "kept.csv", Category::Parties, "id,name\n7,Ferris Loom\n").await.expect("brought");
        let old_hold =
            actions::place_hold(&on.owner, hold_on(engagement, survivor.id, &on.owner)).await.expect("held").id;
        let there = before(&firm, &on, survivor.id).await;
        firm.app.store().sign_heads().await.expect("signed");
        let backup = made(&firm, true).await.id;
        firm.advance(SignedDuration::from_hours(20));
        let mut on = on;
        let (door, token) = firm.sign_in_token(&on.consultant.who.email).await.expect("signed in");
        actions::set_purpose(&door, Some(Purpose::Audit)).await.expect("set");
        on.consultant = firm.app.door(&token).await.expect("a door");
        let (late, _, _) = firm.bring(&on, "late.csv", Category::Parties, "id\n9\n").await.expect("brought");
        let owner = firm.sign_in(&on.owner.who.email).await.expect("signed in");
        let all = firm.app.store().holdings(engagement).await.expect("read");
        let first = all.iter().find(|each| each.name == "parties.csv").expect("the first").id;
        let made = all.iter().filter(|each| each.source == Some(first)).map(|each| each.id);
        let destroyed: Vec<HoldingId> = std::iter::once(first).chain(made).collect();
        actions::destroy(&owner, DestroyAsk { engagement, holdings: vec![first] }).await.expect("destroyed");
        let assignments = firm.app.store().assignments(engagement).await.expect("read");
        let gone = assignments.iter().find(|each| each.person == on.consultant.who.id).expect("on it").id;
        actions::end_assignment(&firm.officer().await.expect("signed in"), gone).await.expect("ended");
        firm.app.store().sign_heads().await.expect("signed");
        let note = firm.app.store().log(LogId::Engagement(engagement)).checkpoint().await.expect("signed");
        let head = Checkpoint::parse(Note::parse(note.as_bytes()).expect("a note").text()).expect("a head");
        let after = tempfile::tempdir().expect("a folder");
        let (survivor, late, owner) = (survivor.id, late.id, on.owner.who.email.clone());
        (
            Self { firm, place, engagement, backup, destroyed, survivor, late, owner, old_hold, old_kit, head, after },
            there,
        )
    }

    /// Loses everything but root and anchor, and restores yesterday's backup.
    async fn restored(&self) -> (Arc<App>, Replayed) {
        self.firm.app.store().sign_heads().await.expect("signed");
        self.keep("root");
        self.keep("anchor");
        self.rebuild().await;
        let vault = self.vault().await.expect("opened to replay");
        let replay = self.put_back(&vault, &[]).await.expect("put back");
        let app = self.app(&vault).await;
        let done = self.replay(&app, &replay).await;
        (app, done)
    }

    /// Somebody at the door of the restored installation.
    async fn door(&self, app: &Arc<App>, email: &str) -> Door {
        let code = self.firm.next_code(email).expect("a code");
        let ask = SignInAsk { email: email.to_owned(), password: PASSWORD.into(), code, from: arrival() };
        let signed = app.sign_in(ask).await.expect("signed in");
        app.door(signed.token.expose()).await.expect("a door")
    }

    async fn officer(&self, app: &Arc<App>) -> Door {
        let email = self.firm.officer().await.expect("signed in").who.email;
        self.door(app, &email).await
    }

    /// The client verified the work long ago, so that what nothing keeps goes at the clock's next look.
    async fn overdue(&self, app: &Arc<App>) {
        let it = app.store().get::<Engagement>(self.engagement).await.expect("read").expect("there");
        let long_ago = Some(app.clock().now() - SignedDuration::from_hours(24 * 15));
        let delete_by = Some(app.clock().now() - SignedDuration::from_hours(24));
        let it = Engagement { state: EngagementState::Verified, verified_at: long_ago, delete_by, ..it };
        let entry = EntryDraft::new(it.id, "test.changed");
        let saved = app.store().ledger().record([entry], move |tx| async move { tx.save(&it).await });
        saved.await.expect("saved");
    }

    async fn state(&self, app: &Arc<App>, holding: HoldingId) -> HoldingState {
        app.store().get::<Holding>(holding).await.expect("read").expect("there").state
    }

    fn folder(&self) -> &Path {
        self.after.path()
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.folder().join("data/bailee.db").display())
    }

    fn place(&self) -> BackupPlace {
        BackupPlace::open(&self.place.display().to_string()).expect("a place")
    }

    fn keep(&self, what: &str) {
        copy(&self.firm.folder().join(what), &self.folder().join(what));
    }

    fn keys(&self) -> Arc<SiteKeys> {
        let keys = SiteKeys::open(&self.folder().join("root"), self.firm.rng().as_ref()).expect("the site key");
        Arc::new(keys)
    }

    async fn rebuild(&self) {
        let (manifest, _) = read_manifest(&self.place(), self.backup, &self.keys()).await.expect("a backup");
        let now = self.firm.app.clock().now();
        rebuild(&self.place(), &manifest, &self.keys(), &paths(self.folder()), &self.url(), now)
            .await
            .expect("rebuilt");
    }

    async fn vault(&self) -> bailee_vault::Result<Arc<Vault>> {
        let recipients = self.firm.keepers.iter().map(Identity::recipient).collect();
        Ok(Arc::new(Vault::open_to_replay(paths(self.folder()), recipients, self.firm.rng().clone()).await?))
    }

    async fn store(&self, vault: &Arc<Vault>) -> Result<Store> {
        let keys = Arc::new(LedgerKeys::new(self.keys(), vault.clone()));
        let anchor = Anchor::in_folder(self.folder().join("anchor"));
        Store::open_to_replay(&self.url(), keys, self.firm.app.clock().clone(), self.firm.rng().clone(), anchor).await
    }

    async fn put_back(&self, vault: &Arc<Vault>, folders: &[PathBuf]) -> Result<Replay> {
        let store = self.store(vault).await?;
        let put_back = store.put_back_entries(folders).await;
        store.close().await?;
        put_back
    }

    async fn app(&self, vault: &Arc<Vault>) -> Arc<App> {
        let store = self.store(vault).await.expect("opened to replay");
        assert_eq!(store.mode(), Mode::Writable);
        App::start(Parts {
            store,
            engine: Arc::new(CannedEngine::new(vault.clone())),
            vault: vault.clone(),
            clock: self.firm.app.clock().clone(),
            rng: self.firm.rng().clone(),
            keys: self.keys(),
            signing_in: SigningIn::default(),
            mail: None,
            limits: Limits::default(),
        })
        .await
        .expect("started")
    }

    async fn replay(&self, app: &Arc<App>, replay: &Replay) -> Replayed {
        let (manifest, _) = read_manifest(&self.place(), self.backup, &self.keys()).await.expect("a backup");
        let all = whole_backups(&self.place(), &self.keys()).await.expect("listed");
        let done = app.replay(replay, &manifest, &all, self.place().label()).await.expect("replayed");
        app.store().lift_gate().await.expect("lifted");
        Vault::lift_gate(&paths(self.folder())).expect("lifted");
        done
    }

    async fn opens(&self, vault: &Vault, holding: HoldingId) -> bool {
        let Ok(store) = vault.store(self.engagement, holding) else { return false };
        let Ok(found) = store.get(&"original".into()).await else { return false };
        found.bytes().await.is_ok()
    }

    /// What must be true after any restore: dark stays dark, the rest opens, the log goes on from where it was.
    async fn check(&self, app: &Arc<App>, vault: &Vault, done: &Replayed) {
        for holding in &self.destroyed {
            assert!(!vault.is_open(self.engagement, *holding) && !self.opens(vault, *holding).await);
            let noun = app.store().get::<Holding>(*holding).await.expect("read").expect("in the backup");
            assert_eq!((noun.state, noun.salt.as_str()), (HoldingState::Destroyed, ""));
        }
        assert!(self.opens(vault, self.survivor).await, "survivors open");
        assert!(done.lost_holdings.contains(&self.late.to_string()), "what arrived since is told");
        let log = app.store().log(LogId::Engagement(self.engagement));
        app.store().ledger().note([EntryDraft::new(self.engagement, "holding.opened")]).await.expect("it goes on");
        let note = log.checkpoint().await.expect("it signs");
        let now = Checkpoint::parse(Note::parse(note.as_bytes()).expect("a note").text()).expect("a head");
        assert!(now.origin == self.head.origin && now.size > self.head.size);
        let proof = log.consistency(self.head.size, now.size).await.expect("a proof");
        verify_consistency(self.head.size, self.head.root, now.size, now.root, &proof).expect("it does not fork");
        let findings = app.store().fsck().await.expect("checked");
        assert!(findings.is_clean(), "{:?}", findings.faults);
        let on_it = app.store().assignments(self.engagement).await.expect("read");
        let running: Vec<Role> =
            on_it.iter().filter(|each| each.runs(app.clock().now())).map(|each| each.role).collect();
        assert!(!running.contains(&Role::Consultant), "who was taken off it since is not on it again");
        assert!(
            app.store().open_sessions(app.clock().now()).await.expect("read").is_empty(),
            "everybody signs in again"
        );
    }
}

fn hold_on(engagement: EngagementId, holding: HoldingId, owner: &Door) -> PlaceHoldAsk {
    let until = owner.now() + SignedDuration::from_hours(24 * 10);
    PlaceHoldAsk { engagement, holding: Some(holding), reason: "an audit".to_owned(), until }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[tokio::test]
async fn invariant_5_yesterdays_backup_with_todays_keys_opens_nothing_destroyed() {
    let disaster = Disaster::strikes().await;
    disaster.keep("root");
    disaster.keep("anchor");
    disaster.rebuild().await;
    let recipients = disaster.firm.keepers.iter().map(Identity::recipient).collect();
    let shut = Vault::open(paths(disaster.folder()), recipients, disaster.firm.rng().clone()).await;
    assert!(matches!(shut, Err(bailee_vault::Error::Restoring)), "nothing opens before the replay");
    let vault = disaster.vault().await.expect("opened to replay");
    let keys = Arc::new(LedgerKeys::new(disaster.keys(), vault.clone()));
    let anchor = Anchor::in_folder(disaster.folder().join("anchor"));
    let refused =
        Store::open(&disaster.url(), keys, disaster.firm.app.clock().clone(), disaster.firm.rng().clone(), anchor)
            .await;
    let refused = refused.err().expect("refused");
    assert!(refused.kind() == ErrorKind::Conflict && refused.message().contains("restored"), "{refused}");
    // Even whoever passes the gate by finds the destroyed dark: today's keys are all there are.
    for holding in &disaster.destroyed {
        assert!(!disaster.opens(&vault, *holding).await);
    }
    let replay = disaster.put_back(&vault, &[]).await.expect("the mirror beside the anchor has all");
    assert!(replay.unproven.is_empty() && replay.proved.iter().any(|log| log.to > log.from));
    let app = disaster.app(&vault).await;
    let done = disaster.replay(&app, &replay).await;
    let mut again = done.destroyed.clone();
    again.sort();
    let mut expected = disaster.destroyed.clone();
    expected.sort();
    assert_eq!(again, expected);
    disaster.check(&app, &vault, &done).await;
    assert!(
        disaster
            .firm
            .app
            .store()
            .holdings(disaster.engagement)
            .await
            .expect("read")
            .iter()
            .any(|each| each.kind == HoldingKind::Table)
    );
}

#[tokio::test]
async fn invariant_5_an_old_kit_brings_keys_back_that_the_replay_destroys_again() {
    let disaster = Disaster::strikes().await;
    disaster.keep("anchor");
    let paths = paths(disaster.folder());
    std::fs::create_dir_all(&paths.data).expect("a folder");
    Vault::restore_root(&paths, &disaster.old_kit, &disaster.firm.keepers[1]).await.expect("yesterday's root");
    disaster.rebuild().await;
    let vault = disaster.vault().await.expect("opened to replay");
    let epoch = vault.epoch().number;
    assert!(disaster.opens(&vault, disaster.destroyed[0]).await, "the danger is real: yesterday's kit has the key");
    let replay = disaster.put_back(&vault, &[]).await.expect("put back");
    let app = disaster.app(&vault).await;
    let done = disaster.replay(&app, &replay).await;
    assert!(vault.epoch().number > epoch, "a new epoch after every destruction");
    disaster.check(&app, &vault, &done).await;
    let kits = app.store().recovery_kits().await.expect("read");
    assert!(
        kits.iter().any(|kit| kit.superseded_at.is_some() && kit.gone_at.is_none()),
        "the old kit is to be destroyed"
    );
    assert!(
        app.store().backups().await.expect("read").iter().any(|each| each.id == disaster.backup && each.is_whole())
    );
}

#[tokio::test]
async fn without_the_entries_since_the_gate_stays_shut() {
    let disaster = Disaster::strikes().await;
    disaster.keep("root");
    disaster.keep("anchor");
    let kept = disaster.after.path().join("elsewhere");
    std::fs::rename(disaster.folder().join("anchor/mirror"), &kept).expect("moved");
    disaster.rebuild().await;
    let vault = disaster.vault().await.expect("opened to replay");
    let refused = disaster.put_back(&vault, &[]).await.expect_err("nobody has the entries");
    assert_eq!(refused.kind(), ErrorKind::Unavailable);
    assert!(refused.hint_text().is_some_and(|hint| hint.contains("--log")), "{refused}");
    // A copy of another history is not believed.
    let bundle = kept.join(disaster.engagement.to_string()).join("tile/entries/000.p");
    let file = std::fs::read_dir(&bundle).expect("a bundle").next().expect("a file").expect("a file").path();
    let whole = std::fs::read(&file).expect("readable");
    let mut changed = whole.clone();
    let last = changed.len() - 3;
    changed[last] ^= 1;
    std::fs::write(&file, changed).expect("written");
    let refused = disaster.put_back(&vault, std::slice::from_ref(&kept)).await.expect_err("not what was signed");
    assert_eq!(refused.kind(), ErrorKind::Corrupt);
    std::fs::write(&file, whole).expect("written");
    let replay = disaster.put_back(&vault, &[kept]).await.expect("a copy kept elsewhere serves");
    let app = disaster.app(&vault).await;
    let done = disaster.replay(&app, &replay).await;
    disaster.check(&app, &vault, &done).await;
}

#[tokio::test]
async fn without_anchor_and_copies_a_log_goes_on_under_a_new_name_only() {
    let disaster = Disaster::strikes().await;
    disaster.keep("root");
    disaster.rebuild().await;
    let vault = disaster.vault().await.expect("opened to replay");
    let replay = disaster.put_back(&vault, &[]).await.expect("nothing is known");
    assert_eq!(replay.unproven.len(), 2, "neither log's end is known");
    let store = disaster.store(&vault).await.expect("opened to replay");
    for log in &replay.unproven {
        let name = store.rename_log(*log).await.expect("renamed");
        assert!(name.ends_with("/after/1"), "{name}");
    }
    store.close().await.expect("closed");
    let app = disaster.app(&vault).await;
    let done = disaster.replay(&app, &replay).await;
    assert_eq!(done.renamed, 2);
    let note = app.store().log(LogId::Engagement(disaster.engagement)).checkpoint().await.expect("it signs");
    assert!(!note.starts_with(&format!("{}\n", disaster.head.origin)), "never again under the old name");
    assert!(app.store().fsck().await.expect("checked").is_clean());
    assert_eq!(done.frozen, [disaster.engagement], "nobody knows what was asked for or agreed on it since");
    // Today's root is all that keeps the destroyed dark then; the log knows nothing of it.
    assert!(!disaster.opens(&vault, disaster.destroyed[0]).await);
}

#[tokio::test]
async fn nothing_that_is_there_is_overwritten() {
    let disaster = Disaster::strikes().await;
    disaster.keep("root");
    disaster.rebuild().await;
    let (manifest, _) = read_manifest(&disaster.place(), disaster.backup, &disaster.keys()).await.expect("a backup");
    let now = disaster.firm.app.clock().now();
    let paths = paths(disaster.folder());
    let again = rebuild(&disaster.place(), &manifest, &disaster.keys(), &paths, &disaster.url(), now).await;
    assert_eq!(again.expect_err("refused").kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn what_an_incident_froze_since_runs_for_nobody_after_a_restore() {
    let disaster = Disaster::strikes().await;
    let frozen = EntryDraft::new(disaster.engagement, "engagement.frozen");
    disaster.firm.app.store().ledger().note([frozen]).await.expect("frozen after the backup");
    disaster.firm.app.store().sign_heads().await.expect("signed");
    disaster.keep("root");
    disaster.keep("anchor");
    disaster.rebuild().await;
    let vault = disaster.vault().await.expect("opened to replay");
    let replay = disaster.put_back(&vault, &[]).await.expect("put back");
    let app = disaster.app(&vault).await;
    disaster.replay(&app, &replay).await;
    let it = app.store().get::<Engagement>(disaster.engagement).await.expect("read").expect("there");
    assert!(it.frozen_since().is_some(), "and stays frozen, under an incident that an officer can end");
}

#[tokio::test]
async fn what_was_held_since_the_backup_stays_held_and_what_ended_has_ended() {
    let disaster = Disaster::strikes().await;
    let owner = disaster.firm.sign_in(&disaster.owner).await.expect("signed in");
    actions::end_hold(&owner, disaster.old_hold).await.expect("ended today");
    let ask = hold_on(disaster.engagement, disaster.survivor, &owner);
    let hold = actions::place_hold(&owner, ask).await.expect("placed today").value;
    let late = hold_on(disaster.engagement, disaster.late, &owner);
    actions::place_hold(&owner, late).await.expect("on what is lost");
    let (app, done) = disaster.restored().await;
    assert_eq!((done.holds.as_slice(), done.holds_ended, done.frozen.len()), ([hold.id].as_slice(), 1, 0));

    let holds = app.store().holds(disaster.engagement).await.expect("read");
    assert_eq!(holds.len(), 2, "there is nothing to hold of what is lost");
    let again = holds.iter().find(|each| each.id == hold.id).expect("placed again");
    assert_eq!((again.holding, again.asked_by, again.since), (Some(disaster.survivor), owner.who.id, hold.since));
    let longest = SignedDuration::from_hours(24 * app.limits().hold_days);
    assert!(
        again.until == hold.since + longest && again.reason.contains("restore"),
        "until it may have been at the latest"
    );
    assert!(holds.iter().any(|each| each.id == disaster.old_hold && each.ended.is_some()));
    let log = app.store().log(LogId::Engagement(disaster.engagement)).entries(0, u64::MAX).await.expect("read");
    let entry = log.iter().find(|each| each.name == "hold.restored").expect("in the log");
    assert_eq!(entry.ids.get("hold"), Some(&hold.id.to_string()));

    // The officer has it among their work and in their mail.
    let officer = disaster.officer(&app).await;
    let work = views::my_work(&officer).await.expect("a list");
    assert!(work.iter().any(|item| item.kind == WorkKind::IncidentTask
        && Some(item.subject.clone()) == done.incident.map(|id| id.to_string())));
    let mails = app.store().mails_to(officer.who.id).await.expect("read");
    assert!(mails.iter().any(|mail| mail.kind == MailKind::IncidentTask));

    disaster.overdue(&app).await;
    clocks::tick(&app).await.expect("ticks");
    assert_eq!(disaster.state(&app, disaster.survivor).await, HoldingState::Held, "the clock minds it");
    disaster.firm.advance(longest);
    clocks::tick(&app).await.expect("ticks");
    assert_eq!(disaster.state(&app, disaster.survivor).await, HoldingState::Destroyed, "and ends with it");
}

#[tokio::test]
async fn what_was_agreed_since_the_backup_stands_still_until_an_officer_lets_it_run() {
    let disaster = Disaster::strikes().await;
    let owner = disaster.firm.sign_in(&disaster.owner).await.expect("signed in");
    let (store, engagement) = (disaster.firm.app.store(), disaster.engagement);
    let recipient = disaster.firm.keepers[0].recipient().to_string();
    let ask = ChangeRecipientAsk { engagement, recipient: recipient.clone() };
    actions::change_recipient(&owner, ask).await.expect("named today");
    let it = store.get::<Engagement>(engagement).await.expect("read").expect("there");
    let ask = ProposeTermsAsk {
        engagement,
        categories: it.categories.clone(),
        purposes: it.purposes[1..].to_vec(),
        reason: "that part is done".to_owned(),
    };
    let change = actions::propose_terms(&disaster.firm.officer().await.expect("in"), ask).await.expect("proposed").id;
    actions::answer_terms(&owner, AnswerTermsAsk { change, agree: true }).await.expect("agreed today");
    let (app, done) = disaster.restored().await;
    assert_eq!((done.frozen.as_slice(), done.keys_forgotten, done.holds.len()), ([engagement].as_slice(), 1, 0));
    let frozen = app.store().get::<Engagement>(engagement).await.expect("read").expect("there");
    assert!(frozen.purposes.len() == it.purposes.len(), "the wider terms of yesterday");
    assert!(frozen.frozen_by == done.incident && frozen.frozen_since().is_some());
    let client = app.store().get::<Client>(frozen.client).await.expect("read").expect("there");
    assert_eq!(client.recipient, None, "nothing is sealed to the key that was replaced");

    // Neither the clock nor the owner, who may be the only one to notice, moves anything before that.
    let hold = app.store().get::<Hold>(disaster.old_hold).await.expect("read").expect("there");
    let gone = Hold { until: hold.since, ..hold };
    let entry = EntryDraft::new(engagement, "test.changed");
    let saved = app.store().ledger().record([entry], move |tx| async move { tx.save(&gone).await });
    saved.await.expect("saved");
    disaster.overdue(&app).await;
    clocks::tick(&app).await.expect("ticks");
    assert_eq!(disaster.state(&app, disaster.survivor).await, HoldingState::Held);
    let owner = disaster.door(&app, &disaster.owner).await;
    let refused = actions::hand_over(&owner, HandOverAsk { engagement, holdings: Vec::new() }).await;
    let refused = refused.err().expect("frozen");
    assert_eq!(refused.refusal().map(|each| each.clause.as_str()), Some("S6.1"));

    let incident = done.incident.expect("declared");
    let officer = disaster.officer(&app).await;
    let told = views::incident(&officer, incident).await.expect("shown");
    assert!(told.frozen.len() == 1 && told.notices.len() == 1, "the client is told");
    let ask = ThawEngagementAsk { incident, engagement, restore: false, reason: "compared with the client".to_owned() };
    actions::thaw_engagement(&officer, ask).await.expect("runs again");
    let refused = actions::hand_over(&owner, HandOverAsk { engagement, holdings: Vec::new() }).await;
    let refused = refused.err().expect("no key");
    assert!(
        refused.kind() == ErrorKind::Conflict && refused.hint_text().is_some_and(|hint| hint.contains("age-keygen"))
    );
    actions::change_recipient(&owner, ChangeRecipientAsk { engagement, recipient }).await.expect("named again");
    actions::hand_over(&owner, HandOverAsk { engagement, holdings: Vec::new() }).await.expect("sealed to it");
    clocks::tick(&app).await.expect("ticks");
    assert_eq!(disaster.state(&app, disaster.survivor).await, HoldingState::Destroyed, "what was due goes on");
}

#[tokio::test]
async fn a_restore_that_changes_nothing_agreed_declares_nothing() {
    let disaster = Disaster::strikes().await;
    let (app, done) = disaster.restored().await;
    assert!(done.holds.is_empty() && done.frozen.is_empty() && done.incident.is_none());
    assert!(app.store().incidents().await.expect("read").is_empty());
    let hold = app.store().get::<Hold>(disaster.old_hold).await.expect("read").expect("there");
    assert!(hold.runs(app.clock().now()), "yesterday's hold is in the backup");
}
