//! `baileed backup`.

use crate::{
    installation::{Installation, Place},
    output::line,
};
use bailee_app::backup::BackupPlace;
use bailee_model::BackupKind;
use clap::Args;

/// Make a backup. A server may be serving meanwhile; with `serve --backup-to` it makes them by itself.
#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    place: Place,
    /// Where to: a folder, best on another machine's disk.
    #[arg(long, env = "BAILEE_BACKUP_TO", value_name = "PLACE")]
    to: String,
    /// Copy every sealed object anew, also those that an earlier backup has.
    #[arg(long)]
    full: bool,
}

impl Backup {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let backups = Installation::backups(&self.place, BackupPlace::open(&self.to)?).await?;
        let expired = backups.expire().await?;
        if expired > 0 {
            line(format!("{expired} backups whose days were over are removed."));
        }
        let made = backups.make(self.full).await?;
        // What the backup shows is anchored with it, also where no server signs every second.
        backups.store.sign_heads().await?;
        let kind = if made.kind == BackupKind::Full { "a full backup" } else { "an incremental backup" };
        line(format!("{}: {kind} of {} sealed objects, {} bytes.", made.id, made.objects, made.bytes));
        line(format!(
            "It is removed by itself from {} on. It opens with this installation’s root folder, or with a recovery kit and its keeper’s identity.",
            made.expires_at.strftime("%Y-%m-%d")
        ));
        Ok(backups.store.close().await?)
    }
}
