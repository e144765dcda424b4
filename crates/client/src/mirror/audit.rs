//! A whole mirror judged from its files alone: every entry hashed again, every tile and every head ever kept compared with
//! what comes out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bailee_log::Hash;
use bailee_log::merkle::{Frontier, Node, leaf_hash};
use bailee_log::note::MAX_NOTE;
use bailee_log::policy::Cosigned;
use bailee_log::tile::{FULL_WIDTH, Place, TILE_HEIGHT};
use bailee_model::{Error, Result, say};
use serde::Serialize;

use super::tiles::Tiles;
use super::{HEADS, Mirror, damaged, unwritten};
use crate::offline::read;

/// What was found of a mirror that holds.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The log's name.
    pub origin: String,
    /// How many entries there are, each hashed again.
    pub size: u64,
    /// How many heads were kept over time; each is the beginning of the next.
    pub heads: usize,
    /// Which witnesses of the policy cosigned the newest head.
    pub cosigned: Vec<Cosigned>,
}

impl Mirror {
    /// Judges the whole copy with no network and no account.
    ///
    /// # Errors
    /// When there is no copy, a file is missing or was changed, or a head that was kept is not signed by a log of the policy.
    pub fn audit(&self) -> Result<Audit> {
        let kept = self.kept.as_ref().ok_or_else(|| {
            Error::bad_input(say!("There is no copy of a log in this folder.")).hint(say!("‘bailee watch’ makes one."))
        })?;
        let (origin, size) = (kept.checkpoint.origin.clone(), kept.checkpoint.size);
        let heads = self.heads(&origin)?;
        let frontier = self.rehash(size, &heads)?;
        if frontier.root() != kept.checkpoint.root {
            return Err(damaged().in_file(self.folder.display().to_string()));
        }
        let judged = self.policy.judge(&kept.note).map_err(|error| damaged().because(error))?;
        Ok(Audit { origin, size, heads: heads.len(), cosigned: judged.cosigned })
    }

    /// The root of every head that was kept, by size.
    fn heads(&self, origin: &str) -> Result<BTreeMap<u64, Hash>> {
        let folder = self.folder.join(HEADS);
        let mut heads = BTreeMap::new();
        for file in fs::read_dir(&folder).map_err(|error| unwritten(&folder, error))? {
            let path = file.map_err(|error| unwritten(&folder, error))?.path();
            let head = self.head(&read(&path, MAX_NOTE)?).map_err(|error| error.in_file(path.display().to_string()))?;
            if head.checkpoint.origin != origin {
                return Err(damaged().in_file(path.display().to_string()));
            }
            heads.insert(head.checkpoint.size, head.checkpoint.root);
        }
        Ok(heads)
    }

    fn rehash(&self, size: u64, heads: &BTreeMap<u64, Hash>) -> Result<Frontier> {
        let tiles = Tiles::at(&self.folder);
        let (mut frontier, mut stored) = (Frontier::default(), BTreeMap::new());
        while frontier.size() < size {
            let index = frontier.size() / u64::from(FULL_WIDTH);
            let place = Place::of_tree(index, 0, size).ok_or_else(damaged)?;
            for entry in tiles.bundle(place)? {
                for (node, hash) in frontier.append(leaf_hash(&entry)) {
                    compare(&tiles, &mut stored, size, (node, hash))?;
                }
                let here = heads.get(&frontier.size());
                if here.is_some_and(|root| *root != frontier.root()) {
                    return Err(contradicts(&self.folder, frontier.size()));
                }
            }
        }
        Ok(frontier)
    }
}

/// Holds a node against the tile that stores it, which is read once: another reader would ask for the tiles.
fn compare(
    tiles: &Tiles,
    stored: &mut BTreeMap<u8, (u64, Vec<u8>)>,
    size: u64,
    (node, hash): (Node, Hash),
) -> Result<()> {
    if !node.level.is_multiple_of(TILE_HEIGHT) {
        return Ok(());
    }
    let (level, width) = (node.level / TILE_HEIGHT, u64::from(FULL_WIDTH));
    let (index, at) = (node.index / width, usize::try_from(node.index % width).unwrap_or_default() * 32);
    if stored.get(&level).is_none_or(|(held, _)| *held != index) {
        stored.insert(level, (index, tiles.hashes(level, index, size)?));
    }
    let found = stored.get(&level).and_then(|(_, tile)| tile.get(at..at + 32));
    if found == Some(hash.0.as_slice()) { Ok(()) } else { Err(damaged()) }
}

fn contradicts(folder: &Path, size: u64) -> Error {
    Error::corrupt(format!("The head of {size} entries that was kept is not that of the entries kept."))
        .hint(say!("Keep the whole folder: a head that the log signed stands against its entries."))
        .in_file(folder.display().to_string())
}
