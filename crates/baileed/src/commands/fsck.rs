//! `baileed fsck`.

use crate::{
    installation::{Installation, Place},
    output::line,
};
use clap::Args;

/// Check that every record and every log is whole: hashes, heads, details. Nothing is put right and no interrupted work is taken
/// up. Stop the server first.
#[derive(Args)]
pub(crate) struct Fsck {
    #[command(flatten)]
    place: Place,
}

impl Fsck {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let findings = Installation::open_store(&self.place).await?.fsck().await?;
        line(format!("{} logs, {} entries, {} details looked at.", findings.logs, findings.entries, findings.details));
        for fault in &findings.faults {
            line(format!("  {fault}"));
        }
        anyhow::ensure!(
            findings.is_clean(),
            "{} faults. Stop serving and restore from a backup that is whole.",
            findings.faults.len()
        );
        line("Everything is whole.");
        Ok(())
    }
}
