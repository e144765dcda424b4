//! The client's words in the nouns: nobody reads them without the engagement's key.

use crate::samples::*;
use crate::world::{World, on_both};
use bailee_model::*;
use bailee_store::{ERASED, Store, Tx};
use sea_orm::{ConnectionTrait, Statement};
use std::sync::atomic::Ordering;

const CANARY: &str = "Canari jaune 7f3a91 (fictional)";
/// The canary at each of the three alignments that base64 can give it.
const BASE64: [&str; 3] = ["Q2FuYXJpIGphdW5l", "NhbmFyaSBqYXVuZS", "DYW5hcmkgamF1bm"];
const TABLES: [&str; 8] = ["grant", "hold", "verification", "system", "holding", "column_decision", "job", "detail"];

/// Every noun that has words, with the canary for each.
#[derive(Clone, Debug, PartialEq)]
struct Spoken {
    holding: Holding,
    decisions: Vec<ColumnDecision>,
    job: Job,
    grant: Grant,
    hold: Hold,
    verification: Verification,
    system: System,
}

fn spoken(Scene { person, engagement, .. }: &Scene, assignment: &Assignment) -> Spoken {
    let (id, word, told) =
        (engagement.id, || CANARY.to_owned(), || say!("Line {line}: {why}", line = 3, why = Text::told(CANARY)));
    let holding = Holding { name: word(), ..holding(id, person.id) };
    let decision = |column: String| ColumnDecision {
        holding: holding.id,
        engagement: id,
        column,
        class: ColumnClass::Open,
        reason: told(),
        confirmed_by: None,
        at: at(12),
    };
    Spoken {
        decisions: ["a", "b", "c"].map(|last| decision(format!("{CANARY} {last}"))).into(),
        job: Job { lines: vec![told(), told()], ..job(id, person.id) },
        grant: Grant { reason: word(), ..grant(assignment) },
        hold: Hold {
            id: HoldId::new(&SystemRng),
            engagement: id,
            holding: None,
            asked_by: person.id,
            reason: word(),
            since: at(9),
            until: at(90),
            ended: None,
        },
        verification: Verification {
            id: VerificationId::new(&SystemRng),
            engagement: id,
            by: person.id,
            at: at(11),
            run: None,
            statement: word(),
        },
        system: System {
            id: SystemId::new(&SystemRng),
            engagement: id,
            name: word(),
            kind: SystemKind::OdooSelfHosted,
            environment: Environment::Test,
            region: "CA-QC".into(),
            url: word(),
            database: word(),
            login: word(),
            credential: None,
            added_by: person.id,
            confirmed_by: None,
            since: at(8),
        },
        holding,
    }
}

async fn save(tx: &Tx, spoken: &Spoken) -> Result<()> {
    tx.save(&spoken.holding).await?;
    for decision in spoken.decisions.iter().rev() {
        tx.save_column_decision(decision).await?;
    }
    tx.save(&spoken.job).await?;
    tx.save(&spoken.grant).await?;
    tx.save(&spoken.hold).await?;
    tx.save(&spoken.verification).await?;
    tx.save(&spoken.system).await
}

/// What the store, or a change, finds in the place of what was spoken.
macro_rules! found {
    ($from:ident, $spoken:expr) => {{
        let spoken: &Spoken = $spoken;
        let lost = || Error::internal("A noun is not there.");
        Spoken {
            holding: $from.get::<Holding>(spoken.holding.id).await?.ok_or_else(lost)?,
            decisions: $from.column_decisions(spoken.holding.id).await?,
            job: $from.jobs(spoken.job.engagement).await?.pop().ok_or_else(lost)?,
            grant: $from.grants_of(spoken.grant.person).await?.pop().ok_or_else(lost)?,
            hold: $from.holds(spoken.hold.engagement).await?.pop().ok_or_else(lost)?,
            verification: $from.verifications(spoken.hold.engagement).await?.pop().ok_or_else(lost)?,
            system: $from.get::<System>(spoken.system.id).await?.ok_or_else(lost)?,
        }
    }};
}

async fn read(store: &Store, spoken: &Spoken) -> Result<Spoken> {
    Ok(found!(store, spoken))
}

/// A scene with everything said and saved, which the change itself reads back.
async fn speak(store: &Store) -> Spoken {
    let scene = scene(store).await;
    let assignment = assignment(scene.engagement.id, scene.person.id);
    let spoken = spoken(&scene, &assignment);
    let (said, entry) = (spoken.clone(), EntryDraft::new(scene.engagement.id, "work.begun").detail("reason", CANARY));
    let seen = store.ledger().record([entry], move |tx| async move {
        tx.save(&assignment).await?;
        save(&tx, &said).await?;
        Ok(found!(tx, &said))
    });
    assert_eq!(seen.await.unwrap().value, spoken, "inside the change");
    spoken
}

/// Every column of the tables that have words, as text.
async fn rows(world: &World) -> String {
    let db = world.behind().await;
    let mut all = String::new();
    for table in TABLES {
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), format!("SELECT * FROM \"{table}\"")))
            .await
            .unwrap();
        assert!(!rows.is_empty(), "{table}");
        for row in rows {
            for column in row.column_names() {
                let text = row.try_get::<Option<String>>("", &column).ok().flatten();
                let bytes = row.try_get::<Option<Vec<u8>>>("", &column).ok().flatten();
                all += &text.unwrap_or_else(|| String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned());
                all.push('\n');
            }
        }
    }
    db.close().await.unwrap();
    all
}

fn has_canary(bytes: &[u8]) -> bool {
    let has = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
    has(&CANARY[..12]) || BASE64.iter().any(|spelling| has(spelling))
}

on_both! {
    async fn invariant_4_words_of_the_client_are_sealed_in_the_tables(world: &World) {
        let store = world.open().await;
        let spoken = speak(&store).await;
        assert_eq!(read(&store, &spoken).await.unwrap(), spoken);
        let rows = rows(world).await;
        assert!(rows.contains("s1:") && !has_canary(rows.as_bytes()));
        store.close().await.unwrap();
        let store = world.open().await;
        assert_eq!(read(&store, &spoken).await.unwrap(), spoken, "after a start");
    }

    async fn a_word_that_was_moved_does_not_open(world: &World) {
        let store = world.open().await;
        let spoken = speak(&store).await;
        let other = Hold { id: HoldId::new(&SystemRng), since: at(10), ..spoken.hold.clone() };
        let kept = other.clone();
        store.ledger().record([EntryDraft::new(other.engagement, "hold.placed")], move |tx| async move { tx.save(&kept).await }).await.unwrap();
        let moved = format!("UPDATE hold SET reason = (SELECT other.reason FROM hold AS other WHERE other.id = '{}')", other.id);
        assert!(world.force(&moved).await);
        let holds = store.holds(other.engagement).await.unwrap();
        assert_eq!(holds, [Hold { reason: ERASED.into(), ..spoken.hold }, other], "into another row");
        assert!(world.force("UPDATE system SET url = login").await);
        let system = store.get::<System>(spoken.system.id).await.unwrap().unwrap();
        assert_eq!(system, System { url: ERASED.into(), ..spoken.system }, "into another column");
        let reason = "SELECT reason FROM column_decision ORDER BY reason LIMIT 1";
        assert!(world.force(&format!("UPDATE column_decision SET reason = ({reason})")).await);
        let erased = store.column_decisions(spoken.holding.id).await.unwrap().iter().filter(|decision| decision.reason == Text::told(ERASED)).count();
        assert_eq!(erased, 2, "to another column's decision");
        assert!(world.force("UPDATE verification SET statement = 'Forged'").await);
        assert_eq!(store.verifications(spoken.hold.engagement).await.unwrap()[0].statement, ERASED, "clear text");
    }

    async fn engagements_do_not_open_each_others_words(world: &World) {
        let store = world.open().await;
        let spoken = speak(&store).await;
        let other = Engagement { client: store.clients().await.unwrap()[0].id, ..engagement(&client()) };
        let (id, kept) = (other.id, other.clone());
        store.ledger().record([EntryDraft::new(id, "engagement.opened")], move |tx| async move { tx.save(&kept).await }).await.unwrap();
        assert!(world.force(&format!("UPDATE holding SET engagement = '{id}'")).await);
        assert_eq!(store.holdings(id).await.unwrap(), [Holding { name: ERASED.into(), engagement: id, ..spoken.holding }]);
    }

    async fn without_their_key_words_read_as_erased_and_stay_where_they_are(world: &World) {
        let store = world.open().await;
        let spoken = speak(&store).await;
        world.keys.destroyed.store(true, Ordering::Relaxed);
        let seen = read(&store, &spoken).await.unwrap();
        assert_eq!(seen.holding, Holding { name: ERASED.into(), ..spoken.holding.clone() });
        assert_eq!(seen.job.lines, [Text::told(ERASED), Text::told(ERASED)]);
        assert!(seen.decisions.iter().all(|decision| decision.column == ERASED && decision.reason == Text::told(ERASED)));
        assert_eq!(seen.decisions.len(), 3);
        assert_eq!((seen.system.login.as_str(), seen.grant.reason.as_str()), (ERASED, ERASED));

        let destroyed = Holding { state: HoldingState::Destroyed, ..seen.holding };
        let draft = || EntryDraft::new(spoken.hold.engagement, "holding.changed");
        let kept = destroyed.clone();
        store.ledger().record([draft()], move |tx| async move { tx.save(&kept).await }).await.expect("what is not read needs no key");
        assert_eq!(store.get::<Holding>(destroyed.id).await.unwrap(), Some(destroyed));
        let renamed = Holding { name: "new".into(), ..spoken.holding.clone() };
        let refused = store.ledger().record([draft()], move |tx| async move { tx.save(&renamed).await }).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Unavailable);

        world.keys.destroyed.store(false, Ordering::Relaxed);
        let again = store.get::<Holding>(spoken.holding.id).await.unwrap();
        assert_eq!(again, Some(Holding { state: HoldingState::Destroyed, ..spoken.holding }), "a vault that was shut for a while costs no name");
    }

    async fn a_column_decided_twice_is_one_decision(world: &World) {
        let store = world.open().await;
        let spoken = speak(&store).await;
        let changed = ColumnDecision { class: ColumnClass::Secret, reason: Text::told("Looked again"), ..spoken.decisions[1].clone() };
        let kept = changed.clone();
        let entry = EntryDraft::new(spoken.hold.engagement, "column.classified");
        store.ledger().record([entry], move |tx| async move { tx.save_column_decision(&kept).await }).await.unwrap();
        let decisions = store.column_decisions(spoken.holding.id).await.unwrap();
        assert_eq!(decisions, [spoken.decisions[0].clone(), changed, spoken.decisions[2].clone()]);
    }
}

/// Every byte that SQLite wrote.
#[tokio::test]
async fn invariant_4_no_word_of_the_client_is_plain_on_disk() {
    let world = World::sqlite();
    let plain = || {
        let files = std::fs::read_dir(world.folder.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.is_file());
        files.filter(|file| has_canary(&std::fs::read(file).unwrap())).collect::<Vec<_>>()
    };
    let store = world.open().await;
    speak(&store).await;
    assert!(plain().is_empty(), "in the write-ahead log: {:?}", plain());
    store.close().await.unwrap();
    assert!(plain().is_empty(), "in the database: {:?}", plain());
}
