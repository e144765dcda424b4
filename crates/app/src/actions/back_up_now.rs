//! Make a backup now, without waiting for the clock.

use crate::Door;
use bailee_model::{Action, EntryDraft, Error, Result, say};

/// Begins a backup in the background; the register shows it.
///
/// # Errors
/// When no place is named, or one is under way.
pub async fn back_up_now(door: &Door, full: bool) -> Result<()> {
    door.require(Action::ManageBackups).await?;
    let Some(backups) = door.app.backups().cloned() else {
        return Err(Error::conflict(say!("No place for backups is named."))
            .hint(say!("The operator starts the server with --backup-to, naming a folder on another disk.")));
    };
    let Ok(turn) = door.app.backing_up.clone().try_lock_owned() else {
        return Err(Error::conflict(say!("A backup is under way.")).hint(say!("The register shows when it is whole.")));
    };
    door.app.store.ledger().note([door.by(EntryDraft::site("backup.asked"))]).await?;
    tokio::spawn(async move {
        let _turn = turn;
        if let Err(error) = backups.make(full).await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "a backup that was asked for failed");
        }
    });
    Ok(())
}
