//! Say that a backup which Bailee cannot reach any more does not exist: its disk was destroyed, its store closed.

use crate::{Done, Door};
use bailee_model::{Action, Backup, BackupGone, BackupId, EntryDraft, Error, Result, say};

/// Writes down that a backup is gone. Those at the place in use are removed by the clock, which sees for itself.
///
/// # Errors
/// When there is no such backup, it is gone already, or it is at the place in use.
pub async fn confirm_backup_gone(door: &Door, id: BackupId) -> Result<Done<Backup>> {
    let backup = door.overseen::<Backup>(id, Action::ManageBackups).await?;
    if backup.gone_at.is_some() {
        return Err(Error::conflict(say!("This backup is gone already.")));
    }
    if door.app.backups().is_some_and(|backups| backups.place.label() == backup.place) {
        return Err(Error::conflict(say!(
            "This backup is at the place in use, where it is removed by itself at its date."
        ))
        .hint(say!("Look at the place if its date has passed: it may not answer.")));
    }
    let backup = Backup {
        gone_at: Some(door.now()),
        gone_how: Some(BackupGone::Attested),
        gone_by: Some(door.who.id),
        ..backup
    };
    let entry = door.by(EntryDraft::site("backup.gone")).id("backup", backup.id);
    door.keep(backup, entry).await
}
