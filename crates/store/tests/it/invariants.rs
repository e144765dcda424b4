//! Invariant 2: a state change and its log entries commit in one transaction or not at all.

use crate::samples::*;
use crate::world::on_both;
use bailee_model::entry::LogId;
use bailee_model::say;
use bailee_model::*;
use bailee_store::Store;

/// The numbers of clients and of entries in both logs.
async fn count(store: &Store, scene: &Scene) -> (usize, u64, u64) {
    let clients = store.clients().await.unwrap().len();
    (
        clients,
        store.log(LogId::Site).size().await.unwrap(),
        store.log(LogId::Engagement(scene.engagement.id)).size().await.unwrap(),
    )
}

on_both! {
    async fn invariant_2_no_change_without_an_entry(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let before = count(&store, &scene).await;
        let new = client();
        let silent = store.ledger().record([], move |tx| async move { tx.save(&new).await }).await.unwrap_err();
        assert_eq!(silent.kind(), ErrorKind::Internal);
        assert!(silent.to_string().contains("without an entry"), "{silent}");
        assert_eq!(count(&store, &scene).await, before);
    }

    async fn invariant_2_a_change_that_fails_leaves_no_entry(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let before = count(&store, &scene).await;
        let failed = store.ledger().record([EntryDraft::site("client.added")], |tx| async move {
            tx.save(&client()).await?;
            Err::<(), _>(Error::conflict(say!("No more clients today.")))
        }).await.unwrap_err();
        assert_eq!(failed.message(), "No more clients today.");
        assert_eq!(count(&store, &scene).await, before);
    }

    async fn invariant_2_a_change_that_panics_leaves_no_entry(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let before = count(&store, &scene).await;
        let panicked = store.ledger().record([EntryDraft::site("client.added")], |tx| async move {
            tx.save(&client()).await?;
            if true { panic!("on purpose") }
            Ok(())
        }).await.unwrap_err();
        assert_eq!(panicked.kind(), ErrorKind::Internal);
        assert_eq!(count(&store, &scene).await, before);
        store.ledger().note([EntryDraft::site("site.looked_at")]).await.expect("others go on");
    }

    async fn invariant_2_an_entry_that_cannot_be_written_leaves_no_change(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let before = count(&store, &scene).await;
        let refused = [
            EntryDraft::site("client.added").id("client", "Moulin Vert"),
            EntryDraft::site("Client Added"),
            EntryDraft::site("client.added").id("event", "evt_1"),
            EntryDraft::site("client.added").digest("manifest", "not a digest"),
        ];
        for draft in refused {
            let error = store.ledger().record([EntryDraft::site("client.seen"), draft], |tx| async move { tx.save(&client()).await }).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Internal, "{error}");
            assert_eq!(count(&store, &scene).await, before);
        }
    }

    async fn invariant_2_a_database_that_refuses_the_entry_refuses_the_change(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let before = count(&store, &scene).await;
        let refusal = if world.url.starts_with("sqlite") {
            "CREATE TRIGGER fault BEFORE INSERT ON node BEGIN SELECT RAISE(ABORT, 'fault'); END"
        } else {
            "CREATE TRIGGER fault BEFORE INSERT ON node FOR EACH STATEMENT EXECUTE FUNCTION log_is_final()"
        };
        assert!(world.force(refusal).await);
        let error = store.ledger().record([EntryDraft::site("client.added")], |tx| async move { tx.save(&client()).await }).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal, "{error}");
        assert_eq!(count(&store, &scene).await, before);
        let heal = if world.url.starts_with("sqlite") { "DROP TRIGGER fault" } else { "DROP TRIGGER fault ON node" };
        assert!(world.force(heal).await);
        store.ledger().record([EntryDraft::site("client.added")], |tx| async move { tx.save(&client()).await }).await.expect("others go on");
        assert!(store.fsck().await.unwrap().is_clean());
    }

    async fn invariant_2_entries_of_two_logs_come_together_or_not_at_all(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let id = scene.engagement.id;
        let before = count(&store, &scene).await;
        let both = [EntryDraft::new(id, "engagement.closed"), EntryDraft::site("engagement.closed").id("engagement", id)];
        let failed = store.ledger().record(both.clone(), |_| async { Err::<(), _>(Error::conflict(say!("Not yet."))) }).await;
        assert!(failed.is_err());
        assert_eq!(count(&store, &scene).await, before);
        let receipts = store.ledger().note(both).await.unwrap();
        assert_eq!(receipts.iter().map(|receipt| (receipt.log, receipt.index)).collect::<Vec<_>>(), [(LogId::Engagement(id), 1), (LogId::Site, 1)]);
        assert_eq!(receipts[0].event, receipts[1].event);
    }

    async fn what_the_log_holds_is_final(world: &World) {
        let store = world.open().await;
        scene(&store).await;
        for statement in ["UPDATE entry SET body = leaf", "DELETE FROM entry", "UPDATE node SET hash = hash", "DELETE FROM node"] {
            assert!(!world.force(statement).await, "{statement}");
        }
        assert!(store.fsck().await.unwrap().is_clean());
    }
}
