//! The vault: keys, sealed bytes, and the destruction of both.
//!
//! Everything a client entrusts to the firm lies on disk as sealed streams, each under a key that belongs to exactly
//! one holding. To destroy a holding is to destroy its key in such a way that no older copy of anything, not the
//! database, not the keyring, not the objects, opens it again, while everything else goes on opening.
//!
//! ```text
//! root key (sealed file, in a folder no backup visits)     replaced at every destruction
//!  └ epoch key                                             replaced at every destruction
//!     └ engagement key                                     replaced when a holding of its engagement is destroyed
//!        └ holding key                                     one per holding, random
//!           └ stream keys                                  one per object, derived by the stream format
//! ```
//!
//! Start at [`Vault`]. Below it:
//!
//! - [`stream`]: the format of sealed bytes (Tink's AES256-GCM-HKDF streaming AEAD);
//! - [`object`]: an [`object_store::ObjectStore`] that seals what it is given and opens what it is asked for;
//! - `keyring`: the two kinds of key files and how they are replaced without a moment of doubt;
//! - [`kit`]: recovery kits, the root folder sealed with `age` to people who keep it away from the server;
//! - [`handover`]: what leaves for a client, sealed with `age` so that they need nothing of ours.

mod error;
pub mod handover;
mod keyring;
pub mod kit;
pub mod object;
pub mod stream;
mod vault;

pub use error::Error;
pub use handover::{Identity, Recipient};
pub use keyring::{ColumnKey, DetailKey, Epoch, KeyId, PseudonymKey};
pub use kit::{KitStatus, KitTrial};
pub use object::SealedStore;
pub use vault::{Destroyed, DestroyedHolding, KeyFile, Swept, Vault, VaultPaths};

/// What every fallible operation of the vault returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
