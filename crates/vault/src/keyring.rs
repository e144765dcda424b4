//! The keyring: which keys there are, how they are wrapped, and how one dies without taking another along.
//!
//! Two kinds of file hold it. `ring` has the engagement keys, sealed under the epoch key, which is itself sealed under
//! the root key. `<engagement>.keys` has the holding keys of one engagement, sealed under its engagement key. Both
//! stand twice: in the data folder, which is backed up, and beside the root key, in the root folder, which never is.
//!
//! The second copy is what makes a restore harmless. Yesterday's data folder brings yesterday's ring, of an epoch whose
//! root key no longer exists, so nothing it names can be unwrapped: what was destroyed since stays destroyed. The
//! survivors open from the copies beside today's root key, and the data folder is brought up to date from them. When
//! the root folder is lost instead, a recovery kit (which is the root folder, sealed) takes its place. The rule for
//! every file is the same: of the copies that unwrap under the present root, the one with the highest generation counts.
//!
//! What overwriting a file leaves on the medium is beyond a program's reach: a drive may keep old blocks. Put the root
//! folder on a medium that can be destroyed itself, or encrypt the drive; the certificate says which method was used.
//!
//! How the files are changed is in [`folder`], how a key dies in [`destroy`].

mod codec;
mod destroy;
mod folder;
mod load;
mod secret;
mod table;

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bailee_model::{EngagementId, HoldingId, Rng};
use zeroize::Zeroizing;

use crate::kit::Kit;
use crate::{Error, Result};

pub(crate) use codec::Reader;
pub(crate) use destroy::{Journal, Target, prove_same};
pub(crate) use folder::{KeyFolder, Steps};
pub(crate) use load::load;
pub use secret::{ColumnKey, DetailKey, Epoch, KeyId, PseudonymKey};
pub(crate) use table::{EngagementKeys, HoldingKey, RingContents, Root, Table};

pub(crate) const ROOT_FILE: &str = "root.key";
pub(crate) const RING_FILE: &str = "ring";
const JOURNAL_FILE: &str = "destroying";
const LOCK_FILE: &str = "lock";
pub(crate) const KEYS_ENDING: &str = ".keys";
const KEYS_FOLDER: &str = "keys";

pub(crate) fn keys_file(engagement: EngagementId) -> String {
    format!("{engagement}{KEYS_ENDING}")
}

/// The keys in memory and the folders they came from. One keyring has one writer: the caller serialises changes.
pub(crate) struct Keyring {
    table: Arc<RwLock<Table>>,
    root: KeyFolder,
    keys: KeyFolder,
    rng: Arc<dyn Rng>,
    pending: Option<Journal>,
    restored_from: Option<u64>,
    in_doubt: bool,
    // Held for as long as the keyring lives: a second process with an older table could bring a destroyed key back.
    _lock: File,
}

/// Seals and keeps a recovery kit: the root key and the key files by name.
pub(crate) type KitWriter<'a> = dyn FnMut(&Root, &BTreeMap<String, Vec<u8>>) -> Result<()> + 'a;

/// What opening a keyring found of a destruction that was cut short.
pub(crate) enum Interrupted {
    /// Nothing was under way.
    No,
    /// The root had not been advanced: nothing was destroyed, and the plan is to be carried out anew.
    Undone(Target),
    /// The root had been advanced: the keys are gone, and the objects remain to be deleted.
    Done,
}

impl Keyring {
    /// Makes the folders and an empty ring.
    pub(crate) fn create(data: &Path, root: &Path, rng: Arc<dyn Rng>) -> Result<Self> {
        make_private(root)?;
        let (root_folder, keys) = folders(data, root)?;
        // A ring without any engagement is what a creation that was cut short leaves; any more is a vault without root.
        if root_folder.exists(ROOT_FILE) || keys.any_ends_with(KEYS_ENDING)? {
            return Err(Error::VaultExists(root.to_path_buf()));
        }
        let lock = lock(root)?;
        let table = Table::new(rng.as_ref());
        let steps = Steps::endless();
        keys.write(RING_FILE, &table.seal_ring(rng.as_ref()), &steps)?;
        root_folder.write(ROOT_FILE, &table.root.to_bytes(), &steps)?;
        let table = Arc::new(RwLock::new(table));
        Ok(Self {
            table,
            root: root_folder,
            keys,
            rng,
            pending: None,
            restored_from: None,
            in_doubt: false,
            _lock: lock,
        })
    }

    /// Opens the keyring, finishing or undoing what was interrupted, and brings both copies of every file up to date.
    pub(crate) fn open(data: &Path, root: &Path, rng: Arc<dyn Rng>, steps: &Steps) -> Result<(Self, Interrupted)> {
        if !root.join(ROOT_FILE).exists() {
            return Err(Error::NoVault(root.to_path_buf()));
        }
        let lock = lock(root)?;
        let (root_folder, keys) = folders(data, root)?;
        let (pending, interrupted) = destroy::recover(&root_folder, &keys, steps)?;
        let loaded = load(read_root(&root_folder, ROOT_FILE)?, |name| keys.read(name))?;
        let restored_from = outdated(&keys, &loaded.table)?;
        for (name, bytes) in &loaded.chosen {
            keys.refresh(name, bytes, steps)?;
        }
        let table = Arc::new(RwLock::new(loaded.table));
        Ok((
            Self { table, root: root_folder, keys, rng, pending, restored_from, in_doubt: false, _lock: lock },
            interrupted,
        ))
    }

    /// The number of the present epoch.
    pub(crate) fn epoch(&self) -> u64 {
        self.read().root.epoch
    }

    /// The epoch of the ring that was found in the data folder, when it was an earlier one.
    pub(crate) fn restored_from(&self) -> Option<u64> {
        self.restored_from
    }

    /// The table of keys, shared with readers.
    pub(crate) fn table(&self) -> Arc<RwLock<Table>> {
        Arc::clone(&self.table)
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.table.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Gives an engagement its keys.
    pub(crate) fn add_engagement(&mut self, engagement: EngagementId) -> Result<KeyId> {
        self.nothing_pending()?;
        self.read().refuse_known(engagement)?;
        let fresh = EngagementKeys::new(self.rng.as_ref());
        let id = fresh.key_id;
        // The file first: without its key in the ring it is nothing, and is cleared away when the vault is opened.
        self.keys.write(&keys_file(engagement), &fresh.seal(engagement, self.rng.as_ref()), &Steps::endless())?;
        self.change_ring(
            |table| drop(table.engagements.insert(engagement, fresh)),
            |table| {
                table.engagements.remove(&engagement);
            },
        )?;
        Ok(id)
    }

    /// Gives a holding its key.
    pub(crate) fn add_holding(&mut self, engagement: EngagementId, holding: HoldingId) -> Result<KeyId> {
        self.nothing_pending()?;
        let fresh = HoldingKey::new(self.rng.as_ref());
        let id = fresh.id;
        let bytes = {
            let mut table = self.write();
            let keys = table.engagement_mut(engagement)?;
            keys.refuse_known(holding)?;
            keys.holdings.insert(holding, fresh);
            keys.generation += 1;
            keys.seal(engagement, self.rng.as_ref())
        };
        let written = self.keys.write(&keys_file(engagement), &bytes, &Steps::endless());
        if written.is_err() {
            self.write().engagement_mut(engagement)?.holdings.remove(&holding);
        }
        written.map(|()| id)
    }

    /// Has a kit of the present state written, and remembers in the ring that there is one.
    pub(crate) fn write_kit(&mut self, write: &mut KitWriter<'_>) -> Result<()> {
        self.nothing_pending()?;
        let mut files = self.engagement_files()?;
        let before = self.read().kit_written;
        let ring = {
            let mut table = self.write();
            table.generation += 1;
            table.kit_written = table.root.epoch;
            table.seal_ring(self.rng.as_ref())
        };
        files.insert(RING_FILE.to_owned(), ring.clone());
        let written =
            write(&self.read().root, &files).and_then(|()| self.keys.write(RING_FILE, &ring, &Steps::endless()));
        if written.is_err() {
            self.write().kit_written = before;
        }
        written
    }

    /// The file of every engagement, by name.
    fn engagement_files(&self) -> Result<BTreeMap<String, Vec<u8>>> {
        let names: Vec<_> = self.read().engagements.keys().map(|id| keys_file(*id)).collect();
        names.into_iter().map(|name| self.keys.read_one(&name).map(|bytes| (name, bytes))).collect()
    }

    /// Notes that a kit of the present epoch has been tried and opened everything.
    pub(crate) fn note_tried(&mut self) -> Result<()> {
        self.nothing_pending()?;
        let before = self.read().kit_tried;
        self.change_ring(|table| table.kit_tried = table.root.epoch, |table| table.kit_tried = before)
    }

    /// The copies of a key file that are on disk.
    pub(crate) fn copies(&self, name: &str) -> Result<Vec<Vec<u8>>> {
        self.keys.read(name)
    }

    fn change_ring(&mut self, change: impl FnOnce(&mut Table), undo: impl FnOnce(&mut Table)) -> Result<()> {
        let ring = {
            let mut table = self.write();
            change(&mut table);
            table.generation += 1;
            table.seal_ring(self.rng.as_ref())
        };
        let written = self.keys.write(RING_FILE, &ring, &Steps::endless());
        if written.is_err() {
            undo(&mut self.write());
        }
        written
    }
}

fn folders(data: &Path, root: &Path) -> Result<(KeyFolder, KeyFolder)> {
    let (near, far) = (root.join(KEYS_FOLDER), data.join(KEYS_FOLDER));
    make_private(&near)?;
    make_private(&far)?;
    Ok((KeyFolder::new(vec![root.to_path_buf()]), KeyFolder::new(vec![near, far])))
}

fn outdated(keys: &KeyFolder, table: &Table) -> Result<Option<u64>> {
    let epochs = keys.read(RING_FILE)?;
    Ok(epochs.iter().filter_map(|ring| RingContents::epoch(ring)).min().filter(|epoch| *epoch < table.root.epoch))
}

/// Makes a folder that only its owner may enter.
pub(crate) fn make_private(path: &Path) -> Result<()> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|source| Error::io(path, source))
}

fn lock(root: &Path) -> Result<File> {
    let path: PathBuf = root.join(LOCK_FILE);
    let file = File::create(&path).map_err(|source| Error::io(&path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked(path)),
        Err(TryLockError::Error(source)) => Err(Error::io(&path, source)),
    }
}

/// Rebuilds the root folder from a kit; returns what it opens.
pub(crate) fn restore(data: &Path, root: &Path, kit: Kit) -> Result<Table> {
    make_private(root)?;
    let _lock = lock(root)?;
    let (root_folder, keys) = folders(data, root)?;
    if root_folder.exists(ROOT_FILE) && read_root(&root_folder, ROOT_FILE)?.epoch >= kit.root.epoch {
        return Err(Error::VaultExists(root.to_path_buf()));
    }
    let newest = keys.read(RING_FILE)?.iter().filter_map(|ring| RingContents::epoch(ring)).max();
    if let Some(current) = newest.filter(|epoch| *epoch > kit.root.epoch) {
        return Err(Error::SupersededKit { kit: kit.root.epoch, current });
    }
    let near = KeyFolder::new(keys.places()[..1].to_vec());
    let steps = Steps::endless();
    for (name, bytes) in &kit.files {
        near.write(name, bytes, &steps)?;
    }
    for (name, bytes) in kit.beside.iter().filter(|(name, _)| !root_folder.exists(name)) {
        root_folder.write(name, bytes, &steps)?;
    }
    let bytes = kit.root.to_bytes();
    let loaded = load(kit.root, |name| keys.read(name)).map_err(|_| Error::DamagedKit)?;
    // The root key comes last: until it is there, the folder holds no vault.
    root_folder.write(ROOT_FILE, &bytes, &steps)?;
    Ok(loaded.table)
}

fn read_root(folder: &KeyFolder, file: &str) -> Result<Root> {
    let bytes = Zeroizing::new(folder.read_one(file)?);
    Root::from_bytes(&bytes).ok_or_else(|| damaged(file))
}

fn damaged(file: &str) -> Error {
    Error::Damaged { file: file.to_owned() }
}
