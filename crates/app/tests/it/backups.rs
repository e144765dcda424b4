//! Backups are made beside everything else, hold nothing that opens, are tried, expire, and are all in the register.

use bailee_app::{
    actions,
    backup::{BackupPlace, Tried},
    clocks, views,
};
use bailee_model::{Backup, BackupGone, BackupKind, Category, ErrorKind, LogId, Purpose, Standing, Trier};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use jiff::SignedDuration;
use std::path::{Path, PathBuf};

const ROWS: &str = "id,name\n1,Wrenfield Orchard Supplies\n2,Tamsin Oake\n";

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// A firm that holds a file and its table, and has a place for backups.
pub(crate) async fn holding() -> (TestFirm, TestEngagement, PathBuf) {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    firm.bring(&on, "parties.csv", Category::Parties, ROWS).await.expect("brought");
    let place = firm.folder().join("copies");
    let at = BackupPlace::open(&place.display().to_string()).expect("a place");
    firm.app.back_up_to(at).expect("named once");
    (firm, on, place)
}

pub(crate) async fn made(firm: &TestFirm, full: bool) -> Backup {
    firm.app.backups().expect("a place").make(full).await.expect("made")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[tokio::test]
async fn invariant_4_a_backup_holds_no_word_of_a_client_and_no_key() {
    let (firm, on, place) = holding().await;
    let backup = made(&firm, true).await;
    let root = std::fs::read(firm.folder().join("root/root.key")).expect("the root key");
    let site = std::fs::read_to_string(firm.folder().join("root/site.key")).expect("the site key");
    let secrets: Vec<Vec<u8>> =
        [&b"Wrenfield"[..], b"parties.csv", b"Tamsin", b"Marrow Mills", on.lead.who.email.as_bytes()]
            .iter()
            .map(|text| text.to_vec())
            .chain([root[root.len() - 32..].to_vec(), site.trim().as_bytes().to_vec()])
            .collect();
    let all = files(&place);
    assert!(all.len() > 3, "{all:?}");
    for file in &all {
        let bytes = std::fs::read(file).expect("readable");
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_slice()), "{}", file.display());
        }
    }
    assert!(backup.is_whole() && backup.objects > 0 && backup.site_size > 0 && backup.digest.len() == 64);
    let log = firm.app.store().log(LogId::Site);
    let names: Vec<String> =
        log.entries(0, u64::MAX).await.expect("read").into_iter().map(|entry| entry.name).collect();
    let at = |name: &str| names.iter().position(|each| each == name).expect("in the log");
    assert!(at("backup.begun") < at("backup.made"), "the entry comes before the first byte leaves");
}

#[tokio::test]
async fn the_second_backup_copies_what_is_new_and_outlives_the_first() {
    let (firm, on, place) = holding().await;
    let first = made(&firm, false).await;
    assert_eq!((first.kind, first.base), (BackupKind::Full, None), "there was nothing to build on");
    let before = files(&place.join("objects")).len();
    firm.advance(days(20));
    firm.bring(&fresh(&firm, on).await, "more.csv", Category::Parties, "id\n3\n").await.expect("brought");
    let second = made(&firm, false).await;
    assert_eq!((second.kind, second.base), (BackupKind::Incremental, Some(first.id)));
    assert!(second.objects > first.objects);
    let copied = files(&place.join("objects").join(second.id.to_string())).len() as i64;
    assert_eq!(copied, second.objects - first.objects, "only what is new");
    firm.advance(days(11));
    let backups = firm.app.backups().expect("a place");
    assert_eq!(backups.expire().await.expect("removed"), 1);
    let gone: Backup = firm.app.store().get(first.id).await.expect("read").expect("in the register");
    assert_eq!(gone.gone_how, Some(BackupGone::Expired));
    assert_eq!(files(&place.join("objects").join(first.id.to_string())).len(), before, "the second shares them");
    let tried = backups.try_newest(None, Some(&firm.vault)).await.expect("on record").expect("one to try");
    assert_eq!(tried.tried_ok, Some(true));
    firm.advance(days(20));
    assert_eq!(backups.expire().await.expect("removed"), 1);
    assert!(files(&place).is_empty(), "{:?}", files(&place));
}

/// The same engagement with a consultant whose grant runs.
async fn fresh(firm: &TestFirm, mut on: TestEngagement) -> TestEngagement {
    on.consultant = firm.sign_in(&on.consultant.who.email).await.expect("signed in");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    on
}

#[tokio::test]
async fn a_trial_says_what_it_saw_and_damage_is_found() {
    let (firm, _on, place) = holding().await;
    let backup = made(&firm, true).await;
    let backups = firm.app.backups().expect("a place").clone();
    let tried = backups.try_newest(None, Some(&firm.vault)).await.expect("on record").expect("tried");
    let saw: Tried = serde_json::from_str(&tried.tried_says).expect("figures");
    assert_eq!((tried.tried_ok, tried.tried_by), (Some(true), Some(Trier::Clock)));
    assert!(saw.objects as i64 == backup.objects && saw.opened == saw.objects && saw.entries > 10 && saw.rows > 10);
    let keeper = firm.keepers[0].to_secret_text().parse().expect("an identity");
    let tried = backups.try_newest(Some(keeper), None).await.expect("on record").expect("tried");
    assert_eq!((tried.tried_ok, tried.tried_by), (Some(true), Some(Trier::Keeper)));
    assert!(!firm.folder().join("data/trial").exists(), "the scratch folder is gone");
    for file in files(&place) {
        let whole = std::fs::read(&file).expect("readable");
        let mut bytes = whole.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, &bytes).expect("written");
        let tried = backups.try_newest(None, Some(&firm.vault)).await.expect("on record").expect("tried");
        assert_eq!(tried.tried_ok, Some(false), "{}", file.display());
        assert_eq!(tried.tried_says, "corrupt", "{}", file.display());
        std::fs::write(&file, &whole[..whole.len() - 1]).expect("written");
        let tried = backups.try_newest(None, Some(&firm.vault)).await.expect("on record").expect("tried");
        assert_eq!(tried.tried_ok, Some(false), "cut short: {}", file.display());
        std::fs::write(&file, whole).expect("written");
    }
}

#[tokio::test]
async fn a_backup_that_breaks_off_is_never_whole() {
    let (firm, _on, place) = holding().await;
    let whole = made(&firm, true).await;
    // The place refuses objects from now on.
    let objects = place.join("objects");
    let aside = place.join("aside");
    std::fs::rename(&objects, &aside).expect("moved");
    std::fs::write(&objects, "a file is in the way").expect("written");
    let backups = firm.app.backups().expect("a place").clone();
    let error = backups.make(true).await.expect_err("nowhere to put it");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    std::fs::remove_file(&objects).expect("removed");
    std::fs::rename(&aside, &objects).expect("moved back");
    let all = firm.app.store().backups().await.expect("read");
    assert_eq!(all.iter().filter(|each| each.is_whole()).count(), 1);
    let broken = all.into_iter().find(|each| each.id != whole.id).expect("in the register");
    // What could not be removed then is removed by the next, once it counts as dead.
    firm.advance(days(2));
    made(&firm, false).await;
    let broken: Backup = firm.app.store().get(broken.id).await.expect("read").expect("in the register");
    assert_eq!(broken.gone_how, Some(BackupGone::BrokenOff));
    assert!(!place.join(broken.id.to_string()).exists());
}

#[tokio::test]
async fn the_clock_makes_tries_and_removes_backups() {
    let (firm, _on, _place) = holding().await;
    for _ in 0..40 {
        firm.advance(days(1));
        clocks::tick(&firm.app).await.expect("a tick");
        firm.app.backups_settled().await;
    }
    let all = firm.app.store().backups().await.expect("read");
    assert_eq!(all.len(), 40, "one a day");
    let there = all.iter().filter(|each| each.gone_at.is_none()).count();
    assert_eq!(there, 30, "thirty days are kept");
    assert_eq!(all.iter().filter(|each| each.tried_ok == Some(true)).count(), 1, "tried once in ninety days");
    clocks::tick(&firm.app).await.expect("a tick");
    firm.app.backups_settled().await;
    assert_eq!(firm.app.store().backups().await.expect("read").len(), 40, "twice is harmless");
}

#[tokio::test]
async fn only_an_officer_says_that_a_kit_is_gone_and_never_the_present_one() {
    let (firm, on, _place) = holding().await;
    firm.app.write_kit().await.expect("written");
    let present = firm.app.store().recovery_kits().await.expect("read").pop().expect("in the register");
    let officer = firm.officer().await.expect("the officer");
    let refused = actions::confirm_kit_gone(&officer, present.id).await.expect_err("needed");
    assert!(refused.message().contains("present recovery kit"), "{refused}");
    let holdings: Vec<_> =
        firm.app.store().holdings(on.it.id).await.expect("read").iter().map(|each| each.id).collect();
    let lead = firm.sign_in(&on.lead.who.email).await.expect("signed in");
    let owner = firm.sign_in(&on.owner.who.email).await.expect("signed in");
    let ask = actions::DestroyAsk { engagement: on.it.id, holdings };
    actions::destroy(&owner, ask).await.expect("destroyed");
    let old = firm.app.store().get::<bailee_model::RecoveryKit>(present.id).await.expect("read").expect("there");
    assert!(old.superseded_at.is_some() && old.gone_by > old.superseded_at && old.gone_at.is_none());
    assert_eq!(actions::confirm_kit_gone(&lead, old.id).await.expect_err("not theirs").kind(), ErrorKind::NotFound);
    let auditor =
        firm.person("Aude Ledger", bailee_model::Organisation::Firm, Standing::Auditor).await.expect("invited");
    let auditor = firm.sign_in(&auditor.email).await.expect("signed in");
    assert!(views::backup_register(&auditor).await.is_ok_and(|register| !register.may_manage));
    assert_eq!(actions::confirm_kit_gone(&auditor, old.id).await.expect_err("reads only").kind(), ErrorKind::Refused);
    assert_eq!(views::backup_register(&owner).await.expect_err("none of theirs").kind(), ErrorKind::NotFound);
    let officer = firm.officer().await.expect("the officer");
    let gone = actions::confirm_kit_gone(&officer, old.id).await.expect("written down").value;
    assert_eq!(gone.confirmed_by, Some(officer.who.id));
    assert_eq!(actions::confirm_kit_gone(&officer, old.id).await.expect_err("once").kind(), ErrorKind::Conflict);
    let register = views::backup_register(&officer).await.expect("the register");
    assert!(register.may_manage && register.kits.iter().any(|kit| kit.confirmed_by.is_some()));
}

#[tokio::test]
async fn backups_at_a_place_in_use_are_not_talked_away() {
    let (firm, _on, _place) = holding().await;
    let backup = made(&firm, true).await;
    let officer = firm.officer().await.expect("the officer");
    let refused = actions::confirm_backup_gone(&officer, backup.id).await.expect_err("it is there");
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    let elsewhere = Backup { place: "a disk that burnt".to_owned(), ..backup };
    let entry = bailee_model::EntryDraft::site("backup.found").id("backup", elsewhere.id);
    let (ledger, id) = (firm.app.store().ledger(), elsewhere.id);
    ledger.record([entry], |tx| async move { tx.save(&elsewhere).await }).await.expect("moved");
    let gone = actions::confirm_backup_gone(&officer, id).await.expect("written down").value;
    assert_eq!((gone.gone_how, gone.gone_by), (Some(BackupGone::Attested), Some(officer.who.id)));
}
