//! What would bring the installation back, and what therefore remains of what was destroyed.
//!
//! The register has a row for every backup and every recovery kit that was ever made. A backup is gone when Bailee removed
//! it, a copy of a kit when the people who kept it have destroyed it: nobody can see that from here, so somebody says so, and
//! until then it counts as there (*overdue is shown, never assumed*).

use crate::{App, custody::SUPERSEDED};
use bailee_model::{EntryDraft, RecoveryKit, RecoveryKitId, Remainder, RemainderKind, Result};
use jiff::{SignedDuration, Timestamp};

/// The entry that names one holding whose destruction was decided; from it on there is no way back.
pub(crate) const DECIDED: &str = "destruction.decided";

impl App {
    /// What may still hold something that was in custody from `since` on and whose key was destroyed at `destroyed`: the
    /// backups and recovery kits made in between, until when they may exist, and since when they are gone.
    pub(crate) async fn remains(&self, since: Timestamp, destroyed: Timestamp) -> Result<Vec<Remainder>> {
        let mut remains = Vec::new();
        for backup in self.store.backups().await? {
            // One that is under way may be copying it now.
            let over = backup.finished_at.or(backup.gone_at);
            if backup.made_at <= destroyed && over.is_none_or(|over| over >= since) {
                let (kind, name) = (RemainderKind::Backup, backup.id.to_string());
                remains.push(Remainder { kind, name, by: backup.expires_at, gone_at: backup.gone_at });
            }
        }
        for kit in self.store.recovery_kits().await? {
            // The kit of the present epoch never had the key: every destruction begins a new epoch.
            let (Some(superseded), Some(by)) = (kit.superseded_at, kit.gone_by) else { continue };
            if kit.written_at <= destroyed && superseded >= since {
                remains.push(Remainder { kind: RemainderKind::Kit, name: kit.name, by, gone_at: kit.gone_at });
            }
        }
        remains.sort_by(|one, other| (one.by, &one.name).cmp(&(other.by, &other.name)));
        Ok(remains)
    }

    /// Brings the register of kits up to date with the vault: the present kit is in it, and every earlier one is superseded.
    /// `told` are kits that a destruction removed from the vault's folder; copies of them may be kept for a while, and what
    /// is destroyed in that time has to name them too.
    pub(crate) async fn note_kits(&self, told: &[String]) -> Result<()> {
        if self.store.firm().await?.is_none() {
            // The log has no name yet; the next start writes them down.
            return Ok(());
        }
        let now = self.clock.now();
        let epoch = i64::try_from(self.vault.epoch().number).unwrap_or(i64::MAX);
        let current = self.vault.current_kit().map(|(name, _)| name);
        let known = self.store.recovery_kits().await?;
        let late = |kit: &&RecoveryKit| kit.superseded_at.is_none() && kit.epoch < epoch;
        let mut superseded: Vec<RecoveryKit> = known.iter().filter(late).cloned().collect();
        let unknown = |name: &&String| known.iter().all(|kit| kit.name != **name);
        superseded.extend(told.iter().filter(unknown).map(|name| self.kit(name, epoch - 1, now)));
        let gone_by = now + SignedDuration::from_hours(24 * self.limits().backup_keep_days);
        for kit in &mut superseded {
            (kit.superseded_at, kit.gone_by) = (Some(now), Some(gone_by));
        }
        let written = current.iter().filter(unknown).map(|name| self.kit(name, epoch, now));
        let written: Vec<RecoveryKit> = written.collect();
        let mut entries: Vec<EntryDraft> = written
            .iter()
            .map(|kit| {
                EntryDraft::site("kit.written")
                    .id("kit", kit.id)
                    .detail("name", kit.name.clone())
                    .detail("epoch", kit.epoch)
            })
            .collect();
        if !superseded.is_empty() || !told.is_empty() {
            let mut names: Vec<String> =
                superseded.iter().map(|kit| kit.name.clone()).chain(told.iter().cloned()).collect();
            names.sort();
            names.dedup();
            entries.push(EntryDraft::site(SUPERSEDED).detail("kits", names));
        }
        if entries.is_empty() {
            return Ok(());
        }
        let recorded = self.store.ledger().record(entries, move |tx| async move {
            let there = tx.recovery_kits().await?;
            for mut kit in superseded.into_iter().chain(written) {
                // Another server may have written it down in the meantime.
                if let Some(same) = there.iter().find(|each| each.name == kit.name) {
                    kit = RecoveryKit {
                        id: same.id,
                        superseded_at: same.superseded_at.or(kit.superseded_at),
                        gone_by: same.gone_by.or(kit.gone_by),
                        gone_at: same.gone_at,
                        confirmed_by: same.confirmed_by,
                        ..kit
                    };
                }
                tx.save(&kit).await?;
            }
            Ok(())
        });
        recorded.await.map(drop)
    }

    fn kit(&self, name: &str, epoch: i64, written_at: Timestamp) -> RecoveryKit {
        RecoveryKit {
            id: RecoveryKitId::new(self.rng.as_ref()),
            name: name.to_owned(),
            epoch,
            written_at,
            superseded_at: None,
            gone_by: None,
            gone_at: None,
            confirmed_by: None,
            tried_at: None,
        }
    }

    /// Writes a recovery kit of the present keys and puts it into the register; gives its path.
    ///
    /// # Errors
    /// When no recipients are named, and those of the disk.
    pub async fn write_kit(&self) -> Result<std::path::PathBuf> {
        let path = self.vault.write_kit().await?;
        self.note_kits(&[]).await?;
        Ok(path)
    }

    /// Writes down that a keeper tried the kit of an epoch and that it opened everything.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub async fn note_kit_tried(&self, epoch: u64) -> Result<()> {
        self.note_kits(&[]).await?;
        let (now, epoch) = (self.clock.now(), i64::try_from(epoch).unwrap_or(i64::MAX));
        let Some(mut kit) = self.store.recovery_kits().await?.into_iter().rfind(|kit| kit.epoch == epoch) else {
            return Ok(());
        };
        kit.tried_at = Some(now);
        let entry = EntryDraft::site("kit.tried").id("kit", kit.id);
        self.store.ledger().record([entry], move |tx| async move { tx.save(&kit).await }).await.map(drop)
    }
}
