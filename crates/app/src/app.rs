//! The application: the parts an action may use, put together once at start.

use crate::{
    backup::Backups,
    clocks::LookedAt,
    factors::provider::SigningIn,
    feeds::Target,
    jobs::Jobs,
    keys::SiteKeys,
    mail::{MailConfig, Postman},
    metrics::Metrics,
    promises::Seen,
    transfer::Turns,
    tries::Tries,
    unusual::Uses,
    watch::Listeners,
};
use bailee_model::{Clock, Engine, Error, Firm, Result, Rng, say};
use bailee_policy::{Gate, Limits};
use bailee_store::Store;
use bailee_vault::Vault;
use jiff::SignedDuration;
use std::sync::{Arc, OnceLock};
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
/// What one address may ask of drop links in ten minutes: a large file comes in hundreds of requests.
const DROP_CALLS: u32 = 3000;
/// Drop links that there are not, which one address may ask for in ten minutes.
const DROP_MISSES: u32 = 30;
/// Uploads that may be begun through one link in ten minutes: each has a key, and giving one up costs a destruction.
const DROP_BEGINS: u32 = 60;

/// Messages that strangers may send in an hour, from one address and altogether: questions, and apart from them reports of
/// weaknesses, so that a flood of the one does not shut out the other.
const CONTACTS: [u32; 2] = [5, 100];

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
    /// What was read of the logs, for judging promises.
    pub(crate) seen: Seen,
    /// What was read of the logs, for finding unusual use.
    pub(crate) uses: Uses,
    /// Whom else is told what happens, once they were named.
    pub(crate) feeds: OnceLock<Vec<Target>>,
    /// What is counted.
    pub(crate) metrics: Metrics,
    /// How backups are made, once their place was named.
    pub(crate) backups: OnceLock<Arc<Backups>>,
    /// One backup or trial at a time.
    pub(crate) backing_up: Arc<Mutex<()>>,
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
    /// What strangers asked of drop links, and what they asked of links that there are not, by address.
    pub(crate) drop_calls: Tries,
    pub(crate) drop_misses: Tries,
    /// Uploads begun, by link.
    pub(crate) drop_begins: Tries,
    /// Whose turn it is to write to an upload.
    pub(crate) arriving: Turns,
    /// Open pages that listen for the end of their session.
    pub(crate) listeners: Listeners,
    /// Looks of programs at a session that they asked for, by request.
    pub(crate) polls: Tries,
    /// What strangers asked, from one address and altogether.
    pub(crate) contact_tries: [Tries; 2],
    /// The weaknesses that they reported, in the same way.
    pub(crate) report_tries: [Tries; 2],
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
            feeds: OnceLock::new(),
            metrics: Metrics::default(),
            backups: OnceLock::new(),
            backing_up: Arc::default(),
            seen: Seen::default(),
            uses: Uses::default(),
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
            contact_tries: CONTACTS.map(|most| Tries::new(most, SignedDuration::from_hours(1))),
            report_tries: CONTACTS.map(|most| Tries::new(most, SignedDuration::from_hours(1))),
            drop_calls: Tries::new(DROP_CALLS, SignedDuration::from_mins(10)),
            drop_misses: Tries::new(DROP_MISSES, SignedDuration::from_mins(10)),
            drop_begins: Tries::new(DROP_BEGINS, SignedDuration::from_mins(10)),
            arriving: Turns::default(),
            listeners: Listeners::default(),
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
        self.store.firm().await?.ok_or_else(|| {
            Error::conflict(say!("This installation has no firm yet.")).hint(say!("Run ‘baileed init’ first."))
        })
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
