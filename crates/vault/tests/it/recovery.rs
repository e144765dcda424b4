//! Recovery kits are written, tried, superseded and needed; a vault opens once, and only when it is one.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use bailee_model::HoldingId;
use bailee_vault::{Error, Identity, KitStatus, Vault};

use crate::setting::{Setting, files, opens, put};

#[tokio::test]
async fn intake_waits_for_a_kit_that_was_written_and_tried() {
    let setting = Setting::new(70);
    let nobody = Vault::create(setting.paths.clone(), vec![], setting.rng.clone()).await.unwrap();
    assert_eq!(nobody.recovery_ready(), KitStatus::NoRecipients);
    assert!(matches!(nobody.write_kit().await, Err(Error::TooFewRecipients { given: 0 })));
    drop(nobody);
    let vault = setting.open().await.unwrap();
    assert_eq!(vault.recovery_ready(), KitStatus::NotWritten);
    let path = vault.write_kit().await.unwrap();
    assert_eq!(vault.recovery_ready(), KitStatus::NotTried);
    let kit = fs::read(path).unwrap();
    let trial = vault.try_kit(&kit, &setting.officers[0]).await.unwrap();
    assert_eq!((trial.epoch, trial.engagements, trial.holdings), (1, 0, 0));
    assert!(vault.recovery_ready().is_ready());
    drop(vault);
    assert!(setting.open().await.unwrap().recovery_ready().is_ready(), "it is remembered");
}

#[tokio::test]
async fn a_kit_follows_what_was_added_since_but_no_destruction() {
    let setting = Setting::new(71);
    let vault = setting.filled().await;
    let path = vault.write_kit().await.unwrap();
    let kit = fs::read(&path).unwrap();
    let (engagement, fresh) = (setting.engagements[0], HoldingId::new(setting.rng.as_ref()));
    vault.add_holding(engagement, fresh).await.unwrap();
    put(&vault, engagement, fresh).await.unwrap();
    assert_eq!(vault.try_kit(&kit, &setting.officers[1]).await.unwrap().holdings, 7);

    let done = vault.destroy(engagement, &[fresh]).await.unwrap();
    assert_eq!(done.superseded_kits, ["kit-000001.age"]);
    assert!(!path.exists());
    assert!(vault.recovery_ready().is_ready(), "a destruction writes the next kit");
    let error = vault.try_kit(&kit, &setting.officers[1]).await.unwrap_err();
    assert!(matches!(error, Error::SupersededKit { kit: 1, current: 2 }), "{error}");
    let next = fs::read(setting.paths.kits.join("kit-000002.age")).unwrap();
    assert_eq!(vault.try_kit(&next, &setting.officers[0]).await.unwrap().holdings, 6);
    drop(vault);
    fs::remove_dir_all(&setting.paths.root).unwrap();
    let error = Vault::restore_root(&setting.paths, &kit, &setting.officers[0]).await.unwrap_err();
    assert!(matches!(error, Error::SupersededKit { kit: 1, current: 2 }), "{error}");
}

#[tokio::test]
async fn a_lost_root_comes_back_from_a_kit() {
    let setting = Setting::new(72);
    let vault = setting.filled().await;
    let kit = fs::read(vault.write_kit().await.unwrap()).unwrap();
    let fresh = HoldingId::new(setting.rng.as_ref());
    vault.add_holding(setting.engagements[1], fresh).await.unwrap();
    put(&vault, setting.engagements[1], fresh).await.unwrap();
    drop(vault);
    let present = Vault::restore_root(&setting.paths, &kit, &setting.officers[0]).await;
    assert!(matches!(present, Err(Error::VaultExists(_))), "a root that is there is not replaced");
    fs::remove_dir_all(&setting.paths.root).unwrap();
    let stranger = Identity::generate();
    let refused = Vault::restore_root(&setting.paths, &kit, &stranger).await;
    assert!(matches!(refused, Err(Error::WrongIdentity)));
    Vault::restore_root(&setting.paths, &kit, &setting.officers[1]).await.unwrap();
    let vault = setting.open().await.unwrap();
    for (engagement, holdings) in setting.engagements.into_iter().zip(setting.holdings) {
        for holding in holdings {
            assert!(opens(&vault, engagement, holding).await);
        }
    }
    assert!(opens(&vault, setting.engagements[1], fresh).await, "added after the kit");
}

#[tokio::test]
async fn a_kit_that_is_damaged_or_sealed_to_others_is_refused() {
    let setting = Setting::new(73);
    let vault = setting.filled().await;
    let kit = fs::read(vault.write_kit().await.unwrap()).unwrap();
    assert!(matches!(vault.try_kit(&kit, &Identity::generate()).await, Err(Error::WrongIdentity)));
    let officer = &setting.officers[0];
    for cut in [0, 10, 100, kit.len() - 1] {
        assert!(matches!(vault.try_kit(&kit[..cut], officer).await, Err(Error::DamagedKit)), "{cut}");
    }
    let mut flipped = kit.clone();
    *flipped.last_mut().unwrap() ^= 1;
    assert!(matches!(vault.try_kit(&flipped, officer).await, Err(Error::DamagedKit)));
    let noise = bailee_vault::handover::seal_bytes(&setting.recipients(), b"not a kit").unwrap();
    assert!(matches!(vault.try_kit(&noise, officer).await, Err(Error::DamagedKit)));
    assert_eq!(vault.recovery_ready(), KitStatus::NotTried, "a failed trial is no trial");
}

#[tokio::test]
async fn one_recipient_is_not_enough_and_the_same_twice_is_one() {
    let setting = Setting::new(74);
    let one = setting.officers[0].recipient();
    for recipients in [vec![one.clone()], vec![one.clone(), one]] {
        let refused = Vault::create(setting.paths.clone(), recipients, setting.rng.clone()).await;
        assert!(matches!(refused, Err(Error::TooFewRecipients { given: 1 })));
    }
}

#[tokio::test]
async fn a_vault_is_made_once_and_open_once() {
    let setting = Setting::new(75);
    assert!(matches!(setting.open().await, Err(Error::NoVault(_))));
    let vault = setting.filled().await;
    assert!(matches!(setting.open().await, Err(Error::Locked(_))));
    drop(vault);
    let again = Vault::create(setting.paths.clone(), vec![], setting.rng.clone()).await;
    assert!(matches!(again, Err(Error::VaultExists(_))));
    assert!(setting.open().await.is_ok());
    fs::remove_file(setting.paths.root.join("root.key")).unwrap();
    let over_a_lost_root = Vault::create(setting.paths.clone(), vec![], setting.rng.clone()).await;
    assert!(matches!(over_a_lost_root, Err(Error::VaultExists(_))));
}

#[tokio::test]
async fn a_creation_that_was_cut_short_is_done_again() {
    let setting = Setting::new(78);
    drop(Vault::create(setting.paths.clone(), vec![], setting.rng.clone()).await.unwrap());
    fs::remove_file(setting.paths.root.join("root.key")).unwrap();
    drop(Vault::create(setting.paths.clone(), vec![], setting.rng.clone()).await.unwrap());
    assert!(setting.open().await.is_ok());
}

#[tokio::test]
async fn keys_and_kits_are_for_their_owner_alone() {
    let setting = Setting::new(76);
    let vault = setting.filled().await;
    vault.write_kit().await.unwrap();
    let folders = [&setting.paths.root, &setting.paths.kits, &setting.paths.data.join("keys")];
    for folder in folders {
        assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o077, 0, "{}", folder.display());
        for file in files(folder).iter().filter(|file| !file.ends_with("lock")) {
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        }
    }
}

#[tokio::test]
async fn damaged_key_files_are_told_by_name_and_never_panic() {
    let setting = Setting::new(77);
    drop(setting.filled().await);
    let name = format!("{}.keys", setting.engagements[0]);
    let copies = [setting.paths.root.join("keys"), setting.paths.data.join("keys")];
    for (file, told) in [(name.as_str(), name.as_str()), ("ring", "ring")] {
        let good = fs::read(copies[0].join(file)).unwrap();
        for keep in [0, 5, 14, 20, 60, good.len() - 1] {
            copies.iter().for_each(|place| fs::write(place.join(file), &good[..keep]).unwrap());
            match setting.open().await.err().unwrap() {
                Error::Damaged { file } => assert_eq!(file, told),
                other => panic!("{other}"),
            }
        }
        copies.iter().for_each(|place| fs::write(place.join(file), &good).unwrap());
    }
    let root = setting.paths.root.join("root.key");
    let good = fs::read(&root).unwrap();
    fs::write(&root, &good[..20]).unwrap();
    assert!(matches!(setting.open().await, Err(Error::Damaged { .. })));
    fs::write(&root, &good).unwrap();
    assert!(setting.open().await.is_ok());
}
