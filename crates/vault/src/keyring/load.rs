//! From files to keys: of the copies that unwrap, the newest counts.

use std::collections::BTreeMap;

use super::table::{EngagementKeys, RingContents, Root, Table};
use super::{RING_FILE, damaged, keys_file};
use crate::{Error, Result};

/// A table and the copies it came from.
pub(crate) struct Loaded {
    pub(crate) table: Table,
    /// The file that counted, by name.
    pub(crate) chosen: BTreeMap<String, Vec<u8>>,
}

/// Opens the ring and every engagement's file. `read` gives the copies of a file.
pub(crate) fn load(root: Root, read: impl Fn(&str) -> Result<Vec<Vec<u8>>>) -> Result<Loaded> {
    let (ring, bytes) = newest_ring(&root, read(RING_FILE)?)?;
    let mut chosen = BTreeMap::from([(RING_FILE.to_owned(), bytes)]);
    let mut engagements = BTreeMap::new();
    for (id, (key_id, key)) in ring.engagements {
        let name = keys_file(id);
        let opened = read(&name)?
            .into_iter()
            .filter_map(|bytes| Some((EngagementKeys::open(id, key_id, &key, &bytes)?, bytes)))
            .max_by_key(|(keys, _)| keys.generation);
        let (keys, bytes) = opened.ok_or_else(|| damaged(&name))?;
        engagements.insert(id, keys);
        chosen.insert(name, bytes);
    }
    let table = Table {
        root,
        epoch_id: ring.epoch_id,
        epoch_key: ring.epoch_key,
        generation: ring.generation,
        kit_written: ring.kit_written,
        kit_tried: ring.kit_tried,
        engagements,
        destroyed: ring.destroyed,
    };
    Ok(Loaded { table, chosen })
}

fn newest_ring(root: &Root, copies: Vec<Vec<u8>>) -> Result<(RingContents, Vec<u8>)> {
    let epochs: Vec<_> = copies.iter().filter_map(|bytes| RingContents::epoch(bytes)).collect();
    if let Some(newer) = epochs.iter().copied().max().filter(|epoch| *epoch > root.epoch) {
        // The older copy would open, and bring back what has been destroyed since.
        return Err(Error::StaleRoot { root: root.epoch, keyring: newer });
    }
    let opened = copies
        .into_iter()
        .filter_map(|bytes| Some((RingContents::open(root, &bytes)?, bytes)))
        .max_by_key(|(ring, _)| ring.generation);
    opened.ok_or_else(|| match epochs.into_iter().max() {
        Some(found) if found < root.epoch => Error::StaleKeyring { found, current: root.epoch },
        _ => damaged(RING_FILE),
    })
}
