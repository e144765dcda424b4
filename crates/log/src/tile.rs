//! How a log is laid out for reading: tiles of 256 hashes and bundles of 256 entries, each under a fixed path.
//!
//! A reader who has a checkpoint can fetch the few tiles it needs and compute any proof by itself; nothing is computed
//! for it. Full tiles never change. The format is C2SP tlog-tiles.

use std::fmt;

use crate::merkle::Node;
use crate::{Error, Result, text};

const WHAT: &str = "tile path";
/// The number of hashes in a full tile, and of entries in a full bundle.
pub const FULL_WIDTH: u16 = 256;
/// The tree levels between one level of tiles and the next.
pub const TILE_HEIGHT: u8 = 8;
/// The largest entry that a bundle can hold, in bytes.
pub const MAX_ENTRY: usize = u16::MAX as usize;

/// A resource of a tiled log, as its path below the log's prefix names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// `checkpoint`: the newest signed head.
    Checkpoint,
    /// `tile/<level>/<index>[.p/<width>]`: hashes.
    Tile {
        /// 0 for leaf hashes; a hash of level n stands for 256ⁿ entries.
        level: u8,
        /// Which of its level's tiles, and how wide.
        place: Place,
    },
    /// `tile/entries/<index>[.p/<width>]`: the bodies behind a tile of level 0.
    Entries(Place),
}

/// A tile's place in its level, and how much of it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which tile of the level, from the left.
    pub index: u64,
    /// How many hashes or entries it has: 1 to 256.
    pub width: u16,
}

impl Resource {
    /// Reads a path such as `tile/0/x001/x234/067.p/112`, without a leading slash.
    ///
    /// # Errors
    /// [`Error::Format`] for anything that [`Resource`] would not print.
    pub fn parse(path: &str) -> Result<Self> {
        if path == "checkpoint" {
            return Ok(Self::Checkpoint);
        }
        let rest = path
            .strip_prefix("tile/")
            .ok_or_else(|| Error::format(WHAT, "it begins with neither `checkpoint` nor `tile/`"))?;
        let (level, place) = rest.split_once('/').ok_or_else(|| Error::format(WHAT, "the tile's index is missing"))?;
        let place = Place::parse(place)?;
        if level == "entries" {
            return Ok(Self::Entries(place));
        }
        match text::decimal(level) {
            Some(level @ 0..=63) => Ok(Self::Tile { level: level as u8, place }),
            _ => Err(Error::format(WHAT, "the level is `entries` or a number from 0 to 63 without leading zeros")),
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checkpoint => f.write_str("checkpoint"),
            Self::Tile { level, place } => write!(f, "tile/{level}/{place}"),
            Self::Entries(place) => write!(f, "tile/entries/{place}"),
        }
    }
}

impl Place {
    fn parse(path: &str) -> Result<Self> {
        let (index, width) = match path.split_once(".p/") {
            None => (path, FULL_WIDTH),
            Some((index, width)) => match text::decimal(width) {
                Some(width @ 1..=255) => (index, width as u16),
                _ => return Err(Error::format(WHAT, "a partial tile's width is a number from 1 to 255")),
            },
        };
        let place = Self { index: parse_index(index)?, width };
        // Whatever has a second spelling (`x000/007` for `007`) is refused by printing it again.
        if place.to_string() == path { Ok(place) } else { Err(wrong_index()) }
    }

    /// The nodes whose hashes make the tile of this place at this level, left to right.
    pub fn nodes(self, level: u8) -> impl Iterator<Item = Node> {
        let first = self.index.saturating_mul(u64::from(FULL_WIDTH));
        (0..u64::from(self.width))
            .map(move |n| Node { level: level.saturating_mul(TILE_HEIGHT), index: first.saturating_add(n) })
    }

    /// The tile at `index` of a level as a tree of `size` entries has it, or nothing when the tree does not reach it.
    pub fn of_tree(index: u64, level: u8, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT)).unwrap_or(0);
        let before = index.checked_mul(u64::from(FULL_WIDTH))?;
        let width = hashes.checked_sub(before)?.min(u64::from(FULL_WIDTH)) as u16;
        (width > 0).then_some(Self { index, width })
    }
}

fn parse_index(path: &str) -> Result<u64> {
    let mut index = 0_u64;
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let digits = if parts.peek().is_some() { part.strip_prefix('x').ok_or_else(wrong_index)? } else { part };
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong_index());
        }
        let thousands = digits.bytes().fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'));
        index = index.checked_mul(1000).and_then(|index| index.checked_add(thousands)).ok_or_else(wrong_index)?;
    }
    Ok(index)
}

fn wrong_index() -> Error {
    Error::format(WHAT, "an index is three digits to a part, every part but the last after an `x`, such as `x001/234`")
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            parts.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        parts.reverse();
        f.write_str(&parts.join("/"))?;
        if self.width == FULL_WIDTH { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

/// Joins entries into a bundle: each after its length as a big-endian 16-bit number.
///
/// # Errors
/// [`Error::TooLarge`] when an entry is longer than [`MAX_ENTRY`].
pub fn encode_entries<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>> {
    let mut bundle = Vec::new();
    for entry in entries {
        let too_large = |_| Error::TooLarge { what: "log entry", size: entry.len(), limit: MAX_ENTRY };
        let length = u16::try_from(entry.len()).map_err(too_large)?;
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// Takes a bundle apart.
///
/// # Errors
/// [`Error::Format`] when it ends within an entry or holds more than 256.
pub fn decode_entries(bundle: &[u8]) -> Result<Vec<&[u8]>> {
    let cut_off = || Error::format("entry bundle", "it ends within an entry");
    let mut entries = Vec::new();
    let mut rest = bundle;
    while !rest.is_empty() {
        if entries.len() == usize::from(FULL_WIDTH) {
            return Err(Error::format("entry bundle", "it holds more than 256 entries"));
        }
        let (length, after) = rest.split_first_chunk::<2>().ok_or_else(cut_off)?;
        let (entry, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or_else(cut_off)?;
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_and_print() {
        for path in [
            "checkpoint",
            "tile/0/000",
            "tile/63/999.p/1",
            "tile/0/x001/x234/067.p/112",
            "tile/entries/x018/x446/x744/x073/x709/x551/615",
        ] {
            assert_eq!(Resource::parse(path).unwrap().to_string(), path);
        }
    }

    #[test]
    fn other_paths_are_refused() {
        for path in [
            "",
            "/checkpoint",
            "checkpoint/",
            "tile",
            "tile/0",
            "tile/0/",
            "tile/00/000",
            "tile/64/000",
            "tile/-1/000",
            "tile/0/0",
            "tile/0/1000",
            "tile/0/001/000",
            "tile/0/x000/001",
            "tile/0/x001",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/1/",
            "tile/0/000.p/1.p/1",
            "tile/entries/../000",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
        ] {
            assert!(Resource::parse(path).is_err(), "{path}");
        }
    }

    #[test]
    fn the_tiles_of_the_specifications_example() {
        let width = |index, level| Place::of_tree(index, level, 70_000).map(|place| place.width);
        assert_eq!((width(272, 0), width(273, 0), width(274, 0)), (Some(256), Some(112), None));
        assert_eq!((width(0, 1), width(1, 1), width(0, 2), width(0, 3)), (Some(256), Some(17), Some(1), None));
        let nodes: Vec<Node> = Place { index: 1, width: 17 }.nodes(1).collect();
        assert_eq!((nodes[0], nodes.len()), (Node { level: 8, index: 256 }, 17));
    }

    #[test]
    fn bundles_read_back() {
        let entries: [&[u8]; 3] = [b"opened", b"", b"destroyed"];
        let bundle = encode_entries(entries).unwrap();
        assert_eq!(bundle, b"\0\x06opened\0\0\0\x09destroyed");
        assert_eq!(decode_entries(&bundle).unwrap(), entries);
    }

    #[test]
    fn a_bundle_cut_off_or_too_long_is_refused() {
        assert!(decode_entries(b"\0").is_err());
        assert!(decode_entries(b"\0\x06open").is_err());
        assert!(decode_entries(&[0; 2 * 257]).is_err());
        assert!(encode_entries([vec![0; MAX_ENTRY + 1].as_slice()]).is_err());
    }
}
