//! How keys die.
//!
//! 1. The plan is written to the root folder: what is to go, from which epoch to which. It holds no key.
//! 2. The engagement's file without what is to go, under a new engagement key; the ring with that key, under a new epoch
//!    key; and a new root key: each is written *beside* the file it will replace.
//! 3. All of it is read back from the disk, and every survivor is proved to open to the very key in memory.
//! 4. A recovery kit of the coming epoch is written.
//! 5. The new root key replaces the old, which is overwritten. **This one rename is the moment of destruction**: before
//!    it nothing has happened, after it the old epoch key, and with it the old engagement key, opens for nobody.
//! 6. Ring and engagement file take their places, the old ones are overwritten.
//! 7. Objects are deleted, older kits are removed, the plan is removed.
//!
//! Killed before 5, the next opening discards what was staged and carries the plan out anew; killed after it, the next
//! opening goes on from 6. Any doubt in 2 to 4 ends the attempt with everything as it was.

use std::collections::BTreeSet;
use std::path::Path;

use bailee_model::{EngagementId, HoldingId};

use super::codec::{Reader, Writer};
use super::folder::{KeyFolder, Steps};
use super::secret::{Epoch, KeyId, Secret};
use super::table::{EngagementKeys, RingKeys, Root, Successor, Table};
use super::{Interrupted, JOURNAL_FILE, Keyring, KitWriter, RING_FILE, ROOT_FILE, damaged, keys_file, load, read_root};
use crate::{Error, Result};

const JOURNAL_FORMAT: &str = "bailee-destroying/1\n";

/// What is to be destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) engagement: EngagementId,
    /// The holdings, or all of them and the engagement's own keys too.
    pub(crate) holdings: Option<BTreeSet<HoldingId>>,
}

/// The plan of a destruction, and afterwards the record of what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Journal {
    pub(crate) from: Epoch,
    pub(crate) to: Epoch,
    pub(crate) engagement: EngagementId,
    pub(crate) engagement_key: KeyId,
    pub(crate) whole: bool,
    pub(crate) holdings: Vec<(HoldingId, KeyId)>,
}

impl Journal {
    fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(104 + self.holdings.len() * 32);
        for epoch in [self.from, self.to] {
            writer.number(epoch.number);
            writer.id(epoch.key.as_bytes());
        }
        writer.id(self.engagement.as_bytes());
        writer.id(self.engagement_key.as_bytes());
        writer.number(u64::from(self.whole));
        writer.number(self.holdings.len() as u64);
        for (holding, key) in &self.holdings {
            writer.id(holding.as_bytes());
            writer.id(key.as_bytes());
        }
        [JOURNAL_FORMAT.as_bytes(), &writer.finish()].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::after(JOURNAL_FORMAT, bytes)?;
        let from = Epoch { number: reader.number()?, key: reader.key_id()? };
        let to = Epoch { number: reader.number()?, key: reader.key_id()? };
        let (engagement, engagement_key) = (EngagementId::from_bytes(reader.id()?), reader.key_id()?);
        let whole = reader.number()? != 0;
        let mut holdings = Vec::new();
        for _ in 0..reader.number()? {
            holdings.push((HoldingId::from_bytes(reader.id()?), reader.key_id()?));
        }
        reader.end()?;
        Some(Self { from, to, engagement, engagement_key, whole, holdings })
    }

    fn target(&self) -> Target {
        let holdings = (!self.whole).then(|| self.holdings.iter().map(|(id, _)| *id).collect());
        Target { engagement: self.engagement, holdings }
    }
}

/// The keys of the coming epoch, and what it will not have.
struct Plan {
    journal: Journal,
    root: Root,
    epoch_key: Secret,
    /// `None` when the engagement goes as a whole.
    engagement: Option<(KeyId, Secret)>,
    kit_written: u64,
    without: BTreeSet<HoldingId>,
    ring: Vec<u8>,
    file: Option<Vec<u8>>,
}

impl Keyring {
    /// Destroys keys: steps 1 to 6. Returns the record and how many survivors were proved.
    ///
    /// `kit` writes the kit of the coming epoch; without recipients there is none.
    pub(crate) fn destroy(
        &mut self,
        target: &Target,
        mut kit: Option<&mut KitWriter<'_>>,
        steps: &Steps,
    ) -> Result<(Journal, u64)> {
        self.nothing_pending()?;
        let plan = self.plan(target, kit.is_some())?;
        self.root.write(JOURNAL_FILE, &plan.journal.to_bytes(), steps)?;
        let survivors = match self.prepare(&plan, &mut kit, steps) {
            Ok(survivors) => survivors,
            Err(error) => return Err(self.abandon(error, steps)),
        };
        let advanced = self.root.commit(ROOT_FILE, steps);
        // Whatever the file system answered, the root key that is there now says whether it happened.
        match read_root(&self.root, ROOT_FILE) {
            Ok(root) if root.epoch == plan.journal.to.number => {}
            Ok(_) => return Err(self.abandon(advanced.err().unwrap_or(Error::Unfinished), steps)),
            Err(error) => {
                // Nobody knows now which root key counts, so nothing may be cleared away and nothing may change.
                self.in_doubt = true;
                return Err(error);
            }
        }
        let journal = self.adopt(plan);
        self.pending = Some(journal.clone());
        advanced?;
        roll_forward(&self.root, &self.keys, &journal, steps)?;
        Ok((journal, survivors))
    }

    /// Whether it is unknown which root key counts; only opening the vault again can tell.
    pub(crate) fn in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// The destruction whose keys are gone but whose objects may not all be.
    pub(crate) fn pending(&self) -> Option<Journal> {
        self.pending.clone()
    }

    /// Step 7's end: the objects are deleted too, so the plan may go.
    pub(crate) fn conclude(&mut self, journal: &Journal, steps: &Steps) -> Result<()> {
        roll_forward(&self.root, &self.keys, journal, steps)?;
        self.root.unlink(JOURNAL_FILE, steps)?;
        self.pending = None;
        Ok(())
    }

    /// How many holdings have a key.
    pub(crate) fn survivors(&self) -> u64 {
        self.read().engagements.values().map(|keys| keys.holdings.len() as u64).sum()
    }

    pub(super) fn nothing_pending(&self) -> Result<()> {
        if self.pending.is_some() || self.in_doubt { Err(Error::Unfinished) } else { Ok(()) }
    }

    fn plan(&self, target: &Target, with_kit: bool) -> Result<Plan> {
        let rng = self.rng.as_ref();
        let table = self.read();
        let keys = table.engagement(target.engagement)?;
        let without: BTreeSet<_> = match &target.holdings {
            Some(holdings) if holdings.is_empty() => return Err(Error::NothingToDestroy),
            Some(holdings) => holdings.clone(),
            None => keys.holdings.keys().copied().collect(),
        };
        let going = |id: &HoldingId| keys.holding(*id).map(|key| (*id, key.id));
        let holdings = without.iter().map(going).collect::<Result<Vec<_>>>()?;
        let root = Root { epoch: table.root.epoch + 1, secret: Secret::new(rng) };
        let (epoch_id, epoch_key) = (KeyId::new(rng), Secret::new(rng));
        let engagement = target.holdings.is_some().then(|| (KeyId::new(rng), Secret::new(rng)));
        let change = engagement.as_ref().map(|(id, key)| (*id, key));
        let kit_written = if with_kit { root.epoch } else { 0 };
        let ring = table.seal_ring_as(
            &RingKeys {
                root: &root,
                epoch_id,
                epoch_key: &epoch_key,
                generation: table.generation + 1,
                kit_written,
                change: Some((target.engagement, change)),
            },
            rng,
        );
        let file = change.map(|(key_id, key)| {
            let next = Successor { key_id, key, generation: keys.generation + 1, without: &without };
            keys.seal_as(target.engagement, &next, rng)
        });
        let journal = Journal {
            from: table.epoch(),
            to: Epoch { number: root.epoch, key: epoch_id },
            engagement: target.engagement,
            engagement_key: keys.key_id,
            whole: engagement.is_none(),
            holdings,
        };
        Ok(Plan { journal, root, epoch_key, engagement, kit_written, without, ring, file })
    }

    /// Steps 2 to 4.
    fn prepare(&self, plan: &Plan, kit: &mut Option<&mut KitWriter<'_>>, steps: &Steps) -> Result<u64> {
        let name = keys_file(plan.journal.engagement);
        if let Some(file) = &plan.file {
            self.keys.stage(&name, file, steps)?;
        }
        self.keys.stage(RING_FILE, &plan.ring, steps)?;
        self.root.stage(ROOT_FILE, &plan.root.to_bytes(), steps)?;
        let mut survivors = 0;
        for place in self.keys.places() {
            survivors = self.prove(plan, place)?;
        }
        if let Some(write) = kit {
            let mut files = self.engagement_files()?;
            files.remove(&name);
            files.extend(plan.file.clone().map(|file| (name, file)));
            files.insert(RING_FILE.to_owned(), plan.ring.clone());
            write(&plan.root, &files)?;
        }
        Ok(survivors)
    }

    /// Step 3, for one of the places where the key files stand.
    fn prove(&self, plan: &Plan, place: &Path) -> Result<u64> {
        let doubt = |what: String| Error::Doubt { what };
        let root = KeyFolder::read_coming(&self.root.places()[0], ROOT_FILE)?.map(zeroize::Zeroizing::new);
        let root = root.and_then(|bytes| Root::from_bytes(&bytes)).ok_or_else(|| doubt("the new root key".into()))?;
        let coming = load(root, |name| Ok(KeyFolder::read_coming(place, name)?.into_iter().collect()));
        let coming = coming.map_err(|_| doubt("the new keyring".into()))?.table;
        let now = self.read();
        let mut survivors = 0;
        for (id, keys) in &now.engagements {
            let whole = plan.journal.whole && *id == plan.journal.engagement;
            let gone = |holding: &HoldingId| *id == plan.journal.engagement && plan.without.contains(holding);
            match coming.engagements.get(id) {
                None if whole => continue,
                Some(next) if !whole => survivors += agree(keys, next, gone).map_err(doubt)?,
                _ => return Err(doubt(id.to_string())),
            }
        }
        Ok(survivors)
    }

    /// Takes the new keys into use and wipes those that are gone from memory.
    fn adopt(&self, plan: Plan) -> Journal {
        let id = plan.journal.engagement;
        let mut table = self.write();
        let Table { engagements, destroyed, .. } = &mut *table;
        if let (Some((key_id, key)), Some(keys)) = (plan.engagement, engagements.get_mut(&id)) {
            for holding in plan.without {
                if let Some(gone) = keys.holdings.remove(&holding) {
                    gone.slot.revoke();
                }
                keys.destroyed.insert(holding);
            }
            keys.key_id = key_id;
            keys.key = key;
            keys.generation += 1;
        } else if let Some(keys) = engagements.remove(&id) {
            keys.holdings.values().for_each(|holding| holding.slot.revoke());
            destroyed.insert(id);
        }
        table.root = plan.root;
        table.epoch_id = plan.journal.to.key;
        table.epoch_key = plan.epoch_key;
        table.kit_written = plan.kit_written;
        table.generation += 1;
        plan.journal
    }

    /// Clears away what was staged before the root was advanced; hands the error that led here on.
    fn abandon(&self, error: Error, steps: &Steps) -> Error {
        let cleared = discard(&self.root, &self.keys, steps).and_then(|()| self.root.unlink(JOURNAL_FILE, steps));
        // What cannot be cleared now is cleared when the vault is opened again; the first error is the one to tell.
        drop(cleared);
        error
    }
}

/// Whether the coming keys of an engagement are those of now without what goes; returns how many survive.
fn agree(now: &EngagementKeys, next: &EngagementKeys, gone: impl Fn(&HoldingId) -> bool) -> Result<u64, String> {
    if !now.pseudonym.same_as(&next.pseudonym) || !now.detail.same_as(&next.detail) {
        return Err("an engagement's own secrets".into());
    }
    let mut survivors = 0;
    for (id, key) in now.holdings.iter().filter(|(id, _)| !gone(id)) {
        match next.holdings.get(id) {
            Some(coming) if coming.id == key.id && coming.secret.same_as(&key.secret) => survivors += 1,
            _ => return Err(id.to_string()),
        }
    }
    match next.holdings.keys().find(|id| gone(id)) {
        Some(id) => Err(id.to_string()),
        None => Ok(survivors),
    }
}

/// Compares the keys a kit opens with those in use; returns how many holdings agree.
pub(crate) fn prove_same(now: &Table, kit: &Table) -> Result<u64> {
    let mut proved = 0;
    for (id, keys) in &now.engagements {
        let doubt = |what: String| Error::Doubt { what };
        let same = kit.engagements.get(id).ok_or_else(|| doubt(id.to_string()))?;
        proved += agree(keys, same, |_| false).map_err(doubt)?;
    }
    Ok(proved)
}

/// Step 6, as far as it is not done yet.
fn roll_forward(root: &KeyFolder, keys: &KeyFolder, journal: &Journal, steps: &Steps) -> Result<()> {
    root.commit(ROOT_FILE, steps)?;
    let name = keys_file(journal.engagement);
    if journal.whole {
        keys.remove(&name, steps)?;
    } else {
        keys.commit(&name, steps)?;
    }
    keys.commit(RING_FILE, steps)
}

/// Looks for a destruction that was cut short, and leaves the folders either wholly before it or wholly after it.
pub(super) fn recover(root: &KeyFolder, keys: &KeyFolder, steps: &Steps) -> Result<(Option<Journal>, Interrupted)> {
    let Some(bytes) = root.read(JOURNAL_FILE)?.into_iter().next() else {
        discard(root, keys, steps)?;
        return Ok((None, Interrupted::No));
    };
    let journal = Journal::from_bytes(&bytes).ok_or_else(|| damaged(JOURNAL_FILE))?;
    let epoch = read_root(root, ROOT_FILE)?.epoch;
    if epoch == journal.from.number {
        discard(root, keys, steps)?;
        return Ok((None, Interrupted::Undone(journal.target())));
    }
    if epoch != journal.to.number {
        return Err(damaged(JOURNAL_FILE));
    }
    roll_forward(root, keys, &journal, steps)?;
    discard(root, keys, steps)?;
    Ok((Some(journal), Interrupted::Done))
}

fn discard(root: &KeyFolder, keys: &KeyFolder, steps: &Steps) -> Result<()> {
    root.discard_leftovers(steps)?;
    keys.discard_leftovers(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;
    use proptest::prelude::*;

    fn journal(holdings: usize) -> Journal {
        let rng = SeededRng::new(8);
        let epoch = |number| Epoch { number, key: KeyId::new(&rng) };
        Journal {
            from: epoch(4),
            to: epoch(5),
            engagement: EngagementId::new(&rng),
            engagement_key: KeyId::new(&rng),
            whole: holdings == 0,
            holdings: (0..holdings).map(|_| (HoldingId::new(&rng), KeyId::new(&rng))).collect(),
        }
    }

    #[test]
    fn a_plan_is_read_as_it_was_written_or_not_at_all() {
        for holdings in [0, 1, 7] {
            let bytes = journal(holdings).to_bytes();
            assert_eq!(Journal::from_bytes(&bytes).unwrap(), journal(holdings));
            assert!((0..bytes.len()).all(|cut| Journal::from_bytes(&bytes[..cut]).is_none()));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn noise_is_no_key_file_and_never_panics(noise in proptest::collection::vec(any::<u8>(), 0..300)) {
            let rng = SeededRng::new(1);
            let root = Root { epoch: 1, secret: Secret::new(&rng) };
            for format in ["", "bailee-root/1\n", "bailee-ring/1\n", "bailee-keys/1\n", JOURNAL_FORMAT] {
                let bytes = [format.as_bytes(), &noise].concat();
                prop_assert!(super::super::RingContents::open(&root, &bytes).is_none());
                let id = EngagementId::new(&rng);
                prop_assert!(EngagementKeys::open(id, KeyId::new(&rng), &root.secret, &bytes).is_none());
                let _ = (Root::from_bytes(&bytes), Journal::from_bytes(&bytes));
            }
        }
    }
}
