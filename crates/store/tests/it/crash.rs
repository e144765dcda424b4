//! The process is killed, the disk is full: what was answered is there.
//!
//! The tests run this binary again, with one test chosen and the store's folder in the environment.

use crate::samples::*;
use crate::world::World;
use bailee_model::entry::LogId;
use bailee_model::*;
use bailee_store::Mode;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const PLACE: &str = "BAILEE_STORE_CRASH_AT";
const MARK: &str = "answered ";

/// Records for ever and prints each index that was answered. Does nothing unless it was started by a test below.
#[tokio::test]
async fn child_records_for_ever() {
    let Ok(url) = std::env::var(PLACE) else { return };
    let mut world = World::sqlite();
    world.url = url;
    let store = world.open().await;
    let id = store.engagements().await.unwrap()[0].id;
    let callers = (0..8).map(|caller| {
        let store = store.clone();
        tokio::spawn(async move {
            loop {
                let draft = EntryDraft::new(id, "holding.opened").detail("filler", "x".repeat(2000 + caller));
                match store.ledger().note([draft]).await {
                    Ok(receipts) => println!("{MARK}{}", receipts[0].index),
                    Err(error) => return error,
                }
            }
        })
    });
    let errors: Vec<Error> = futures::future::join_all(callers).await.into_iter().map(Result::unwrap).collect();
    assert!(errors.iter().all(|error| error.kind() == ErrorKind::Unavailable), "{errors:?}");
    assert!(matches!(store.mode(), Mode::ReadOnly(_)), "after a failed commit nothing more is written");
    let refused = store.ledger().note([EntryDraft::new(id, "holding.opened")]).await.unwrap_err();
    assert!(refused.message().contains("start the server again"), "{refused}");
    println!("refused");
}

fn child(world: &World, limit: Option<&str>) -> Child {
    let program = std::env::current_exe().expect("this test has a file");
    let script = format!("trap '' XFSZ; {} exec \"$0\" \"$@\"", limit.unwrap_or_default());
    Command::new("sh")
        .args(["-c", &script])
        .arg(program)
        .args(["crash::child_records_for_ever", "--exact", "--nocapture", "--test-threads=1"])
        .env(PLACE, &world.url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child runs")
}

async fn world_with_a_scene() -> (World, EngagementId) {
    let world = World::sqlite();
    let store = world.open().await;
    let id = scene(&store).await.engagement.id;
    store.close().await.unwrap();
    (world, id)
}

async fn all_are_there(world: &World, id: EngagementId, answered: &[u64]) {
    let store = world.open().await;
    let size = store.log(LogId::Engagement(id)).size().await.unwrap();
    assert!(answered.iter().all(|index| *index < size), "{size} entries, answered up to {:?}", answered.iter().max());
    let findings = store.fsck().await.unwrap();
    assert!(findings.is_clean() && findings.entries == size + 1, "{findings:?}");
    store.ledger().note([EntryDraft::new(id, "holding.opened")]).await.expect("it goes on");
}

fn index_of(line: &str) -> Option<u64> {
    line.split_once(MARK)?.1.trim().parse().ok()
}

#[tokio::test]
async fn what_was_answered_survives_a_kill() {
    let (world, id) = world_with_a_scene().await;
    for round in 1..=3 {
        let mut child = child(&world, None);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let answered: Vec<u64> =
            lines.map_while(Result::ok).filter_map(|line| index_of(&line)).take(20 * round).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(answered.len(), 20 * round);
        all_are_there(&world, id, &answered).await;
    }
}

#[tokio::test]
async fn a_disk_that_takes_no_more_ends_writing_and_loses_nothing() {
    let (world, id) = world_with_a_scene().await;
    // No file of the child may grow beyond this many blocks: writes fail as on a full disk.
    let mut child = child(&world, Some("ulimit -f 1200;"));
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let lines: Vec<String> = lines.map_while(Result::ok).collect();
    assert!(child.wait().unwrap().success(), "the child saw what it expected: {:?}", lines.last());
    assert!(lines.iter().any(|line| line.ends_with("refused")));
    let answered: Vec<u64> = lines.iter().filter_map(|line| index_of(line)).collect();
    assert!(!answered.is_empty());
    all_are_there(&world, id, &answered).await;
}
