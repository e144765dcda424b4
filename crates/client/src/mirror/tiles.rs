//! The files of a mirror: tiles of hashes and bundles of entries, in the layout of C2SP tlog-tiles.
//!
//! What is new lies in files of other names than what was kept, until the head that it belongs to is kept: so a mirror whose
//! growth broke off, or turned out to be a lie, is what it was before.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bailee_log::Hash;
use bailee_log::merkle::{Frontier, Node, node_hash};
use bailee_log::tile::{FULL_WIDTH, Place, Resource, TILE_HEIGHT, decode_entries, encode_entries};
use bailee_model::{Error, Result};

use super::{damaged, unwritten};
use crate::offline::{read, replace};

/// The longest bundle: 256 entries of 65,535 bytes after their lengths.
const MAX_BUNDLE: usize = 256 * (65_535 + 2);
/// A full tile: 256 hashes.
const FULL_TILE: usize = FULL_WIDTH as usize * 32;

/// The tiles under a folder.
pub(super) struct Tiles {
    folder: PathBuf,
    /// The tile that is being filled, by level.
    open: BTreeMap<u8, (u64, Vec<u8>)>,
    /// How many entries were kept when it was opened.
    kept: u64,
}

impl Tiles {
    pub(super) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: BTreeMap::new(), kept: 0 }
    }

    fn path(&self, resource: Resource) -> PathBuf {
        self.folder.join(resource.to_string())
    }

    /// The right edge of the tree of this size, from the tiles.
    pub(super) fn frontier(&self, size: u64) -> Result<Frontier> {
        let peaks = Frontier::peak_nodes(size).into_iter().map(|node| self.node(node, size)).collect::<Result<_>>()?;
        Frontier::new(size, peaks).map_err(|error| damaged().because(error))
    }

    /// A complete subtree's hash: stored at every eighth level, and joined from the one below between them.
    fn node(&self, node: Node, size: u64) -> Result<Hash> {
        if !node.level.is_multiple_of(TILE_HEIGHT) {
            let below = |index| self.node(Node { level: node.level - 1, index }, size);
            return Ok(node_hash(below(2 * node.index)?, below(2 * node.index + 1)?));
        }
        let (level, width) = (node.level / TILE_HEIGHT, u64::from(FULL_WIDTH));
        let tile = self.hashes(level, node.index / width, size)?;
        let at = usize::try_from(node.index % width).unwrap_or_default() * 32;
        tile.get(at..at + 32).and_then(Hash::from_slice).ok_or_else(damaged)
    }

    /// A tile as the tree of this size has it; empty where the tree does not reach it.
    pub(super) fn hashes(&self, level: u8, index: u64, size: u64) -> Result<Vec<u8>> {
        let Some(place) = Place::of_tree(index, level, size) else { return Ok(Vec::new()) };
        let bytes = read(&self.path(Resource::Tile { level, place }), FULL_TILE)?;
        if bytes.len() == usize::from(place.width) * 32 { Ok(bytes) } else { Err(damaged()) }
    }

    /// The first so many entries of a bundle that was kept before.
    pub(super) fn entries(&mut self, index: u64, count: usize) -> Result<Vec<Vec<u8>>> {
        let width = u16::try_from(count).unwrap_or(u16::MAX).min(FULL_WIDTH);
        if width == 0 {
            return Ok(Vec::new());
        }
        self.bundle(Place { index, width })
    }

    /// A bundle of entries as it lies there.
    pub(super) fn bundle(&self, place: Place) -> Result<Vec<Vec<u8>>> {
        let bytes = read(&self.path(Resource::Entries(place)), MAX_BUNDLE)?;
        let entries = decode_entries(&bytes).map_err(|error| damaged().because(error))?;
        if entries.len() != usize::from(place.width) {
            return Err(damaged());
        }
        Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
    }

    pub(super) fn write_entries(&self, place: Place, entries: &[Vec<u8>]) -> Result<()> {
        let bundle = encode_entries(entries.iter().map(Vec::as_slice))
            .map_err(|error| Error::corrupt("The server sent an entry that is too long.").because(error))?;
        self.write(Resource::Entries(place), &bundle)
    }

    /// Takes a node that was completed; those of every eighth level are stored.
    pub(super) fn take(&mut self, node: Node, hash: Hash) -> Result<()> {
        if node.level == 0 && self.open.is_empty() {
            self.kept = node.index;
        }
        if !node.level.is_multiple_of(TILE_HEIGHT) {
            return Ok(());
        }
        let (level, index) = (node.level / TILE_HEIGHT, node.index / u64::from(FULL_WIDTH));
        if self.open.get(&level).is_none_or(|(at, _)| *at != index) {
            let kept = self.hashes(level, index, self.kept)?;
            self.open.insert(level, (index, kept));
        }
        let Some((_, hashes)) = self.open.get_mut(&level) else { return Ok(()) };
        hashes.extend(hash.0);
        if hashes.len() == FULL_TILE {
            let full = std::mem::take(hashes);
            self.write(Resource::Tile { level, place: Place { index, width: FULL_WIDTH } }, &full)?;
        }
        Ok(())
    }

    /// Writes the tiles that are not full.
    pub(super) fn finish(&mut self) -> Result<()> {
        for (level, (index, hashes)) in std::mem::take(&mut self.open) {
            let width = u16::try_from(hashes.len() / 32).unwrap_or_default();
            if width > 0 {
                self.write(Resource::Tile { level, place: Place { index, width } }, &hashes)?;
            }
        }
        Ok(())
    }

    fn write(&self, resource: Resource, bytes: &[u8]) -> Result<()> {
        let path = self.path(resource);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(|error| unwritten(folder, error))?;
        replace(&path, bytes).map_err(|error| unwritten(&path, error))
    }

    /// Removes the partial tiles of the size before. They do no harm, so one that cannot be removed stays.
    pub(super) fn tidy(&self, size: u64) {
        if self.kept == 0 {
            return;
        }
        let now = |level, index| Place::of_tree(index, level, size);
        let width = u64::from(FULL_WIDTH);
        for level in 0..=7_u8 {
            let before = self.kept >> (u32::from(level) * u32::from(TILE_HEIGHT));
            let Some(place) = Place::of_tree(before / width, level, self.kept) else { continue };
            if now(level, place.index) != Some(place) && place.width < FULL_WIDTH {
                let _ = fs::remove_file(self.path(Resource::Tile { level, place }));
                if level == 0 {
                    let _ = fs::remove_file(self.path(Resource::Entries(place)));
                }
            }
        }
    }
}
