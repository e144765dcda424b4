//! The keys in memory, and the sealed form of the two kinds of file.
//!
//! ```text
//! root.key  "bailee-root/1\n" ‖ epoch (u64) ‖ root key (32)
//! ring      "bailee-ring/1\n" ‖ epoch (u64) ‖ sealed under the root key { epoch key's id (16) ‖ epoch key (32) }
//!           ‖ sealed under the epoch key { generation ‖ epoch of the last kit ‖ epoch of the last kit tried
//!             ‖ n ‖ n × [engagement (16) ‖ key's id (16) ‖ engagement key (32)] ‖ m ‖ m × destroyed engagement (16) }
//! X.keys    "bailee-keys/1\n" ‖ sealed under the engagement key { generation ‖ pseudonym secret (32) ‖ detail secret (32)
//!             ‖ n ‖ n × [holding (16) ‖ key's id (16) ‖ holding key (32)] ‖ m ‖ m × destroyed holding (16) }
//! ```
//!
//! *Sealed* is AES-256-GCM, nonce ‖ ciphertext ‖ tag, with the format's name, what is inside, and the epoch or the
//! engagement and the id of its key as associated data. Numbers are 64-bit, big endian.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bailee_model::{ColumnClass, EngagementId, HoldingId, Rng};
use zeroize::Zeroizing;

use super::codec::{Reader, Writer};
use super::secret::{ColumnKey, DetailKey, Epoch, KeyId, PseudonymKey, Secret};
use crate::object::KeySlot;
use crate::{Error, Result};

const ROOT_FORMAT: &str = "bailee-root/1\n";
const RING_FORMAT: &str = "bailee-ring/1\n";
const KEYS_FORMAT: &str = "bailee-keys/1\n";
/// Sealed bytes of an epoch key: nonce, id, key, tag.
const WRAPPED_EPOCH: usize = 12 + 16 + 32 + 16;

/// The root key of one epoch.
pub(crate) struct Root {
    pub(crate) epoch: u64,
    pub(crate) secret: Secret,
}

impl Root {
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(ROOT_FORMAT.len() + 40));
        bytes.extend_from_slice(ROOT_FORMAT.as_bytes());
        bytes.extend_from_slice(&self.epoch.to_be_bytes());
        bytes.extend_from_slice(self.secret.expose());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::after(ROOT_FORMAT, bytes)?;
        let root = Self { epoch: reader.number()?, secret: reader.secret()? };
        reader.end()?;
        Some(root)
    }
}

/// The key of one holding, and the slot through which its open stores hold it.
pub(crate) struct HoldingKey {
    pub(crate) id: KeyId,
    pub(crate) secret: Secret,
    pub(crate) slot: Arc<KeySlot>,
}

impl HoldingKey {
    pub(crate) fn new(rng: &dyn Rng) -> Self {
        Self::with(KeyId::new(rng), Secret::new(rng))
    }

    fn with(id: KeyId, secret: Secret) -> Self {
        let slot = Arc::new(KeySlot::new(secret.stream_key()));
        Self { id, secret, slot }
    }

    pub(crate) fn column_key(&self, class: ColumnClass) -> ColumnKey {
        ColumnKey::new(self.secret.derive(&format!("bailee/column/1/{}", class.as_str())))
    }
}

/// What one engagement owns.
pub(crate) struct EngagementKeys {
    pub(crate) key_id: KeyId,
    pub(crate) key: Secret,
    pub(crate) generation: u64,
    pub(crate) pseudonym: Secret,
    pub(crate) detail: Secret,
    pub(crate) holdings: BTreeMap<HoldingId, HoldingKey>,
    pub(crate) destroyed: BTreeSet<HoldingId>,
}

impl EngagementKeys {
    pub(crate) fn new(rng: &dyn Rng) -> Self {
        Self {
            key_id: KeyId::new(rng),
            key: Secret::new(rng),
            generation: 1,
            pseudonym: Secret::new(rng),
            detail: Secret::new(rng),
            holdings: BTreeMap::new(),
            destroyed: BTreeSet::new(),
        }
    }

    pub(crate) fn holding(&self, holding: HoldingId) -> Result<&HoldingKey> {
        self.holdings.get(&holding).ok_or_else(|| match self.destroyed.contains(&holding) {
            true => Error::destroyed(holding),
            false => Error::UnknownHolding(holding),
        })
    }

    pub(crate) fn refuse_known(&self, holding: HoldingId) -> Result<()> {
        match self.holding(holding) {
            Ok(_) => Err(Error::Exists { what: holding.to_string() }),
            Err(Error::UnknownHolding(_)) => Ok(()),
            Err(destroyed) => Err(destroyed),
        }
    }

    pub(crate) fn pseudonym_key(&self) -> PseudonymKey {
        PseudonymKey::new(self.pseudonym.derive("bailee/pseudonym/1"))
    }

    pub(crate) fn detail_key(&self) -> DetailKey {
        DetailKey::new(self.detail.derive("bailee/detail/1"))
    }

    /// The engagement's file.
    pub(crate) fn seal(&self, engagement: EngagementId, rng: &dyn Rng) -> Vec<u8> {
        self.seal_as(engagement, &Successor::of(self), rng)
    }

    /// The engagement's file as it will be under another key, without some of its holdings.
    pub(crate) fn seal_as(&self, engagement: EngagementId, next: &Successor<'_>, rng: &dyn Rng) -> Vec<u8> {
        let without = next.without;
        let kept = || self.holdings.iter().filter(|(id, _)| !without.contains(*id));
        let destroyed: BTreeSet<_> = self.destroyed.iter().chain(without).collect();
        let mut writer = Writer::new(88 + self.holdings.len() * 64 + destroyed.len() * 16);
        writer.number(next.generation);
        writer.secret(&self.pseudonym);
        writer.secret(&self.detail);
        writer.number(kept().count() as u64);
        for (id, holding) in kept() {
            writer.id(id.as_bytes());
            writer.id(holding.id.as_bytes());
            writer.secret(&holding.secret);
        }
        writer.number(destroyed.len() as u64);
        destroyed.iter().for_each(|id| writer.id(id.as_bytes()));
        let sealed = next.key.seal(&keys_context(engagement, next.key_id), &writer.finish(), rng);
        [KEYS_FORMAT.as_bytes(), &sealed].concat()
    }

    /// Opens an engagement's file; `None` unless it was sealed under this key.
    pub(crate) fn open(engagement: EngagementId, key_id: KeyId, key: &Secret, bytes: &[u8]) -> Option<Self> {
        let sealed = Reader::after(KEYS_FORMAT, bytes)?.rest();
        let plain = key.open(&keys_context(engagement, key_id), sealed)?;
        let mut reader = Reader::new(&plain);
        let (generation, pseudonym, detail) = (reader.number()?, reader.secret()?, reader.secret()?);
        let mut holdings = BTreeMap::new();
        for _ in 0..reader.number()? {
            let id = HoldingId::from_bytes(reader.id()?);
            holdings.insert(id, HoldingKey::with(reader.key_id()?, reader.secret()?));
        }
        let mut destroyed = BTreeSet::new();
        for _ in 0..reader.number()? {
            destroyed.insert(HoldingId::from_bytes(reader.id()?));
        }
        reader.end()?;
        let key = Secret::from_slice(key.expose())?;
        Some(Self { key_id, key, generation, pseudonym, detail, holdings, destroyed })
    }
}

/// The key and contents of an engagement's next file.
pub(crate) struct Successor<'a> {
    pub(crate) key_id: KeyId,
    pub(crate) key: &'a Secret,
    pub(crate) generation: u64,
    pub(crate) without: &'a BTreeSet<HoldingId>,
}

impl<'a> Successor<'a> {
    fn of(keys: &'a EngagementKeys) -> Self {
        static NONE: BTreeSet<HoldingId> = BTreeSet::new();
        Self { key_id: keys.key_id, key: &keys.key, generation: keys.generation, without: &NONE }
    }
}

fn keys_context(engagement: EngagementId, key_id: KeyId) -> Vec<u8> {
    [KEYS_FORMAT.as_bytes(), engagement.as_bytes(), key_id.as_bytes()].concat()
}

/// All keys of a vault.
pub(crate) struct Table {
    pub(crate) root: Root,
    pub(crate) epoch_id: KeyId,
    pub(crate) epoch_key: Secret,
    pub(crate) generation: u64,
    pub(crate) kit_written: u64,
    pub(crate) kit_tried: u64,
    pub(crate) engagements: BTreeMap<EngagementId, EngagementKeys>,
    pub(crate) destroyed: BTreeSet<EngagementId>,
}

/// What the ring says, before the engagements' own files are opened.
pub(crate) struct RingContents {
    pub(crate) epoch_id: KeyId,
    pub(crate) epoch_key: Secret,
    pub(crate) generation: u64,
    pub(crate) kit_written: u64,
    pub(crate) kit_tried: u64,
    pub(crate) engagements: BTreeMap<EngagementId, (KeyId, Secret)>,
    pub(crate) destroyed: BTreeSet<EngagementId>,
}

/// What a ring is sealed from: the table's own keys, or those of the epoch that is to follow.
pub(crate) struct RingKeys<'a> {
    pub(crate) root: &'a Root,
    pub(crate) epoch_id: KeyId,
    pub(crate) epoch_key: &'a Secret,
    pub(crate) generation: u64,
    pub(crate) kit_written: u64,
    /// The engagement whose key changes, and to what; `None` leaves it out of the ring for good.
    pub(crate) change: Option<(EngagementId, Option<(KeyId, &'a Secret)>)>,
}

impl Table {
    pub(crate) fn new(rng: &dyn Rng) -> Self {
        Self {
            root: Root { epoch: 1, secret: Secret::new(rng) },
            epoch_id: KeyId::new(rng),
            epoch_key: Secret::new(rng),
            generation: 1,
            kit_written: 0,
            kit_tried: 0,
            engagements: BTreeMap::new(),
            destroyed: BTreeSet::new(),
        }
    }

    pub(crate) fn epoch(&self) -> Epoch {
        Epoch { number: self.root.epoch, key: self.epoch_id }
    }

    pub(crate) fn engagement(&self, engagement: EngagementId) -> Result<&EngagementKeys> {
        self.engagements.get(&engagement).ok_or_else(|| self.absent(engagement))
    }

    pub(crate) fn engagement_mut(&mut self, engagement: EngagementId) -> Result<&mut EngagementKeys> {
        let absent = self.absent(engagement);
        self.engagements.get_mut(&engagement).ok_or(absent)
    }

    pub(crate) fn refuse_known(&self, engagement: EngagementId) -> Result<()> {
        if self.engagements.contains_key(&engagement) {
            return Err(Error::Exists { what: engagement.to_string() });
        }
        match self.absent(engagement) {
            Error::UnknownEngagement(_) => Ok(()),
            destroyed => Err(destroyed),
        }
    }

    fn absent(&self, engagement: EngagementId) -> Error {
        match self.destroyed.contains(&engagement) {
            true => Error::destroyed(engagement),
            false => Error::UnknownEngagement(engagement),
        }
    }

    /// The ring file.
    pub(crate) fn seal_ring(&self, rng: &dyn Rng) -> Vec<u8> {
        let keys = RingKeys {
            root: &self.root,
            epoch_id: self.epoch_id,
            epoch_key: &self.epoch_key,
            generation: self.generation,
            kit_written: self.kit_written,
            change: None,
        };
        self.seal_ring_as(&keys, rng)
    }

    /// The ring file under other keys, with one engagement changed.
    pub(crate) fn seal_ring_as(&self, keys: &RingKeys<'_>, rng: &dyn Rng) -> Vec<u8> {
        let mut wrapped = Writer::new(48);
        wrapped.id(keys.epoch_id.as_bytes());
        wrapped.secret(keys.epoch_key);
        let epoch = keys.root.epoch;
        let wrapped = keys.root.secret.seal(&ring_context("epoch", epoch), &wrapped.finish(), rng);
        let sealed = keys.epoch_key.seal(&ring_context("table", epoch), &self.ring_plain(keys), rng);
        [RING_FORMAT.as_bytes(), &epoch.to_be_bytes(), &wrapped, &sealed].concat()
    }

    fn ring_plain(&self, keys: &RingKeys<'_>) -> Zeroizing<Vec<u8>> {
        let gone = keys.change.as_ref().and_then(|(id, next)| next.is_none().then_some(*id));
        let kept: Vec<_> = self.engagements.iter().filter(|(id, _)| Some(**id) != gone).collect();
        let destroyed: BTreeSet<_> = self.destroyed.iter().copied().chain(gone).collect();
        let mut writer = Writer::new(40 + kept.len() * 64 + destroyed.len() * 16);
        writer.number(keys.generation);
        writer.number(keys.kit_written);
        writer.number(self.kit_tried);
        writer.number(kept.len() as u64);
        for (id, own) in kept {
            let (key_id, key) = match &keys.change {
                Some((changed, Some((key_id, key)))) if changed == id => (*key_id, *key),
                _ => (own.key_id, &own.key),
            };
            writer.id(id.as_bytes());
            writer.id(key_id.as_bytes());
            writer.secret(key);
        }
        writer.number(destroyed.len() as u64);
        destroyed.iter().for_each(|id| writer.id(id.as_bytes()));
        writer.finish()
    }
}

impl RingContents {
    /// The epoch a ring claims to be of; `None` when it is no ring.
    pub(crate) fn epoch(bytes: &[u8]) -> Option<u64> {
        Reader::after(RING_FORMAT, bytes)?.number()
    }

    /// Opens a ring; `None` unless it was sealed under this root.
    pub(crate) fn open(root: &Root, bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::after(RING_FORMAT, bytes)?;
        let epoch = reader.number().filter(|epoch| *epoch == root.epoch)?;
        let wrapped = root.secret.open(&ring_context("epoch", epoch), reader.take(WRAPPED_EPOCH)?)?;
        let mut inner = Reader::new(&wrapped);
        let (epoch_id, epoch_key) = (inner.key_id()?, inner.secret()?);
        let plain = epoch_key.open(&ring_context("table", epoch), reader.rest())?;
        let mut reader = Reader::new(&plain);
        let (generation, kit_written, kit_tried) = (reader.number()?, reader.number()?, reader.number()?);
        let mut engagements = BTreeMap::new();
        for _ in 0..reader.number()? {
            let id = EngagementId::from_bytes(reader.id()?);
            engagements.insert(id, (reader.key_id()?, reader.secret()?));
        }
        let mut destroyed = BTreeSet::new();
        for _ in 0..reader.number()? {
            destroyed.insert(EngagementId::from_bytes(reader.id()?));
        }
        reader.end()?;
        Some(Self { epoch_id, epoch_key, generation, kit_written, kit_tried, engagements, destroyed })
    }
}

fn ring_context(inside: &str, epoch: u64) -> Vec<u8> {
    [RING_FORMAT.as_bytes(), inside.as_bytes(), &epoch.to_be_bytes()].concat()
}
