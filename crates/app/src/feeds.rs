//! What the firm's other tools are told: every entry of every log to its SIEM, chosen events to webhooks.
//!
//! A collector learns *that* somebody opened a holding and which, never what was in it: events leave with their name, their
//! moment and opaque identifiers, and nothing else. Details stay sealed while they are told, so that no mistake here can let
//! one out.
//!
//! For each log and target the store keeps a bookmark ([`bailee_model::Feed`]): the first entry that the target has not
//! taken. What was sent is sent before the bookmark moves, so a crash in between sends it again: at least once, in the log's
//! order, and under the same name, by which a receiver leaves out what it has. A target that fails is tried again after
//! 5 and 30 seconds, 2 and 10 minutes, then hourly, for ever; nothing is passed over. Servers that share a store take turns.
//!
//! | module | what |
//! |---|---|
//! | `ocsf` | an entry as a line of the Open Cybersecurity Schema Framework |
//! | `collector` | to a file, or to an address |
//! | `webhook` | signed messages by the Standard Webhooks specification |
//! | `line` | the connection to the outside |

mod collector;
mod line;
mod ocsf;
mod opaque;
mod telling;
mod webhook;

pub use collector::CollectorConfig;
pub use telling::tell;
pub use webhook::{WebhookConfig, webhooks_of};

use crate::{App, factors::Secret};
use bailee_model::{Error, Feed, FeedId, FeedKind, LogId, LoggedEntry, Result, say};
use collector::{AddressCollector, FileCollector};
use jiff::Timestamp;
use line::Line;
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use webhook::Webhook;

/// Whom to tell, given at start.
#[derive(Default)]
pub struct FeedsConfig {
    /// A file that grows by one line an event (OCSF). It is opened anew for each write: whoever rotates it just moves it.
    pub file: Option<PathBuf>,
    /// A collector that takes the same lines over HTTPS.
    pub collector: Option<CollectorConfig>,
    /// Webhooks.
    pub webhooks: Vec<WebhookConfig>,
    /// A certificate authority in PEM to trust for collector and webhooks, instead of the system's.
    pub authority: Option<Vec<u8>>,
}

/// One of the firm's tools.
pub(crate) struct Target {
    kind: FeedKind,
    /// SHA-256 of kind and address, in hexadecimal.
    digest: String,
    way: Way,
}

enum Way {
    File(FileCollector),
    Address(Box<AddressCollector>),
    Webhook(Box<Webhook>),
}

/// How far one attempt came.
struct Told {
    /// Entries that need not be told again.
    taken: usize,
    /// Why it went no further, as a word.
    trouble: Option<String>,
}

impl Told {
    fn all(taken: usize) -> Self {
        Self { taken, trouble: None }
    }

    fn none(trouble: String) -> Self {
        Self { taken: 0, trouble: Some(trouble) }
    }
}

impl Target {
    fn new(kind: FeedKind, address: &str, way: Way) -> Self {
        let digest = hex::encode(Sha256::digest(format!("{kind}\n{address}")));
        Self { kind, digest, way }
    }

    /// How it is told.
    pub(crate) fn kind(&self) -> FeedKind {
        self.kind
    }

    /// Whether this is one of its bookmarks.
    pub(crate) fn owns(&self, feed: &Feed) -> bool {
        feed.target == self.digest
    }

    /// The bookmark of this target in a log.
    fn feed_id(&self, log: LogId) -> FeedId {
        let digest = Sha256::digest(format!("{}\n{}", self.digest, opaque::log_name(log)));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        FeedId::from_bytes(bytes)
    }

    async fn tell(&self, entries: &[LoggedEntry], now: Timestamp) -> Told {
        match &self.way {
            Way::File(file) => file.tell(entries).await,
            Way::Address(collector) => collector.tell(entries).await,
            Way::Webhook(webhook) => webhook.tell(entries, now).await,
        }
    }

    /// Whether it wants to hear only what happens from now on.
    fn begins_now(&self) -> bool {
        matches!(self.way, Way::Webhook(_))
    }
}

/// Whether this installation would speak to such an address: HTTPS, or HTTP with a program on this machine.
///
/// # Errors
/// `BadInput` with the reason.
pub fn check_address(url: &str) -> Result<()> {
    line::address(url).map(drop)
}

impl App {
    /// Names the tools that are told from now on. Once for a running application.
    ///
    /// # Errors
    /// `BadInput` when an address, a secret, or the name of an event does not read, or an address would be spoken to in
    /// clear over a network; `Conflict` when tools were named before.
    pub fn feed_to(&self, config: FeedsConfig) -> Result<()> {
        let FeedsConfig { file, collector, webhooks, authority } = config;
        let line = Line::new(authority.as_deref())?;
        let mut targets = Vec::new();
        if let Some(file) = file {
            let address = file.display().to_string();
            targets.push(Target::new(FeedKind::SiemFile, &address, Way::File(FileCollector::new(file))));
        }
        if let Some(CollectorConfig { url, token }) = collector {
            let way = Way::Address(Box::new(AddressCollector::new(line::address(&url)?, token, line.clone())?));
            targets.push(Target::new(FeedKind::SiemUrl, &url, way));
        }
        for WebhookConfig { url, events, secret } in webhooks {
            let way = Way::Webhook(Box::new(Webhook::new(line::address(&url)?, events, &secret, line.clone())?));
            targets.push(Target::new(FeedKind::Webhook, &url, way));
        }
        let set = self.feeds.set(targets);
        set.map_err(|_| Error::conflict(say!("The tools that are told were named before.")))
    }
}

/// A secret of the settings, without the white space around it.
fn trimmed(secret: &Secret) -> &str {
    secret.expose().trim()
}
