//! Backups: made beside everything else, sealed as they are made, and tried.
//!
//! A backup is a folder at its *place*, which is another disk or an object store. Nothing in it opens by itself: the sealed
//! objects are copied as they lie, the key files stay wrapped under the root key, which is in no backup, and the records are
//! sealed with `age` to the firm's recovery recipients and to a key that this installation derives from its own, so that the
//! server can try a restore (decision 0013).
//!
//! ```text
//! PLACE/<backup>/records.age     all records and logs, one snapshot (`bailee_store::Store::copy`)
//! PLACE/<backup>/keys.age        the wrapped key files and the recovery recipients
//! PLACE/<backup>/manifest.age    what belongs to it, with SHA-256 of each part; written last: without it there is no backup
//! PLACE/objects/<backup>/<n>     sealed objects that this backup was the first to copy; later ones share them
//! ```
//!
//! The manifest begins with a line that authenticates it (HMAC-SHA-256 under a key of the installation, in hexadecimal), so
//! that nobody who can write to the place can make a backup up.
//!
//! | module | what |
//! |---|---|
//! | `place` | where backups are |
//! | `part` | one sealed part, written and read in constant memory |
//! | `manifest` | what belongs to a backup |
//! | `make` | making one, and removing those whose days are over |
//! | `trial` | trying one |
//! | `rebuild` | an installation out of one, behind the gate |
//! | `replay` | what was destroyed since is destroyed again, what was held stays held, and the gate is lifted |

mod make;
mod manifest;
mod part;
mod place;
mod rebuild;
mod replay;
mod trial;

pub use manifest::Manifest;
pub use place::BackupPlace;
pub use rebuild::{Rebuilt, read_manifest, rebuild, whole_backups};
pub use replay::Replayed;
pub use trial::Tried;

use crate::{App, SiteKeys};
use bailee_model::{Backup, Clock, Error, Result, Rng, say};
use bailee_policy::Limits;
use bailee_store::Store;
use bailee_vault::{Identity, Recipient};
use object_store::ObjectStore;
use std::{path::PathBuf, sync::Arc};

/// What making, removing and trying backups needs. It needs no open vault, so it works beside a server that has it open.
#[derive(Clone)]
pub struct Backups {
    /// The records.
    pub store: Store,
    /// The installation's own keys.
    pub keys: Arc<SiteKeys>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// The vault's data folder: its key files are read from there, and restores are tried below it.
    pub data: PathBuf,
    /// The sealed objects, as they lie.
    pub objects: Arc<dyn ObjectStore>,
    /// Whom backups are sealed to, beside this installation.
    pub recipients: Vec<Recipient>,
    /// The measures in force.
    pub limits: Limits,
    /// Where backups are put.
    pub place: BackupPlace,
}

impl Backups {
    /// The newest backup here from which a restore can start.
    pub(crate) async fn newest(&self) -> Result<Option<Backup>> {
        let backups = self.store.backups().await?;
        Ok(backups.into_iter().rfind(|backup| backup.is_whole() && backup.place == self.place.label()))
    }
}

impl SiteKeys {
    /// The identity with which this installation opens the backups that it made.
    pub fn backup_identity(&self) -> Identity {
        Identity::from_secret(&self.derive("backup identity"))
    }
}

impl App {
    /// Names the place of the backups; the clock makes them from now on. Once for a running application.
    ///
    /// # Errors
    /// `Conflict` when a place was named before, or nobody is named to seal backups to.
    pub fn back_up_to(&self, place: BackupPlace) -> Result<()> {
        let recipients = self.vault.recipients().to_vec();
        if recipients.is_empty() {
            return Err(Error::conflict(say!("Nobody is named to seal backups to."))
                .hint(say!("Name at least two recovery recipients: ‘baileed init --recipient’.")));
        }
        let backups = Backups {
            store: self.store.clone(),
            keys: self.keys.clone(),
            clock: self.clock.clone(),
            rng: self.rng.clone(),
            data: self.vault.data_folder().to_path_buf(),
            objects: self.vault.sealed_objects(),
            recipients,
            limits: self.limits(),
            place,
        };
        self.backups
            .set(Arc::new(backups))
            .map_err(|_| Error::conflict(say!("The place of the backups is named already.")))
    }

    /// How backups are made here, if a place was named.
    pub fn backups(&self) -> Option<&Arc<Backups>> {
        self.backups.get()
    }
}

/// Trouble with the place, in words; what the place itself says is for the operator.
pub(crate) fn place_error(source: object_store::Error) -> Error {
    match source {
        object_store::Error::NotFound { .. } => {
            Error::corrupt("Something that belongs to the backup is not at its place.")
                .hint(say!("Use another backup."))
        }
        other => Error::unavailable(say!("The place of the backups does not answer, or is full."))
            .hint(say!("Is its disk or store there, and is there room?"))
            .because(other),
    }
}
