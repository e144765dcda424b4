//! Bringing things into custody and reaching them there: the one place where the application touches sealed bytes.

use crate::{App, Door, disclosing::Permit, residency};
use bailee_model::{
    Category, ColumnClass, Engagement, EngagementId, EngagementState, EntryDraft, Error, Holding, HoldingId,
    HoldingKind, HoldingState, PersonId, Purpose, Result, clock::random, engine::TableRef, say,
};
use bailee_store::{Recorded, Tx};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use object_store::{ObjectStoreExt as _, path::Path};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The object that holds what a holding is: the bytes as they arrived or were made.
pub(crate) const CONTENT: &str = "original";
/// The site log's entry that names recovery kits which a destruction made worthless.
pub(crate) const SUPERSEDED: &str = "kit.superseded";

/// The categories by the harm that they do in wrong hands, the worst first.
const BY_HARM: [Category; 5] =
    [Category::Secrets, Category::Employees, Category::Financial, Category::Parties, Category::Operations];

/// The category of what is made from several things: a grant that opens it reaches the most sensitive of them.
pub(crate) fn most_sensitive(of: &[Category]) -> Option<Category> {
    BY_HARM.into_iter().find(|category| of.contains(category))
}

impl Door {
    /// A name that the product gives, or a reason that it writes into a register: it is data and reads alike for everybody, so
    /// it is in the language of whoever had the thing made.
    pub(crate) fn naming(&self, en: String, fr: String) -> String {
        if self.who.language == "fr" { fr } else { en }
    }
}

/// What a new holding is.
pub(crate) struct NewHolding {
    pub(crate) engagement: EngagementId,
    pub(crate) kind: HoldingKind,
    pub(crate) name: String,
    pub(crate) category: Category,
    pub(crate) purpose: Purpose,
    pub(crate) source: Option<HoldingId>,
    pub(crate) brought_by: PersonId,
}

impl App {
    /// Makes a holding that is still arriving: its key exists and its record says so, so that a crash leaves nothing unknown.
    pub(crate) async fn begin_holding(&self, new: NewHolding) -> Result<Holding> {
        self.require_recovery()?;
        let id = HoldingId::new(self.rng.as_ref());
        let key_id = self.vault.add_holding(new.engagement, id).await?;
        let holding = Holding {
            id,
            engagement: new.engagement,
            kind: new.kind,
            state: HoldingState::Arriving,
            name: new.name,
            category: new.category,
            purpose: new.purpose,
            source: new.source,
            bytes: 0,
            rows: 0,
            rejects: 0,
            brought_by: new.brought_by,
            arrived_at: self.clock.now(),
            digest: String::new(),
            salt: hex::encode(random::<32>(self.rng.as_ref())),
            key_id: key_id.to_string(),
            destroyed_at: None,
        };
        let entry = EntryDraft::new(new.engagement, "holding.announced")
            .id("holding", id)
            .id("person", new.brought_by)
            .detail("kind", holding.kind.as_str())
            .detail("name", holding.name.clone())
            .detail("category", holding.category.as_str())
            .detail("purpose", holding.purpose.as_str());
        let kept = holding.clone();
        let now = self.clock.now();
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            if kept.kind == HoldingKind::Original {
                residency::require_here(&tx, kept.engagement, now).await?;
            }
            let engagement = tx.get::<Engagement>(kept.engagement).await?.ok_or_else(Error::not_found)?;
            if engagement.state == EngagementState::Closed {
                return Err(Error::conflict(say!("The engagement was closed in the meantime.")));
            }
            tx.save(&kept).await
        });
        recorded.await?;
        Ok(holding)
    }

    /// Nothing is taken into custody that could be lost: kits must be written and tried first (clause S4.4).
    fn require_recovery(&self) -> Result<()> {
        if self.vault.recovery_ready().is_ready() {
            return Ok(());
        }
        Err(Error::conflict(say!("No recovery kit has been written and tried, so nothing is taken into custody yet."))
            .hint(say!("The officer runs ‘baileed kit write’ and ‘baileed kit try’.")))
    }

    /// Streams bytes into the sealed form and counts and hashes them on the way. On an error nothing of them is left.
    pub(crate) async fn pour<S>(&self, holding: &mut Holding, bytes: S) -> Result<()>
    where
        S: Stream<Item = Result<Bytes>> + Send,
    {
        let mut hasher = Sha256::new();
        hasher.update(
            hex::decode(&holding.salt).map_err(|error| Error::internal("A salt is not hexadecimal.").because(error))?,
        );
        let hasher = Arc::new(Mutex::new(hasher));
        let given = Arc::new(Mutex::new(None));
        let (tap, failed) = (hasher.clone(), given.clone());
        let plain = bytes.map(move |chunk| match chunk {
            Ok(chunk) => {
                tap.lock().unwrap_or_else(PoisonError::into_inner).update(&chunk);
                Ok(chunk)
            }
            Err(error) => {
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                Err(object_store::Error::Generic { store: "upload", source: "the bytes stopped coming".into() })
            }
        });
        let store = self.vault.store(holding.engagement, holding.id)?;
        let written = store.put_stream(&Path::from(CONTENT), plain.boxed()).await;
        let written = written.map_err(|error| {
            let given = given.lock().unwrap_or_else(PoisonError::into_inner).take();
            given.unwrap_or_else(|| sealed_error(error))
        })?;
        holding.bytes = i64::try_from(written).unwrap_or(i64::MAX);
        holding.digest = hex::encode(hasher.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize());
        Ok(())
    }

    /// Says that a holding has arrived whole. What is brought from outside does not arrive once an incident has frozen its
    /// engagement, however long it was under way.
    pub(crate) async fn settle(&self, holding: &mut Holding, entry: EntryDraft) -> Result<Recorded<()>> {
        holding.state = HoldingState::Held;
        let entry = entry
            .id("holding", holding.id)
            .digest("content", holding.digest.clone())
            .detail("bytes", holding.bytes)
            .detail("rows", holding.rows)
            .detail("rejects", holding.rejects);
        let kept = holding.clone();
        self.store
            .ledger()
            .record([entry], move |tx| async move {
                require_state(&tx, kept.id, HoldingState::Arriving).await?;
                if kept.kind == HoldingKind::Original {
                    require_running(&tx, kept.engagement).await?;
                }
                tx.save(&kept).await
            })
            .await
    }

    /// Puts a small thing of our own making into custody, in one go.
    pub(crate) async fn deposit(&self, new: NewHolding, event: &'static str, bytes: Vec<u8>) -> Result<Holding> {
        let by = new.brought_by;
        let mut holding = self.begin_holding(new).await?;
        let poured = self.pour(&mut holding, futures::stream::once(async { Ok(Bytes::from(bytes)) })).await;
        if let Err(error) = poured {
            self.abandon(holding).await?;
            return Err(error);
        }
        let entry = EntryDraft::new(holding.engagement, event).id("person", by);
        if let Err(error) = self.settle(&mut holding, entry).await {
            self.abandon(holding).await?;
            return Err(error);
        }
        Ok(holding)
    }

    /// Gives up on something that did not arrive whole: its key and its bytes go at once. After a crash they may be gone
    /// already; and what has settled or was destroyed in the meantime is left as it is.
    pub(crate) async fn abandon(&self, holding: Holding) -> Result<()> {
        let _turn = self.destroying.lock().await;
        let (engagement, id) = (holding.engagement, holding.id);
        let now = self.store.get::<Holding>(id).await?.ok_or_else(Error::not_found)?;
        if now.state != HoldingState::Arriving {
            return Ok(());
        }
        let superseded = match self.vault.is_open(engagement, id) {
            true => self.vault.destroy(engagement, &[id]).await?.superseded_kits,
            false => self.vault.previous_kit().into_iter().collect(),
        };
        self.note_superseded(&superseded).await?;
        let at = self.clock.now();
        let entry = EntryDraft::new(engagement, "holding.abandoned").id("holding", id);
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let mut holding = tx.get::<Holding>(id).await?.ok_or_else(Error::not_found)?;
            holding.state = HoldingState::Destroyed;
            holding.destroyed_at = Some(at);
            holding.salt.clear();
            tx.save(&holding).await
        });
        recorded.await.map(drop)
    }

    /// Writes down which recovery kits a destruction superseded. Copies of them may be kept for a while, and what is
    /// destroyed in that time has to name them too.
    pub(crate) async fn note_superseded(&self, kits: &[String]) -> Result<()> {
        self.note_kits(kits).await
    }

    /// The bytes of a small holding. The caller has recorded the opening before.
    pub(crate) async fn unseal(&self, holding: &Holding) -> Result<Bytes> {
        let store = self.vault.store(holding.engagement, holding.id)?;
        let got = store.get(&Path::from(CONTENT)).await.map_err(sealed_error)?;
        got.bytes().await.map_err(sealed_error)
    }

    /// The bytes of a holding of any size, on their way out: the register's leave for this very one is used up (invariant 11).
    pub(crate) async fn unseal_stream(
        &self,
        holding: &Holding,
        permit: Permit,
    ) -> Result<impl Stream<Item = object_store::Result<Bytes>> + Send + 'static> {
        permit.covers(holding)?;
        let store = self.vault.store(holding.engagement, holding.id)?;
        let got = store.get(&Path::from(CONTENT)).await.map_err(sealed_error)?;
        Ok(got.into_stream())
    }

    /// An engagement's tables in use, as the workbench is told of them: with the class in force of every decided column.
    pub(crate) async fn tables(&self, engagement: EngagementId) -> Result<Vec<(Holding, TableRef)>> {
        let holdings = self.store.holdings(engagement).await?;
        let mut tables = Vec::new();
        for table in holdings.iter().filter(|each| each.kind == HoldingKind::Table && each.state == HoldingState::Held)
        {
            let file = holdings
                .iter()
                .find(|each| Some(each.id) == table.source)
                .map_or_else(|| table.name.clone(), |each| each.name.clone());
            let classes = self.classes(table.id).await?;
            tables.push((table.clone(), TableRef { holding: table.id, name: table.name.clone(), file, classes }));
        }
        Ok(tables)
    }

    /// Whether a table has a column whose values nobody sees row by row.
    pub(crate) async fn has_aggregates(&self, table: HoldingId) -> Result<bool> {
        Ok(self.classes(table).await?.values().any(|class| *class == ColumnClass::AggregateOnly))
    }

    /// The class in force of every decided column: the latest decision wins.
    pub(crate) async fn classes(&self, table: HoldingId) -> Result<BTreeMap<String, ColumnClass>> {
        let decisions = self.store.column_decisions(table).await?;
        Ok(decisions.into_iter().map(|decision| (decision.column, decision.class)).collect())
    }
}

/// Refuses what arrives in an engagement that an incident froze meanwhile.
async fn require_running(tx: &Tx, id: EngagementId) -> Result<()> {
    let engagement = tx.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
    if engagement.frozen_by.is_none() {
        return Ok(());
    }
    Err(Error::conflict(say!("An incident has frozen this engagement in the meantime: nothing arrives."))
        .hint(say!("Nothing of it was kept: bring it again when an officer has let the engagement run again.")))
}

/// Refuses what was decided elsewhere while this was under way: destroyed stays destroyed (invariant 5).
pub(crate) async fn require_state(tx: &Tx, id: HoldingId, state: HoldingState) -> Result<()> {
    let holding = tx.get::<Holding>(id).await?.ok_or_else(Error::not_found)?;
    if holding.state == state {
        return Ok(());
    }
    Err(Error::conflict(say!("This was changed or destroyed in the meantime."))
        .hint(say!("Look at what is held; then begin again if it is still wanted.")))
}

/// An arrival under way. Dropped before its end, because a browser went away or a request was given up, it leaves nothing.
pub(crate) struct Arrival(Option<(Arc<App>, Holding)>);

impl Arrival {
    pub(crate) fn new(app: &Arc<App>, holding: &Holding) -> Self {
        Self(Some((app.clone(), holding.clone())))
    }

    /// The bytes are in; what becomes of them is for the caller to say.
    pub(crate) fn arrived(mut self) {
        self.0 = None;
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        let Some((app, holding)) = self.0.take() else { return };
        // Without a runtime the process is ending; the next start gives the arrival up.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if let Err(error) = app.abandon(holding).await {
                tracing::error!(%error, "an arrival that broke off could not be given up; the next start does it");
            }
        });
    }
}

pub(crate) fn sealed_error(error: object_store::Error) -> Error {
    let full = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source())
        .filter_map(|error| error.downcast_ref::<std::io::Error>())
        .any(|error| error.kind() == std::io::ErrorKind::StorageFull);
    if full {
        return Error::unavailable(say!("The disk is full. Nothing of this was kept."))
            .hint(say!("The operator makes room; then send it again."))
            .because(error);
    }
    match error {
        object_store::Error::NotFound { .. } => {
            Error::corrupt("A sealed object is missing.").hint(say!("The operator runs ‘baileed fsck’."))
        }
        other => Error::unavailable(say!("Sealed bytes could not be read or written."))
            .hint(say!("The operator finds the details in the server's log."))
            .because(other),
    }
}
