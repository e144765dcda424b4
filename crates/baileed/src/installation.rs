//! Where an installation keeps what, and how it is opened.
//!
//! ```text
//! DIR/data     the database, sealed objects, wrapped keys: belongs in every backup
//! DIR/root     the root key and the site key: belongs in no backup; a medium of its own is better (`--root`)
//! DIR/anchor   the last signed checkpoint of every log, and its entries: kept apart from the database, so that a restored one
//!              is noticed, and brought to its end
//! DIR/kits     recovery kits, for people to take away
//! DIR/tls      the installation's certificate authority and the server's certificate
//! ```

use crate::settings::Settings;
use anyhow::Context as _;
use bailee_app::{
    App, Parts, SiteKeys,
    backup::{BackupPlace, Backups},
    keys::{LedgerKeys, SiteLedgerKeys},
};
use bailee_model::{Clock, LogId, Rng, SystemClock, SystemRng};
use bailee_store::{Anchor, Replay, Store};
use bailee_vault::{Recipient, Vault, VaultPaths};
use bailee_workbench::Workbench;
use object_store::local::LocalFileSystem;
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

    pub(crate) fn root(&self) -> PathBuf {
        self.root.clone().unwrap_or_else(|| self.data.join("root"))
    }

    pub(crate) fn paths(&self) -> VaultPaths {
        VaultPaths { data: self.data.join("data"), root: self.root(), kits: self.data.join("kits") }
    }

    pub(crate) fn anchor_folder(&self) -> PathBuf {
        self.data.join("anchor")
    }

    fn anchor(&self) -> Anchor {
        Anchor::in_folder(self.anchor_folder())
    }

    pub(crate) fn recipients_file(&self) -> PathBuf {
        self.data.join("data").join(RECIPIENTS)
    }

    pub(crate) fn database(&self) -> String {
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

    /// What backups need, beside a server that has the vault open.
    ///
    /// # Errors
    /// When there is no installation, or its database does not answer.
    pub async fn backups(place: &Place, to: BackupPlace) -> anyhow::Result<Backups> {
        let (clock, rng): (Arc<dyn Clock>, Arc<dyn Rng>) = (Arc::new(SystemClock), Arc::new(SystemRng));
        let recipients = recipients(place)?;
        let keys = Arc::new(SiteKeys::open(&place.root(), rng.as_ref())?);
        let ledger_keys = Arc::new(SiteLedgerKeys::new(keys.clone()));
        let store = Store::open(&place.database(), ledger_keys, clock.clone(), rng.clone(), place.anchor()).await?;
        let data = place.paths().data;
        let objects = Arc::new(LocalFileSystem::new_with_prefix(&data)?);
        let limits = Settings::default().limits()?;
        Ok(Backups { store, keys, clock, rng, data, objects, recipients, limits, place: to })
    }

    /// Opens what stands behind the gate of a restore, to replay what happened since.
    pub(crate) async fn open_to_replay(gated: Gated) -> anyhow::Result<Self> {
        let store = gated.store().await?;
        let (clock, rng) = (Arc::new(SystemClock), Arc::new(SystemRng));
        Self::start(&Settings::default(), gated.vault, gated.keys, store, clock, rng).await
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
        Self::start(settings, vault, keys, store, clock, rng).await
    }

    async fn start(
        settings: &Settings,
        vault: Arc<Vault>,
        keys: Arc<SiteKeys>,
        store: Store,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> anyhow::Result<Self> {
        let engine = Arc::new(Workbench::new(vault.clone()));
        let (signing_in, mail, limits) = (settings.signing_in()?, settings.mail()?, settings.limits()?);
        let parts = Parts { store, vault: vault.clone(), engine, clock, rng, keys, signing_in, mail, limits };
        let app = App::start(parts).await?;
        Ok(Self { app, vault })
    }

    /// Writes a recovery kit and gives its path.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn write_kit(&self) -> anyhow::Result<PathBuf> {
        Ok(self.app.write_kit().await?)
    }
}

/// An installation behind the gate of a restore: its keys are at hand for the replay, and nothing else opens it.
pub(crate) struct Gated {
    place: Place,
    vault: Arc<Vault>,
    keys: Arc<SiteKeys>,
}

impl Gated {
    pub(crate) async fn open(place: &Place) -> anyhow::Result<Self> {
        let rng: Arc<dyn Rng> = Arc::new(SystemRng);
        let vault = Arc::new(Vault::open_to_replay(place.paths(), recipients(place)?, rng.clone()).await?);
        let keys = Arc::new(SiteKeys::open(&place.root(), rng.as_ref())?);
        Ok(Self { place: place.clone(), vault, keys })
    }

    async fn store(&self) -> anyhow::Result<Store> {
        let keys = Arc::new(LedgerKeys::new(self.keys.clone(), self.vault.clone()));
        let (clock, rng, anchor) = (Arc::new(SystemClock), Arc::new(SystemRng), self.place.anchor());
        Ok(Store::open_to_replay(&self.place.database(), keys, clock, rng, anchor).await?)
    }

    /// Puts the entries since the backup back; also says which backup it is.
    pub(crate) async fn put_back_entries(&self, folders: &[PathBuf]) -> anyhow::Result<(Replay, String)> {
        let store = self.store().await?;
        let backup = store.gate().await?.context(
            "The restore was broken off before its records were back. Remove the folder’s data (and the database), then begin again.",
        )?;
        let replay = store.put_back_entries(folders).await;
        store.close().await?;
        Ok((replay?, backup))
    }

    /// Lets logs whose end nobody knows go on under a new name.
    pub(crate) async fn rename_logs(&self, logs: &[LogId]) -> anyhow::Result<()> {
        let store = self.store().await?;
        for log in logs {
            store.rename_log(*log).await?;
        }
        Ok(store.close().await?)
    }
}

async fn open_vault(place: &Place) -> anyhow::Result<Vault> {
    Ok(Vault::open(place.paths(), recipients(place)?, Arc::new(SystemRng)).await?)
}

fn recipients(place: &Place) -> anyhow::Result<Vec<Recipient>> {
    let text = std::fs::read_to_string(place.recipients_file()).with_context(|| {
        format!("There is no installation in {}. Make one with ‘baileed init’.", place.data.display())
    })?;
    Ok(text.lines().map(str::parse).collect::<Result<Vec<Recipient>, _>>()?)
}

async fn open_store(
    place: &Place,
    vault: &Arc<Vault>,
    keys: &Arc<SiteKeys>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
) -> anyhow::Result<Store> {
    let ledger_keys = Arc::new(LedgerKeys::new(keys.clone(), vault.clone()));
    Ok(Store::open(&place.database(), ledger_keys, clock, rng, place.anchor()).await?)
}
