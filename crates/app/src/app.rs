//! The application: the parts an action may use, put together once at start.

use crate::{
    clocks::LookedAt,
    factors::provider::SigningIn,
    jobs::Jobs,
    keys::SiteKeys,
    mail::{MailConfig, Postman},
    tries::Tries,
};
use bailee_model::{Clock, Engine, Error, Firm, Result, Rng};
use bailee_policy::{Gate, Limits};
use bailee_store::Store;
use bailee_vault::Vault;
use jiff::SignedDuration;
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore};

/// Passwords checked at the same time: each takes 19 MiB, and anybody may ask for one.
const CHECKS_AT_ONCE: usize = 4;
/// Wrong codes of sessions that one device may send in ten minutes.
const WRONG_CODES: u32 = 10;
/// What one device may send from one address in ten minutes, and all devices together from one address.
const MACHINE_CALLS: [u32; 2] = [60, 600];
/// Wrong factors that one browser or session which is known may show in fifteen minutes.
const KNOWN_TRIES: u32 = 10;
/// Wrong factors from one address that strangers share, in ten minutes.
const STRANGER_TRIES: u32 = 30;
/// Passkeys asked for from one address by those not signed in, in five minutes.
const CEREMONY_TRIES: u32 = 100;
/// Looks of a program at the session that it asked for, in the ten minutes that it may wait: one every second.
const POLLS: u32 = 600;

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
    /// How people sign in here.
    pub signing_in: SigningIn,
    /// How messages leave; without it they wait.
    pub mail: Option<MailConfig>,
    /// The measures of the firm's promises, as strict as the firm wants them.
    pub limits: Limits,
}

/// The running application; every action reaches it through a [`crate::Door`].
pub struct App {
    pub(crate) store: Store,
    pub(crate) vault: Arc<Vault>,
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) gate: Gate,
    limits: Limits,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) keys: Arc<SiteKeys>,
    pub(crate) jobs: Jobs,
    /// Destructions go one after another, so that each is certified once.
    pub(crate) destroying: Mutex<()>,
    pub(crate) password_checks: Arc<Semaphore>,
    /// Codes of sessions that a device sent and that were not right.
    pub(crate) wrong_codes: Tries,
    /// What one device sent from one address, and what came from one address for any.
    pub(crate) machine_calls: [Tries; 2],
    pub(crate) signing_in: SigningIn,
    pub(crate) postman: Option<Postman>,
    /// Whom the daily digest was weighed for today.
    pub(crate) looked_at: std::sync::Mutex<LookedAt>,
    /// Wrong factors of browsers and sessions that are known.
    pub(crate) known_tries: Tries,
    /// Wrong factors of strangers, by address.
    pub(crate) stranger_tries: Tries,
    /// Ceremonies begun by strangers, by address.
    pub(crate) ceremony_tries: Tries,
    /// Looks of programs at a session that they asked for, by request.
    pub(crate) polls: Tries,
}

impl App {
    /// Puts the parts together and marks work that a crash interrupted, so that nobody waits for it.
    pub async fn start(parts: Parts) -> Result<Arc<Self>> {
        let Parts { store, vault, engine, clock, rng, keys, signing_in, mail, limits } = parts;
        let postman = mail.as_ref().map(Postman::new).transpose()?;
        let gate = Gate::with(limits)?;
        let app = Arc::new(Self {
            store,
            vault,
            engine,
            gate,
            limits,
            clock,
            rng,
            keys,
            jobs: Jobs::default(),
            destroying: Mutex::default(),
            password_checks: Arc::new(Semaphore::new(CHECKS_AT_ONCE)),
            wrong_codes: Tries::new(WRONG_CODES, SignedDuration::from_mins(10)),
            machine_calls: MACHINE_CALLS.map(|most| Tries::new(most, SignedDuration::from_mins(10))),
            signing_in,
            postman,
            looked_at: std::sync::Mutex::default(),
            known_tries: Tries::new(KNOWN_TRIES, SignedDuration::from_mins(15)),
            stranger_tries: Tries::new(STRANGER_TRIES, SignedDuration::from_mins(10)),
            ceremony_tries: Tries::new(CEREMONY_TRIES, SignedDuration::from_mins(5)),
            polls: Tries::new(POLLS, SignedDuration::from_mins(10)),
        });
        app.mark_interrupted_jobs().await?;
        Ok(app)
    }

    /// The measures in force.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The firm that runs this installation.
    pub async fn firm(&self) -> Result<Firm> {
        self.store
            .firm()
            .await?
            .ok_or_else(|| Error::conflict("This installation has no firm yet.").hint("Run ‘baileed init’ first."))
    }

    /// Where browsers find this installation, as in `https://bailee.example`.
    pub(crate) fn origin(&self, firm: &Firm) -> String {
        self.signing_in.origin.clone().unwrap_or_else(|| format!("https://{}", firm.domain))
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
