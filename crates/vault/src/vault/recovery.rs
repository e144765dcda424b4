//! Recovery: kits are written, tried, and one day needed.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Vault, VaultPaths, blocking};
use crate::handover::{Identity, Recipient};
use crate::keyring::{Root, Steps, prove_same};
use crate::kit::{self, Kit, KitStatus, KitTrial};
use crate::{Error, Result, keyring};

impl Vault {
    /// How the vault stands with its recovery kits.
    pub fn recovery_ready(&self) -> KitStatus {
        let table = self.read();
        if self.recipients.is_empty() {
            KitStatus::NoRecipients
        } else if table.kit_written != table.root.epoch {
            KitStatus::NotWritten
        } else if table.kit_tried == 0 {
            KitStatus::NotTried
        } else {
            KitStatus::Ready { tried_epoch: table.kit_tried }
        }
    }

    /// Writes a recovery kit of the present keys into the kits folder; returns its path. Destructions write theirs by
    /// themselves.
    ///
    /// # Errors
    /// [`Error::TooFewRecipients`] when none are named, and those of the file system.
    pub async fn write_kit(&self) -> Result<PathBuf> {
        let (paths, recipients) = (self.paths.clone(), self.recipients.clone());
        self.change(move |keyring| {
            let mut path = PathBuf::new();
            keyring.write_kit(&mut |root: &Root, files: &_| {
                path = kit::write(&paths, &recipients, root, files, &Steps::endless())?;
                Ok(())
            })?;
            kit::keep_only(&paths.kits, keyring.epoch(), &Steps::endless())?;
            Ok(path)
        })
        .await
    }

    /// The kit of the present epoch, by name and epoch, once it is written.
    pub fn current_kit(&self) -> Option<(String, u64)> {
        let table = self.read();
        (table.kit_written == table.root.epoch).then(|| (kit::name(table.kit_written), table.kit_written))
    }

    /// Whom recovery kits and backups are sealed to.
    pub fn recipients(&self) -> &[Recipient] {
        &self.recipients
    }

    /// The name of the kit of the epoch before this one, of which somebody may still keep a copy.
    pub fn previous_kit(&self) -> Option<String> {
        self.epoch().number.checked_sub(1).filter(|epoch| *epoch > 0).map(kit::name)
    }

    /// Proves that a kit, with the key files in the data folder, opens every holding there is, and remembers that it
    /// was tried. Nothing is restored.
    ///
    /// # Errors
    /// [`Error::WrongIdentity`], [`Error::DamagedKit`], [`Error::SupersededKit`], [`Error::Doubt`] when it would not
    /// open everything.
    pub async fn try_kit(&self, sealed: &[u8], identity: &Identity) -> Result<KitTrial> {
        let Kit { root, files, .. } = kit::open(sealed, identity)?;
        let table = Arc::clone(&self.table);
        self.change(move |keyring| {
            let (current, epoch) = (keyring.epoch(), root.epoch);
            check_epoch(epoch, current)?;
            let loaded = keyring::load(root, |name| {
                let mut copies = keyring.copies(name)?;
                copies.extend(files.get(name).cloned());
                Ok(copies)
            })?;
            let (holdings, engagements) = {
                let now = table.read().unwrap_or_else(std::sync::PoisonError::into_inner);
                (prove_same(&now, &loaded.table)?, now.engagements.len() as u64)
            };
            keyring.note_tried()?;
            Ok(KitTrial { epoch, engagements, holdings })
        })
        .await
    }

    /// Rebuilds a lost root folder from a kit. Then [`open`](Self::open) the vault with whatever data folder is left,
    /// of any age: what was destroyed before the kit was written stays destroyed, everything else opens.
    ///
    /// # Errors
    /// [`Error::VaultExists`] when the root folder holds a key of the kit's epoch or a later one,
    /// [`Error::SupersededKit`] when the data folder is of a later epoch than the kit, [`Error::WrongIdentity`],
    /// [`Error::DamagedKit`], and those of the file system.
    pub async fn restore_root(paths: &VaultPaths, sealed: &[u8], identity: &Identity) -> Result<KitTrial> {
        let kit = kit::open(sealed, identity)?;
        let paths = paths.clone();
        blocking(move || {
            let epoch = kit.root.epoch;
            let table = keyring::restore(&paths.data, &paths.root, kit)?;
            let holdings = table.engagements.values().map(|keys| keys.holdings.len() as u64).sum();
            Ok(KitTrial { epoch, engagements: table.engagements.len() as u64, holdings })
        })
        .await
    }
}

fn check_epoch(kit: u64, current: u64) -> Result<()> {
    match kit.cmp(&current) {
        std::cmp::Ordering::Less => Err(Error::SupersededKit { kit, current }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(Error::StaleRoot { root: current, keyring: kit }),
    }
}
