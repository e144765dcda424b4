//! How fast the ledger records, beside plain SQLite that keeps the same promise: on disk when it answers.
//!
//! The peer inserts a body of the same size with the same settings, one commit each, and has no log. The ledger adds an
//! entry, a sealed detail, tree nodes and a head to each change, and lets callers share a commit.
//!
//! `cargo bench -p bailee-store -- --json` prints rows of `{name, value, unit, peer, peer_value, ratio, goal, met}`.

#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

use bailee_model::entry::LogId;
use bailee_model::{Client, ClientId, EngagementId, EntryDraft, Firm, SystemClock, SystemRng};
use bailee_store::{Anchor, Key, Store, StoreKeys};
use jiff::Timestamp;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const BODY: usize = 400;
const MEASURE: Duration = Duration::from_secs(4);
/// Callers, and the records a second that are asked for.
const ROUNDS: [(usize, f64); 2] = [(1, 150.0), (32, 3000.0)];

struct Keys;

impl StoreKeys for Keys {
    fn detail_key(&self, _: LogId) -> Option<Key> {
        Some(Key::new([1; 32]))
    }

    fn signing_seed(&self, _: LogId) -> Option<Key> {
        Some(Key::new([2; 32]))
    }
}

#[tokio::main]
async fn main() {
    let json = std::env::args().any(|argument| argument == "--json");
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder beside the build");
    let (store, engagement) = open_store(folder.path()).await;
    let plain = open_plain(folder.path()).await;
    let mut rows = Vec::new();
    for (callers, goal) in ROUNDS {
        let value = rate(callers, {
            let store = store.clone();
            move || append(store.clone(), engagement)
        })
        .await;
        let peer_value = rate(callers, {
            let plain = plain.clone();
            move || insert(plain.clone())
        })
        .await;
        rows.push(serde_json::json!({
            "name": format!("ledger append, {callers} caller{}", if callers == 1 { "" } else { "s" }),
            "value": value.round(),
            "unit": "records/s",
            "peer": "SQLite insert and commit, WAL, synchronous=FULL",
            "peer_value": peer_value.round(),
            "ratio": (value / peer_value * 100.0).round() / 100.0,
            "goal": goal,
            "met": value >= goal,
        }));
    }
    if json {
        println!("{}", serde_json::Value::from(rows));
        return;
    }
    for row in rows {
        println!(
            "{}: {} {} ({}: {}, ratio {}; goal {})",
            row["name"], row["value"], row["unit"], row["peer"], row["peer_value"], row["ratio"], row["goal"]
        );
    }
}

/// How often a second the work is done by so many callers at once, each beginning again when it is answered.
async fn rate<R: Future<Output = ()> + Send + 'static>(
    callers: usize,
    work: impl Fn() -> R + Clone + Send + 'static,
) -> f64 {
    let start = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let work = work.clone();
            tokio::spawn(async move {
                let mut done = 0_u32;
                while start.elapsed() < MEASURE {
                    work().await;
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await.expect("no caller fails");
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}

async fn append(store: Store, engagement: EngagementId) {
    let client = Client {
        id: ClientId::new(&SystemRng),
        name: "x".repeat(BODY / 2),
        since: Timestamp::UNIX_EPOCH,
        recipient: None,
    };
    let draft =
        EntryDraft::new(engagement, "client.added").id("client", client.id).detail("reason", "x".repeat(BODY / 2));
    store.ledger().record([draft], move |tx| async move { tx.save(&client).await }).await.expect("the ledger records");
}

async fn insert(db: DatabaseConnection) {
    let statement = Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "INSERT INTO plain (body) VALUES (?)",
        [vec![b'x'; BODY].into()],
    );
    let transaction = db.begin().await.expect("a transaction begins");
    transaction.execute_raw(statement).await.expect("a row is inserted");
    transaction.commit().await.expect("it is committed");
}

async fn open_store(folder: &Path) -> (Store, EngagementId) {
    let url = format!("sqlite://{}", folder.join("store.db").display());
    let anchor = Anchor::in_folder(folder.join("anchor"));
    let store = Store::open(&url, Arc::new(Keys), Arc::new(SystemClock), Arc::new(SystemRng), anchor)
        .await
        .expect("the store opens");
    let firm = Firm {
        name: "Lanterne & Fils (fictional)".into(),
        contact: "garde@lanterne.example".into(),
        domain: "lanterne.example".into(),
        since: Timestamp::UNIX_EPOCH,
        region: None,
    };
    let founded = [EntryDraft::site("firm.founded")];
    store
        .ledger()
        .record(founded, move |tx| async move { tx.save_firm(&firm).await })
        .await
        .expect("the firm is set up");
    (store, EngagementId::new(&SystemRng))
}

/// SQLite with the store's settings and nothing else.
async fn open_plain(folder: &Path) -> DatabaseConnection {
    let path = folder.join("plain.db");
    let mut options = ConnectOptions::new("sqlite://plain");
    options.max_connections(1).acquire_timeout(MEASURE * 10).sqlx_logging(false).test_before_acquire(false);
    options.map_sqlx_sqlite_opts(move |options| {
        options
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
    });
    let db = Database::connect(options).await.expect("SQLite opens");
    db.execute_unprepared("CREATE TABLE plain (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        .await
        .expect("a table is made");
    db
}
