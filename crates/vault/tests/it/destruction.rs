//! Destroyed stays destroyed, and nothing else is.

use std::fs::{self, File};
use std::io::Read;
use std::sync::Arc;

use bailee_model::{EngagementId, HoldingId};
use bailee_vault::{Error, Vault};
use object_store::ObjectStoreExt;

use crate::setting::{CANARY, Setting, at, files, opens, put};

/// Destroys the first holding of the first engagement and the whole second engagement.
async fn destroy_some(setting: &Setting, vault: &Vault) {
    vault.destroy(setting.engagements[0], &[setting.holdings[0][0]]).await.unwrap();
    vault.destroy_engagement(setting.engagements[1]).await.unwrap();
}

async fn assert_some_destroyed(setting: &Setting, vault: &Vault) {
    let [mine, theirs] = setting.engagements;
    assert!(matches!(vault.store(mine, setting.holdings[0][0]), Err(Error::Destroyed { .. })));
    for holding in &setting.holdings[0][1..] {
        assert!(opens(vault, mine, *holding).await, "a survivor opens");
    }
    for holding in setting.holdings[1] {
        assert!(matches!(vault.store(theirs, holding), Err(Error::Destroyed { .. })));
    }
    assert!(matches!(vault.detail_key(theirs), Err(Error::Destroyed { .. })));
    assert!(matches!(vault.pseudonym_key(theirs), Err(Error::Destroyed { .. })));
}

#[tokio::test]
async fn invariant_5_destroyed_stays_destroyed() {
    let setting = Setting::new(50);
    let vault = setting.filled().await;
    let yesterday = setting.back_up(&setting.paths.data);
    let pseudonyms = *vault.pseudonym_key(setting.engagements[0]).unwrap().as_bytes();
    destroy_some(&setting, &vault).await;
    drop(vault);

    setting.put_back(&yesterday, &setting.paths.data);
    let vault = setting.open().await.unwrap();
    assert_some_destroyed(&setting, &vault).await;
    assert_eq!(vault.restored_from(), Some(1));
    assert!(vault.is_destroyed(setting.engagements[0], setting.holdings[0][0]));
    assert!(!vault.is_destroyed(setting.engagements[0], setting.holdings[0][1]));
    assert_eq!(&pseudonyms, vault.pseudonym_key(setting.engagements[0]).unwrap().as_bytes(), "joins go on working");

    // Yesterday's objects are back as bytes that open for nobody, and can be swept away.
    let swept = vault.sweep().await.unwrap();
    assert_eq!((swept.objects, swept.bytes > 4 * CANARY.len() as u64), (4, true));
    assert_eq!(vault.sweep().await.unwrap().objects, 0);
    assert_some_destroyed(&setting, &vault).await;
}

#[tokio::test]
async fn invariant_5_todays_root_key_alone_opens_nothing_of_yesterday() {
    let setting = Setting::new(51);
    let vault = setting.filled().await;
    let yesterday = setting.back_up(&setting.paths.data);
    destroy_some(&setting, &vault).await;
    drop(vault);
    setting.put_back(&yesterday, &setting.paths.data);
    fs::remove_dir_all(setting.paths.root.join("keys")).unwrap();
    let error = setting.open().await.err().unwrap();
    assert!(matches!(error, Error::StaleKeyring { found: 1, current: 3 }), "{error}");
}

#[tokio::test]
async fn invariant_5_yesterdays_data_with_todays_kit() {
    let setting = Setting::new(52);
    let vault = setting.filled().await;
    let yesterday = setting.back_up(&setting.paths.data);
    destroy_some(&setting, &vault).await;
    drop(vault);
    let kit = fs::read(setting.paths.kits.join("kit-000003.age")).unwrap();
    fs::remove_dir_all(&setting.paths.root).unwrap();
    setting.put_back(&yesterday, &setting.paths.data);
    assert!(matches!(setting.open().await, Err(Error::NoVault(_))));
    let opened = Vault::restore_root(&setting.paths, &kit, &setting.officers[1]).await.unwrap();
    assert_eq!((opened.epoch, opened.engagements, opened.holdings), (3, 1, 2));
    assert_some_destroyed(&setting, &setting.open().await.unwrap()).await;
}

#[tokio::test]
async fn invariant_5_a_root_folder_set_back_is_refused() {
    let setting = Setting::new(53);
    let vault = setting.filled().await;
    let root_yesterday = setting.back_up(&setting.paths.root);
    destroy_some(&setting, &vault).await;
    drop(vault);
    setting.put_back(&root_yesterday, &setting.paths.root);
    assert!(matches!(setting.open().await, Err(Error::StaleRoot { root: 1, keyring: 3 })));
    let kit = fs::read(setting.paths.kits.join("kit-000003.age")).unwrap();
    Vault::restore_root(&setting.paths, &kit, &setting.officers[0]).await.unwrap();
    assert_some_destroyed(&setting, &setting.open().await.unwrap()).await;
}

#[tokio::test]
async fn a_destruction_says_what_it_did() {
    let setting = Setting::new(54);
    let vault = setting.filled().await;
    let (engagement, [first, second, third]) = (setting.engagements[0], setting.holdings[0]);
    let keys = vault.holdings(engagement).unwrap();
    let key = |holding| keys.iter().find(|(id, _)| *id == holding).unwrap().1;
    vault.store(engagement, first).unwrap().put(&at("table/0"), vec![1; 100_000].into()).await.unwrap();
    let before = vault.epoch();
    let done = vault.destroy(engagement, &[first, second]).await.unwrap();
    assert_eq!((done.old_epoch, done.new_epoch), (before, vault.epoch()));
    assert_eq!(done.new_epoch.number, done.old_epoch.number + 1);
    assert_eq!((done.survivors, done.whole_engagement), (4, false));
    let of = |holding| done.holdings.iter().find(|gone| gone.holding == holding).unwrap();
    assert_eq!((of(first).objects, of(second).objects), (2, 1));
    assert_eq!((of(first).key, of(second).key), (key(first), key(second)));
    assert!(of(first).bytes > 100_000);
    let text = serde_json::to_string(&done).unwrap();
    assert_eq!(serde_json::from_str::<bailee_vault::Destroyed>(&text).unwrap(), done);
    assert_eq!(vault.holdings(engagement).unwrap(), [(third, key(third))]);
    let objects = files(&setting.paths.data.join("objects"));
    assert_eq!(objects.len(), 4, "{objects:?}");
}

#[tokio::test]
async fn the_old_root_key_is_overwritten_and_live_stores_go_dark() {
    let setting = Setting::new(55);
    let vault = setting.filled().await;
    let (engagement, holding) = (setting.engagements[0], setting.holdings[0][0]);
    let store = vault.store(engagement, holding).unwrap();
    store.get(&at("original")).await.unwrap();
    let upload = store.put_multipart(&at("late")).await.unwrap();
    let mut old = File::open(setting.paths.root.join("root.key")).unwrap();
    vault.destroy(engagement, &[holding]).await.unwrap();
    let mut bytes = Vec::new();
    old.read_to_end(&mut bytes).unwrap();
    assert!(bytes.len() > 40 && bytes.iter().all(|byte| *byte == 0), "zeros where the key was");
    let dark = |error| matches!(Error::from(error), Error::Destroyed { .. });
    assert!(dark(store.get(&at("original")).await.unwrap_err()));
    assert!(dark(store.put(&at("again"), "x".into()).await.unwrap_err()));
    let mut upload = upload;
    assert!(dark(upload.complete().await.unwrap_err()), "an upload that was under way does not appear");
}

#[tokio::test]
async fn what_cannot_be_destroyed_is_told_and_nothing_is() {
    let setting = Setting::new(56);
    let vault = setting.filled().await;
    let (engagement, [first, second, _]) = (setting.engagements[0], setting.holdings[0]);
    let (stranger, unknown) = (HoldingId::new(setting.rng.as_ref()), EngagementId::new(setting.rng.as_ref()));
    assert!(matches!(vault.destroy(engagement, &[]).await, Err(Error::NothingToDestroy)));
    assert!(matches!(vault.destroy(unknown, &[first]).await, Err(Error::UnknownEngagement(_))));
    assert!(matches!(vault.destroy(engagement, &[first, stranger]).await, Err(Error::UnknownHolding(_))));
    let theirs = setting.holdings[1][0];
    assert!(matches!(vault.destroy(engagement, &[theirs]).await, Err(Error::UnknownHolding(_))));
    assert_eq!(vault.epoch().number, 1);
    assert!(opens(&vault, engagement, first).await);
    vault.destroy(engagement, &[first]).await.unwrap();
    assert!(matches!(vault.destroy(engagement, &[second, first]).await, Err(Error::Destroyed { .. })));
    assert!(opens(&vault, engagement, second).await);
    assert!(matches!(vault.add_holding(engagement, first).await, Err(Error::Destroyed { .. })));
    assert!(matches!(vault.add_holding(engagement, second).await, Err(Error::Exists { .. })));
    assert!(matches!(vault.add_engagement(engagement).await, Err(Error::Exists { .. })));
    vault.destroy_engagement(engagement).await.unwrap();
    assert!(matches!(vault.add_engagement(engagement).await, Err(Error::Destroyed { .. })));
    assert!(matches!(vault.destroy_engagement(engagement).await, Err(Error::Destroyed { .. })));
}

#[tokio::test]
async fn doubt_about_a_survivor_stops_the_destruction() {
    let setting = Setting::new(57);
    let vault = setting.filled().await;
    let theirs = setting.paths.data.join(format!("keys/{}.keys", setting.engagements[1]));
    let good = fs::read(&theirs).unwrap();
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    fs::write(&theirs, &bad).unwrap();
    let error = vault.destroy(setting.engagements[0], &[setting.holdings[0][0]]).await.unwrap_err();
    assert!(matches!(error, Error::Doubt { .. }), "{error}");
    assert_eq!(vault.epoch().number, 1);
    assert!(opens(&vault, setting.engagements[0], setting.holdings[0][0]).await);
    drop(vault);
    // The copy beside the root key mends the damaged one.
    let vault = setting.open().await.unwrap();
    assert_eq!(fs::read(&theirs).unwrap(), good);
    vault.destroy(setting.engagements[0], &[setting.holdings[0][0]]).await.unwrap();
}

#[tokio::test]
async fn an_unwritable_kit_stops_the_destruction() {
    let setting = Setting::new(58);
    let vault = setting.filled().await;
    fs::write(&setting.paths.kits, b"a file where the folder should be").unwrap();
    let destroyed = vault.destroy(setting.engagements[0], &[setting.holdings[0][0]]).await;
    assert!(matches!(destroyed, Err(Error::Io { .. })));
    assert!(opens(&vault, setting.engagements[0], setting.holdings[0][0]).await);
    fs::remove_file(&setting.paths.kits).unwrap();
    vault.destroy(setting.engagements[0], &[setting.holdings[0][0]]).await.unwrap();
}

#[tokio::test]
async fn what_a_destruction_could_not_remove_is_removed_by_the_next_change() {
    let setting = Setting::new(60);
    let vault = setting.filled().await;
    let (engagement, holding) = (setting.engagements[0], setting.holdings[0][0]);
    let kits = &setting.paths.kits;
    fs::create_dir_all(kits.join("kit-000000.age/full")).unwrap();
    assert!(vault.destroy(engagement, &[holding]).await.is_err(), "an old kit that cannot be removed is told");
    assert!(vault.is_destroyed(engagement, holding), "the key is gone all the same");
    assert!(vault.resumed().is_none());
    fs::remove_dir_all(kits.join("kit-000000.age")).unwrap();
    vault.add_holding(engagement, HoldingId::new(setting.rng.as_ref())).await.unwrap();
    let resumed = vault.resumed().unwrap();
    assert_eq!((resumed.holdings[0].holding, resumed.survivors), (holding, 5));
    drop(vault);
    assert!(setting.open().await.unwrap().resumed().is_none(), "it is complete");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_changes_at_once_take_their_turns() {
    let setting = Setting::new(59);
    let vault = Arc::new(setting.filled().await);
    let mut work = Vec::new();
    for (engagement, holdings) in setting.engagements.into_iter().zip(setting.holdings) {
        for holding in &holdings[..2] {
            let (vault, holding) = (Arc::clone(&vault), *holding);
            work.push(tokio::spawn(async move { vault.destroy(engagement, &[holding]).await.map(drop) }));
        }
        let (vault, fresh) = (Arc::clone(&vault), HoldingId::new(setting.rng.as_ref()));
        work.push(tokio::spawn(async move {
            vault.add_holding(engagement, fresh).await?;
            put(&vault, engagement, fresh).await
        }));
    }
    for done in work {
        done.await.unwrap().unwrap();
    }
    assert_eq!(vault.epoch().number, 5);
    drop(vault);
    let vault = setting.open().await.unwrap();
    for (engagement, holdings) in setting.engagements.into_iter().zip(setting.holdings) {
        let live = vault.holdings(engagement).unwrap();
        assert_eq!(live.len(), 2);
        for (holding, _) in live {
            assert!(opens(&vault, engagement, holding).await);
        }
        assert!(!vault.is_open(engagement, holdings[0]) && vault.is_open(engagement, holdings[2]));
    }
}
