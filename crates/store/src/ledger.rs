//! The one door through which state changes (invariant 2).
//!
//! A change and its entries are one command. Commands wait in a bounded queue; on SQLite one writer takes all that came
//! while the last commit was being written to disk, gives each a savepoint of its own, and commits them together, so that
//! many callers share one fsync. On PostgreSQL each command is a transaction of its own, and the row of the log's head is
//! the lock. Both go through the same [`batch`]: on PostgreSQL it just has one command.
//!
//! A command that fails, or panics, leaves nothing behind and disturbs no other. The answer comes after the commit.

mod batch;
mod drafts;
mod head;
mod queue;
mod tx;

pub(crate) use drafts::{EVENT, disclosures, named};
pub(crate) use head::frontier;
pub use tx::Tx;

use crate::entity::log::entry;
use crate::entity::{is, log};
use crate::error::trouble;
use crate::store::Context;
use bailee_model::entry::LogId;
use bailee_model::transfer::SealedPart;
use bailee_model::{
    Ceremony, CeremonyId, EngagementId, EntryDraft, Error, ErrorKind, EventId, Feed, GrantId, Job, Judgement, Mail,
    Receipt, Result, SessionId, say,
};
use bailee_model::{DropUpload, DropUploadId, UploadState};
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;
use queue::Queue;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// What a command does to the nouns; its value, if any, goes to the caller by a side door.
type Change = Box<dyn FnOnce(Tx) -> BoxFuture<'static, Result<()>> + Send>;

/// What the ledger is asked to do.
struct Request {
    event: EventId,
    /// Whether the event may have been recorded before.
    repeatable: bool,
    /// Whether it may leave no entry: bookkeeping only.
    silent: bool,
    drafts: Vec<EntryDraft>,
    /// Nothing, when something happened that changed no noun.
    change: Option<Change>,
}

/// A request on its way through the queue, and where its answer goes.
struct Command {
    request: Request,
    answer: oneshot::Sender<Result<Vec<Receipt>>>,
}

/// What a change gave, and the proof that it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded<T> {
    /// What the change returned.
    pub value: T,
    /// One for each entry: those given first, then those that the change added.
    pub receipts: Vec<Receipt>,
}

impl<T> Recorded<T> {
    /// The receipt of the first entry.
    pub fn receipt(&self) -> &Receipt {
        self.receipts.first().expect("the ledger answers a recorded change with one receipt at least")
    }
}

/// The one door through which state changes. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    context: Arc<Context>,
    queue: Arc<Queue>,
}

impl Ledger {
    pub(crate) fn open(context: Arc<Context>) -> Self {
        let queue = Arc::new(Queue::open(Arc::clone(&context)));
        Self { context, queue }
    }

    pub(crate) async fn finish(&self) {
        self.queue.finish().await;
    }

    /// Carries out a change and writes down what happened: both, or neither. When this returns, both are on disk.
    ///
    /// Name in `entries` the logs that the change is about: on PostgreSQL their heads are locked before the change runs, so
    /// that what it reads through its [`Tx`] stays true until it has acted. Entries that depend on what the change finds are
    /// added with [`Tx::entry`]. The very first change saves the firm, whose domain begins the name of every log.
    ///
    /// Dropping the future does not take the change back.
    ///
    /// # Errors
    /// The change's own; `Internal` when there is no entry at all, an entry cannot be written, or the change panicked;
    /// `Unavailable` when the queue is full, the store is read-only, a change took too long, or details cannot be sealed.
    pub async fn record<T, F, R>(&self, entries: impl IntoIterator<Item = EntryDraft>, change: F) -> Result<Recorded<T>>
    where
        T: Send + 'static,
        F: FnOnce(Tx) -> R + Send + 'static,
        R: Future<Output = Result<T>> + Send + 'static,
    {
        let event = EventId::new(&*self.context.rng);
        let Recorded { value, receipts } = self.submit(event, false, entries, change).await?;
        let value = value.ok_or_else(|| Error::internal("A change was recorded and has no result."))?;
        Ok(Recorded { value, receipts })
    }

    /// As [`Ledger::record`], under an event of the caller's choosing. The same event again changes nothing and is answered
    /// with the receipts of the first time, and no value: so a request can be repeated after a lost answer.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn record_as<T, F, R>(
        &self,
        event: EventId,
        entries: impl IntoIterator<Item = EntryDraft>,
        change: F,
    ) -> Result<Recorded<Option<T>>>
    where
        T: Send + 'static,
        F: FnOnce(Tx) -> R + Send + 'static,
        R: Future<Output = Result<T>> + Send + 'static,
    {
        match self.submit(event, true, entries, change).await {
            // Another server may have recorded the event between our look and our commit.
            Err(error) if error.kind() == ErrorKind::Conflict => {
                match receipts_of(&self.context.database.reader, event).await? {
                    receipts if receipts.is_empty() => Err(error),
                    receipts => Ok(Recorded { value: None, receipts }),
                }
            }
            answer => answer,
        }
    }

    /// Writes down what happened when nothing else changes: somebody looked at something.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn note(&self, entries: impl IntoIterator<Item = EntryDraft>) -> Result<Vec<Receipt>> {
        let event = EventId::new(&*self.context.rng);
        let drafts = entries.into_iter().collect();
        self.send(Request { event, repeatable: false, silent: false, drafts, change: None }).await
    }

    /// Forgets every detail of an engagement's log, and records that as `detail.erased`. Entries and proofs stay as they
    /// are; the salted digests in them say nothing any more. The nouns keep their words, which end with the engagement's
    /// key: a holding still has a name when its history has none.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn erase_details(&self, engagement: EngagementId) -> Result<Receipt> {
        let entry = EntryDraft::new(engagement, "detail.erased").id("engagement", engagement);
        let recorded = self
            .record([entry], move |tx| async move { tx.forget_details(LogId::Engagement(engagement)).await })
            .await?;
        if self.context.database.is_sqlite() {
            // What was deleted is zeroed in the file, but would linger in the write-ahead log. A reader may hold it open:
            // then the next automatic checkpoint overwrites it.
            if let Err(error) = self.context.database.writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await
            {
                tracing::warn!(%error, "the write-ahead log was not emptied after an erasure");
            }
        }
        Ok(recorded.receipt().clone())
    }

    /// Saves how far long work has come. Without an entry: progress is no state of custody, and a load writes it every
    /// second. That the work began and how it ended is recorded by the action that does it.
    ///
    /// # Errors
    /// `Unavailable` as for [`Ledger::record`].
    pub async fn note_progress(&self, job: &Job) -> Result<()> {
        let job = job.clone();
        self.keep(move |tx| async move { tx.save(&job).await }).await
    }

    /// Saves when a session was last used. Without an entry: every request does it, and each access has its own entry.
    ///
    /// # Errors
    /// `Unavailable` as for [`Ledger::record`].
    pub async fn touch_session(&self, session: SessionId, seen: Timestamp) -> Result<()> {
        self.keep(move |tx| async move { tx.touch_session(session, seen).await }).await
    }

    /// Saves when a grant was last used. Without an entry, for the same reason.
    ///
    /// # Errors
    /// `Unavailable` as for [`Ledger::record`].
    pub async fn touch_grant(&self, grant: GrantId, used: Timestamp) -> Result<()> {
        self.keep(move |tx| async move { tx.touch_grant(grant, used).await }).await
    }

    /// Saves how far the sending of a message has come. Without an entry: what it tells of has one.
    ///
    /// # Errors
    /// `Unavailable` as for [`Ledger::record`].
    pub async fn note_mail(&self, mail: &Mail) -> Result<()> {
        let mail = mail.clone();
        self.keep(move |tx| async move { tx.save(&mail).await }).await
    }

    /// Takes a feed for this server until `until`, as it stands; `fresh` where it does not stand yet. None while another
    /// server has it, or it waits after a failure. Without an entry: telling about entries must not make more of them.
    ///
    /// # Errors
    /// `Unavailable` as for [`Ledger::record`].
    pub async fn claim_feed(&self, fresh: &Feed, now: Timestamp, until: Timestamp) -> Result<Option<Feed>> {
        let (fresh, claimed) = (fresh.clone(), Arc::new(Mutex::new(None)));
        let place = Arc::clone(&claimed);
        self.keep(move |tx| async move {
            tx.lock(fresh.log()).await?;
            let mut feed = tx.get::<Feed>(fresh.id).await?.unwrap_or(fresh);
            if [feed.claimed_until, feed.next_at].into_iter().flatten().any(|moment| moment > now) {
                return Ok(());
            }
            feed.claimed_until = Some(until);
            tx.save(&feed).await?;
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(feed);
            Ok(())
        })
        .await?;
        let mut claimed = claimed.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(claimed.take())
    }

    /// Saves how far a feed has come. A bookmark is never put back: a server that took too long changes nothing. Without an
    /// entry, for the same reason.
    ///
    /// # Errors
    /// `Unavailable` as for [`Ledger::record`].
    pub async fn note_feed(&self, feed: &Feed) -> Result<()> {
        let feed = feed.clone();
        self.keep(move |tx| async move {
            tx.lock(feed.log()).await?;
            let further = tx.get::<Feed>(feed.id).await?.is_some_and(|there| there.next > feed.next);
            if further { Ok(()) } else { tx.save(&feed).await }
        })
        .await
    }

    /// Saves that promises were looked at again and stand as before. Without an entry: a change of one has its own.
    ///
    /// # Errors
    /// `Unavailable` as for [`Ledger::record`].
    pub async fn note_looks(&self, judgements: &[Judgement]) -> Result<()> {
        let judgements = judgements.to_vec();
        self.keep(move |tx| async move {
            for judgement in &judgements {
                tx.save(judgement).await?;
            }
            Ok(())
        })
        .await
    }

    /// Keeps which parts of an upload are sealed. Without an entry: that it began has one, and that it is whole.
    ///
    /// # Errors
    /// `Conflict` when the upload does not stand at this offset, or these would be more than was announced; `Unavailable`
    /// as for [`Ledger::record`].
    pub async fn note_parts(&self, upload: DropUploadId, offset: i64, parts: Vec<SealedPart>) -> Result<()> {
        self.keep(move |tx| async move {
            let engagement = tx.get::<DropUpload>(upload).await?.ok_or_else(Error::not_found)?.engagement;
            tx.lock(LogId::Engagement(engagement)).await?;
            let mut upload = tx.get::<DropUpload>(upload).await?.ok_or_else(Error::not_found)?;
            let stands = upload.received() == offset;
            upload.parts = parts;
            if !stands || upload.state == UploadState::GivenUp || upload.received() > upload.length {
                return Err(Error::conflict(say!("The upload does not stand where these bytes belong."))
                    .hint(say!("Ask where it stands, and go on from there.")));
            }
            tx.save(&upload).await
        })
        .await
    }

    /// Remembers the first half of a ceremony of signing in. Without an entry: nothing has happened yet.
    ///
    /// # Errors
    /// `Unavailable` as for [`Ledger::record`].
    pub async fn keep_ceremony(&self, ceremony: &Ceremony) -> Result<()> {
        let ceremony = ceremony.clone();
        self.keep(move |tx| async move { tx.save(&ceremony).await }).await
    }

    /// Takes a ceremony out for its second half, so that it has one only, and forgets those whose time is over.
    ///
    /// # Errors
    /// `Unavailable` as for [`Ledger::record`].
    pub async fn take_ceremony(&self, id: CeremonyId, now: Timestamp) -> Result<Option<Ceremony>> {
        let taken = Arc::new(Mutex::new(None));
        let place = Arc::clone(&taken);
        self.keep(move |tx| async move {
            let found = tx.get::<Ceremony>(id).await?.filter(|ceremony| now < ceremony.until);
            for over in tx.ceremonies_over(now).await? {
                tx.forget_ceremony(over.id).await?;
            }
            tx.forget_ceremony(id).await?;
            *place.lock().unwrap_or_else(PoisonError::into_inner) = found;
            Ok(())
        })
        .await?;
        let ceremony = taken.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(ceremony)
    }

    /// Bookkeeping: a write that leaves no entry. Nothing else than progress, last uses, looks, half-done ceremonies and
    /// signed heads.
    pub(crate) async fn keep<F, R>(&self, change: F) -> Result<()>
    where
        F: FnOnce(Tx) -> R + Send + 'static,
        R: Future<Output = Result<()>> + Send + 'static,
    {
        let event = EventId::new(&*self.context.rng);
        let change: Change = Box::new(move |tx| change(tx).boxed());
        self.send(Request { event, repeatable: false, silent: true, drafts: Vec::new(), change: Some(change) })
            .await
            .map(drop)
    }

    async fn submit<T, F, R>(
        &self,
        event: EventId,
        repeatable: bool,
        entries: impl IntoIterator<Item = EntryDraft>,
        change: F,
    ) -> Result<Recorded<Option<T>>>
    where
        T: Send + 'static,
        F: FnOnce(Tx) -> R + Send + 'static,
        R: Future<Output = Result<T>> + Send + 'static,
    {
        let result = Arc::new(Mutex::new(None));
        let place = Arc::clone(&result);
        let change: Change = Box::new(move |tx| {
            async move {
                let value = change(tx).await?;
                *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
                Ok(())
            }
            .boxed()
        });
        let drafts = entries.into_iter().collect();
        let receipts = self.send(Request { event, repeatable, silent: false, drafts, change: Some(change) }).await?;
        let value = result.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(Recorded { value, receipts })
    }

    async fn send(&self, request: Request) -> Result<Vec<Receipt>> {
        self.context.check_writable()?;
        let (answer, answered) = oneshot::channel();
        self.queue.push(Command { request, answer })?;
        answered.await.map_err(|_| {
            Error::unavailable(say!("The server is stopping; it is not known whether the change was kept."))
        })?
    }
}

/// The receipts of an event that was recorded before, in the order of its entries.
async fn receipts_of(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<Receipt>> {
    let of_event = entry::Entity::find().filter(is(entry::Column::Event, event)).order_by_asc(entry::Column::Part);
    Ok(of_event.all(db).await.map_err(trouble)?.into_iter().map(receipt).collect())
}

fn receipt(entry: log::entry::Model) -> Receipt {
    Receipt {
        log: entry.log.0.0,
        event: entry.event.0,
        index: entry.idx.cast_unsigned(),
        leaf: hex::encode(entry.leaf),
    }
}
