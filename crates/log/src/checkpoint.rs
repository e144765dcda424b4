//! Checkpoints: the signed head of a log, three lines long.
//!
//! The first line is the log's *origin* (its name, opaque for a client's log), the second how many entries it has, the
//! third the root of the tree over them. Whoever holds a checkpoint can check any proof against it, and two checkpoints
//! that contradict each other prove that the log lied. The format is C2SP tlog-checkpoint.

use std::fmt;

use crate::merkle::Hash;
use crate::note::{Note, SignerKey, VerifierKey};
use crate::{Error, Result, text};

const WHAT: &str = "checkpoint";

/// What a log says of itself at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads a note's text. Extension lines, which the specification advises against, are passed over.
    ///
    /// # Errors
    /// [`Error::Line`] or [`Error::Format`].
    pub fn parse(text: &str) -> Result<Self> {
        let body = text.strip_suffix('\n').ok_or_else(|| Error::format(WHAT, "it does not end with a newline"))?;
        let mut lines = body.split('\n');
        let origin = lines
            .next()
            .filter(|origin| !origin.is_empty())
            .ok_or_else(|| Error::line(WHAT, 1, "the origin is missing"))?;
        let size = lines
            .next()
            .and_then(text::decimal)
            .ok_or_else(|| Error::line(WHAT, 2, "expected the size as a decimal number"))?;
        let root = lines
            .next()
            .and_then(Hash::from_base64)
            .ok_or_else(|| Error::line(WHAT, 3, "expected the root hash in base64"))?;
        if lines.any(str::is_empty) {
            return Err(Error::format(WHAT, "an extension line is empty"));
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }

    /// Signs the checkpoint with the log's key.
    ///
    /// # Errors
    /// [`Error::Format`] when the key's name is not the origin, or the origin cannot stand in a note.
    pub fn sign(&self, key: &SignerKey) -> Result<Note> {
        if key.verifier().name() != self.origin {
            return Err(Error::format(WHAT, "the signing key has another name than the log's origin"));
        }
        let text = self.to_string();
        Note::new(text.as_str(), vec![key.sign(&text)])
    }

    /// Reads a signed checkpoint and checks the log's signature.
    ///
    /// # Errors
    /// As [`Note::verify`] and [`Checkpoint::parse`]; [`Error::Format`] when the key's name is not the origin.
    pub fn open(note: &Note, key: &VerifierKey) -> Result<Self> {
        note.verify(&[key])?;
        let checkpoint = Self::parse(note.text())?;
        if checkpoint.origin == key.name() {
            Ok(checkpoint)
        } else {
            Err(Error::format(WHAT, "its origin is not the name of the key that signed it"))
        }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root.to_base64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint(size: u64) -> Checkpoint {
        Checkpoint { origin: "lanterne.example/log".into(), size, root: Hash::of(b"root") }
    }

    #[test]
    fn a_checkpoint_signs_and_opens() {
        let key = SignerKey::from_seed("lanterne.example/log", &[1; 32]).unwrap();
        let note = checkpoint(8).sign(&key).unwrap();
        assert_eq!(Checkpoint::open(&note, &key.verifier()), Ok(checkpoint(8)));
    }

    #[test]
    fn another_name_neither_signs_nor_opens() {
        let key = SignerKey::from_seed("other.example", &[1; 32]).unwrap();
        assert!(checkpoint(8).sign(&key).is_err());
        let text = checkpoint(8).to_string();
        let note = Note::new(text.as_str(), vec![key.sign(&text)]).unwrap();
        assert!(matches!(Checkpoint::open(&note, &key.verifier()), Err(Error::Format { .. })));
    }

    #[test]
    fn extension_lines_are_passed_over() {
        assert_eq!(Checkpoint::parse(&format!("{}more\n", checkpoint(8))), Ok(checkpoint(8)));
    }

    #[test]
    fn what_is_not_a_checkpoint_is_refused() {
        let root = Hash::of(b"root").to_base64();
        for wrong in [
            String::new(),
            "\n".into(),
            format!("\n8\n{root}\n"),
            format!("o\n08\n{root}\n"),
            format!("o\n-8\n{root}\n"),
            format!("o\n8\n{root}"),
            "o\n8\n".into(),
            "o\n8\nAAAA\n".into(),
            format!("o\n8\n{root}\n\n"),
            format!("o\n18446744073709551616\n{root}\n"),
        ] {
            assert!(Checkpoint::parse(&wrong).is_err(), "{wrong:?}");
        }
    }
}
