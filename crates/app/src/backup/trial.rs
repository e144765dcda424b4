//! Trying a backup: a restore into a scratch folder, all of it but the last step.
//!
//! Every part and every object is read and hashed; the key files are opened; the records become a database of their own, whose
//! logs are recomputed entry by entry and compared with those in use; and of the sealed objects some are put where a vault
//! would have them and opened under the keys that live. What lies in the scratch folder meanwhile is what lies in the data
//! folder anyway, sealed in the same way, and it goes at the end.

use super::{
    Backups,
    make::KeysPart,
    manifest::{Manifest, damaged},
    part,
};
use crate::keys::SiteLedgerKeys;
use bailee_model::{Backup, EngagementId, EntryDraft, Error, HoldingId, Result, Trier};
use bailee_store::{Anchor, Store};
use bailee_vault::{Identity, Vault};
use futures::TryStreamExt as _;
use object_store::{ObjectStore, ObjectStoreExt as _, local::LocalFileSystem, path::Path};
use serde::{Deserialize, Serialize};
use std::{path::PathBuf, sync::Arc};

/// Objects that are opened, of however many there are; all are hashed.
const OPENED: usize = 64;

/// What a trial that went well has looked at. It stands in the register as JSON; of one that failed the kind of trouble does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Sealed objects whose bytes are those that were copied.
    pub objects: u64,
    /// Of these, how many were opened.
    pub opened: u64,
    /// Rows that became a database again.
    pub rows: u64,
    /// Entries of all logs, each hashed anew.
    pub entries: u64,
}

/// A folder that goes when it is dropped.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::error!(%error, "the scratch folder of a trial could not be removed; the next trial does it");
        }
    }
}

impl Backups {
    /// Tries the newest backup here, and writes down how that went. The server opens it with its own key; a keeper with
    /// theirs. Without a vault no object is opened: it is open elsewhere.
    ///
    /// # Errors
    /// When the result cannot be written down. A trial that fails is a result.
    pub async fn try_newest(&self, keeper: Option<Identity>, vault: Option<&Vault>) -> Result<Option<Backup>> {
        let Some(mut backup) = self.newest().await? else { return Ok(None) };
        let trier = if keeper.is_some() { Trier::Keeper } else { Trier::Clock };
        let outcome = self.try_restore(&backup, keeper, vault).await;
        let says = match &outcome {
            Ok(tried) => serde_json::to_string(tried)
                .map_err(|error| Error::internal("A trial cannot be spelled.").because(error))?,
            Err(error) => {
                tracing::error!(%error, source = ?std::error::Error::source(error), backup = %backup.id, "the trial of a backup failed");
                kind_of(error)
            }
        };
        backup.tried_at = Some(self.now());
        backup.tried_ok = Some(outcome.is_ok());
        (backup.tried_by, backup.tried_says) = (Some(trier), says);
        let entry = EntryDraft::site("backup.tried")
            .id("backup", backup.id)
            .detail("by", trier.as_str())
            .detail("went_well", outcome.is_ok());
        let (id, tried) = (backup.id, backup.clone());
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let now = tx.get::<Backup>(id).await?.ok_or_else(Error::not_found)?;
            tx.save(&Backup {
                tried_at: tried.tried_at,
                tried_ok: tried.tried_ok,
                tried_by: tried.tried_by,
                tried_says: tried.tried_says,
                ..now
            })
            .await
        });
        recorded.await?;
        Ok(Some(backup))
    }

    async fn try_restore(&self, backup: &Backup, keeper: Option<Identity>, vault: Option<&Vault>) -> Result<Tried> {
        let scratch = self.scratch()?;
        // An identity has no copy: its text makes another.
        let text =
            keeper.map_or_else(|| self.keys.backup_identity().to_secret_text(), |keeper| keeper.to_secret_text());
        let identity = || text.parse::<Identity>();
        let (manifest, digest) = Manifest::read(&self.place, backup.id, &self.keys, &identity()?).await?;
        if digest != backup.digest {
            return Err(damaged());
        }
        let mut tried = self.try_records(&manifest, &scratch, identity()?).await?;
        try_keys(self, &manifest, identity()?).await?;
        self.try_objects(&manifest, &scratch, vault, &mut tried).await?;
        Ok(tried)
    }

    fn scratch(&self) -> Result<Scratch> {
        let folder = self.data.join("trial");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::DirBuilder::new().create(&folder)?;
        Ok(Scratch(folder))
    }

    /// The records become a database, and every log in it is what it was.
    async fn try_records(&self, manifest: &Manifest, scratch: &Scratch, identity: Identity) -> Result<Tried> {
        let url = format!("sqlite://{}", scratch.0.join("records.db").display());
        let (pieces, all) = part::open(&self.place, manifest.part("records.age")?, identity);
        let put = Store::put_back(&url, pieces, &manifest.id.to_string(), self.now()).await;
        all.await.map_err(|error| Error::internal("A trial broke off.").because(error))??;
        let copied = put?;
        if copied != manifest.copied {
            return Err(damaged());
        }
        let keys = Arc::new(SiteLedgerKeys::new(self.keys.clone()));
        let anchor = Anchor::in_folder(scratch.0.join("anchor"));
        let store = Store::open_to_replay(&url, keys, self.clock.clone(), self.rng.clone(), anchor).await?;
        let findings = store.fsck().await;
        store.close().await?;
        let findings = findings?;
        for log in &copied.logs {
            if !self.store.continues(log).await? {
                return Err(Error::corrupt("The log does not begin with what the backup has of it."));
            }
        }
        if !findings.is_clean() {
            return Err(Error::corrupt(format!("The records of the backup have {} faults.", findings.faults.len())));
        }
        Ok(Tried { rows: copied.rows, entries: findings.entries, ..Tried::default() })
    }

    async fn try_objects(
        &self,
        manifest: &Manifest,
        scratch: &Scratch,
        vault: Option<&Vault>,
        tried: &mut Tried,
    ) -> Result<()> {
        let copies: Arc<dyn ObjectStore> =
            Arc::new(LocalFileSystem::new_with_prefix(&scratch.0).map_err(super::place_error)?);
        let every = manifest.objects.len().div_ceil(OPENED).max(1);
        for (number, object) in manifest.objects.iter().enumerate() {
            tried.objects += 1;
            let named = owner(&object.path).filter(|_| number % every == 0);
            let live =
                named.zip(vault).filter(|((engagement, holding, _), vault)| vault.is_open(*engagement, *holding));
            let Some(((engagement, holding, name), vault)) = live else {
                part::check(&self.place, &object.copy, None).await?;
                continue;
            };
            super::rebuild::put_object(&self.place, object, &copies).await?;
            let store = vault.store_over(copies.clone(), engagement, holding)?;
            let mut plain = store.get(&Path::from(name)).await.map_err(crate::custody::sealed_error)?.into_stream();
            // Every segment is authenticated as it is opened; the plaintext is let go at once.
            while plain.try_next().await.map_err(crate::custody::sealed_error)?.is_some() {}
            tried.opened += 1;
            copies.delete(&Path::from(object.path.as_str())).await.map_err(super::place_error)?;
        }
        Ok(())
    }
}

/// The key files are those of one epoch, and as many as were copied.
async fn try_keys(backups: &Backups, manifest: &Manifest, identity: Identity) -> Result<()> {
    let keys = super::rebuild::keys_part(&backups.place, manifest, identity).await?;
    let KeysPart { files, recipients } = keys;
    if files.iter().any(|(name, _)| name == "ring") && recipients.len() >= 2 { Ok(()) } else { Err(damaged()) }
}

/// The kind of trouble, as it is spelled elsewhere.
fn kind_of(error: &Error) -> String {
    let word = serde_json::to_value(error.kind()).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Whose an object is, by its path `objects/<engagement>/<holding>/<name>`.
fn owner(path: &str) -> Option<(EngagementId, HoldingId, String)> {
    let mut parts = path.splitn(4, '/').skip(1);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.to_owned()))
}
