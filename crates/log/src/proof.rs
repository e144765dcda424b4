//! Proofs as files: that an entry stands in a log, checkable by anyone who has the log's key.
//!
//! A `.tlog-proof` file holds the entry's index, the hashes from its leaf to the root, and the signed checkpoint. It may
//! carry *extra* bytes, which the format leaves unauthenticated; in Bailee's certificates they are the entry itself, and
//! count only because their hash is the leaf that the proof is for. The format is C2SP tlog-proof.

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::merkle::{Hash, verify_inclusion};
use crate::note::Note;
use crate::{Error, Result, text};

const WHAT: &str = "log proof";
const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// A tree of 2⁶⁴ entries needs no longer path.
pub(crate) const MAX_HASHES: usize = 64;

/// A proof that an entry stands at `index` in the log that signed `checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogProof {
    /// Bytes beside the proof, authenticated by nothing in it.
    pub extra: Option<Vec<u8>>,
    /// The entry's place in the log, from 0.
    pub index: u64,
    /// The sibling hashes, from the leaf's to the root's child.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, with any cosignatures.
    pub checkpoint: Note,
}

impl LogProof {
    /// Reads a `.tlog-proof` file.
    ///
    /// # Errors
    /// [`Error::Line`] or [`Error::Format`]; what parses prints back byte for byte.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let whole = std::str::from_utf8(bytes).map_err(|_| Error::format(WHAT, "it is not UTF-8"))?;
        let (head, note) =
            whole.split_once("\n\n").ok_or_else(|| Error::format(WHAT, "no empty line before the checkpoint"))?;
        let mut lines = head.split('\n').zip(1_usize..).peekable();
        if lines.next().map(|(line, _)| line) != Some(HEADER) {
            return Err(Error::line(WHAT, 1, format!("expected `{HEADER}`")));
        }
        let extra = match lines.next_if(|(line, _)| line.starts_with("extra ")) {
            None => None,
            Some((line, number)) => Some(
                text::from_base64(&line["extra ".len()..])
                    .ok_or_else(|| Error::line(WHAT, number, "`extra` is not base64"))?,
            ),
        };
        let index = lines.next().and_then(|(line, _)| text::decimal(line.strip_prefix("index ")?));
        let index = index.ok_or_else(|| Error::format(WHAT, "expected a line `index` with a decimal number"))?;
        let hashes = read_hashes(WHAT, lines)?;
        Ok(Self { extra, index, hashes, checkpoint: Note::parse(note.as_bytes())? })
    }

    /// Checks that the entry with this leaf hash is in the tree of the checkpoint, and returns the checkpoint.
    ///
    /// This says nothing of who signed it: check the note with a [`crate::policy::Policy`] or a key.
    ///
    /// # Errors
    /// Those of [`verify_inclusion`] and [`Checkpoint::parse`].
    pub fn verify(&self, leaf: Hash) -> Result<Checkpoint> {
        let checkpoint = Checkpoint::parse(self.checkpoint.text())?;
        verify_inclusion(leaf, self.index, checkpoint.size, &self.hashes, checkpoint.root)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for LogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", text::base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Reads one hash a line, numbered.
pub(crate) fn read_hashes<'a>(what: &'static str, lines: impl Iterator<Item = (&'a str, usize)>) -> Result<Vec<Hash>> {
    let mut hashes = Vec::new();
    for (line, number) in lines {
        if hashes.len() == MAX_HASHES {
            return Err(Error::line(what, number, format!("more than {MAX_HASHES} hashes")));
        }
        hashes.push(Hash::from_base64(line).ok_or_else(|| Error::line(what, number, "expected a hash in base64"))?);
    }
    Ok(hashes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::leaf_hash;
    use crate::note::VerifierKey;

    const PROOF: &str = "c2sp.org/tlog-proof@v1
index 5
vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=
yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=
037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=

example.com/custody/test
8
XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

— example.com/custody/test dz7MaebeAdWEs9U5auVwHYJ6gBpf6SKG/y3mwR+NwzGKiiYN5h1z4DWofdw6LTCOXq0zK6BGuYWKeNrDgukghL7juwc=
— witness.example/w1 3xwKNQAAAABpVbkAHb6EHOviXM4ajjrrNGGgUoIj7tOcutMc2zHd0Ejnx1ZA+Lrs6pIWnur1ifIALRRUG6uHpfjjk/NaYWlnpiGECA==
";
    const LOG: &str = "example.com/custody/test+773ecc69+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
    const WITNESS: &str = "witness.example/w1+df1c0a35+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU";

    #[test]
    fn a_known_proof_verifies_and_prints_back() {
        let proof = LogProof::parse(PROOF.as_bytes()).unwrap();
        let checkpoint = proof.verify(leaf_hash(b"@ABC")).unwrap();
        assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/custody/test", 8));
        let keys = [VerifierKey::parse(LOG).unwrap(), VerifierKey::parse(WITNESS).unwrap()];
        let signed = proof.checkpoint.verify(&[&keys[0], &keys[1]]).unwrap();
        assert_eq!((signed.len(), signed[1].time), (2, Some(1_767_225_600)));
        assert_eq!(proof.to_string(), PROOF);
    }

    #[test]
    fn another_entry_index_or_hash_is_refused() {
        let proof = LogProof::parse(PROOF.as_bytes()).unwrap();
        assert!(matches!(proof.verify(leaf_hash(b"other")), Err(Error::WrongRoot { .. })));
        assert!(LogProof { index: 4, ..proof.clone() }.verify(leaf_hash(b"@ABC")).is_err());
        assert!(LogProof { hashes: proof.hashes[..2].to_vec(), ..proof.clone() }.verify(leaf_hash(b"@ABC")).is_err());
        assert!(matches!(LogProof { index: 8, ..proof }.verify(leaf_hash(b"@ABC")), Err(Error::OutOfRange { .. })));
    }

    #[test]
    fn extra_bytes_are_kept() {
        let proof = LogProof { extra: Some(b"@ABC".to_vec()), ..LogProof::parse(PROOF.as_bytes()).unwrap() };
        let printed = proof.to_string();
        assert!(printed.contains("\nextra QEFCQw==\nindex 5\n"));
        assert_eq!(LogProof::parse(printed.as_bytes()).unwrap(), proof);
    }

    #[test]
    fn what_is_not_a_proof_is_refused() {
        for (from, to) in [
            ("proof@v1", "proof@v2"),
            ("index 5", "index 05"),
            ("index 5\n", ""),
            ("index 5", "extra !\nindex 5"),
            ("vBoG", "vBo"),
            ("\n\nexample", "\nexample"),
            ("index 5\n", "index 5\r\n"),
        ] {
            assert!(LogProof::parse(PROOF.replacen(from, to, 1).as_bytes()).is_err(), "{from:?} to {to:?}");
        }
        let too_long = PROOF.replacen(
            "index 5\n",
            &format!("index 5\n{}", format!("{}\n", Hash::EMPTY_ROOT.to_base64()).repeat(65)),
            1,
        );
        assert!(matches!(LogProof::parse(too_long.as_bytes()), Err(Error::Line { .. })));
    }
}
