//! What belongs to a backup.

use super::{BackupPlace, Backups};
use crate::SiteKeys;
use aws_lc_rs::hmac;
use bailee_model::{BackupId, BackupKind, Error, Result, say};
use bailee_store::Copied;
use bailee_vault::{Identity, Recipient, handover};
use jiff::Timestamp;
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

const FORMAT: &str = "bailee-backup/1";
/// Hexadecimal digits of the line that authenticates a manifest.
const TAG: usize = 64;

/// What belongs to a backup. It names no client; ids and sizes are all it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    /// Which backup.
    pub id: BackupId,
    /// How much it copied.
    pub kind: BackupKind,
    /// Whose objects it shares.
    pub base: Option<BackupId>,
    /// The moment it shows.
    pub made_at: Timestamp,
    /// When it is removed.
    pub expires_at: Timestamp,
    /// The keyring's epoch.
    pub epoch: u64,
    /// What the records hold, and where each log ended.
    pub copied: Copied,
    /// The sealed records and the key files.
    pub parts: Vec<Part>,
    /// The sealed objects.
    pub objects: Vec<Object>,
}

/// A part of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its path at the place.
    pub at: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// A sealed object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Its path in the vault.
    pub path: String,
    /// When it was written there, in milliseconds of Unix time: one that is as old and as long was not written again.
    pub written: i64,
    /// Where its copy is, how long and what it hashes to.
    #[serde(flatten)]
    pub copy: Part,
}

impl Manifest {
    pub(super) fn new(
        id: BackupId,
        kind: BackupKind,
        base: Option<BackupId>,
        made_at: Timestamp,
        expires_at: Timestamp,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            id,
            kind,
            base,
            made_at,
            expires_at,
            epoch: 0,
            copied: Copied::default(),
            parts: Vec::new(),
            objects: Vec::new(),
        }
    }

    /// Bytes that the backup needs, and how many objects.
    pub fn size(&self) -> (u64, u64) {
        let objects = self.objects.iter().map(|object| object.copy.bytes).sum::<u64>();
        (objects + self.parts.iter().map(|part| part.bytes).sum::<u64>(), self.objects.len() as u64)
    }

    /// Entries of the site log in it.
    pub fn site_size(&self) -> u64 {
        self.copied.logs.iter().find(|log| log.log == "site").map_or(0, |log| log.size)
    }

    /// The part whose path ends so.
    pub(super) fn part(&self, name: &str) -> Result<&Part> {
        self.parts.iter().find(|part| part.at.ends_with(name)).ok_or_else(damaged)
    }

    /// Its sealed form.
    pub(super) fn seal(&self, keys: &SiteKeys, recipients: &[Recipient]) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(self)
            .map_err(|source| Error::internal("A manifest cannot be spelled.").because(source))?;
        let sealed = handover::seal_bytes(&sealed_to(keys, recipients), &plain)?;
        let tag = hmac::sign(&tag_key(keys), &sealed);
        Ok([hex::encode(tag.as_ref()).as_bytes(), b"\n", &sealed].concat())
    }

    /// Opens the sealed form, if this installation made it.
    pub(super) fn open(bytes: &[u8], keys: &SiteKeys, identity: &Identity) -> Result<Self> {
        let (tag, rest) = bytes.split_at_checked(TAG).ok_or_else(damaged)?;
        let sealed = rest.strip_prefix(b"\n").ok_or_else(damaged)?;
        let tag = hex::decode(tag).map_err(|_| damaged())?;
        hmac::verify(&tag_key(keys), sealed, &tag).map_err(|_| {
            Error::corrupt("This backup was not made by this installation, or its manifest was changed.")
                .hint(say!("Use another backup. If the place may have been tampered with, treat it as an incident."))
        })?;
        let manifest: Self = serde_json::from_slice(&identity.open(sealed)?).map_err(|_| damaged())?;
        if manifest.format == FORMAT { Ok(manifest) } else { Err(damaged()) }
    }

    pub(super) async fn read(
        place: &BackupPlace,
        id: BackupId,
        keys: &SiteKeys,
        identity: &Identity,
    ) -> Result<(Self, String)> {
        let bytes = place.get(&path(id)).await?;
        let manifest = Self::open(&bytes, keys, identity)?;
        if manifest.id != id {
            return Err(damaged());
        }
        Ok((manifest, hex::encode(Sha256::digest(&bytes))))
    }
}

impl Backups {
    pub(super) async fn manifest(&self, id: BackupId) -> Result<Manifest> {
        Ok(Manifest::read(&self.place, id, &self.keys, &self.keys.backup_identity()).await?.0)
    }
}

/// Where a backup's manifest is.
pub(super) fn path(id: BackupId) -> Path {
    Path::from(format!("{id}/manifest.age"))
}

/// Everybody who can open what a backup seals: the firm's recovery recipients, and the installation itself.
pub(super) fn sealed_to(keys: &SiteKeys, recipients: &[Recipient]) -> Vec<Recipient> {
    recipients.iter().cloned().chain([keys.backup_identity().recipient()]).collect()
}

fn tag_key(keys: &SiteKeys) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, keys.derive("backup manifest").as_slice())
}

pub(super) fn damaged() -> Error {
    Error::corrupt("The backup is damaged, or of a newer Bailee.").hint(say!("Use another backup."))
}
