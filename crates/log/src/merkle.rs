//! The tree under the log: hashing, appending, proving, checking.
//!
//! A Merkle tree turns any number of entries into one hash, the *root*, such that a short list of hashes proves that
//! an entry is in it (*inclusion*), and another that one tree is the beginning of a longer one (*consistency*). The
//! shape is that of RFC 6962, which RFC 9162 keeps: a leaf is SHA-256(00 ‖ body), a node SHA-256(01 ‖ left ‖ right),
//! and a tree of n entries splits at the largest power of two below n.
//!
//! Storage is left to the caller. Nodes of *complete* subtrees never change once they exist, so they are what is worth
//! keeping: [`Frontier::append`] hands out each one as it becomes complete, about two per entry, and a [`Plan`] says
//! which of them a proof needs, about log₂ n, before any is read.

mod frontier;
mod hash;
mod plan;
mod verify;

pub use frontier::Frontier;
pub use hash::{Hash, leaf_hash, node_hash};
pub use plan::{Node, Plan};
pub use verify::{Subtree, verify_consistency, verify_inclusion, verify_subtree_consistency};
