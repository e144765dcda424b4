//! A vault in a temporary folder, two engagements in it, and a way to put yesterday's files back.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bailee_model::clock::SeededRng;
use bailee_model::{EngagementId, HoldingId, Rng};
use bailee_vault::{Identity, Result, Vault, VaultPaths};
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStoreExt, PutPayload};
use tempfile::TempDir;

/// The bytes that no file of the vault may contain.
pub(crate) const CANARY: &[u8] = b"CANARY-IBAN-FR7612345987650123456789014-CANARY";

pub(crate) struct Setting {
    pub(crate) dir: TempDir,
    pub(crate) paths: VaultPaths,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) officers: [Identity; 2],
    pub(crate) engagements: [EngagementId; 2],
    pub(crate) holdings: [[HoldingId; 3]; 2],
}

impl Setting {
    pub(crate) fn new(seed: u64) -> Self {
        let rng = SeededRng::new(seed);
        let dir = tempfile::tempdir().unwrap();
        let paths =
            VaultPaths { data: dir.path().join("data"), root: dir.path().join("root"), kits: dir.path().join("kits") };
        Self {
            engagements: [EngagementId::new(&rng), EngagementId::new(&rng)],
            holdings: [[0; 3], [0; 3]].map(|row| row.map(|_| HoldingId::new(&rng))),
            officers: [Identity::generate(), Identity::generate()],
            rng: Arc::new(rng),
            dir,
            paths,
        }
    }

    /// A vault with an object in each holding.
    pub(crate) async fn filled(&self) -> Vault {
        let vault = Vault::create(self.paths.clone(), self.recipients(), self.rng.clone()).await.unwrap();
        for (engagement, holdings) in self.engagements.iter().zip(&self.holdings) {
            vault.add_engagement(*engagement).await.unwrap();
            for holding in holdings {
                vault.add_holding(*engagement, *holding).await.unwrap();
                put(&vault, *engagement, *holding).await.unwrap();
            }
        }
        vault
    }

    pub(crate) fn recipients(&self) -> Vec<bailee_vault::Recipient> {
        self.officers.iter().map(Identity::recipient).collect()
    }

    pub(crate) async fn open(&self) -> Result<Vault> {
        Vault::open(self.paths.clone(), self.recipients(), self.rng.clone()).await
    }

    /// Copies a folder of the vault away, as a backup would.
    pub(crate) fn back_up(&self, folder: &Path) -> TempDir {
        let kept = tempfile::tempdir().unwrap();
        copy(folder, kept.path());
        kept
    }

    /// Puts a folder back as it was, and nothing that came since.
    pub(crate) fn put_back(&self, backup: &TempDir, folder: &Path) {
        if folder.exists() {
            fs::remove_dir_all(folder).unwrap();
        }
        copy(backup.path(), folder);
    }
}

pub(crate) fn at(name: &str) -> ObjectPath {
    ObjectPath::from(name)
}

/// Stores the canary under a holding.
pub(crate) async fn put(vault: &Vault, engagement: EngagementId, holding: HoldingId) -> Result<()> {
    let store = vault.store(engagement, holding)?;
    store.put(&at("original"), PutPayload::from_static(CANARY)).await?;
    Ok(())
}

/// Whether a holding opens and still has what was stored.
pub(crate) async fn opens(vault: &Vault, engagement: EngagementId, holding: HoldingId) -> bool {
    let Ok(store) = vault.store(engagement, holding) else { return false };
    let Ok(result) = store.get(&at("original")).await else { return false };
    result.bytes().await.is_ok_and(|bytes| bytes == CANARY)
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
