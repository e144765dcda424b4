//! The right edge of a tree: all that is needed to append to it.

use crate::merkle::hash::node_hash;
use crate::merkle::{Hash, Node, Plan};
use crate::{Error, Result};

/// A tree reduced to its *peaks*: the roots of the complete subtrees it is made of, largest first.
///
/// A tree of 11 entries has three (8 + 2 + 1). That is at most 64 hashes for any tree, enough to append to it and to
/// know its root, so this is what a head row in a store keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Restores a frontier from its size and the hashes of [`Frontier::peak_nodes`], in that order.
    ///
    /// # Errors
    /// [`Error::WrongLength`] when the number of peaks does not fit the size.
    pub fn new(size: u64, peaks: Vec<Hash>) -> Result<Self> {
        if peaks.len() != size.count_ones() as usize {
            return Err(Error::WrongLength { hashes: peaks.len() });
        }
        Ok(Self { size, peaks })
    }

    /// The nodes that are the peaks of a tree of this size, largest first.
    pub fn peak_nodes(size: u64) -> Vec<Node> {
        Plan::root(size).nodes().collect()
    }

    /// How many entries the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The peaks, largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends one entry by its leaf hash and returns the nodes that it completes: the leaf itself, then its ancestors.
    ///
    /// These never change again. Stored by [`Node`], they are all that any later proof reads.
    pub fn append(&mut self, leaf: Hash) -> Vec<(Node, Hash)> {
        let mut node = Node { level: 0, index: self.size };
        let mut hash = leaf;
        let mut completed = vec![(node, hash)];
        while node.index % 2 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = node_hash(left, hash);
            node = Node { level: node.level + 1, index: node.index / 2 };
            completed.push((node, hash));
        }
        self.peaks.push(hash);
        self.size += 1;
        completed
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        self.peaks.iter().rev().copied().reduce(|right, left| node_hash(left, right)).unwrap_or(Hash::EMPTY_ROOT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::leaf_hash;

    #[test]
    fn a_frontier_is_restored_from_its_peaks() {
        let mut whole = Frontier::default();
        for n in 0..11_u8 {
            whole.append(leaf_hash(&[n]));
        }
        let restored = Frontier::new(11, whole.peaks().to_vec()).unwrap();
        assert_eq!(restored, whole);
        assert_eq!(
            Frontier::peak_nodes(11),
            [Node { level: 3, index: 0 }, Node { level: 1, index: 4 }, Node { level: 0, index: 10 }]
        );
    }

    #[test]
    fn a_wrong_number_of_peaks_is_refused() {
        assert_eq!(Frontier::new(3, vec![Hash::EMPTY_ROOT]), Err(Error::WrongLength { hashes: 1 }));
    }

    #[test]
    fn appending_hands_out_each_completed_node_once() {
        let mut tree = Frontier::default();
        let mut nodes: Vec<Node> = (0..8_u8).flat_map(|n| tree.append(leaf_hash(&[n]))).map(|(node, _)| node).collect();
        nodes.sort();
        nodes.dedup();
        assert_eq!(nodes.len(), 8 + 4 + 2 + 1);
    }
}
