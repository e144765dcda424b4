//! An installation out of a backup, behind the gate: everything is put where it was, and nothing opens yet.

use super::{
    BackupPlace,
    make::KeysPart,
    manifest::{Manifest, Object, damaged},
    part, place_error,
};
use crate::SiteKeys;
use bailee_model::{BackupId, Error, Result};
use bailee_store::Store;
use bailee_vault::{Identity, KeyFile, Recipient, Vault, VaultPaths, object::LocalObjects};
use jiff::Timestamp;
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart, path::Path};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Pieces, and parts of an upload, that are under way at a time.
const WAITING: usize = 4;

/// What was put back.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    /// Whom recovery kits are sealed to.
    pub recipients: Vec<Recipient>,
    /// Rows of the records.
    pub rows: u64,
    /// Sealed objects.
    pub objects: u64,
}

/// The backups at a place that are whole and that this installation made, oldest first, each with its manifest's SHA-256.
///
/// # Errors
/// When the place does not answer.
pub async fn whole_backups(place: &BackupPlace, keys: &SiteKeys) -> Result<Vec<(Manifest, String)>> {
    let mut found = Vec::new();
    for prefix in place.store.list_with_delimiter(None).await.map_err(place_error)?.common_prefixes {
        let Some(Ok(id)) = prefix.filename().map(str::parse::<BackupId>) else { continue };
        match read_manifest(place, id, keys).await {
            Ok(read) => found.push(read),
            // One that was broken off, or that somebody else made: it is told apart by its name.
            Err(error) => tracing::warn!(%error, backup = %id, "this folder holds no backup that can be used"),
        }
    }
    found.sort_by_key(|(manifest, _)| manifest.made_at);
    Ok(found)
}

/// The manifest of one backup, and its SHA-256.
///
/// # Errors
/// When it is not there, not whole, or not made by this installation.
pub async fn read_manifest(place: &BackupPlace, id: BackupId, keys: &SiteKeys) -> Result<(Manifest, String)> {
    Manifest::read(place, id, keys, &keys.backup_identity()).await
}

/// Puts key files, sealed objects and records back. The vault's folder and the database must be empty; both stand behind the
/// gate from the first moment.
///
/// # Errors
/// `Conflict` when something is there already, `Corrupt` when a part is not what was copied. What was put back until then
/// stays behind the gate; the folder is to be removed before the next attempt.
pub async fn rebuild(
    place: &BackupPlace,
    manifest: &Manifest,
    keys: &SiteKeys,
    paths: &VaultPaths,
    url: &str,
    now: Timestamp,
) -> Result<Rebuilt> {
    let KeysPart { files, recipients } = keys_part(place, manifest, keys.backup_identity()).await?;
    let unspelled =
        |(name, bytes): (String, String)| Ok(KeyFile { name, bytes: hex::decode(bytes).map_err(|_| damaged())? });
    let files = files.into_iter().map(unspelled).collect::<Result<Vec<_>>>()?;
    let recipients = recipients.iter().map(|text| text.parse()).collect::<Result<Vec<Recipient>, _>>()?;
    Vault::put_back(paths, &files, &manifest.id.to_string())?;
    let objects: Arc<dyn ObjectStore> = Arc::new(LocalObjects::open(&paths.data)?);
    for object in &manifest.objects {
        put_object(place, object, &objects).await?;
    }
    let (pieces, all) = part::open(place, manifest.part("records.age")?, keys.backup_identity());
    let put = Store::put_back(url, pieces, &manifest.id.to_string(), now).await;
    let whole = all.await.map_err(|error| Error::internal("A restore broke off.").because(error))?;
    // A part that is damaged is the cause of what the records then say.
    whole?;
    let copied = put?;
    if copied != manifest.copied {
        return Err(damaged());
    }
    Ok(Rebuilt { recipients, rows: copied.rows, objects: manifest.objects.len() as u64 })
}

/// The key files, wrapped, and the recipients.
pub(super) async fn keys_part(place: &BackupPlace, manifest: &Manifest, identity: Identity) -> Result<KeysPart> {
    let (mut pieces, all) = part::open(place, manifest.part("keys.age")?, identity);
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.recv().await {
        bytes.extend_from_slice(&piece);
    }
    all.await.map_err(|error| Error::internal("A part could not be read.").because(error))??;
    serde_json::from_slice(&bytes).map_err(|_| damaged())
}

/// Copies one sealed object to where its path says; only a whole one appears there.
pub(super) async fn put_object(place: &BackupPlace, object: &Object, to: &Arc<dyn ObjectStore>) -> Result<()> {
    let path = Path::parse(&object.path).map_err(|_| damaged())?;
    if !object.path.starts_with("objects/") {
        return Err(damaged());
    }
    let mut upload = WriteMultipart::new(to.put_multipart(&path).await.map_err(crate::custody::sealed_error)?);
    let (pieces, mut waiting) = mpsc::channel(WAITING);
    let (read, written) = futures::join!(part::check(place, &object.copy, Some(pieces)), async {
        while let Some(piece) = waiting.recv().await {
            upload.wait_for_capacity(WAITING).await.map_err(crate::custody::sealed_error)?;
            upload.put(piece);
        }
        Ok(())
    });
    match written.and(read) {
        Ok(()) => upload.finish().await.map(drop).map_err(crate::custody::sealed_error),
        Err(error) => {
            // The first error is the one to tell; nothing of it was at its place.
            drop(upload.abort().await);
            Err(error)
        }
    }
}
