//! The vault as the rest of Bailee knows it: keys are added, stores are opened, things are destroyed.
//!
//! Three folders hold it: `data` (sealed objects and wrapped keys; back it up), `root` (the root key; never back it up)
//! and `kits` (recovery kits, to be carried elsewhere).
//!
//! ```text
//! data/objects/<engagement>/<holding>/…   sealed objects
//! data/staging/                           objects being written
//! data/keys/ring, <engagement>.keys       wrapped keys
//! root/root.key                           the root key
//! root/keys/…                             a second copy of the wrapped keys
//! kits/kit-NNNNNN.age                     the recovery kit of the epoch
//! ```

mod destruction;
mod recovery;
mod restoring;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use bailee_model::{ColumnClass, EngagementId, HoldingId, Rng};
use object_store::ObjectStore;
use object_store::path::Path;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::handover::Recipient;
use crate::keyring::{
    ColumnKey, DetailKey, Epoch, Interrupted, KeyId, Keyring, PseudonymKey, Steps, Table, make_private,
};
use crate::object::{LocalObjects, SealedStore};
use crate::stream::StreamKey;
use crate::{Error, Result, kit};

pub use destruction::{Destroyed, DestroyedHolding, Swept};
pub use restoring::KeyFile;

const OBJECTS: &str = "objects";

/// Where a vault lives.
#[derive(Debug, Clone)]
pub struct VaultPaths {
    /// Sealed objects and wrapped keys. Belongs in every backup.
    pub data: PathBuf,
    /// The root key. Belongs in no backup, and best on another medium than the data.
    pub root: PathBuf,
    /// Where recovery kits are put for people to take away.
    pub kits: PathBuf,
}

/// The keys and sealed objects of a firm. One process has it open at a time; share it behind an `Arc`.
pub struct Vault {
    paths: VaultPaths,
    recipients: Vec<Recipient>,
    rng: Arc<dyn Rng>,
    objects: Arc<dyn ObjectStore>,
    table: Arc<RwLock<Table>>,
    keyring: Arc<Mutex<Keyring>>,
    resumed: std::sync::Mutex<Option<Destroyed>>,
    restored_from: Option<u64>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({}, epoch {})", self.paths.data.display(), self.epoch().number)
    }
}

impl Vault {
    /// Makes a new vault with a fresh root key. Recovery recipients may be none for now, else at least two.
    ///
    /// # Errors
    /// [`Error::VaultExists`], [`Error::TooFewRecipients`], and those of the file system.
    pub async fn create(paths: VaultPaths, recipients: Vec<Recipient>, rng: Arc<dyn Rng>) -> Result<Self> {
        kit::check_recipients(&recipients)?;
        let (at, random) = (paths.clone(), Arc::clone(&rng));
        let keyring = blocking(move || {
            make_private(&at.data)?;
            Keyring::create(&at.data, &at.root, random)
        })
        .await?;
        Self::assemble(paths, recipients, rng, keyring).await
    }

    /// Opens a vault. A destruction that was cut short is completed first, and what became of it is in
    /// [`resumed`](Self::resumed).
    ///
    /// # Errors
    /// [`Error::NoVault`], [`Error::Locked`], [`Error::Restoring`], [`Error::StaleKeyring`] and [`Error::StaleRoot`] after a restore that
    /// does not fit, [`Error::Damaged`], and those of the file system; also those of [`destroy`](Self::destroy) when a
    /// destruction that had only been planned fails again: then nothing of it has happened.
    pub async fn open(paths: VaultPaths, recipients: Vec<Recipient>, rng: Arc<dyn Rng>) -> Result<Self> {
        if restoring::is_gated(&paths.data) {
            return Err(Error::Restoring);
        }
        Self::open_with(paths, recipients, rng, Steps::endless()).await
    }

    pub(crate) async fn open_with(
        paths: VaultPaths,
        recipients: Vec<Recipient>,
        rng: Arc<dyn Rng>,
        steps: Steps,
    ) -> Result<Self> {
        kit::check_recipients(&recipients)?;
        let (at, random, steps) = (paths.clone(), Arc::clone(&rng), Arc::new(steps));
        let counted = Arc::clone(&steps);
        let (keyring, interrupted) = blocking(move || Keyring::open(&at.data, &at.root, random, &counted)).await?;
        let vault = Self::assemble(paths, recipients, rng, keyring).await?;
        match interrupted {
            Interrupted::No => {}
            Interrupted::Undone(target) => vault.note_resumed(vault.destroy_target(target, steps).await?),
            // Whoever takes the first turn completes it.
            Interrupted::Done => drop(vault.turn_with(steps).await?),
        }
        Ok(vault)
    }

    async fn assemble(
        paths: VaultPaths,
        recipients: Vec<Recipient>,
        rng: Arc<dyn Rng>,
        keyring: Keyring,
    ) -> Result<Self> {
        let data = paths.data.clone();
        let objects = Arc::new(blocking(move || LocalObjects::open(&data)).await?);
        let table = keyring.table();
        let restored_from = keyring.restored_from();
        let keyring = Arc::new(Mutex::new(keyring));
        Ok(Self {
            paths,
            recipients,
            rng,
            objects,
            table,
            keyring,
            resumed: std::sync::Mutex::default(),
            restored_from,
        })
    }

    /// The latest destruction that had been cut short and was completed by opening the vault or by the next change.
    pub fn resumed(&self) -> Option<Destroyed> {
        self.resumed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note_resumed(&self, destroyed: Destroyed) {
        *self.resumed.lock().unwrap_or_else(PoisonError::into_inner) = Some(destroyed);
    }

    /// The epoch of the data folder when it was opened, if it was an earlier one than the root key's: it came out of a
    /// backup. The keyring has been brought up to date; [`sweep`](Self::sweep) clears objects the backup brought back.
    pub fn restored_from(&self) -> Option<u64> {
        self.restored_from
    }

    /// Gives a new engagement its keys; returns the name of its engagement key.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::Destroyed`] for one that was, and those of the file system.
    pub async fn add_engagement(&self, engagement: EngagementId) -> Result<KeyId> {
        self.change(move |keyring| keyring.add_engagement(engagement)).await
    }

    /// Gives a new holding its key; returns the key's name. The key is on disk when this returns.
    ///
    /// # Errors
    /// [`Error::UnknownEngagement`], [`Error::Exists`], [`Error::Destroyed`], and those of the file system.
    pub async fn add_holding(&self, engagement: EngagementId, holding: HoldingId) -> Result<KeyId> {
        self.change(move |keyring| keyring.add_holding(engagement, holding)).await
    }

    /// The objects of a holding, sealed on disk and plain to the caller. A store that is still in use when its holding
    /// is destroyed answers [`Error::Destroyed`] from then on.
    ///
    /// # Errors
    /// [`Error::UnknownEngagement`], [`Error::UnknownHolding`], [`Error::Destroyed`].
    pub fn store(&self, engagement: EngagementId, holding: HoldingId) -> Result<Arc<SealedStore>> {
        let slot = Arc::clone(&self.read().engagement(engagement)?.holding(holding)?.slot);
        let prefix = holding_prefix(engagement, holding);
        Ok(Arc::new(SealedStore::with_slot(Arc::clone(&self.objects), prefix, slot, Arc::clone(&self.rng))))
    }

    /// The key of one class of columns in a holding's tables.
    ///
    /// # Errors
    /// As [`store`](Self::store).
    pub fn column_key(&self, engagement: EngagementId, holding: HoldingId, class: ColumnClass) -> Result<ColumnKey> {
        Ok(self.read().engagement(engagement)?.holding(holding)?.column_key(class))
    }

    /// The key of an engagement's pseudonyms, the same for as long as the engagement lives.
    ///
    /// # Errors
    /// [`Error::UnknownEngagement`], [`Error::Destroyed`].
    pub fn pseudonym_key(&self, engagement: EngagementId) -> Result<PseudonymKey> {
        Ok(self.read().engagement(engagement)?.pseudonym_key())
    }

    /// The key of an engagement's ledger details, which dies with the engagement.
    ///
    /// # Errors
    /// [`Error::UnknownEngagement`], [`Error::Destroyed`].
    pub fn detail_key(&self, engagement: EngagementId) -> Result<DetailKey> {
        Ok(self.read().engagement(engagement)?.detail_key())
    }

    /// A key for what lives no longer than this process, such as a query's spill files. It is written nowhere.
    pub fn ephemeral_key(&self) -> StreamKey {
        StreamKey::generate(self.rng.as_ref())
    }

    /// Whether a holding has a live key.
    pub fn is_open(&self, engagement: EngagementId, holding: HoldingId) -> bool {
        self.read().engagement(engagement).is_ok_and(|keys| keys.holdings.contains_key(&holding))
    }

    /// Whether a holding had a key that was destroyed, alone or with its engagement.
    pub fn is_destroyed(&self, engagement: EngagementId, holding: HoldingId) -> bool {
        let table = self.read();
        let found = table.engagement(engagement).and_then(|keys| keys.holding(holding).map(drop));
        matches!(found, Err(Error::Destroyed { .. }))
    }

    /// The engagements that have keys.
    pub fn engagements(&self) -> Vec<EngagementId> {
        self.read().engagements.keys().copied().collect()
    }

    /// The holdings of an engagement that have a live key, with its name.
    ///
    /// # Errors
    /// [`Error::UnknownEngagement`], [`Error::Destroyed`].
    pub fn holdings(&self, engagement: EngagementId) -> Result<Vec<(HoldingId, KeyId)>> {
        let table = self.read();
        Ok(table.engagement(engagement)?.holdings.iter().map(|(id, key)| (*id, key.id)).collect())
    }

    /// The keyring's present epoch.
    pub fn epoch(&self) -> Epoch {
        self.read().epoch()
    }

    /// The sealed objects as they lie on disk, for backups and checks: nothing here is plaintext.
    pub fn sealed_objects(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.objects)
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one change of the keyring at a time, away from the threads that serve requests. A caller that goes away
    /// does not stop it halfway.
    async fn change<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Keyring) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let keyring = self.turn().await?;
        Ok(run(keyring, act).await?.1)
    }

    /// Waits for the keyring. A destruction that could not be completed, or whose caller went away, is completed first.
    async fn turn(&self) -> Result<Turn> {
        self.turn_with(Arc::new(Steps::endless())).await
    }

    async fn turn_with(&self, steps: Arc<Steps>) -> Result<Turn> {
        let turn = Arc::clone(&self.keyring).lock_owned().await;
        let Some(journal) = turn.pending() else { return Ok(turn) };
        let (turn, destroyed) = self.finish(turn, journal, None, steps).await?;
        self.note_resumed(destroyed);
        Ok(turn)
    }
}

/// The right to change the keyring.
type Turn = OwnedMutexGuard<Keyring>;

async fn run<T: Send + 'static>(
    mut turn: Turn,
    act: impl FnOnce(&mut Keyring) -> Result<T> + Send + 'static,
) -> Result<(Turn, T)> {
    blocking(move || act(&mut turn).map(|done| (turn, done))).await
}

fn engagement_prefix(engagement: EngagementId) -> Path {
    Path::from_iter([OBJECTS.to_owned(), engagement.to_string()])
}

fn holding_prefix(engagement: EngagementId, holding: HoldingId) -> Path {
    Path::from_iter([OBJECTS.to_owned(), engagement.to_string(), holding.to_string()])
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(stopped) => Err(Error::Objects(stopped.into())),
    }
}
