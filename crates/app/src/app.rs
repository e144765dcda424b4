//! The application: the parts an action may use, put together once at start.

use crate::{jobs::Jobs, keys::SiteKeys};
use bailee_model::{Clock, Engine, Error, Firm, Result, Rng};
use bailee_policy::Gate;
use bailee_store::Store;
use bailee_vault::Vault;
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore};

/// Passwords checked at the same time: each takes 19 MiB, and anybody may ask for one.
const CHECKS_AT_ONCE: usize = 4;

/// What the application is made of. `baileed` hands over the real parts, `testkit` a fake clock and a small engine.
pub struct Parts {
    /// The records and the ledger.
    pub store: Store,
    /// The keys and the sealed bytes.
    pub vault: Arc<Vault>,
    /// The workbench.
    pub engine: Arc<dyn Engine>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// The installation's own keys.
    pub keys: Arc<SiteKeys>,
}

/// The running application; every action reaches it through a [`crate::Door`].
pub struct App {
    pub(crate) store: Store,
    pub(crate) vault: Arc<Vault>,
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) gate: Gate,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) keys: Arc<SiteKeys>,
    pub(crate) jobs: Jobs,
    /// Destructions go one after another, so that each is certified once.
    pub(crate) destroying: Mutex<()>,
    pub(crate) password_checks: Arc<Semaphore>,
}

impl App {
    /// Puts the parts together and marks work that a crash interrupted, so that nobody waits for it.
    pub async fn start(parts: Parts) -> Result<Arc<Self>> {
        let Parts { store, vault, engine, clock, rng, keys } = parts;
        let gate = Gate::new()?;
        let app = Arc::new(Self {
            store,
            vault,
            engine,
            gate,
            clock,
            rng,
            keys,
            jobs: Jobs::default(),
            destroying: Mutex::default(),
            password_checks: Arc::new(Semaphore::new(CHECKS_AT_ONCE)),
        });
        app.mark_interrupted_jobs().await?;
        Ok(app)
    }

    /// The firm that runs this installation.
    pub async fn firm(&self) -> Result<Firm> {
        self.store
            .firm()
            .await?
            .ok_or_else(|| Error::conflict("This installation has no firm yet.").hint("Run ‘baileed init’ first."))
    }

    /// The clock everything goes by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// The source of randomness everything goes by.
    pub fn rng(&self) -> &Arc<dyn Rng> {
        &self.rng
    }

    /// The records, for reading. Changes go through the ledger, which only this crate's actions use.
    pub fn store(&self) -> &Store {
        &self.store
    }
}
