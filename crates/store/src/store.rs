//! The open store: connections, keys, and whether it may be written.

use crate::anchor::Anchor;
use crate::column::LogName;
use crate::database::Database;
use crate::entity::Tables;
use crate::entity::log::head;
use crate::error::trouble;
use crate::fsck::{self, Findings};
use crate::keys::StoreKeys;
use crate::ledger::Ledger;
use crate::log::{Log, tree};
use bailee_model::entry::LogId;
use bailee_model::{Clock, Error, Result, Rng, Text, say};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, Statement};
use std::sync::{Arc, Mutex, PoisonError};

/// Whether the store may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As usual.
    Writable,
    /// Nothing is recorded and nothing is signed, for the reason given.
    ReadOnly(Text),
}

/// Everything that the store's parts share.
pub(crate) struct Context {
    pub(crate) database: Database,
    pub(crate) keys: Arc<dyn StoreKeys>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) anchor: Anchor,
    mode: Mutex<Mode>,
}

impl Context {
    /// Whether the store may be written now.
    pub(crate) fn mode(&self) -> Mode {
        self.mode.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends writing until the store is opened again. The first reason stands.
    pub(crate) fn end_writing(&self, reason: Text) {
        let mut mode = self.mode.lock().unwrap_or_else(PoisonError::into_inner);
        if *mode == Mode::Writable {
            tracing::error!(reason = reason.english(), "the store is read-only from now on");
            *mode = Mode::ReadOnly(reason);
        }
    }

    /// Refuses when the store may not be written.
    pub(crate) fn check_writable(&self) -> Result<()> {
        match self.mode() {
            Mode::Writable => Ok(()),
            Mode::ReadOnly(reason) => {
                Err(Error::unavailable(say!("Nothing can be recorded or signed now: {reason}", reason))
                    .hint(say!("Reading works. The operator finds what to do in the guide, under ‘Restoring’.")))
            }
        }
    }
}

/// What Bailee remembers. Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store {
    context: Arc<Context>,
    ledger: Ledger,
}

impl Store {
    /// Opens the store at `sqlite://PATH` (the file is made if need be) or `postgres://…`, brings its schema up to date and
    /// compares every log with the anchor. A log that lacks what it once signed makes the store read-only: see
    /// [`Store::mode`].
    ///
    /// # Errors
    /// When the address is of no known kind, the database does not answer or is of a newer Bailee, or the anchor cannot be read.
    pub async fn open(
        url: &str,
        keys: Arc<dyn StoreKeys>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        anchor: Anchor,
    ) -> Result<Self> {
        let store = Self::open_to_replay(url, keys, clock, rng, anchor).await?;
        match store.gate().await? {
            None => Ok(store),
            Some(_) => Err(Error::conflict(
                say!("This database is being restored from a backup: nothing opens until the destructions since were replayed."),
            )
            .hint(say!("Run ‘baileed restore’ with the same folder again; it says what it still needs."))),
        }
    }

    /// Opens the store although it stands behind the gate of a restore. For the restore alone.
    ///
    /// # Errors
    /// As [`open`](Self::open), the gate aside.
    pub async fn open_to_replay(
        url: &str,
        keys: Arc<dyn StoreKeys>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        anchor: Anchor,
    ) -> Result<Self> {
        let database = Database::open(url).await?;
        let context = Arc::new(Context { database, keys, clock, rng, anchor, mode: Mutex::new(Mode::Writable) });
        compare_with_anchor(&context).await?;
        let ledger = Ledger::open(Arc::clone(&context));
        Ok(Self { context, ledger })
    }

    /// The one door through which state changes.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// One log, for reading and proving. It need not have begun.
    pub fn log(&self, log: LogId) -> Log {
        Log::new(Arc::clone(&self.context), self.ledger.clone(), log)
    }

    /// Every log that has begun.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn logs(&self) -> Result<Vec<LogId>> {
        logs(self.reader()).await
    }

    /// Every log that has begun, with how many entries it has.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn log_sizes(&self) -> Result<Vec<(LogId, u64)>> {
        let heads = begun(self.reader()).await?;
        Ok(heads.into_iter().map(|head| (head.id.0.0, head.size.cast_unsigned())).collect())
    }

    /// Signs every log whose head has moved since it was last signed, and says how many those were. Called every second
    /// or so, it keeps what a restored backup could hide to that much.
    ///
    /// # Errors
    /// As [`Log::checkpoint`]. Logs whose keys are not there are passed over.
    pub async fn sign_heads(&self) -> Result<usize> {
        let mut signed = 0;
        for log in self.logs().await? {
            if self.context.keys.signing_seed(log).is_some() && self.log(log).sign_if_moved().await? {
                signed += 1;
            }
        }
        Ok(signed)
    }

    /// Whether the store may be written, and why not.
    pub fn mode(&self) -> Mode {
        self.context.mode()
    }

    /// Recomputes every leaf, node, root and detail digest from the entries' bytes, and compares the signed heads.
    ///
    /// # Errors
    /// When the database does not answer. What is wrong in the log is a finding, not an error.
    pub async fn fsck(&self) -> Result<Findings> {
        fsck::run(&self.context).await
    }

    /// Carries out what waits, then closes every connection. Other clones of the store are closed with it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn close(self) -> Result<()> {
        self.ledger.finish().await;
        self.context.database.close().await
    }

    /// From which backup the database came, while it stands behind the gate of a restore.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn gate(&self) -> Result<Option<String>> {
        let db = &self.context.database.writer;
        let ask = Statement::from_string(db.get_database_backend(), "SELECT backup FROM restore_gate");
        let row = db.query_one_raw(ask).await.map_err(trouble)?;
        row.map(|row| row.try_get("", "backup").map_err(trouble)).transpose()
    }

    /// Lifts the gate: the destructions since the backup were replayed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn lift_gate(&self) -> Result<()> {
        self.context.database.writer.execute_unprepared("DELETE FROM restore_gate").await.map(drop).map_err(trouble)
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.context.database.reader
    }

    pub(crate) fn tables(&self) -> Tables<'_, DatabaseConnection> {
        Tables { db: self.reader(), keys: &*self.context.keys }
    }
}

/// Every log that has begun.
pub(crate) async fn logs(db: &DatabaseConnection) -> Result<Vec<LogId>> {
    Ok(begun(db).await?.into_iter().map(|head| head.id.0.0).collect())
}

/// The heads of the logs that have begun. A head without entries is only a lock.
async fn begun(db: &DatabaseConnection) -> Result<Vec<head::Model>> {
    let begun = head::Entity::find().filter(head::Column::Size.gt(0));
    begun.order_by_asc(head::Column::Since).order_by_asc(head::Column::Id).all(db).await.map_err(trouble)
}

/// Looks in every log for what it last signed. Several logs may lack something; the first is reported.
async fn compare_with_anchor(context: &Context) -> Result<()> {
    let anchor = context.anchor.lock().await?;
    for log in anchor.logs()? {
        let Some(signed) = anchor.last(log)? else { continue };
        if let Some(difference) = tree::difference(&context.database.reader, log, &signed).await? {
            let log = LogName(log).to_string();
            context.end_writing(say!(
                "{difference} (log {log}). A restored backup must not fork a log.",
                difference,
                log
            ));
        }
    }
    Ok(())
}
