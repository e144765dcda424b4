//! Details are encrypted, and can be forgotten without breaking a proof.

use crate::samples::*;
use crate::world::{World, on_both};
use bailee_log::merkle::leaf_hash;
use bailee_log::proof::LogProof;
use bailee_model::entry::LogId;
use bailee_model::*;
use std::sync::atomic::Ordering;

const CANARY: &str = "Canari jaune 7f3a91 (fictional)";

on_both! {
    async fn erased_details_leave_every_proof_valid(world: &World) {
        let store = world.open().await;
        let id = scene(&store).await.engagement.id;
        let log = store.log(LogId::Engagement(id));
        store.ledger().note([EntryDraft::new(id, "grant.asked").detail("reason", CANARY).detail("days", 14)]).await.unwrap();
        let before = log.entries(1, 2).await.unwrap().remove(0);
        assert_eq!(before.details.as_ref().unwrap()["reason"], CANARY);
        let proof = LogProof::parse(log.tlog_proof(1).await.unwrap().as_bytes()).unwrap();

        let receipt = store.ledger().erase_details(id).await.unwrap();
        let after = log.entries(1, 3).await.unwrap();
        assert_eq!((after[0].details.as_ref(), &after[0].body), (None, &before.body));
        assert_eq!((after[1].name.as_str(), after[1].index), ("detail.erased", receipt.index));
        assert!(proof.verify(leaf_hash(&after[0].body)).is_ok());
        let fresh = LogProof::parse(log.tlog_proof(1).await.unwrap().as_bytes()).unwrap();
        assert_eq!(fresh.verify(leaf_hash(&after[0].body)).unwrap().size, 3);
        let findings = store.fsck().await.unwrap();
        assert!(findings.is_clean(), "{findings:?}");
        assert_eq!((findings.erased, findings.details), (1, 0));
    }

    async fn details_recorded_in_the_same_moment_are_erased_too(world: &World) {
        let store = world.open().await;
        let id = scene(&store).await.engagement.id;
        let notes = (0..16).map(|_| store.ledger().note([EntryDraft::new(id, "grant.asked").detail("reason", CANARY)]));
        let (_, erased) = futures::join!(futures::future::join_all(notes), store.ledger().erase_details(id));
        let erased = erased.unwrap().index;
        for entry in store.log(LogId::Engagement(id)).entries(1, erased).await.unwrap() {
            assert_eq!(entry.details, None, "entry {} of {erased}", entry.index);
        }
        assert!(store.fsck().await.unwrap().is_clean());
    }

    async fn destroyed_keys_take_the_details_with_them(world: &World) {
        let store = world.open().await;
        let id = scene(&store).await.engagement.id;
        store.ledger().note([EntryDraft::new(id, "grant.asked").detail("reason", CANARY)]).await.unwrap();
        world.keys.destroyed.store(true, Ordering::Relaxed);
        assert_eq!(store.log(LogId::Engagement(id)).entries(1, 2).await.unwrap()[0].details, None);
        let refused = store.ledger().note([EntryDraft::new(id, "grant.asked").detail("reason", CANARY)]).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Unavailable);
        assert!(!format!("{refused:?}").contains("Canari"));
        store.ledger().note([EntryDraft::new(id, "engagement.closed")]).await.expect("what has no details needs no key");
        assert_eq!(store.fsck().await.unwrap().unreadable, 1);
    }
}

/// Every byte that SQLite wrote, at every moment of a detail's life.
#[tokio::test]
async fn invariant_4_no_detail_is_plain_on_disk() {
    let world = World::sqlite();
    let store = world.open().await;
    let id = scene(&store).await.engagement.id;
    let plain = |world: &World| {
        let files = std::fs::read_dir(world.folder.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.is_file());
        files
            .filter(|file| std::fs::read(file).unwrap().windows(12).any(|window| window == &CANARY.as_bytes()[..12]))
            .count()
    };
    let base64 = |world: &World| {
        let files = std::fs::read_dir(world.folder.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.is_file());
        // The canary at each of the three alignments that base64 can give it.
        let spellings: [&[u8]; 3] = [b"Q2FuYXJpIGphdW5l", b"NhbmFyaSBqYXVuZS", b"DYW5hcmkgamF1bm"];
        files
            .filter(|file| {
                let bytes = std::fs::read(file).unwrap();
                spellings.iter().any(|spelling| bytes.windows(spelling.len()).any(|window| window == *spelling))
            })
            .count()
    };
    store.ledger().note([EntryDraft::new(id, "grant.asked").detail("reason", CANARY)]).await.unwrap();
    assert_eq!((plain(&world), base64(&world)), (0, 0), "in the write-ahead log");
    store.ledger().erase_details(id).await.unwrap();
    assert_eq!((plain(&world), base64(&world)), (0, 0), "after erasure");
    store.close().await.unwrap();
    assert_eq!((plain(&world), base64(&world)), (0, 0), "in the database");
}

/// What was erased is not even there in its sealed form.
#[tokio::test]
async fn erased_details_are_gone_from_the_file() {
    let world = World::sqlite();
    let store = world.open().await;
    let id = scene(&store).await.engagement.id;
    store.ledger().note([EntryDraft::new(id, "grant.asked").detail("reason", CANARY)]).await.unwrap();
    let sealed = {
        use sea_orm::{ConnectionTrait, DbBackend, Statement};
        let row = world
            .behind()
            .await
            .query_one_raw(Statement::from_string(DbBackend::Sqlite, "SELECT sealed FROM detail"))
            .await
            .unwrap()
            .unwrap();
        row.try_get::<Vec<u8>>("", "sealed").unwrap()
    };
    store.ledger().erase_details(id).await.unwrap();
    store.close().await.unwrap();
    let bytes = std::fs::read(world.database_file()).unwrap();
    assert!(!bytes.windows(24).any(|window| window == &sealed[..24]));
}
