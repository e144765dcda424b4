//! The words of backups and recovery kits.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// How much of the sealed objects a backup copied.
    BackupKind {
        /// All of them, whatever an earlier backup had.
        Full = "full",
        /// Those that the place did not have yet; the others it shares with the backup before.
        Incremental = "incremental",
    }

    /// How a backup came to be gone.
    BackupGone {
        /// Its days were over, and it was removed from its place.
        Expired = "expired",
        /// It was broken off before it was whole, and what there was of it was removed.
        BrokenOff = "broken_off",
        /// Somebody says that its place is destroyed or out of reach for ever.
        Attested = "attested",
    }

    /// Who tried a backup.
    Trier {
        /// The server, with the key that it keeps for this.
        Clock = "clock",
        /// A person, with a keeper's identity.
        Keeper = "keeper",
    }

    /// What may still hold sealed bytes or an old key.
    RemainderKind {
        /// A backup.
        Backup = "backup",
        /// A recovery kit.
        Kit = "kit",
    }
}
