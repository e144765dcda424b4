//! Yesterday's database, keyring and objects come back out of a backup, and meet today's root.

use crate::stage::{Stage, copy};
use bailee_app::{
    actions::{self, DestroyAsk, HandOverAsk},
    views,
};
use bailee_model::{Category, ErrorKind, HoldingId, HoldingState, JobState};
use bailee_store::Mode;
use std::path::Path;

const GONE: &str = "account,amount\n1000,11.00\n";
const SURVIVES: &str = "account,amount\n2000,22.00\n";

/// Two files in custody, a backup of these folders, then one of the files is destroyed and the backup put back.
async fn restored(folder: &Path, folders: &[&str]) -> (Stage, HoldingId, HoldingId) {
    let place = folder.join("installation");
    let stage = Stage::new(&place, &[Category::Financial]).await;
    let (gone, job) = stage.bring("gone.csv", Category::Financial, GONE).await;
    let (survives, other) = stage.bring("survives.csv", Category::Financial, SURVIVES).await;
    assert_eq!((job.state, other.state), (JobState::Done, JobState::Done));
    let ticket = stage.shut().await;
    for name in folders {
        copy(&place.join(name), &folder.join("backup").join(name));
    }

    let stage = Stage::open(&ticket).await;
    let ask = DestroyAsk { engagement: stage.engagement, holdings: vec![gone] };
    let certificate = actions::destroy(&stage.owner().await, ask).await.unwrap().value;
    stage.proves(&certificate).await;
    stage.shut().await;

    for name in folders {
        std::fs::remove_dir_all(place.join(name)).unwrap();
        copy(&folder.join("backup").join(name), &place.join(name));
    }
    (Stage::open(&ticket).await, gone, survives)
}

/// Whatever the database of yesterday says.
async fn stays_dark(stage: &Stage, gone: HoldingId, survives: HoldingId) {
    let claimed = stage.holding(gone).await;
    assert_eq!(claimed.state, HoldingState::Held, "yesterday's database knows no better");
    let table = stage.table_of(gone).await;
    for id in [gone, table.id] {
        assert!(!stage.at.vault.is_open(stage.engagement, id) && stage.at.vault.is_destroyed(stage.engagement, id));
        assert!(stage.objects(id).await > 0, "the backup brought its objects back, and they are of no use");
        assert!(stage.content(id).await.is_none());
    }
    assert_eq!(stage.content(survives).await.unwrap(), SURVIVES);
    let survivor = stage.table_of(survives).await;
    assert!(stage.at.vault.is_open(stage.engagement, survivor.id));
}

/// The store knows by its anchor that it has forgotten something; it forks no log, and nothing leaves unrecorded.
async fn reads_only(stage: &Stage, holdings: [HoldingId; 2]) {
    assert!(matches!(stage.at.app.store().mode(), Mode::ReadOnly(_)));
    let owner = stage.owner().await;
    assert_eq!(views::what_we_hold(&owner, stage.engagement).await.unwrap().holdings.len(), 4, "reading works");
    for holding in holdings {
        let Err(error) =
            actions::hand_over(&owner, HandOverAsk { engagement: stage.engagement, holdings: vec![holding] }).await
        else {
            panic!("something left that could not be recorded");
        };
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
        assert!(error.message().contains("recorded"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invariant_5_yesterdays_data_with_todays_root_stays_dark() {
    let folder = tempfile::tempdir().unwrap();
    let (stage, gone, survives) = restored(folder.path(), &["data"]).await;
    stays_dark(&stage, gone, survives).await;
    reads_only(&stage, [gone, survives]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invariant_5_yesterdays_kits_beside_it_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (stage, gone, survives) = restored(folder.path(), &["data", "kits"]).await;
    stays_dark(&stage, gone, survives).await;
    reads_only(&stage, [gone, survives]).await;
}

/// Without the anchor nobody can tell that the database is of yesterday; the keys are as dead as before.
#[tokio::test(flavor = "multi_thread")]
async fn invariant_5_a_database_that_knows_no_better_opens_nothing_either() {
    let folder = tempfile::tempdir().unwrap();
    let (stage, gone, survives) = restored(folder.path(), &["data", "anchor"]).await;
    stays_dark(&stage, gone, survives).await;
    assert_eq!(stage.at.app.store().mode(), Mode::Writable);
    let owner = stage.owner().await;
    let Err(error) =
        actions::hand_over(&owner, HandOverAsk { engagement: stage.engagement, holdings: vec![gone] }).await
    else {
        panic!("a destroyed holding left");
    };
    assert!(error.message().contains("destroyed"), "{error}");
    actions::hand_over(&owner, HandOverAsk { engagement: stage.engagement, holdings: vec![survives] }).await.unwrap();
}
