//! A vault that comes out of a backup, and the gate that it stands behind until what was destroyed since is destroyed again.
//!
//! The gate is a file in the data folder. [`Vault::open`] refuses while it is there; only the restore itself opens such a
//! vault, replays the destructions, and lifts the gate.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bailee_model::{EngagementId, HoldingId, Rng};
use object_store::ObjectStore;

use super::{Vault, VaultPaths, holding_prefix};
use crate::handover::Recipient;
use crate::keyring::{KEYS_ENDING, KeyFolder, RING_FILE, RingContents, Steps, make_private};
use crate::object::SealedStore;
use crate::{Error, Result, kit};

const GATE: &str = "restoring";
const KEYS: &str = "keys";
/// Readings of the key files until one is of a single epoch.
const ATTEMPTS: usize = 5;

/// A key file as it lies in the data folder: wrapped, so that it opens nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Whether a data folder waits behind the gate.
pub(super) fn is_gated(data: &Path) -> bool {
    data.join(GATE).exists()
}

impl KeyFile {
    /// The wrapped key files of a data folder and the epoch they are of, for a backup. The root key, without which they open
    /// nothing, is not among them. Nothing need be open, and somebody else may have the vault open.
    ///
    /// # Errors
    /// [`Error::Unfinished`] while one destruction follows another, [`Error::Damaged`] without a ring, and those of the file
    /// system.
    pub fn all(data: &Path) -> Result<(Vec<Self>, u64)> {
        let folder = data.join(KEYS);
        for _ in 0..ATTEMPTS {
            let (before, files) = (ring_epoch(&folder)?, read_all(&folder)?);
            // A destruction in between replaces some of the files.
            if ring_epoch(&folder)? == before {
                return Ok((files, before));
            }
        }
        Err(Error::Unfinished)
    }
}

fn ring_epoch(folder: &Path) -> Result<u64> {
    let path = folder.join(RING_FILE);
    let ring = fs::read(&path).map_err(|source| Error::io(&path, source))?;
    RingContents::epoch(&ring).ok_or_else(|| Error::Damaged { file: RING_FILE.to_owned() })
}

fn read_all(folder: &Path) -> Result<Vec<KeyFile>> {
    let told = |source| Error::io(folder, source);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        let entry = entry.map_err(told)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != RING_FILE && !name.ends_with(KEYS_ENDING) {
            continue;
        }
        match fs::read(entry.path()) {
            Ok(bytes) => files.push(KeyFile { name, bytes }),
            // Its engagement was destroyed since the folder was read.
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(Error::io(&entry.path(), source)),
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

impl Vault {
    /// The data folder.
    pub fn data_folder(&self) -> &Path {
        &self.paths.data
    }

    /// What the kit of an epoch is called.
    pub fn kit_name(epoch: u64) -> String {
        kit::name(epoch)
    }

    /// A holding's objects as they lie in another store than the vault's own, at the same paths: to try a backup.
    ///
    /// # Errors
    /// As [`store`](Self::store).
    pub fn store_over(
        &self,
        objects: Arc<dyn ObjectStore>,
        engagement: EngagementId,
        holding: HoldingId,
    ) -> Result<SealedStore> {
        let slot = Arc::clone(&self.read().engagement(engagement)?.holding(holding)?.slot);
        let prefix = holding_prefix(engagement, holding);
        Ok(SealedStore::with_slot(objects, prefix, slot, Arc::clone(&self.rng)))
    }

    /// Puts key files out of a backup into an empty data folder, behind the gate. `note` says where they came from.
    ///
    /// # Errors
    /// [`Error::VaultExists`] when the folder holds keys already, [`Error::Damaged`] for a name that no key file has, and those
    /// of the file system.
    pub fn put_back(paths: &VaultPaths, files: &[KeyFile], note: &str) -> Result<()> {
        let folder = paths.data.join(KEYS);
        if folder.join(RING_FILE).exists() {
            return Err(Error::VaultExists(paths.data.clone()));
        }
        make_private(&paths.data)?;
        make_private(&folder)?;
        let steps = Steps::endless();
        // The gate first: at no moment is there a restored key without it.
        KeyFolder::new(vec![paths.data.clone()]).write(GATE, note.as_bytes(), &steps)?;
        let keys = KeyFolder::new(vec![folder]);
        for KeyFile { name, bytes } in files {
            if name.contains(['/', '\\']) || name.starts_with('.') {
                return Err(Error::Damaged { file: name.clone() });
            }
            keys.write(name, bytes, &steps)?;
        }
        Ok(())
    }

    /// What [`put_back`](Self::put_back) noted, while the gate stands.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn gate_note(paths: &VaultPaths) -> Result<Option<String>> {
        let path = paths.data.join(GATE);
        match fs::read_to_string(&path) {
            Ok(note) => Ok(Some(note)),
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::io(&path, source)),
        }
    }

    /// Opens a vault behind its gate, to replay the destructions since its backup. For the restore alone.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_to_replay(paths: VaultPaths, recipients: Vec<Recipient>, rng: Arc<dyn Rng>) -> Result<Self> {
        Self::open_with(paths, recipients, rng, Steps::endless()).await
    }

    /// Lifts the gate: everything that was destroyed is dark again.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn lift_gate(paths: &VaultPaths) -> Result<()> {
        if !is_gated(&paths.data) {
            return Ok(());
        }
        KeyFolder::new(vec![paths.data.clone()]).unlink(GATE, &Steps::endless())
    }
}
