//! All records leave as one stream and become a database again, behind the gate; the log's end is put back and proved.

use crate::samples::*;
use crate::world::{World, on_both};
use bailee_log::checkpoint::Checkpoint;
use bailee_log::merkle::verify_consistency;
use bailee_log::note::Note;
use bailee_model::entry::LogId;
use bailee_model::*;
use bailee_store::{Anchor, Copied, Mode, Store};
use std::sync::Arc;
use tokio::sync::mpsc;

async fn copied(store: &Store) -> (Copied, Vec<Vec<u8>>) {
    let (to, mut pieces) = mpsc::channel(4);
    let (copied, pieces) = futures::join!(store.copy(to), async {
        let mut all = Vec::new();
        while let Some(piece) = pieces.recv().await {
            all.push(piece);
        }
        all
    });
    (copied.expect("copied"), pieces)
}

/// The lines in any order: the databases sort names differently.
fn lines(pieces: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = pieces.concat().split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    lines.sort();
    lines
}

async fn put_back(world: &World, pieces: Vec<Vec<u8>>) -> Result<Copied> {
    let (to, waiting) = mpsc::channel(4);
    let feed = tokio::spawn(async move {
        for piece in pieces {
            if to.send(piece).await.is_err() {
                break;
            }
        }
    });
    let done = Store::put_back(&world.url, waiting, "bak_test", at(9)).await;
    feed.await.expect("fed");
    done
}

async fn open_to_replay(world: &World) -> Store {
    let anchor = Anchor::in_folder(world.folder.path().join("anchor"));
    let store = Store::open_to_replay(&world.url, world.keys.clone(), world.clock.clone(), Arc::new(SystemRng), anchor);
    store.await.expect("opens to replay")
}

async fn grow(store: &Store, id: EngagementId, entries: usize) {
    for _ in 0..entries {
        let entry = EntryDraft::new(id, "holding.opened").id("engagement", id).detail("why", "the work agreed");
        store.ledger().note([entry]).await.expect("noted");
    }
}

fn read(note: &str) -> Checkpoint {
    Checkpoint::parse(Note::parse(note.as_bytes()).expect("a note").text()).expect("a head")
}

on_both! {
    async fn what_was_copied_comes_back_as_it_was(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        grow(&store, scene.engagement.id, 300).await;
        let (first, pieces) = copied(&store).await;
        let there = World::sqlite();
        let there = World { keys: world.keys.clone(), ..there };
        assert_eq!(put_back(&there, pieces.clone()).await.expect("put back"), first);
        assert!(there.try_open().await.is_err_and(|error| error.message().contains("restored")), "the gate is shut");
        let again = open_to_replay(&there).await;
        assert!(again.fsck().await.expect("checked").is_clean());
        assert_eq!(again.engagements().await.expect("read"), store.engagements().await.expect("read"));
        assert_eq!(again.people().await.expect("read"), store.people().await.expect("read"));
        assert!(lines(copied(&again).await.1) == lines(pieces.clone()), "every row is the same");
        for log in &first.logs {
            assert!(store.continues(log).await.expect("compared"));
        }
        again.lift_gate().await.expect("lifted");
        again.close().await.expect("closed");
        there.open().await;
        assert_eq!(put_back(&there, pieces).await.expect_err("something is there").kind(), ErrorKind::Conflict);
    }
}

#[tokio::test]
async fn a_copy_also_comes_back_on_the_other_database() {
    let Some(there) = World::postgres() else { return };
    let world = World::sqlite();
    let store = world.open().await;
    let scene = scene(&store).await;
    grow(&store, scene.engagement.id, 40).await;
    let there = World { keys: world.keys.clone(), ..there };
    let (first, pieces) = copied(&store).await;
    assert_eq!(put_back(&there, pieces.clone()).await.expect("put back"), first);
    let again = open_to_replay(&there).await;
    assert!(again.fsck().await.expect("checked").is_clean());
    assert_eq!(again.people().await.expect("read"), store.people().await.expect("read"));
    assert_eq!(copied(&again).await.0, first);
}

#[tokio::test]
async fn a_copy_that_is_damaged_or_cut_short_leaves_nothing() {
    let world = World::sqlite();
    let store = world.open().await;
    scene(&store).await;
    let whole = copied(&store).await.1.concat();
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let mut bad: Vec<Vec<u8>> = vec![
        whole[..whole.len() - 4].to_vec(),
        lines[..lines.len() - 1].concat(),
        lines[1..].concat(),
        b"{\"format\":\"another/1\",\"steps\":[]}\n".to_vec(),
        Vec::new(),
    ];
    let mut one_less = lines.clone();
    one_less.remove(lines.iter().position(|line| line.starts_with(b"[")).expect("a row"));
    bad.push(one_less.concat());
    for bad in bad {
        let there = World::sqlite();
        let error = put_back(&there, vec![bad]).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{error}");
        assert!(there.try_open().await.expect("empty").firm().await.expect("read").is_none());
    }
}

#[tokio::test]
async fn the_end_of_a_log_is_put_back_and_proved() {
    let world = World::sqlite();
    let store = world.open().await;
    let scene = scene(&store).await;
    let (id, log) = (scene.engagement.id, LogId::Engagement(scene.engagement.id));
    grow(&store, id, 10).await;
    let pieces = copied(&store).await.1;
    store.sign_heads().await.expect("signed");
    // Across more than one bundle, signed now and then.
    for _ in 0..4 {
        grow(&store, id, 90).await;
        store.sign_heads().await.expect("signed");
    }
    let before = read(&store.log(log).checkpoint().await.expect("signed"));
    store.close().await.expect("closed");
    std::fs::remove_file(world.database_file()).expect("lost");
    for more in ["store.db-wal", "store.db-shm"] {
        let _ = std::fs::remove_file(world.folder.path().join(more));
    }
    put_back(&world, pieces).await.expect("put back");
    let store = open_to_replay(&world).await;
    assert!(matches!(store.mode(), Mode::ReadOnly(_)), "it is behind its anchor");
    let replay = store.put_back_entries(&[]).await.expect("put back");
    assert!(replay.unproven.is_empty());
    assert!(replay.proved.iter().any(|each| each.log == log && each.from == 11 && each.to == 371), "{replay:?}");
    let again = store.put_back_entries(&[]).await.expect("twice is harmless");
    assert!(again.proved.iter().all(|each| each.from == each.to));
    store.lift_gate().await.expect("lifted");
    store.close().await.expect("closed");
    let store = world.open().await;
    assert_eq!(store.mode(), Mode::Writable);
    grow(&store, id, 1).await;
    let now = read(&store.log(log).checkpoint().await.expect("signed"));
    let proof = store.log(log).consistency(before.size, now.size).await.expect("a proof");
    verify_consistency(before.size, before.root, now.size, now.root, &proof).expect("it does not fork");
    let findings = store.fsck().await.expect("checked");
    assert!(findings.is_clean() && findings.erased == 360, "{findings:?}");
}
