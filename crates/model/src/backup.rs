//! What would bring an installation back, and what therefore still exists of what was destroyed: backups and recovery kits.

use crate::id::{BackupId, PersonId, RecoveryKitId};
use crate::words::{BackupGone, BackupKind, RemainderKind, Trier};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A copy of sealed objects, wrapped keys and records at one place. It opens nothing by itself (clause S4.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// Which one; its folder at its place has this name.
    pub id: BackupId,
    /// How much was copied.
    pub kind: BackupKind,
    /// The backup whose objects it shares, for an incremental one.
    pub base: Option<BackupId>,
    /// Where it is, in words that hold no secret.
    pub place: String,
    /// The moment that it shows: what arrived later is not in it.
    pub made_at: Timestamp,
    /// When it was whole. One without is under way or was broken off, and counts as nothing.
    pub finished_at: Option<Timestamp>,
    /// Bytes that it needs, shared ones included.
    pub bytes: i64,
    /// Sealed objects that it holds, shared ones included.
    pub objects: i64,
    /// Entries of the site log that it holds.
    pub site_size: i64,
    /// SHA-256 of its sealed manifest, in hexadecimal; empty until it is whole.
    pub digest: String,
    /// The keyring's epoch when it was begun.
    pub epoch: i64,
    /// When it is removed by itself.
    pub expires_at: Timestamp,
    /// When it was gone.
    pub gone_at: Option<Timestamp>,
    /// How.
    pub gone_how: Option<BackupGone>,
    /// Who said so, when a person did.
    pub gone_by: Option<PersonId>,
    /// When a restore from it was last tried.
    pub tried_at: Option<Timestamp>,
    /// Whether that went well.
    pub tried_ok: Option<bool>,
    /// Who tried.
    pub tried_by: Option<Trier>,
    /// What the trial found, without a name of a client.
    pub tried_says: String,
}

impl Backup {
    /// Whether a restore can start from it.
    pub fn is_whole(&self) -> bool {
        self.finished_at.is_some() && self.gone_at.is_none()
    }
}

/// A recovery kit: the keys of one epoch, sealed to the people who keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryKit {
    /// Which one.
    pub id: RecoveryKitId,
    /// Its file's name.
    pub name: String,
    /// The epoch whose keys it has.
    pub epoch: i64,
    /// When it was written.
    pub written_at: Timestamp,
    /// When a destruction made it worthless for what lives, and dangerous for what was destroyed.
    pub superseded_at: Option<Timestamp>,
    /// By when its keepers must have destroyed their copies.
    pub gone_by: Option<Timestamp>,
    /// When they had.
    pub gone_at: Option<Timestamp>,
    /// Who says so: an attested fact.
    pub confirmed_by: Option<PersonId>,
    /// When it was last tried.
    pub tried_at: Option<Timestamp>,
}

/// Something that may still hold what was destroyed: sealed bytes in a backup, the old key in a kit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remainder {
    /// What it is.
    pub kind: RemainderKind,
    /// Its identifier, or a kit's name.
    pub name: String,
    /// When it will be gone, by itself or by its keepers' duty.
    pub by: Timestamp,
    /// When it was gone. One that is overdue is there until this is known.
    pub gone_at: Option<Timestamp>,
}
