//! Which stored nodes a proof is made of.

use std::ops::Range;

use crate::merkle::Hash;
use crate::merkle::hash::node_hash;
use crate::{Error, Result};

/// A complete subtree: the 2^level entries that begin at `index` × 2^level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// Height above the leaves; 0 is a leaf.
    pub level: u8,
    /// Place among the nodes of its level, from the left.
    pub index: u64,
}

/// The stored nodes from which a proof, or a root, is computed.
///
/// Two steps, so that a store that answers slowly can fetch all nodes at once: ask [`Plan::nodes`] which are needed,
/// then give them to [`Plan::hashes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// One part for each hash of the proof. A part of several nodes is the ragged right edge of the tree, which no one
    /// stores because it changes with each entry.
    parts: Vec<Vec<Node>>,
}

impl Plan {
    /// The plan of the root of a tree: a single hash.
    pub fn root(size: u64) -> Self {
        Self { parts: vec![complete_subtrees(0..size)] }
    }

    /// The plan of the proof that entry `index` is in the tree of the first `size` entries.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there is no such entry.
    pub fn inclusion(index: u64, size: u64) -> Result<Self> {
        if index >= size {
            return Err(Error::OutOfRange { index, size });
        }
        let mut here = 0..size;
        let mut siblings = Vec::new();
        while here.end - here.start > 1 {
            let middle = split(&here);
            if index < middle {
                siblings.push(middle..here.end);
                here.end = middle;
            } else {
                siblings.push(here.start..middle);
                here.start = middle;
            }
        }
        Ok(Self::of_path(siblings))
    }

    /// The plan of the proof that the tree of the first `old` entries is the beginning of that of the first `new`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when `old` is 0 (every tree begins with nothing, so there is nothing to prove) or above `new`.
    pub fn consistency(old: u64, new: u64) -> Result<Self> {
        if old == 0 || old > new {
            return Err(Error::OutOfRange { index: old, size: new });
        }
        let mut here = 0..new;
        let mut siblings = Vec::new();
        while here.end != old {
            let middle = split(&here);
            if old <= middle {
                siblings.push(middle..here.end);
                here.end = middle;
            } else {
                siblings.push(here.start..middle);
                here.start = middle;
            }
        }
        // The verifier knows the old root; a part of the old tree that is not all of it must be told.
        if here.start > 0 {
            siblings.push(here);
        }
        Ok(Self::of_path(siblings))
    }

    fn of_path(from_the_root: Vec<Range<u64>>) -> Self {
        Self { parts: from_the_root.into_iter().rev().map(complete_subtrees).collect() }
    }

    /// The stored nodes needed, each once.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.parts.iter().flatten().copied()
    }

    /// Computes the hashes of the proof, in the order that verifiers and `.tlog-proof` files expect.
    ///
    /// # Errors
    /// [`Error::MissingNode`] when `stored` does not have a node that is needed.
    pub fn hashes(&self, stored: impl Fn(Node) -> Option<Hash>) -> Result<Vec<Hash>> {
        let read = |node: &Node| stored(*node).ok_or(Error::MissingNode(*node));
        self.parts
            .iter()
            .map(|part| {
                let peaks = part.iter().map(read).collect::<Result<Vec<Hash>>>()?;
                Ok(peaks.into_iter().rev().reduce(|right, left| node_hash(left, right)).unwrap_or(Hash::EMPTY_ROOT))
            })
            .collect()
    }
}

/// Where a range of more than one entry splits: after the largest power of two below its length.
fn split(range: &Range<u64>) -> u64 {
    range.start + (1 << (range.end - range.start - 1).ilog2())
}

/// The complete subtrees that a range of a tree's entries is made of, largest first.
///
/// The range begins at a multiple of each of their sizes, because it came from splitting a tree.
fn complete_subtrees(range: Range<u64>) -> Vec<Node> {
    let mut start = range.start;
    let mut nodes = Vec::new();
    while start < range.end {
        let level = (range.end - start).ilog2();
        nodes.push(Node { level: level as u8, index: start >> level });
        start += 1 << level;
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_outside_the_tree_has_no_plan() {
        assert_eq!(Plan::inclusion(3, 3), Err(Error::OutOfRange { index: 3, size: 3 }));
        assert_eq!(Plan::inclusion(0, 0), Err(Error::OutOfRange { index: 0, size: 0 }));
        assert_eq!(Plan::consistency(0, 3), Err(Error::OutOfRange { index: 0, size: 3 }));
        assert_eq!(Plan::consistency(4, 3), Err(Error::OutOfRange { index: 4, size: 3 }));
    }

    #[test]
    fn a_plan_reads_few_nodes_even_of_the_largest_tree() {
        let plan = Plan::inclusion(u64::MAX / 3, u64::MAX).unwrap();
        assert!(plan.nodes().count() <= 128);
        assert!(Plan::consistency(u64::MAX / 3, u64::MAX).unwrap().nodes().count() <= 128);
    }

    #[test]
    fn a_missing_node_is_named() {
        let plan = Plan::inclusion(0, 2).unwrap();
        assert_eq!(plan.hashes(|_| None), Err(Error::MissingNode(Node { level: 0, index: 1 })));
    }
}
