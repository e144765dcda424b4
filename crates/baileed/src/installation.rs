//! Where an installation keeps what, and how it is opened.
//!
//! ```text
//! DIR/data     the database, sealed objects, wrapped keys: belongs in every backup
//! DIR/root     the root key and the site key: belongs in no backup; a medium of its own is better (`--root`)
//! DIR/anchor   the last signed checkpoint of every log: kept apart from the database, so that a restored one is noticed
//! DIR/kits     recovery kits, for people to take away
//! DIR/tls      the installation's certificate authority and the server's certificate
//! ```

use crate::settings::Settings;
use anyhow::Context as _;
use bailee_app::{App, Parts, SiteKeys, keys::LedgerKeys};
use bailee_model::{Clock, Rng, SystemClock, SystemRng};
use bailee_store::{Anchor, Store};
use bailee_vault::{Recipient, Vault, VaultPaths};
use bailee_workbench::Workbench;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

const RECIPIENTS: &str = "recipients.txt";

/// Where an installation is.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// Folder of the installation.
    #[arg(long, global = true, env = "BAILEE_DATA", default_value = "bailee-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Folder of the root key, if it is not DIR/root: best on a medium that no backup visits.
    #[arg(long, global = true, env = "BAILEE_ROOT", value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Database: a PostgreSQL URL; without one, an SQLite file in DIR/data.
    #[arg(long, global = true, env = "BAILEE_DATABASE", value_name = "URL")]
    pub database: Option<String>,
}

impl Place {
    /// An installation in this folder with everything at its default.
    pub fn in_folder(folder: &Path) -> Self {
        Self { data: folder.to_owned(), root: None, database: None }
    }

    pub(crate) fn tls(&self) -> PathBuf {
        self.data.join("tls")
    }

    fn root(&self) -> PathBuf {
        self.root.clone().unwrap_or_else(|| self.data.join("root"))
    }

    fn paths(&self) -> VaultPaths {
        VaultPaths { data: self.data.join("data"), root: self.root(), kits: self.data.join("kits") }
    }

    fn recipients_file(&self) -> PathBuf {
        self.data.join("data").join(RECIPIENTS)
    }

    fn database(&self) -> String {
        self.database
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data.join("data").join("bailee.db").display()))
    }
}

/// An open installation.
pub struct Installation {
    /// The application on it.
    pub app: Arc<App>,
    /// Its vault, to write and try kits and to look whether something still opens.
    pub vault: Arc<Vault>,
}

impl Installation {
    /// Makes a new one; its kits will be sealed to these recipients.
    ///
    /// # Errors
    /// When there is one already, fewer than two recipients are named, a setting is of no use, or the disk refuses.
    pub async fn create(
        place: &Place,
        settings: &Settings,
        recipients: Vec<Recipient>,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&place.data)
            .with_context(|| format!("The folder {} could not be made.", place.data.display()))?;
        let rng: Arc<dyn Rng> = Arc::new(SystemRng);
        let lines: Vec<String> = recipients.iter().map(ToString::to_string).collect();
        let vault = Vault::create(place.paths(), recipients, rng.clone()).await?;
        std::fs::write(place.recipients_file(), lines.join("\n") + "\n")?;
        Self::assemble(place, settings, vault, clock, rng).await
    }

    /// Opens one that was made before, and finishes what a crash interrupted.
    ///
    /// # Errors
    /// When there is none, another process has it open, or its folders do not belong together.
    pub async fn open(place: &Place, settings: &Settings) -> anyhow::Result<Self> {
        let vault = open_vault(place).await?;
        let installation = Self::assemble(place, settings, vault, Arc::new(SystemClock), Arc::new(SystemRng)).await?;
        if let Err(error) = installation.app.recover().await {
            // One client's trouble must not keep the others out; the clocks try again every minute.
            tracing::error!(%error, source = ?std::error::Error::source(&error), "something that a crash interrupted could not be finished yet");
        }
        Ok(installation)
    }

    /// The records alone, for looking at them: no work is taken up and nothing is put right.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_store(place: &Place) -> anyhow::Result<Store> {
        let vault = Arc::new(open_vault(place).await?);
        let rng: Arc<dyn Rng> = Arc::new(SystemRng);
        let keys = Arc::new(SiteKeys::open(&place.root(), rng.as_ref())?);
        open_store(place, &vault, &keys, Arc::new(SystemClock), rng).await
    }

    async fn assemble(
        place: &Place,
        settings: &Settings,
        vault: Vault,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> anyhow::Result<Self> {
        let vault = Arc::new(vault);
        let keys = Arc::new(SiteKeys::open(&place.root(), rng.as_ref())?);
        let store = open_store(place, &vault, &keys, clock.clone(), rng.clone()).await?;
        let engine = Arc::new(Workbench::new(vault.clone()));
        let (signing_in, mail, limits) = (settings.signing_in()?, settings.mail()?, settings.limits());
        let parts = Parts { store, vault: vault.clone(), engine, clock, rng, keys, signing_in, mail, limits };
        let app = App::start(parts).await?;
        Ok(Self { app, vault })
    }

    /// Writes a recovery kit and gives its path.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn write_kit(&self) -> anyhow::Result<PathBuf> {
        Ok(self.vault.write_kit().await?)
    }
}

async fn open_vault(place: &Place) -> anyhow::Result<Vault> {
    let text = std::fs::read_to_string(place.recipients_file()).with_context(|| {
        format!("There is no installation in {}. Make one with ‘baileed init’.", place.data.display())
    })?;
    let recipients = text.lines().map(str::parse).collect::<Result<Vec<Recipient>, _>>()?;
    Ok(Vault::open(place.paths(), recipients, Arc::new(SystemRng)).await?)
}

async fn open_store(
    place: &Place,
    vault: &Arc<Vault>,
    keys: &Arc<SiteKeys>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
) -> anyhow::Result<Store> {
    let ledger_keys = Arc::new(LedgerKeys::new(keys.clone(), vault.clone()));
    let anchor = Anchor::in_folder(place.data.join("anchor"));
    Ok(Store::open(&place.database(), ledger_keys, clock, rng, anchor).await?)
}
