//! What can go wrong in the vault, and what to do about it. No variant carries plaintext or key material.

use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};

use bailee_model::{EngagementId, HoldingId, Text, say};

use crate::stream::StreamError;

/// An error of the vault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The keyring never heard of this engagement.
    #[error("the vault has no keys for {0}")]
    UnknownEngagement(EngagementId),
    /// The keyring never heard of this holding.
    #[error("the vault has no key for {0}")]
    UnknownHolding(HoldingId),
    /// The key was destroyed; nothing opens it again.
    #[error("{what} was destroyed and cannot be opened")]
    Destroyed {
        /// The engagement, holding or object asked for.
        what: String,
    },
    /// The engagement or holding has a key already.
    #[error("{what} has a key already")]
    Exists {
        /// Which one.
        what: String,
    },
    /// A destruction that names nothing.
    #[error("a destruction must name at least one holding")]
    NothingToDestroy,
    /// A sealed object was refused.
    #[error("{path}: {source}")]
    Object {
        /// The object's path in the vault.
        path: String,
        /// Why.
        source: StreamError,
    },
    /// There is no object at this path.
    #[error("there is no object at {0}")]
    NoObject(String),
    /// The medium is full; what was being written has been removed.
    #[error("the disk is full: {what} was not written and nothing of it is left")]
    Full {
        /// What was being written.
        what: String,
    },
    /// A file of the vault could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The object store behind the vault failed.
    #[error("the object store failed: {0}")]
    Objects(#[source] object_store::Error),
    /// A key file is not what was written.
    #[error("{file} is damaged or is not a file of this vault")]
    Damaged {
        /// Which file.
        file: String,
    },
    /// The key folder is older than the root key, as after a restore, and the root folder has no copy.
    #[error(
        "the keyring is of epoch {found} but the root key is of epoch {current}: it was restored from an old backup"
    )]
    StaleKeyring {
        /// The epoch of the keyring found.
        found: u64,
        /// The epoch of the root key.
        current: u64,
    },
    /// The root key is older than the key folder, as after the server itself was set back to a snapshot.
    #[error("the root key is of epoch {root} but the keyring is of epoch {keyring}: the root folder was set back")]
    StaleRoot {
        /// The epoch of the root key.
        root: u64,
        /// The epoch of the keyring.
        keyring: u64,
    },
    /// A destruction has taken the keys but could not be completed; the next change, or opening the vault again, goes on with it.
    #[error("a destruction is not complete: its keys are gone, its objects are not all deleted yet")]
    Unfinished,
    /// The data folder came out of a backup, and what was destroyed since may be in it.
    #[error(
        "this installation is being restored from a backup: no key opens until the destructions since were replayed"
    )]
    Restoring,
    /// A vault is there already.
    #[error("{0} holds a vault already")]
    VaultExists(PathBuf),
    /// No vault there.
    #[error("{0} holds no root key")]
    NoVault(PathBuf),
    /// Another process has the vault open.
    #[error("another process has this vault open ({0} is locked)")]
    Locked(PathBuf),
    /// A survivor could not be proved to open under the new keys, so nothing was destroyed.
    #[error("{what} could not be proved to open under the new keys: nothing was destroyed")]
    Doubt {
        /// What failed the proof.
        what: String,
    },
    /// A recipient that is not an age recipient.
    #[error("‘{given}’ is not an age recipient: {reason}")]
    Recipient {
        /// What was typed, shortened.
        given: String,
        /// What is wrong with it.
        reason: Text,
    },
    /// A text that is not an age identity. The text is a secret and is not repeated.
    #[error("this is not an age identity: {0}")]
    Identity(Text),
    /// Fewer recovery recipients than two.
    #[error("a recovery kit needs at least two different recipients, {given} given")]
    TooFewRecipients {
        /// How many were given.
        given: usize,
    },
    /// The kit is not sealed to this identity.
    #[error("this recovery kit is not sealed to this identity")]
    WrongIdentity,
    /// The kit does not open, or what it holds makes no sense.
    #[error("this recovery kit is damaged")]
    DamagedKit,
    /// A newer kit has taken this one's place.
    #[error("this recovery kit is of epoch {kit} but the vault is at epoch {current}: a destruction superseded it")]
    SupersededKit {
        /// The kit's epoch.
        kit: u64,
        /// The vault's epoch.
        current: u64,
    },
    /// Sealing to a client's recipient failed.
    #[error("sealing with age failed: {0}")]
    Age(String),
    /// The process was stopped by a test between two changes of the disk.
    #[cfg(test)]
    #[error("stopped by the test")]
    Stopped,
}

impl Error {
    /// An error of the file system, with the disk-full case told apart.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        if is_full(&source) {
            return Self::Full { what: path.display().to_string() };
        }
        Self::Io { path: path.to_path_buf(), source }
    }

    pub(crate) fn destroyed(what: impl std::fmt::Display) -> Self {
        Self::Destroyed { what: what.to_string() }
    }

    /// Wraps this error for callers that speak `object_store`.
    pub(crate) fn into_object_store(self) -> object_store::Error {
        object_store::Error::Generic { store: "sealed", source: Box::new(self) }
    }

    /// What the caller is told. A path of the server is for the operator; the caller is told what kind of trouble it is.
    fn sentence(&self) -> Text {
        match self {
            Self::Io { .. } => say!("A file of the vault could not be read or written."),
            Self::Objects(_) => say!("The object store failed."),
            Self::Full { .. } => say!("The disk is full: nothing was written."),
            Self::Destroyed { what } => say!("{what} was destroyed and cannot be opened.", what),
            Self::NothingToDestroy => say!("A destruction must name at least one holding."),
            Self::Unfinished => {
                say!("A destruction is not complete: its keys are gone, its objects are not all deleted yet.")
            }
            Self::Restoring => say!(
                "This installation is being restored from a backup: no key opens until the destructions since were replayed."
            ),
            Self::Recipient { given, reason } => {
                say!("‘{given}’ is not an age recipient: {reason}.", given, reason)
            }
            Self::Identity(reason) => say!("This is not an age identity: {reason}.", reason),
            Self::TooFewRecipients { given } => {
                say!("A recovery kit needs at least two different recipients, {given} given.", given)
            }
            Self::WrongIdentity => say!("This recovery kit is not sealed to this identity."),
            Self::DamagedKit => say!("This recovery kit is damaged."),
            Self::SupersededKit { kit, current } => say!(
                "This recovery kit is of epoch {kit} but the vault is at epoch {current}: a destruction superseded it.",
                kit,
                current
            ),
            Self::Exists { what } => say!("{what} has a key already.", what),
            Self::StaleKeyring { found, current } => say!(
                "The keyring is of epoch {found} but the root key is of epoch {current}: it was restored from an old backup.",
                found,
                current
            ),
            Self::StaleRoot { root, keyring } => say!(
                "The root key is of epoch {root} but the keyring is of epoch {keyring}: the root folder was set back.",
                root,
                keyring
            ),
            Self::VaultExists(path) => say!("{path} holds a vault already.", path = path.display().to_string()),
            Self::NoVault(path) => say!("{path} holds no root key.", path = path.display().to_string()),
            Self::Locked(path) => {
                say!("Another process has this vault open ({path} is locked).", path = path.display().to_string())
            }
            // What is not there is told as that alone, and what is damaged is for the operator.
            other => Text::told(format!("{}.", capitalised(&other.to_string()))),
        }
    }

    fn hint(&self) -> Option<Text> {
        Some(match self {
            Self::Full { .. } => say!("Free space on the volume and try again."),
            Self::Object { .. } => {
                say!("Restore the object from a backup of the same epoch, or ask for the file again.")
            }
            Self::Damaged { .. } | Self::DamagedKit => say!("Restore it from the latest recovery kit."),
            Self::StaleKeyring { .. } => {
                say!("Restore with the latest recovery kit; older ones open nothing any more.")
            }
            Self::StaleRoot { .. } => say!("Restore the root folder from the latest recovery kit."),
            Self::Unfinished => say!("Mend what the server's log names as the cause, and open the vault again."),
            Self::Restoring => say!("Run `baileed restore` with the same folder again; it says what it still needs."),
            Self::NoVault(_) => say!("Make one with `baileed init`, or restore the root folder from a recovery kit."),
            Self::Locked(_) => say!("Stop the other process first; two at once could bring a destroyed key back."),
            Self::Doubt { .. } => {
                say!("Open the vault again, which mends a damaged copy from the good one, then destroy again.")
            }
            Self::Recipient { .. } => say!("A recipient starts with age1 and is what `age-keygen -y` prints."),
            Self::Identity(_) => say!("An identity starts with AGE-SECRET-KEY-1."),
            Self::TooFewRecipients { .. } => say!("Name two people who keep their identities in different places."),
            Self::WrongIdentity => say!("Use the identity of one of the recovery recipients."),
            Self::SupersededKit { .. } => say!("Use the newest kit and destroy this one."),
            _ => return None,
        })
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::Generic { store, source } => match source.downcast::<Self>() {
                Ok(own) => *own,
                Err(source) => from_store(object_store::Error::Generic { store, source }),
            },
            object_store::Error::NotFound { path, .. } => Self::NoObject(path),
            other => from_store(other),
        }
    }
}

fn from_store(error: object_store::Error) -> Error {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(&error);
    while let Some(current) = cause {
        if current.downcast_ref::<io::Error>().is_some_and(is_full) {
            return Error::Full { what: "the object".into() };
        }
        cause = current.source();
    }
    Error::Objects(error)
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

impl From<Error> for bailee_model::Error {
    fn from(error: Error) -> Self {
        use bailee_model::ErrorKind as Kind;
        let kind = match &error {
            Error::UnknownEngagement(_) | Error::UnknownHolding(_) | Error::NoObject(_) => Kind::NotFound,
            Error::Recipient { .. }
            | Error::Identity(_)
            | Error::TooFewRecipients { .. }
            | Error::NothingToDestroy
            | Error::WrongIdentity => Kind::BadInput,
            Error::Destroyed { .. }
            | Error::Exists { .. }
            | Error::StaleKeyring { .. }
            | Error::StaleRoot { .. }
            | Error::Unfinished
            | Error::Restoring
            | Error::VaultExists(_)
            | Error::NoVault(_)
            | Error::SupersededKit { .. } => Kind::Conflict,
            Error::Object { .. } | Error::Damaged { .. } | Error::DamagedKit | Error::Doubt { .. } => Kind::Corrupt,
            Error::Full { .. } | Error::Io { .. } | Error::Objects(_) | Error::Locked(_) => Kind::Unavailable,
            _ => Kind::Internal,
        };
        let (message, hint) = (error.sentence(), error.hint());
        let told = bailee_model::Error::new(kind, message).because(error);
        match hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
