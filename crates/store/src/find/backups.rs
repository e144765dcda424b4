//! Questions about what would bring the installation back.

use super::*;

finders! {
    /// Every backup, oldest first, with those that are gone.
    backups() -> Vec<Backup> { |db| db.list(None) }

    /// Every recovery kit, oldest first, with those that are gone.
    recovery_kits() -> Vec<RecoveryKit> { |db| db.list(None) }
}
