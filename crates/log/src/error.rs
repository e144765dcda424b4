//! What can be wrong with bytes that claim to be part of a log.

use crate::merkle::{Hash, Node};

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Why some bytes were refused, or could not be made.
///
/// Messages name the format and the place. They never repeat the offending bytes: a file under judgement may hold
/// anything, and its words must not reach a terminal or a log line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes do not follow their format.
    #[error("{what}: {why}")]
    Format {
        /// The format, as a reader would name it: `signed note`, `destruction manifest`.
        what: &'static str,
        /// What was found, and what is expected instead.
        why: String,
    },
    /// One line of a text format is wrong.
    #[error("{what}, line {line}: {why}")]
    Line {
        /// The format.
        what: &'static str,
        /// The line, counted from 1.
        line: usize,
        /// What was found, and what is expected instead.
        why: String,
    },
    /// Something is larger than its format, or we, allow.
    #[error("{what}: {size} bytes, and the limit is {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// Its size in bytes.
        size: usize,
        /// The largest size accepted, in bytes.
        limit: usize,
    },
    /// Something that is needed for a judgement is not there.
    #[error("{what} is missing")]
    Missing {
        /// What is missing.
        what: &'static str,
    },
    /// A known key's signature does not verify.
    #[error("the signature by {by} does not verify: {why}")]
    Signature {
        /// The key's name.
        by: String,
        /// What failed.
        why: &'static str,
    },
    /// No key that we know has signed.
    #[error("{what}: signed by no key that is known here")]
    Unsigned {
        /// What was to be signed.
        what: &'static str,
    },
    /// An entry's index, or a size, lies outside the tree.
    #[error("Merkle proof: {index} is outside a tree of {size} entries")]
    OutOfRange {
        /// The index or size asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The range is not one that a Merkle tree has a node for.
    #[error("Merkle proof: entries {start} to {end} are not a subtree")]
    NotASubtree {
        /// First entry.
        start: u64,
        /// One past the last entry.
        end: u64,
    },
    /// The proof has too few or too many hashes for its tree.
    #[error("Merkle proof: it has {hashes} hashes, which does not fit the tree")]
    WrongLength {
        /// How many hashes the proof has.
        hashes: usize,
    },
    /// The proof leads to another root than the one signed.
    #[error("Merkle proof: it leads to root {found}, not to {expected}")]
    WrongRoot {
        /// The root that was signed.
        expected: Hash,
        /// The root that the proof leads to.
        found: Hash,
    },
    /// A proof needs a node that the store did not give.
    #[error("Merkle proof: node {} of level {} is not stored", .0.index, .0.level)]
    MissingNode(Node),
}

impl Error {
    pub(crate) fn format(what: &'static str, why: impl Into<String>) -> Self {
        Self::Format { what, why: why.into() }
    }

    pub(crate) fn line(what: &'static str, line: usize, why: impl Into<String>) -> Self {
        Self::Line { what, line, why: why.into() }
    }
}
