//! A restored backup must not fork a log.

use crate::samples::*;
use crate::world::{World, on_both};
use bailee_model::entry::LogId;
use bailee_model::*;
use bailee_store::Mode;

#[tokio::test]
async fn an_older_database_is_read_and_not_written() {
    let world = World::sqlite();
    let store = world.open().await;
    let id = scene(&store).await.engagement.id;
    store.log(LogId::Engagement(id)).checkpoint().await.unwrap();
    store.close().await.unwrap();
    let backup = std::fs::read(world.database_file()).unwrap();

    let store = world.open().await;
    store
        .ledger()
        .note([EntryDraft::new(id, "holding.opened"), EntryDraft::new(id, "holding.destroyed")])
        .await
        .unwrap();
    store.log(LogId::Engagement(id)).checkpoint().await.unwrap();
    store.close().await.unwrap();
    let current = std::fs::read(world.database_file()).unwrap();

    std::fs::write(world.database_file(), backup).unwrap();
    let store = world.open().await;
    let Mode::ReadOnly(reason) = store.mode() else { panic!("the store noticed nothing") };
    let reason = reason.english();
    assert!(reason.contains("1 entries of 3") && reason.contains(&id.to_string()), "{reason}");
    let refused = store.ledger().note([EntryDraft::new(id, "holding.opened")]).await.unwrap_err();
    assert!(
        refused.kind() == ErrorKind::Unavailable && refused.message().contains("older than what was signed"),
        "{refused}"
    );
    assert!(store.log(LogId::Engagement(id)).checkpoint().await.is_err(), "nothing is signed");
    assert!(store.ledger().note_progress(&job(id, PersonId::new(&SystemRng))).await.is_err(), "no bookkeeping either");
    assert_eq!(store.engagements().await.unwrap().len(), 1, "reading works");
    assert!(store.fsck().await.unwrap().faults.iter().any(|fault| fault.contains("older than what was signed")));
    store.close().await.unwrap();

    std::fs::write(world.database_file(), current).unwrap();
    let store = world.open().await;
    assert_eq!(store.mode(), Mode::Writable);
    store.ledger().note([EntryDraft::new(id, "holding.opened")]).await.unwrap();
}

on_both! {
    async fn another_history_is_read_and_not_written(world: &World) {
        let store = world.open().await;
        let id = scene(&store).await.engagement.id;
        store.log(LogId::Engagement(id)).checkpoint().await.unwrap();
        store.close().await.unwrap();
        world.drop_triggers().await;
        assert!(world.force("UPDATE node SET hash = (SELECT root FROM log WHERE id = 'site')").await);
        let store = world.open().await;
        assert!(matches!(store.mode(), Mode::ReadOnly(reason) if reason.english().contains("those that were signed")));
        store.close().await.unwrap();
        assert!(world.force("DELETE FROM node").await);
        assert!(matches!(world.open().await.mode(), Mode::ReadOnly(reason) if reason.english().contains("missing")));
    }

    async fn a_log_under_another_name_or_none_is_not_written(world: &World) {
        let store = world.open().await;
        scene(&store).await;
        store.sign_heads().await.unwrap();
        store.close().await.unwrap();
        assert!(world.force("UPDATE log SET origin = 'lanterne.example/log/other' WHERE id = 'site'").await);
        assert!(matches!(world.open().await.mode(), Mode::ReadOnly(reason) if reason.english().contains("another name")));
        let elsewhere = World::sqlite();
        let anchors = world.folder.path().join("anchor");
        std::fs::rename(anchors, elsewhere.folder.path().join("anchor")).unwrap();
        assert!(matches!(elsewhere.open().await.mode(), Mode::ReadOnly(reason) if reason.english().contains("lacks a log")));
    }

    async fn a_log_that_lost_entries_while_running_signs_no_more(world: &World) {
        let store = world.open().await;
        let id = scene(&store).await.engagement.id;
        let log = store.log(LogId::Engagement(id));
        log.checkpoint().await.unwrap();
        world.drop_triggers().await;
        assert!(world.force("UPDATE node SET hash = (SELECT root FROM log WHERE id = 'site')").await);
        store.ledger().note([EntryDraft::new(id, "holding.opened")]).await.unwrap();
        assert_eq!(log.checkpoint().await.unwrap_err().kind(), ErrorKind::Unavailable);
        assert!(matches!(store.mode(), Mode::ReadOnly(_)));
    }
}

#[tokio::test]
async fn an_anchor_that_cannot_be_read_is_an_error() {
    let world = World::sqlite();
    let store = world.open().await;
    scene(&store).await;
    store.sign_heads().await.unwrap();
    store.close().await.unwrap();
    let file = world.folder.path().join("anchor/site.checkpoint");
    std::fs::write(&file, "not a checkpoint").unwrap();
    assert_eq!(world.try_open().await.err().expect("refused").kind(), ErrorKind::Corrupt);
}
