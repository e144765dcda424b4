//! The door: order, repetition, crowds, and what happens to those who do not behave.

use crate::samples::*;
use crate::world::on_both;
use bailee_model::entry::LogId;
use bailee_model::say;
use bailee_model::*;
use bailee_store::Mode;
use std::time::Duration;

on_both! {
    async fn a_change_sees_what_it_saved_and_adds_entries(world: &World) {
        let store = world.open().await;
        let Scene { person, engagement, .. } = scene(&store).await;
        let id = engagement.id;
        let held = holding(id, person.id);
        let recorded = store.ledger().record([EntryDraft::new(id, "holding.arrived").id("holding", held.id)], move |tx| async move {
            assert!(tx.holdings(id).await?.is_empty());
            tx.save(&held).await?;
            let held = tx.holdings(id).await?.len();
            tx.entry(EntryDraft::new(id, "holding.counted").detail("holdings", held)).await?;
            Ok(held)
        }).await.unwrap();
        assert_eq!((recorded.value, recorded.receipts.len()), (1, 2));
        assert_eq!(recorded.receipt().index, 1);
        let entries = store.log(LogId::Engagement(id)).entries(1, u64::MAX).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["holding.arrived", "holding.counted"]);
        assert_eq!(entries[1].details.as_ref().unwrap()["holdings"], 1);
        assert_eq!(entries[0].details.as_ref().unwrap().len(), 0);
        assert_eq!(entries[0].ids.keys().collect::<Vec<_>>(), ["holding"]);
        assert_eq!((&entries[0].leaf, entries[0].event), (&recorded.receipts[0].leaf, recorded.receipts[0].event));
    }

    async fn the_same_event_is_recorded_once(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let event = EventId::new(&SystemRng);
        let entries = [EntryDraft::site("client.added"), EntryDraft::new(scene.engagement.id, "client.added")];
        let add = |tx: bailee_store::Tx| async move { tx.save(&client()).await };
        let first = store.ledger().record_as(event, entries.clone(), add).await.unwrap();
        assert!(first.value.is_some());
        let again = store.ledger().record_as(event, entries.clone(), add).await.unwrap();
        assert_eq!((again.value, &again.receipts), (None, &first.receipts));
        assert_eq!(store.clients().await.unwrap().len(), 2);

        let other = EventId::new(&SystemRng);
        let crowd = (0..8).map(|_| store.ledger().record_as(other, entries.clone(), add));
        let answers = futures::future::join_all(crowd).await;
        let receipts: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().receipts).collect();
        assert!(receipts.iter().all(|one| *one == receipts[0]), "{receipts:?}");
        assert_eq!(store.clients().await.unwrap().len(), 3);
        assert_eq!(store.log(LogId::Engagement(scene.engagement.id)).entries_of(other).await.unwrap().len(), 1);
    }

    async fn thirty_two_callers_at_once_leave_no_gap(world: &World) {
        let store = world.open().await;
        let id = scene(&store).await.engagement.id;
        let callers = (0..32_i32).map(|caller| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..4 {
                    let draft = EntryDraft::new(id, "holding.opened").detail("caller", caller);
                    store.ledger().note([draft]).await.unwrap();
                }
            })
        });
        for caller in futures::future::join_all(callers).await {
            caller.unwrap();
        }
        let entries = store.log(LogId::Engagement(id)).entries(0, 1000).await.unwrap();
        assert!(entries.iter().map(|entry| entry.index).eq(0..129), "{}", entries.len());
        let findings = store.fsck().await.unwrap();
        assert!(findings.is_clean(), "{findings:?}");
        assert_eq!((findings.entries, findings.details), (130, 128));
    }

    async fn who_fails_disturbs_nobody(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let callers = (0..48).map(|caller| {
            let store = store.clone();
            tokio::spawn(async move {
                let entries = [EntryDraft::site("client.added")];
                let add = move |tx: bailee_store::Tx| async move {
                    tx.save(&client()).await?;
                    match caller % 3 {
                        0 => Ok(()),
                        1 => Err(Error::conflict(say!("Not this one."))),
                        _ => panic!("on purpose"),
                    }
                };
                (caller, store.ledger().record(entries, add).await.is_ok())
            })
        });
        for answer in futures::future::join_all(callers).await {
            let (caller, kept) = answer.unwrap();
            assert_eq!(kept, caller % 3 == 0, "caller {caller}");
        }
        assert_eq!(store.clients().await.unwrap().len(), 1 + 16);
        assert_eq!(store.log(LogId::Site).size().await.unwrap(), 1 + 16);
        assert!(store.fsck().await.unwrap().is_clean());
        assert_eq!(store.mode(), Mode::Writable);
        drop(scene);
    }

    async fn a_check_holds_until_its_act(world: &World) {
        let store = world.open().await;
        let Scene { person, engagement, .. } = scene(&store).await;
        let id = engagement.id;
        // Each wants to be the only one: a check and an act with a pause between.
        let callers = (0..6).map(|_| {
            let (store, held) = (store.clone(), holding(id, person.id));
            tokio::spawn(async move {
                store.ledger().record([EntryDraft::new(id, "holding.arrived")], move |tx| async move {
                    if !tx.holdings(id).await?.is_empty() {
                        return Err(Error::conflict(say!("There is one already.")));
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    tx.save(&held).await
                }).await.is_ok()
            })
        });
        let won = futures::future::join_all(callers).await.into_iter().filter(|answer| *answer.as_ref().unwrap()).count();
        assert_eq!((won, store.holdings(id).await.unwrap().len()), (1, 1));
    }

    async fn two_servers_share_a_log(world: &World) {
        let (one, other) = (world.open().await, world.open().await);
        let id = scene(&one).await.engagement.id;
        let writers = [one.clone(), other.clone()].map(|store| {
            tokio::spawn(async move {
                for _ in 0..10 {
                    store.ledger().note([EntryDraft::new(id, "holding.opened"), EntryDraft::site("site.seen")]).await.unwrap();
                    store.log(LogId::Site).checkpoint().await.unwrap();
                }
            })
        });
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(other.log(LogId::Engagement(id)).size().await.unwrap(), 21);
        let findings = one.fsck().await.unwrap();
        assert!(findings.is_clean(), "{findings:?}");
    }

    async fn a_transaction_that_outlives_its_change_is_useless(world: &World) {
        let store = world.open().await;
        scene(&store).await;
        let leaked = store.ledger().record([EntryDraft::site("site.seen")], |tx| async move { Ok(tx) }).await.unwrap().value;
        assert_eq!(leaked.save(&client()).await.unwrap_err().kind(), ErrorKind::Internal);
        assert!(leaked.clients().await.is_err() && leaked.entry(EntryDraft::site("site.seen")).await.is_err());
        assert_eq!(store.clients().await.unwrap().len(), 1);
    }

    async fn a_change_whose_caller_has_gone_is_carried_out(world: &World) {
        let store = world.open().await;
        scene(&store).await;
        let gone = tokio::time::timeout(Duration::from_millis(1), store.ledger().record([EntryDraft::site("client.added")], |tx| async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            tx.save(&client()).await
        })).await;
        assert!(gone.is_err());
        store.clone().close().await.unwrap();
        let store = world.open().await;
        assert_eq!((store.clients().await.unwrap().len(), store.log(LogId::Site).size().await.unwrap()), (2, 2));
    }

    async fn nothing_is_recorded_before_the_firm_is_set_up(world: &World) {
        let store = world.open().await;
        let early = store.ledger().note([EntryDraft::site("site.seen")]).await.unwrap_err();
        assert_eq!((early.kind(), early.message()), (ErrorKind::Conflict, "The firm is not set up yet."));
        assert!(store.logs().await.unwrap().is_empty());
        scene(&store).await;
        assert_eq!(store.logs().await.unwrap().len(), 2);
    }

    async fn servers_that_start_together_share_the_schema(world: &World) {
        let (one, other) = futures::join!(world.try_open(), world.try_open());
        let (one, other) = (one.unwrap(), other.unwrap());
        scene(&one).await;
        assert_eq!(other.engagements().await.unwrap().len(), 1);
    }

    async fn a_newer_schema_is_not_opened(world: &World) {
        world.open().await.close().await.unwrap();
        assert!(world.force("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)").await);
        let error = world.try_open().await.err().expect("refused");
        assert!(error.kind() == ErrorKind::Unavailable && error.hint_text().is_some_and(|hint| hint.contains("newer Bailee")), "{error}");
    }

    async fn a_closed_store_refuses(world: &World) {
        let store = world.open().await;
        scene(&store).await;
        store.clone().close().await.unwrap();
        let late = store.ledger().note([EntryDraft::site("site.seen")]).await.unwrap_err();
        assert_eq!(late.kind(), ErrorKind::Unavailable, "{late}");
    }

    async fn a_store_goes_on_where_it_stopped(world: &World) {
        let store = world.open().await;
        let id = scene(&store).await.engagement.id;
        let origin = store.log(LogId::Engagement(id)).origin().await.unwrap();
        store.close().await.unwrap();
        let store = world.open().await;
        assert_eq!(store.ledger().note([EntryDraft::new(id, "holding.opened")]).await.unwrap()[0].index, 1);
        assert_eq!(store.log(LogId::Engagement(id)).origin().await.unwrap(), origin);
        let (domain, name) = origin.as_deref().and_then(|origin| origin.split_once("/log/")).unwrap();
        assert!(domain == "lanterne.example" && name.len() == 32 && !name.contains("eng"), "{name}");
    }
}

/// A writer that is held up lets so many wait and sends the others away, who have changed nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_refuses() {
    let world = crate::world::World::sqlite();
    let store = world.open().await;
    scene(&store).await;
    let (release, held) = tokio::sync::oneshot::channel::<()>();
    let (holding, begun) = tokio::sync::oneshot::channel::<()>();
    let first = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .ledger()
                .record([EntryDraft::site("site.seen")], move |_| async move {
                    holding.send(()).unwrap();
                    held.await.map_err(|_| Error::internal("let go"))
                })
                .await
        }
    });
    begun.await.unwrap();
    let crowd = futures::future::join_all((0..4200).map(|_| store.ledger().note([EntryDraft::site("site.seen")])));
    let (answers, ()) = futures::join!(crowd, async { release.send(()).unwrap() });
    first.await.unwrap().unwrap();
    let (kept, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((kept.len(), refused.len()), (4096, 104));
    let error = refused.into_iter().next().unwrap().unwrap_err();
    assert!(error.kind() == ErrorKind::Unavailable && error.message().contains("waiting"), "{error}");
    assert_eq!(store.log(LogId::Site).size().await.unwrap(), 1 + 1 + 4096);
}
