//! `baileed kit`.

use crate::{
    installation::{Installation, Place},
    output::line,
    settings::Settings,
};
use anyhow::Context as _;
use bailee_vault::Identity;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Write and try recovery kits. Stop the server first: one process has the vault open at a time.
#[derive(Args)]
pub(crate) struct Kit {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write a kit of the present keys, sealed to the recovery recipients.
    Write,
    /// Prove that a kit opens everything that is held; nothing is restored.
    Try {
        /// The kit.
        kit: PathBuf,
        /// The keeper's age identity file.
        #[arg(long, value_name = "FILE")]
        identity: PathBuf,
    },
}

impl Kit {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let installation = Installation::open(&self.place, &Settings::default()).await?;
        match self.what {
            What::Write => {
                let path = installation.write_kit().await?;
                line(format!(
                    "Written: {}. Let each keeper copy it away, and destroy the kits before it; the officer says so under Backups.",
                    path.display()
                ));
            }
            What::Try { kit, identity } => {
                let sealed = std::fs::read(&kit).with_context(|| format!("{} does not read.", kit.display()))?;
                let text = std::fs::read_to_string(&identity)
                    .map(Zeroizing::new)
                    .with_context(|| format!("{} does not read.", identity.display()))?;
                let identity: Identity = text.as_str().parse()?;
                let trial = installation.vault.try_kit(&sealed, &identity).await?;
                installation.app.note_kit_tried(trial.epoch).await?;
                line(format!(
                    "The kit opens all {} engagements and all {} holdings (epoch {}).",
                    trial.engagements, trial.holdings, trial.epoch
                ));
            }
        }
        Ok(())
    }
}
