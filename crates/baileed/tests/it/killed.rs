//! The process is killed for real, at moments spread over the work, and the installation is opened again.

use crate::{
    part::Part,
    stage::{Stage, files_below},
};
use bailee_log::manifest::Manifest;
use bailee_model::{Category, HoldingId, HoldingState, JobState};
use bytes::Bytes;
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// How often a destruction is killed.
const REPETITIONS: u32 = 14;

async fn custody(stage: &Stage, count: u32) -> Vec<HoldingId> {
    let mut holdings = Vec::new();
    for number in 0..count {
        let (original, job) = stage.bring(&format!("books-{number}.csv"), Category::Financial, plain(number)).await;
        assert_eq!(job.state, JobState::Done, "{:?}", job.lines);
        holdings.push(original);
    }
    holdings
}

fn plain(number: u32) -> Bytes {
    format!("account,amount\n{number},12.50\n").into()
}

/// Held with its table and opens to its very bytes, or destroyed with its table, dark, and on a certificate that proves.
async fn held_or_destroyed(stage: &Stage, id: HoldingId, number: u32) -> bool {
    let (original, table) = (stage.holding(id).await, stage.table_of(id).await);
    assert_eq!(original.state, table.state);
    if original.state == HoldingState::Held {
        assert_eq!(stage.content(id).await.unwrap(), plain(number));
        assert!(stage.at.vault.is_open(stage.engagement, table.id) && stage.objects(table.id).await > 0);
        return false;
    }
    assert_eq!(original.state, HoldingState::Destroyed);
    let certificates = stage.at.app.store().certificates(stage.engagement).await.unwrap();
    for gone in [&original, &table] {
        assert!(!stage.at.vault.is_open(stage.engagement, gone.id) && stage.objects(gone.id).await == 0);
        let named = |manifest: &[u8]| {
            Manifest::parse(manifest).unwrap().items.iter().any(|item| item.location == gone.id.to_string())
        };
        let certificate =
            certificates.iter().find(|each| named(&each.manifest)).expect("what is destroyed is certified");
        stage.proves(certificate).await;
    }
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn invariant_5_killed_mid_destruction_it_is_held_or_certified() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::new(folder.path(), &[Category::Financial]).await;
    let holdings = custody(&stage, REPETITIONS + 1).await;
    let (first, rest) = holdings.split_first().unwrap();
    let mut ticket = stage.shut().await;

    // One goes undisturbed, to know how long it takes.
    let mut part = Part::start("destroys", &ticket, &[first.to_string()]);
    part.says().unwrap();
    let begun = Instant::now();
    part.says().unwrap();
    let whole = begun.elapsed();
    part.finish();

    let mut destroyed = 0;
    for (number, id) in (0..REPETITIONS).zip(rest) {
        let mut part = Part::start("destroys", &ticket, &[id.to_string()]);
        part.says().unwrap();
        // Closer together at the beginning, where the decision is written down.
        std::thread::sleep(whole * number * number / (REPETITIONS * REPETITIONS));
        part.kill();
        stage = Stage::open(&ticket).await;
        destroyed += u32::from(held_or_destroyed(&stage, *id, number + 1).await);
        stage.is_whole().await;
        ticket = stage.shut().await;
    }
    stage = Stage::open(&ticket).await;
    for (number, id) in (0..REPETITIONS).zip(rest) {
        held_or_destroyed(&stage, *id, number + 1).await;
    }
    println!("killed {REPETITIONS} times within {whole:?}: {destroyed} were destroyed, the others held");
}

/// What a process that was killed leaves is looked at before anybody tidies up.
fn nothing_plain(folder: &Path, plain: &[u8]) {
    for (path, bytes) in files_below(folder) {
        assert!(!bytes.windows(plain.len()).any(|window| window == plain), "plaintext in {}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invariant_4_killed_mid_upload_nothing_of_it_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), &[Category::Financial]).await;
    let kept = custody(&stage, 1).await;
    let mut ticket = stage.shut().await;
    for _ in 0..3 {
        let mut part = Part::start("takes_in_without_end", &ticket, &[]);
        part.says().unwrap();
        part.kill();
        nothing_plain(folder.path(), &[b'x'; 64]);
        let stage = Stage::open(&ticket).await;
        for holding in stage.holdings().await.iter().filter(|each| each.name == "endless.csv") {
            assert_eq!(holding.state, HoldingState::Destroyed);
            assert!(!stage.at.vault.is_open(stage.engagement, holding.id) && stage.objects(holding.id).await == 0);
        }
        assert_eq!(stage.content(kept[0]).await.unwrap(), plain(0));
        stage.is_whole().await;
        ticket = stage.shut().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invariant_4_killed_while_a_table_is_made_the_file_stays_and_the_table_goes() {
    let folder = tempfile::tempdir().unwrap();
    let mut ticket = Stage::new(folder.path(), &[Category::Financial]).await.shut().await;
    for pause in [0, 60, 250] {
        let mut part = Part::start("makes_a_table", &ticket, &[]);
        let original: HoldingId = part.says().unwrap().parse().unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        part.kill();
        nothing_plain(folder.path(), b"Fern 1");
        let stage = Stage::open(&ticket).await;
        assert_eq!(stage.holding(original).await.state, HoldingState::Held);
        assert!(stage.content(original).await.is_some());
        for table in stage.holdings().await.iter().filter(|each| each.source == Some(original)) {
            assert_eq!(table.state, HoldingState::Destroyed);
            assert_eq!(stage.objects(table.id).await, 0);
        }
        let jobs = stage.at.app.store().jobs(stage.engagement).await.unwrap();
        assert!(jobs.iter().all(|job| job.state == JobState::Stopped && job.ended_at.is_some()), "{jobs:?}");
        stage.is_whole().await;
        ticket = stage.shut().await;
    }
}
