//! Signed notes: a few lines of text with signatures below, readable by people and programs.
//!
//! A note is plain UTF-8. Its text ends with a newline; after an empty line follows one line for each signature: an em
//! dash, the key's name, and in base64 the key's short id with the signature. Several keys may sign the same text, and
//! whoever reads it ignores the keys it does not know. The format is C2SP signed-note.
//!
//! ```text
//! lanterne.example/log
//! 8
//! XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=
//!
//! — lanterne.example/log dz7MaebeAdWEs9U5auVwHYJ6gBpf6SKG/y3mwR+Nw…
//! ```

mod key;

use std::fmt;

pub(crate) use key::check_name;
pub use key::{KeyKind, SignerKey, VerifierKey};

use crate::{Error, Result, text};

const WHAT: &str = "signed note";
const SIGNATURE_MARK: &str = "\u{2014} ";
/// The largest note read, in bytes; room for 200 post-quantum signatures.
pub const MAX_NOTE: usize = 2 << 20;
/// The most signatures read in one note. The specification asks for at least 16.
pub const MAX_SIGNATURES: usize = 256;

/// A text and the signatures below it. That it parsed says nothing of who signed it: see [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key that claims to have signed.
    pub name: String,
    /// The first four bytes of a hash over that key: an identifier, not a proof of anything.
    pub key_id: [u8; 4],
    /// The signature in the form of the key's kind.
    pub bytes: Vec<u8>,
}

/// A signature that was checked, and the key that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified<'k> {
    /// The key.
    pub key: &'k VerifierKey,
    /// When the signer says it signed, in seconds of Unix time; only cosignatures carry this.
    pub time: Option<u64>,
}

impl Note {
    /// Puts signatures below a text.
    ///
    /// # Errors
    /// [`Error::Format`] when the text does not end with a newline or holds control characters, or there is no signature.
    pub fn new(text: impl Into<String>, signatures: Vec<Signature>) -> Result<Self> {
        let note = Self { text: text.into(), signatures };
        check_text(&note.text)?;
        if note.signatures.is_empty() {
            return Err(Error::format(WHAT, "it has no signature"));
        }
        Ok(note)
    }

    /// Reads a note.
    ///
    /// # Errors
    /// [`Error::TooLarge`], or [`Error::Format`] or [`Error::Line`] that says what is not as the specification wants it.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_NOTE {
            return Err(Error::TooLarge { what: WHAT, size: bytes.len(), limit: MAX_NOTE });
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| Error::format(WHAT, "it is not UTF-8"))?;
        check_text(whole)?;
        let end =
            whole.rfind("\n\n").ok_or_else(|| Error::format(WHAT, "no empty line separates text and signatures"))?;
        let (text, below) = whole.split_at(end + 1);
        let first_line = text.lines().count() + 2;
        let lines = below.trim_start_matches('\n').lines();
        let signatures =
            lines.enumerate().map(|(n, line)| parse_signature(line, first_line + n)).collect::<Result<Vec<_>>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(Error::format(WHAT, format!("it has more than {MAX_SIGNATURES} signatures")));
        }
        Self::new(text, signatures)
    }

    /// The signed text, with its final newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in the order they stand in.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature line below the others, as a witness does.
    pub fn push(&mut self, signature: Signature) {
        self.signatures.push(signature);
    }

    /// Checks the signatures by known keys and returns them, one for each key. Signatures by others are passed over.
    ///
    /// # Errors
    /// [`Error::Signature`] when a known key's signature does not verify, [`Error::Unsigned`] when no known key signed.
    pub fn verify<'k>(&self, keys: &[&'k VerifierKey]) -> Result<Vec<Verified<'k>>> {
        let mut found: Vec<Verified<'k>> = Vec::new();
        for signature in &self.signatures {
            let Some(key) = keys.iter().find(|key| key.made(signature)) else { continue };
            let time = key.verify(&self.text, signature)?;
            if !found.iter().any(|earlier| earlier.key == *key) {
                found.push(Verified { key, time });
            }
        }
        if found.is_empty() { Err(Error::Unsigned { what: WHAT }) } else { Ok(found) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for signature in &self.signatures {
            let encoded = text::base64(&[&signature.key_id, signature.bytes.as_slice()].concat());
            writeln!(f, "{SIGNATURE_MARK}{} {encoded}", signature.name)?;
        }
        Ok(())
    }
}

fn check_text(text: &str) -> Result<()> {
    if text.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
        return Err(Error::format(WHAT, "it holds a control character other than a newline"));
    }
    if text.ends_with('\n') { Ok(()) } else { Err(Error::format(WHAT, "it does not end with a newline")) }
}

fn parse_signature(line: &str, number: usize) -> Result<Signature> {
    let wrong = |why: &str| Error::line(WHAT, number, why);
    let rest = line
        .strip_prefix(SIGNATURE_MARK)
        .ok_or_else(|| wrong("a signature line begins with an em dash and a space"))?;
    let (name, encoded) =
        rest.split_once(' ').ok_or_else(|| wrong("a signature line has a key name and a signature"))?;
    if !is_key_name(name) {
        return Err(wrong("a key name is not empty and has neither spaces nor `+`"));
    }
    let decoded = text::from_base64(encoded).ok_or_else(|| wrong("the signature is not base64"))?;
    match decoded.split_first_chunk::<4>() {
        Some((key_id, bytes)) if !bytes.is_empty() => {
            Ok(Signature { name: name.to_owned(), key_id: *key_id, bytes: bytes.to_vec() })
        }
        _ => Err(wrong("the signature is too short")),
    }
}

fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+' || c < ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    const VKEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const NOTE: &str = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    fn signer(name: &str, seed: u8) -> SignerKey {
        SignerKey::from_seed(name, &[seed; 32]).unwrap()
    }

    #[test]
    fn the_published_note_verifies() {
        let key = VerifierKey::parse(VKEY).unwrap();
        let note = Note::parse(NOTE.as_bytes()).unwrap();
        assert_eq!(note.text(), "This is an example message.\n");
        assert_eq!(note.verify(&[&key]).unwrap(), [Verified { key: &key, time: None }]);
        assert_eq!(note.to_string(), NOTE);
    }

    #[test]
    fn a_changed_text_is_refused() {
        let key = VerifierKey::parse(VKEY).unwrap();
        let note = Note::parse(NOTE.replace("example message", "exemple message").as_bytes()).unwrap();
        assert!(matches!(note.verify(&[&key]), Err(Error::Signature { .. })));
    }

    #[test]
    fn unknown_keys_are_passed_over_but_one_known_must_sign() {
        let (ours, theirs) = (signer("lanterne.example/log", 1), signer("other.example", 2));
        let text = "opened\n";
        let note = Note::new(text, vec![theirs.sign(text), ours.sign(text)]).unwrap();
        assert_eq!(note.verify(&[&ours.verifier()]).unwrap().len(), 1);
        let same_name = signer("lanterne.example/log", 3).verifier();
        assert_eq!(note.verify(&[&same_name]), Err(Error::Unsigned { what: WHAT }));
    }

    #[test]
    fn a_known_key_that_fails_spoils_the_note() {
        let (good, bad) = (signer("a.example", 1), signer("b.example", 2));
        let note = Note::new("opened\n", vec![good.sign("opened\n"), bad.sign("closed\n")]).unwrap();
        let (good, bad) = (good.verifier(), bad.verifier());
        assert!(matches!(note.verify(&[&good, &bad]), Err(Error::Signature { by, .. }) if by == "b.example"));
    }

    #[test]
    fn a_key_counts_once_and_sixteen_signatures_are_read() {
        let key = signer("a.example", 1);
        let text = "opened\n";
        let note = Note::new(text, vec![key.sign(text); 16]).unwrap();
        let note = Note::parse(note.to_string().as_bytes()).unwrap();
        assert_eq!((note.signatures().len(), note.verify(&[&key.verifier()]).unwrap().len()), (16, 1));
        let flood = Note::new(text, vec![key.sign(text); MAX_SIGNATURES + 1]).unwrap();
        assert!(Note::parse(flood.to_string().as_bytes()).is_err());
    }

    #[test]
    fn a_text_may_hold_empty_lines() {
        let key = signer("a.example", 1);
        let text = "Ognuno sta solo\n\nsul cuor della terra\n";
        let note = Note::new(text, vec![key.sign(text)]).unwrap();
        assert_eq!(Note::parse(note.to_string().as_bytes()).unwrap(), note);
    }

    #[test]
    fn what_is_not_a_note_is_refused() {
        let wrongs: [&[u8]; 12] = [
            b"",
            b"\n",
            b"text\n",
            b"text\n\n",
            b"text\xff\n\n\xe2\x80\x94 a AAAAAAA=\n",
            b"tab\there\n\n\xe2\x80\x94 a AAAAAAA=\n",
            b"text\n\n- a AAAAAAA=\n",
            "text\n\n— a AAAAAAA=".as_bytes(),
            "text\n\n— a AAAA\n".as_bytes(),
            "text\n\n— a+b AAAAAAA=\n".as_bytes(),
            "text\n\n—  AAAAAAA=\n".as_bytes(),
            "text\n\n— a\u{a0}b AAAAAAA=\n".as_bytes(),
        ];
        for wrong in wrongs {
            assert!(Note::parse(wrong).is_err(), "{:?}", String::from_utf8_lossy(wrong));
        }
        assert!(Note::parse("text\n\n— a AAAAAAA=\n".as_bytes()).is_ok());
    }
}
