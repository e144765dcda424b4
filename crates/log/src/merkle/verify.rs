//! Checking proofs: the algorithms of RFC 9162, section 2.1, and their form for subtrees.

use crate::merkle::Hash;
use crate::merkle::hash::node_hash;
use crate::{Error, Result};

/// A range of entries that has a node of its own in every tree that holds it: aligned to its rounded-up length, or empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subtree {
    start: u64,
    end: u64,
}

impl Subtree {
    /// The subtree of the entries from `start` up to, and without, `end`.
    ///
    /// # Errors
    /// [`Error::NotASubtree`] when the range does not begin at a multiple of its length rounded up to a power of two.
    pub fn new(start: u64, end: u64) -> Result<Self> {
        let refused = Error::NotASubtree { start, end };
        let length = end.checked_sub(start).ok_or(refused.clone())?;
        // A length above 2^63 rounds up beyond u64; then only a range from 0 is aligned.
        let aligned = length.checked_next_power_of_two().map_or(start == 0, |rounded| start.is_multiple_of(rounded));
        if aligned { Ok(Self { start, end }) } else { Err(refused) }
    }
}

/// Checks that the entry with this leaf hash stands at `index` in the tree of `size` entries with this root.
///
/// # Errors
/// [`Error::OutOfRange`], [`Error::WrongLength`] or [`Error::WrongRoot`].
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> Result<()> {
    if index >= size {
        return Err(Error::OutOfRange { index, size });
    }
    let (mut at, mut last, mut found) = (index, size - 1, leaf);
    for &sibling in proof {
        if last == 0 {
            return Err(Error::WrongLength { hashes: proof.len() });
        }
        if at % 2 == 1 || at == last {
            found = node_hash(sibling, found);
            // A node on the ragged edge has no sibling on the levels where it is alone. `at` is not 0 here: `last` is not.
            let alone = at.trailing_zeros();
            (at, last) = (at >> alone, last >> alone);
        } else {
            found = node_hash(found, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        return Err(Error::WrongLength { hashes: proof.len() });
    }
    same_root(root, found)
}

/// Checks that the tree of `old` entries with root `old_root` is the beginning of the tree of `new` entries with root `new_root`.
///
/// # Errors
/// [`Error::OutOfRange`] when `old` is 0 or above `new`, [`Error::WrongLength`] or [`Error::WrongRoot`].
pub fn verify_consistency(old: u64, old_root: Hash, new: u64, new_root: Hash, proof: &[Hash]) -> Result<()> {
    if old == 0 {
        return Err(Error::OutOfRange { index: old, size: new });
    }
    verify_subtree_consistency(Subtree { start: 0, end: old }, old_root, new, new_root, proof)
}

/// Checks that a subtree with this hash is part of the tree of `size` entries with this root.
///
/// Consistency of whole trees is the case of a subtree that begins at entry 0. The empty subtree is part of every tree.
///
/// # Errors
/// [`Error::OutOfRange`] when the subtree reaches beyond the tree, [`Error::WrongLength`] or [`Error::WrongRoot`].
pub fn verify_subtree_consistency(part: Subtree, part_hash: Hash, size: u64, root: Hash, proof: &[Hash]) -> Result<()> {
    if part.end > size {
        return Err(Error::OutOfRange { index: part.end, size });
    }
    let wrong_length = Error::WrongLength { hashes: proof.len() };
    if part.start == part.end {
        return if proof.is_empty() { same_root(Hash::EMPTY_ROOT, part_hash) } else { Err(wrong_length) };
    }
    // Three paths to the root walk up together: of the part's first entry, of its last, and of the tree's last.
    let mut climb = Climb { first: part.start, last: part.end - 1, tree_last: size - 1 };
    if climb.last == climb.tree_last {
        climb.up_while(|c| c.first != c.last);
    } else {
        climb.up_while(|c| c.first != c.last && c.last % 2 == 1);
    }
    let mut rest = proof.iter().copied();
    let start = if climb.first == climb.last { part_hash } else { rest.next().ok_or(wrong_length.clone())? };
    let (mut found_part, mut found_root) = (start, start);
    for sibling in rest {
        if climb.tree_last == 0 {
            return Err(wrong_length);
        }
        if climb.last % 2 == 1 || climb.last == climb.tree_last {
            if climb.first < climb.last {
                found_part = node_hash(sibling, found_part);
            }
            found_root = node_hash(sibling, found_root);
            climb.up_while(|c| c.last % 2 == 0 && c.last != 0);
        } else {
            found_root = node_hash(found_root, sibling);
        }
        climb.up();
    }
    if climb.tree_last != 0 {
        return Err(wrong_length);
    }
    // The root first: a proof that fits the later tree and not the earlier one shows that the two contradict each other.
    same_root(root, found_root)?;
    same_root(part_hash, found_part)
}

struct Climb {
    first: u64,
    last: u64,
    tree_last: u64,
}

impl Climb {
    fn up(&mut self) {
        self.first >>= 1;
        self.last >>= 1;
        self.tree_last >>= 1;
    }

    fn up_while(&mut self, goes_on: impl Fn(&Self) -> bool) {
        while goes_on(self) {
            self.up();
        }
    }
}

fn same_root(expected: Hash, found: Hash) -> Result<()> {
    if expected == found { Ok(()) } else { Err(Error::WrongRoot { expected, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_aligned_ranges_are_subtrees() {
        for (start, end) in [(0, 0), (0, 1), (0, 7), (4, 7), (8, 16), (0, u64::MAX)] {
            assert!(Subtree::new(start, end).is_ok(), "{start}..{end}");
        }
        for (start, end) in [(1, 3), (2, 5), (7, 4), (1, u64::MAX)] {
            assert_eq!(Subtree::new(start, end), Err(Error::NotASubtree { start, end }));
        }
    }
}
