//! What a change may do.

use crate::column::{LogName, Millis};
use crate::entity::log::detail;
use crate::entity::{self, Noun, Row, Tables, is, session};
use crate::error::trouble;
use crate::keys::StoreKeys;
use crate::ledger::head;
use bailee_model::entry::LogId;
use bailee_model::{CeremonyId, ColumnDecision, EntryDraft, Error, EventId, Firm, GrantId, Result, SessionId, SignIn};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{MappedMutexGuard, Mutex as AsyncMutex, MutexGuard};

/// A change under way: reads what is there, saves what shall be.
///
/// Every finder of [`Store`](crate::Store) is here too. A `Tx` that outlives its change is useless: everything it is asked
/// is refused.
#[derive(Clone)]
pub struct Tx {
    shared: Arc<Shared>,
}

struct Shared {
    event: EventId,
    keys: Arc<dyn StoreKeys>,
    transaction: AsyncMutex<Option<DatabaseTransaction>>,
    said: Mutex<Said>,
}

/// What a change asked for beside its rows.
#[derive(Default)]
pub(super) struct Said {
    /// Entries to be added after those given beforehand.
    pub(super) drafts: Vec<EntryDraft>,
    /// Logs whose details are forgotten.
    pub(super) forgotten: Vec<LogId>,
}

impl Tx {
    pub(super) fn new(event: EventId, keys: Arc<dyn StoreKeys>, transaction: DatabaseTransaction) -> Self {
        Self {
            shared: Arc::new(Shared {
                event,
                keys,
                transaction: AsyncMutex::new(Some(transaction)),
                said: Mutex::default(),
            }),
        }
    }

    /// Takes the transaction back from whoever still has a clone.
    pub(super) async fn end(&self) -> (Option<DatabaseTransaction>, Said) {
        let transaction = self.shared.transaction.lock().await.take();
        let said = std::mem::take(&mut *self.shared.said.lock().unwrap_or_else(PoisonError::into_inner));
        (transaction, said)
    }

    pub(crate) async fn open(&self) -> Result<MappedMutexGuard<'_, DatabaseTransaction>> {
        MutexGuard::try_map(self.shared.transaction.lock().await, Option::as_mut)
            .map_err(|_| Error::internal("A change went on after it had ended."))
    }

    pub(crate) fn tables<'t>(&'t self, db: &'t DatabaseTransaction) -> Tables<'t, DatabaseTransaction> {
        Tables { db, keys: &*self.shared.keys }
    }

    async fn put(&self, row: &impl Row) -> Result<()> {
        self.tables(&*self.open().await?).save(row).await
    }

    fn say(&self, add: impl FnOnce(&mut Said)) {
        add(&mut self.shared.said.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The event that is being recorded, as the receipts will name it: for a noun that refers to its own entry.
    pub fn event(&self) -> EventId {
        self.shared.event
    }

    /// Saves a noun whole: new, or in place of the one with its identifier. Instants are kept to the millisecond.
    ///
    /// # Errors
    /// `Conflict` when another one has what must be unique, or something that it refers to is not there; `Unavailable` when
    /// it has new words of the client's, and the engagement's key is not there to seal them.
    pub async fn save<T: Noun>(&self, noun: &T) -> Result<()> {
        self.put(noun).await
    }

    /// Saves the firm.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn save_firm(&self, firm: &Firm) -> Result<()> {
        self.put(firm).await
    }

    /// Saves how a person proves who they are.
    ///
    /// # Errors
    /// `Conflict` when there is no such person.
    pub async fn save_sign_in(&self, sign_in: &SignIn) -> Result<()> {
        self.put(sign_in).await
    }

    /// Saves who may see a column.
    ///
    /// # Errors
    /// `Conflict` when there is no such holding; `Unavailable` when the engagement's key is not there.
    pub async fn save_column_decision(&self, decision: &ColumnDecision) -> Result<()> {
        self.put(decision).await
    }

    /// Adds an entry that is known only now. Its log is locked from here on.
    ///
    /// # Errors
    /// `Unavailable` when two changes wait for each other's logs; one of them may try again.
    pub async fn entry(&self, draft: EntryDraft) -> Result<()> {
        self.lock(draft.log).await?;
        self.say(|said| said.drafts.push(draft));
        Ok(())
    }

    /// Makes others wait who change what this log is about, and says nothing in it: for a change that has to read what
    /// hangs off a log that it may not write to. On SQLite this change is alone already.
    ///
    /// # Errors
    /// `Unavailable` when two changes wait for each other's logs; one of them may try again.
    pub async fn lock(&self, log: LogId) -> Result<()> {
        let db = self.open().await?;
        if db.get_database_backend() != DbBackend::Sqlite {
            head::lock(&db, log).await?;
        }
        Ok(())
    }

    pub(super) async fn forget_details(&self, log: LogId) -> Result<()> {
        let of_log = detail::Entity::delete_many().filter(is(detail::Column::Log, LogName(log)));
        of_log.exec(&*self.open().await?).await.map_err(trouble)?;
        self.say(|said| said.forgotten.push(log));
        Ok(())
    }

    pub(super) async fn touch_session(&self, id: SessionId, seen: Timestamp) -> Result<()> {
        let touch = entity::session::Entity::update_many()
            .col_expr(session::Column::Seen, Millis::of(seen).0.into())
            .filter(is(session::Column::Id, id))
            .filter(session::Column::Seen.lt(Millis::of(seen)));
        touch.exec(&*self.open().await?).await.map_err(trouble)?;
        Ok(())
    }

    pub(super) async fn touch_grant(&self, id: GrantId, used: Timestamp) -> Result<()> {
        let touch = entity::grant::Entity::update_many()
            .col_expr(entity::grant::Column::UsedAt, Millis::of(used).0.into())
            .filter(is(entity::grant::Column::Id, id));
        touch.exec(&*self.open().await?).await.map_err(trouble)?;
        Ok(())
    }

    pub(super) async fn forget_ceremony(&self, id: CeremonyId) -> Result<()> {
        let forget = entity::ceremony::Entity::delete_many().filter(is(entity::ceremony::Column::Id, id));
        forget.exec(&*self.open().await?).await.map_err(trouble)?;
        Ok(())
    }

    /// Keeps a signed head. The same head twice is kept once.
    pub(crate) async fn keep_checkpoint(&self, checkpoint: entity::log::checkpoint::Model) -> Result<()> {
        use entity::log::checkpoint::{ActiveModel, Column, Entity};
        let once = sea_orm::sea_query::OnConflict::columns([Column::Log, Column::Size]).do_nothing().to_owned();
        let insert = Entity::insert(ActiveModel::from(checkpoint)).on_conflict(once);
        insert.exec_without_returning(&*self.open().await?).await.map_err(trouble)?;
        Ok(())
    }
}
