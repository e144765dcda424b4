//! A restore opens nothing until what was destroyed since is destroyed again; then the rest opens, and no log forks.

use crate::backups::{holding, made};
use bailee_app::{
    App, Limits, Parts, SigningIn, SiteKeys,
    actions::{self, DestroyAsk},
    backup::{BackupPlace, Replayed, read_manifest, rebuild, whole_backups},
    keys::LedgerKeys,
};
use bailee_log::{checkpoint::Checkpoint, merkle::verify_consistency, note::Note};
use bailee_model::{
    BackupId, Category, EngagementId, EntryDraft, ErrorKind, Holding, HoldingId, HoldingKind, HoldingState, LogId,
    Purpose, Result, Role,
};
use bailee_store::{Anchor, Mode, Replay, Store};
use bailee_testkit::{CannedEngine, TestFirm, firm::paths};
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
    /// Yesterday's recovery kit, which somebody kept.
    old_kit: Vec<u8>,
    /// The engagement log's last signed head.
    head: Checkpoint,
    after: tempfile::TempDir,
}

impl Disaster {
    async fn strikes() -> Self {
        let (firm, on, place) = holding().await;
        let engagement = on.it.id;
        let kit = firm.app.write_kit().await.expect("a kit");
        let old_kit = std::fs::read(kit).expect("readable");
        let (survivor, _, _) =
            firm.bring(&on, "kept.csv", Category::Parties, "id,name\n7,Ferris Loom\n").await.expect("brought");
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
        let destroyed: Vec<HoldingId> =
            all.iter().filter(|each| each.id == first || each.source == Some(first)).map(|each| each.id).collect();
        actions::destroy(&owner, DestroyAsk { engagement, holdings: vec![first] }).await.expect("destroyed");
        let assignments = firm.app.store().assignments(engagement).await.expect("read");
        let gone = assignments.iter().find(|each| each.person == on.consultant.who.id).expect("on it").id;
        actions::end_assignment(&firm.officer().await.expect("signed in"), gone).await.expect("ended");
        firm.app.store().sign_heads().await.expect("signed");
        let note = firm.app.store().log(LogId::Engagement(engagement)).checkpoint().await.expect("signed");
        let head = Checkpoint::parse(Note::parse(note.as_bytes()).expect("a note").text()).expect("a head");
        let after = tempfile::tempdir().expect("a folder");
        let (survivor, late) = (survivor.id, late.id);
        Self { firm, place, engagement, backup, destroyed, survivor, late, old_kit, head, after }
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
    let on_it = app.store().assignments(disaster.engagement).await.expect("read");
    assert!(!on_it.is_empty() && on_it.iter().all(|each| !each.runs(app.clock().now())));
}
