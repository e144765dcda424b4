//! Making a backup, and removing those whose days are over.
//!
//! The register knows of a backup before the first byte leaves, and calls it whole after the last one is on its disk. One that
//! breaks off is removed; one whose process died is removed by the next.

use super::{
    Backups,
    manifest::{self, Manifest, Object, sealed_to},
    part::{self, Writing},
    place_error,
};
use bailee_model::{Backup, BackupGone, BackupId, BackupKind, EntryDraft, Error, Result, say};
use bailee_vault::KeyFile;
use futures::TryStreamExt as _;
use jiff::{SignedDuration, Timestamp};
use object_store::{ObjectStoreExt as _, path::Path};
use std::collections::{HashMap, HashSet};
use tokio::sync::mpsc;

/// The folder of the vault whose objects are copied.
const OBJECTS: &str = "objects";
/// How long a backup may be under way before it counts as broken off.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);
/// Pieces of the records that wait to be sealed.
const WAITING: usize = 8;

impl Backups {
    /// Makes a backup: of everything when `full` or when there is none to build on, else of what is new.
    ///
    /// # Errors
    /// `Conflict` while another is under way; `Unavailable` when the place does not answer: nothing is left of it then.
    pub async fn make(&self, full: bool) -> Result<Backup> {
        self.remove_broken_off().await?;
        let base = if full { None } else { self.newest().await? };
        let base = match base {
            // A base whose manifest is lost is no base.
            Some(base) => self.manifest(base.id).await.ok(),
            None => None,
        };
        let backup = self.begin(base.as_ref().map(|base| base.id)).await?;
        match self.copy_all(&backup, base).await {
            Ok((manifest, digest)) => self.finish(backup, &manifest, digest).await,
            Err(error) => {
                if let Err(second) = self.give_up(backup).await {
                    tracing::error!(error = %second, "what a broken-off backup left could not be removed; the next one does it");
                }
                Err(error)
            }
        }
    }

    async fn begin(&self, base: Option<BackupId>) -> Result<Backup> {
        let now = self.now();
        let kind = if base.is_some() { BackupKind::Incremental } else { BackupKind::Full };
        let backup = Backup {
            id: BackupId::new(self.rng.as_ref()),
            kind,
            base,
            place: self.place.label().to_owned(),
            made_at: now,
            finished_at: None,
            bytes: 0,
            objects: 0,
            site_size: 0,
            digest: String::new(),
            epoch: 0,
            expires_at: now + SignedDuration::from_hours(24 * self.limits.backup_keep_days),
            gone_at: None,
            gone_how: None,
            gone_by: None,
            tried_at: None,
            tried_ok: None,
            tried_by: None,
            tried_says: String::new(),
        };
        let entry = EntryDraft::site("backup.begun").id("backup", backup.id).detail("kind", kind.as_str());
        let begun = backup.clone();
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            if tx.backups().await?.iter().any(|other| is_under_way(other, now)) {
                return Err(Error::conflict(say!("A backup is under way."))
                    .hint(say!("Wait for its end; the register shows it.")));
            }
            tx.save(&begun).await
        });
        recorded.await?;
        Ok(backup)
    }

    async fn copy_all(&self, backup: &Backup, base: Option<Manifest>) -> Result<(Manifest, String)> {
        let mut manifest = Manifest::new(backup.id, backup.kind, backup.base, backup.made_at, backup.expires_at);
        let to = sealed_to(&self.keys, &self.recipients);
        // The records first: what they name is copied after them. What arrives in between is too much, and harmless.
        let (pieces, waiting) = mpsc::channel(WAITING);
        let at = Path::from(format!("{}/records.age", backup.id));
        let (copied, records) = futures::join!(self.store.copy(pieces), part::seal(&self.place, at, &to, waiting));
        // What the place says comes first: the copy breaks off because nobody takes it.
        manifest.parts.push(records?);
        manifest.copied = copied?;
        let (files, epoch) = KeyFile::all(&self.data)?;
        manifest.epoch = epoch;
        let files: Vec<(String, String)> = files.into_iter().map(|file| (file.name, hex::encode(file.bytes))).collect();
        let recipients: Vec<String> = self.recipients.iter().map(ToString::to_string).collect();
        let keys = serde_json::to_vec(&KeysPart { files, recipients })
            .map_err(|source| Error::internal("The key files cannot be spelled.").because(source))?;
        let at = Path::from(format!("{}/keys.age", backup.id));
        manifest.parts.push(part::seal_piece(&self.place, at, &to, &keys).await?);
        let shared = base.map(|base| base.objects).unwrap_or_default();
        let written = self.copy_objects(&mut manifest, shared).await?;
        let parts = manifest.parts.iter().map(|part| Path::from(part.at.as_str())).chain(written);
        self.place.settle(parts.collect()).await?;
        let sealed = manifest.seal(&self.keys, &self.recipients)?;
        let digest = digest(&sealed);
        self.place.put(&manifest::path(backup.id), sealed).await?;
        Ok((manifest, digest))
    }

    /// Copies the sealed objects that the base does not have; gives what was written.
    async fn copy_objects(&self, manifest: &mut Manifest, shared: Vec<Object>) -> Result<Vec<Path>> {
        let shared: HashMap<String, Object> = shared.into_iter().map(|object| (object.path.clone(), object)).collect();
        let mut listed = self.objects.list(Some(&Path::from(OBJECTS)));
        let mut written = Vec::new();
        while let Some(meta) = listed.try_next().await.map_err(crate::custody::sealed_error)? {
            let path = meta.location.to_string();
            let modified = meta.last_modified.timestamp_millis();
            let same = shared.get(&path).filter(|object| object.written == modified && object.copy.bytes == meta.size);
            if let Some(same) = same {
                manifest.objects.push(same.clone());
                continue;
            }
            let at = Path::from(format!("{OBJECTS}/{}/{}", manifest.id, written.len()));
            match self.objects.get(&meta.location).await {
                Ok(got) => {
                    let mut writing = Writing::begin(&self.place, at.clone()).await?;
                    let mut stream = got.into_stream();
                    while let Some(piece) = stream.try_next().await.map_err(crate::custody::sealed_error)? {
                        writing.write(&piece).await?;
                    }
                    let copy = writing.finish().await?;
                    manifest.objects.push(Object { path, written: modified, copy });
                    written.push(at);
                }
                // Destroyed since it was listed.
                Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(crate::custody::sealed_error(error)),
            }
        }
        Ok(written)
    }

    async fn finish(&self, mut backup: Backup, manifest: &Manifest, digest: String) -> Result<Backup> {
        let (bytes, objects) = manifest.size();
        backup.finished_at = Some(self.now());
        (backup.bytes, backup.objects) = (signed(bytes), signed(objects));
        (backup.site_size, backup.epoch) = (signed(manifest.site_size()), signed(manifest.epoch));
        backup.digest = digest;
        let entry = EntryDraft::site("backup.made")
            .id("backup", backup.id)
            .digest("manifest", backup.digest.clone())
            .detail("kind", backup.kind.as_str())
            .detail("objects", backup.objects)
            .detail("bytes", backup.bytes);
        let kept = backup.clone();
        self.store.ledger().record([entry], move |tx| async move { tx.save(&kept).await }).await?;
        Ok(backup)
    }

    async fn give_up(&self, backup: Backup) -> Result<()> {
        self.remove_files(backup.id, &HashSet::new()).await?;
        self.note_gone(backup, BackupGone::BrokenOff, "backup.broken_off").await
    }

    async fn note_gone(&self, mut backup: Backup, how: BackupGone, event: &'static str) -> Result<()> {
        (backup.gone_at, backup.gone_how) = (Some(self.now()), Some(how));
        let entry = EntryDraft::site(event).id("backup", backup.id);
        self.store.ledger().record([entry], move |tx| async move { tx.save(&backup).await }).await.map(drop)
    }

    /// Removes what backups left whose process died.
    async fn remove_broken_off(&self) -> Result<()> {
        let now = self.now();
        for backup in self.store.backups().await? {
            let dead = backup.finished_at.is_none() && backup.gone_at.is_none() && !is_under_way(&backup, now);
            if dead && backup.place == self.place.label() {
                self.give_up(backup).await?;
            }
        }
        Ok(())
    }

    /// Removes the backups at this place whose days are over; objects that later ones share stay as long as those.
    ///
    /// # Errors
    /// When the place does not answer; what was removed is on record.
    pub async fn expire(&self) -> Result<usize> {
        let now = self.now();
        let here: Vec<Backup> =
            self.store.backups().await?.into_iter().filter(|each| each.place == self.place.label()).collect();
        let over = |backup: &&Backup| backup.is_whole() && backup.expires_at <= now;
        let mut removed = 0;
        let mut gone: HashSet<BackupId> = HashSet::new();
        for backup in here.iter().filter(over) {
            let mut shared = HashSet::new();
            for other in
                here.iter().filter(|other| other.is_whole() && other.id != backup.id && !gone.contains(&other.id))
            {
                match self.manifest(other.id).await {
                    Ok(manifest) => shared.extend(manifest.objects.into_iter().map(|object| object.copy.at)),
                    // Damaged, and its own day has come as well: nothing has to be kept for it.
                    Err(_) if other.expires_at <= now => {}
                    Err(error) => return Err(error),
                }
            }
            let own = self.manifest(backup.id).await.map(|manifest| manifest.objects).unwrap_or_default();
            self.remove_files(backup.id, &shared).await?;
            // It may have been the last to need what an earlier one had copied.
            let orphans = own.into_iter().map(|object| object.copy.at).filter(|at| !shared.contains(at));
            self.place.remove(orphans.map(Path::from).collect()).await?;
            self.note_gone(backup.clone(), BackupGone::Expired, "backup.expired").await?;
            gone.insert(backup.id);
            removed += 1;
        }
        Ok(removed)
    }

    /// Removes a backup's files, the objects that others share aside. The manifest goes first: from then on it is none.
    async fn remove_files(&self, id: BackupId, shared: &HashSet<String>) -> Result<()> {
        self.place.remove(vec![manifest::path(id)]).await?;
        self.place.remove_below(&Path::from(id.to_string())).await?;
        let own = Path::from(format!("{OBJECTS}/{id}"));
        if shared.iter().any(|at| at.starts_with(own.as_ref())) {
            let listed: Vec<Path> = self
                .place
                .store
                .list(Some(&own))
                .map_ok(|meta| meta.location)
                .try_collect()
                .await
                .map_err(place_error)?;
            return self.place.remove(listed.into_iter().filter(|at| !shared.contains(at.as_ref())).collect()).await;
        }
        self.place.remove_below(&own).await
    }

    pub(super) fn now(&self) -> Timestamp {
        // Records keep milliseconds; so does whatever is compared with them.
        let now = self.clock.now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// The key files and the recipients of the kits, as they travel.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct KeysPart {
    pub(super) files: Vec<(String, String)>,
    pub(super) recipients: Vec<String>,
}

fn is_under_way(backup: &Backup, now: Timestamp) -> bool {
    backup.finished_at.is_none() && backup.gone_at.is_none() && now.duration_since(backup.made_at) < PATIENCE
}

fn digest(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex::encode(Sha256::digest(bytes))
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
