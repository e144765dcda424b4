//! What one question tells about a column, taken together.
//!
//! Two groups of many rows that differ by one row tell that row's value: the sum of all, and the sum of all but one. So
//! the groups told are not judged one by one but by the *parts* into which they cut the rows: two rows are in one part
//! when every group told holds both or neither. Whatever is added to or taken from the sums, nothing finer than the sum of
//! a part comes out; when no part is smaller than [`SMALLEST_GROUP`], no arithmetic over the answer tells of fewer rows.

use bailee_model::engine::SMALLEST_GROUP;
use std::collections::{BTreeMap, HashMap};

/// The question would tell of fewer rows than may be told of.
#[derive(Debug)]
pub(crate) struct Narrowed;

impl std::fmt::Display for Narrowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("groups of one question differ by too few rows")
    }
}

impl std::error::Error for Narrowed {}

/// The parts into which the groups told so far cut the rows.
#[derive(Default)]
pub(super) struct Releases {
    part_of: HashMap<u32, u32>,
    sizes: Vec<usize>,
}

impl Releases {
    /// Tells of one more group, given by its rows without repetition, unless a part would become too small.
    pub(super) fn tell(&mut self, rows: &[u32]) -> Result<(), Narrowed> {
        let mut cut: BTreeMap<u32, usize> = BTreeMap::new();
        let mut fresh = 0;
        for row in rows {
            match self.part_of.get(row) {
                Some(part) => *cut.entry(*part).or_default() += 1,
                None => fresh += 1,
            }
        }
        let small = |size: usize| size != 0 && size < SMALLEST_GROUP;
        let rest = |part: u32, inside: usize| self.sizes.get(part as usize).map_or(0, |size| size - inside);
        if small(fresh) || cut.iter().any(|(part, inside)| small(*inside) || small(rest(*part, *inside))) {
            return Err(Narrowed);
        }
        // A part that lies within the group whole stays as it is; one that is cut gives its inner rows to a new part.
        let mut moves: BTreeMap<Option<u32>, u32> = BTreeMap::new();
        for (part, inside) in cut {
            if inside != self.sizes[part as usize] {
                moves.insert(Some(part), u32::try_from(self.sizes.len()).map_err(|_| Narrowed)?);
                self.sizes[part as usize] -= inside;
                self.sizes.push(inside);
            }
        }
        moves.insert(None, u32::try_from(self.sizes.len()).map_err(|_| Narrowed)?);
        self.sizes.push(fresh);
        for row in rows {
            if let Some(part) = moves.get(&self.part_of.get(row).copied()) {
                self.part_of.insert(*row, *part);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(range: std::ops::Range<u32>) -> Vec<u32> {
        range.collect()
    }

    #[test]
    fn groups_beside_each_other_and_their_whole_are_told() {
        let mut releases = Releases::default();
        for range in [0..10, 10..20, 20..25, 0..25, 0..10] {
            assert!(releases.tell(&rows(range.clone())).is_ok(), "{range:?}");
        }
    }

    #[test]
    fn groups_that_differ_by_a_few_rows_are_not() {
        let mut releases = Releases::default();
        assert!(releases.tell(&rows(0..20)).is_ok());
        assert!(releases.tell(&rows(0..19)).is_err(), "all but one");
        assert!(releases.tell(&rows(0..21)).is_err(), "all and one more");
        assert!(releases.tell(&rows(16..30)).is_err(), "four of them and others");
        assert!(releases.tell(&rows(0..15)).is_ok(), "what is left are five");
    }

    #[test]
    fn a_small_rest_does_not_follow_from_a_whole_and_its_large_parts() {
        let mut releases = Releases::default();
        assert!(releases.tell(&rows(0..10)).is_ok());
        assert!(releases.tell(&rows(10..20)).is_ok());
        assert!(releases.tell(&rows(0..23)).is_err(), "the whole less both is three");
        assert!(releases.tell(&rows(0..25)).is_ok());
    }

    /// Whatever order groups come in, the same set of groups is told or not.
    #[test]
    fn the_order_of_groups_does_not_matter() {
        let groups = [rows(0..30), rows(0..12), rows(12..30), rows(6..24), rows(0..28)];
        for first in 0..groups.len() {
            let mut releases = Releases::default();
            let all = (0..groups.len()).map(|n| releases.tell(&groups[(first + n) % groups.len()]));
            assert!(all.collect::<Vec<_>>().iter().any(Result::is_err), "0..28 and 0..30 differ by two");
            let mut releases = Releases::default();
            let first = first % 4;
            assert!((0..4).all(|n| releases.tell(&groups[(first + n) % 4]).is_ok()));
        }
    }
}
