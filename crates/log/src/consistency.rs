//! Consistency proofs as files: that a log only grew since a head seen earlier.
//!
//! The file is the body that C2SP tlog-witness sends to a witness: `old` with the earlier size, the hashes, an empty
//! line, and the newer signed checkpoint. A client who remembers the last checkpoint asks for one before believing a
//! newer; see [`crate::verify::History`].

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::merkle::{Hash, verify_consistency};
use crate::note::Note;
use crate::proof::read_hashes;
use crate::{Error, Result, text};

const WHAT: &str = "consistency proof";

/// A proof that the log's first `old` entries are unchanged in the log that signed `checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// The earlier size.
    pub old: u64,
    /// The hashes, in the order of RFC 6962.
    pub hashes: Vec<Hash>,
    /// The newer signed checkpoint.
    pub checkpoint: Note,
}

impl ConsistencyProof {
    /// Reads such a file.
    ///
    /// # Errors
    /// [`Error::Line`] or [`Error::Format`]; what parses prints back byte for byte.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let whole = std::str::from_utf8(bytes).map_err(|_| Error::format(WHAT, "it is not UTF-8"))?;
        let (head, note) =
            whole.split_once("\n\n").ok_or_else(|| Error::format(WHAT, "no empty line before the checkpoint"))?;
        let mut lines = head.split('\n').zip(1_usize..);
        let old = lines.next().and_then(|(line, _)| text::decimal(line.strip_prefix("old ")?));
        let old = old.ok_or_else(|| Error::line(WHAT, 1, "expected `old` with a decimal number"))?;
        Ok(Self { old, hashes: read_hashes(WHAT, lines)?, checkpoint: Note::parse(note.as_bytes())? })
    }

    /// Checks that `earlier` is the beginning of `later`.
    ///
    /// # Errors
    /// Those of [`verify_consistency`].
    pub fn verify(&self, earlier: &Checkpoint, later: &Checkpoint) -> Result<()> {
        verify_consistency(earlier.size, earlier.root, later.size, later.root, &self.hashes)
    }
}

impl fmt::Display for ConsistencyProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        for hash in &self.hashes {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROOF: &str = "old 3
ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c=
B1Bqhf2d0vEg62lPhgEeW7RmLlxBWmKRcDPUqWJEh+c=
+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=
a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=

example.com/custody/test
8
XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

— example.com/custody/test dz7MaebeAdWEs9U5auVwHYJ6gBpf6SKG/y3mwR+NwzGKiiYN5h1z4DWofdw6LTCOXq0zK6BGuYWKeNrDgukghL7juwc=
";

    fn earlier(root: &str) -> Checkpoint {
        Checkpoint { origin: "example.com/custody/test".into(), size: 3, root: Hash::from_hex(root).unwrap() }
    }

    #[test]
    fn a_known_proof_verifies_and_prints_back() {
        let proof = ConsistencyProof::parse(PROOF.as_bytes()).unwrap();
        let later = Checkpoint::parse(proof.checkpoint.text()).unwrap();
        assert_eq!(proof.to_string(), PROOF);
        let third = earlier("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
        assert_eq!(proof.verify(&third, &later), Ok(()));
        let forged = earlier("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        assert!(matches!(proof.verify(&forged, &later), Err(Error::WrongRoot { .. })));
    }

    #[test]
    fn what_is_not_a_consistency_proof_is_refused() {
        for (from, to) in [("old 3", "old 03"), ("old 3", "new 3"), ("ApjR", "Apj"), ("\n\nexample", "\nexample")] {
            assert!(ConsistencyProof::parse(PROOF.replacen(from, to, 1).as_bytes()).is_err(), "{from:?} to {to:?}");
        }
    }
}
