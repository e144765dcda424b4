//! A place to open stores in: an address, an anchor, a clock that ticks, keys that can be destroyed.

use bailee_model::entry::LogId;
use bailee_model::{Clock, Result, SystemRng};
use bailee_store::{Anchor, Key, Store, StoreKeys};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use tempfile::TempDir;

/// Runs each test on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident: &World) $body:block)*) => {
        $($(#[$doc])* async fn $name($world: &crate::world::World) $body)*

        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::world::World::sqlite()).await;
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(world) = crate::world::World::postgres() {
                    super::$name(&world).await;
                }
            })*
        }
    };
}
pub(crate) use on_both;

pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) url: String,
    pub(crate) keys: Arc<TestKeys>,
    pub(crate) clock: Arc<Ticking>,
}

impl World {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("store.db").display());
        Self::at(folder, url)
    }

    pub(crate) fn postgres() -> Option<Self> {
        let url = crate::postgres::database()?;
        Some(Self::at(tempfile::tempdir().expect("a temporary folder"), url))
    }

    fn at(folder: TempDir, url: String) -> Self {
        Self { folder, url, keys: Arc::default(), clock: Arc::default() }
    }

    pub(crate) async fn try_open(&self) -> Result<Store> {
        let anchor = Anchor::in_folder(self.folder.path().join("anchor"));
        Store::open(&self.url, self.keys.clone(), self.clock.clone(), Arc::new(SystemRng), anchor).await
    }

    pub(crate) async fn open(&self) -> Store {
        self.try_open().await.expect("the store opens")
    }

    pub(crate) fn database_file(&self) -> PathBuf {
        self.folder.path().join("store.db")
    }

    /// A connection past the store, for what the store would never do.
    pub(crate) async fn behind(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.expect("the database answers")
    }

    /// Runs statements past the store; false when one was refused.
    pub(crate) async fn force(&self, sql: &str) -> bool {
        let db = self.behind().await;
        let done = db.execute_unprepared(sql).await.is_ok();
        db.close().await.expect("the connection closes");
        done
    }

    /// Takes away what keeps the log's rows as they are.
    pub(crate) async fn drop_triggers(&self) {
        let sql = if self.url.starts_with("sqlite") {
            "DROP TRIGGER entry_stays; DROP TRIGGER entry_remains; DROP TRIGGER node_stays; DROP TRIGGER node_remains"
        } else {
            "DROP TRIGGER entry_is_final ON entry; DROP TRIGGER node_is_final ON node"
        };
        assert!(self.force(sql).await, "the triggers are there");
    }
}

/// Starts in 2026 and goes on by a millisecond each time it is asked.
#[derive(Default)]
pub(crate) struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-22T04:00:00Z".parse().expect("an instant");
        start + jiff::SignedDuration::from_millis(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// Fixed keys, one of which can be destroyed.
#[derive(Default)]
pub(crate) struct TestKeys {
    pub(crate) destroyed: AtomicBool,
}

impl StoreKeys for TestKeys {
    fn detail_key(&self, log: LogId) -> Option<Key> {
        let gone = self.destroyed.load(Ordering::Relaxed) && log != LogId::Site;
        (!gone).then(|| {
            // One for each log, out of the log's name.
            let mut key = [1; 32];
            if let LogId::Engagement(id) = log {
                id.to_string().bytes().rev().zip(&mut key).for_each(|(byte, place)| *place = byte);
            }
            Key::new(key)
        })
    }

    fn signing_seed(&self, _: LogId) -> Option<Key> {
        Some(Key::new([3; 32]))
    }
}
