//! The keys that sign notes, and the lines that name them.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::note::{Signature, is_key_name};
use crate::{Error, Result, cosignature, text};

const WHAT: &str = "verifier key";

/// What a key's signatures are, told by the first byte of its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Type 01: an Ed25519 signature over the note's text. Logs sign so.
    Note,
    /// Type 04: an Ed25519 signature over the note's text and the time. Witnesses sign so.
    Cosignature,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            Self::Note => 0x01,
            Self::Cosignature => 0x04,
        }
    }
}

/// A log's signing key. The seed is wiped from memory when this is dropped.
pub struct SignerKey {
    name: String,
    key: SigningKey,
}

impl SignerKey {
    /// Makes the key from its name and the 32 secret bytes that RFC 8032 calls the private key.
    ///
    /// # Errors
    /// [`Error::Format`] when the name is empty or holds spaces or `+`.
    pub fn from_seed(name: impl Into<String>, seed: &[u8; 32]) -> Result<Self> {
        let name = name.into();
        check_name(&name)?;
        Ok(Self { name, key: SigningKey::from_bytes(seed) })
    }

    /// The public half, as a policy file names it.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey::of(&self.name, KeyKind::Note, self.key.verifying_key())
    }

    /// Signs a note's text.
    pub fn sign(&self, text: &str) -> Signature {
        let bytes = self.key.sign(text.as_bytes()).to_bytes().to_vec();
        Signature { name: self.name.clone(), key_id: self.verifier().key_id, bytes }
    }
}

/// A key that checks signatures: what a policy file lists as `name+id+key`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key_id: [u8; 4],
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifierKey {
    pub(crate) fn of(name: &str, kind: KeyKind, key: VerifyingKey) -> Self {
        let hash =
            Sha256::new().chain_update(name).chain_update([b'\n', kind.byte()]).chain_update(key.as_bytes()).finalize();
        Self { name: name.to_owned(), key_id: [hash[0], hash[1], hash[2], hash[3]], kind, key }
    }

    /// Reads a verifier key such as `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k`.
    ///
    /// # Errors
    /// [`Error::Format`] when it is not of that form, its id is not that of its key, or it is of a kind unknown here.
    pub fn parse(line: &str) -> Result<Self> {
        let wrong = |why: &str| Error::format(WHAT, why);
        let mut parts = line.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong("expected `name+id+key`"));
        };
        check_name(name)?;
        let bytes = text::from_base64(encoded).ok_or_else(|| wrong("the part after the last `+` is not base64"))?;
        let (kind, key) = match bytes.split_first() {
            Some((0x01, key)) => (KeyKind::Note, key),
            Some((0x04, key)) => (KeyKind::Cosignature, key),
            _ => return Err(wrong("the key is neither Ed25519 (type 01) nor an Ed25519 cosigner (type 04)")),
        };
        let not_a_key = || wrong("the key is not 32 bytes of an Ed25519 public key");
        let key = VerifyingKey::from_bytes(key.try_into().map_err(|_| not_a_key())?).map_err(|_| not_a_key())?;
        if key.is_weak() {
            return Err(not_a_key());
        }
        let verifier = Self::of(name, kind, key);
        if hex::encode(verifier.key_id) != id {
            return Err(wrong("the id between the `+` is not that of the key: was it copied whole?"));
        }
        Ok(verifier)
    }

    /// The key's name; for a log, its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the key's signatures are.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    pub(crate) fn key_id(&self) -> [u8; 4] {
        self.key_id
    }

    pub(crate) fn public_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether a signature claims to be by this key: same name and same id.
    pub fn made(&self, signature: &Signature) -> bool {
        self.name == signature.name && self.key_id == signature.key_id
    }

    /// Checks a signature over a note's text. For a cosignature, returns the time it states, in seconds of Unix time.
    ///
    /// # Errors
    /// [`Error::Signature`].
    pub fn verify(&self, text: &str, signature: &Signature) -> Result<Option<u64>> {
        match self.kind {
            KeyKind::Note => self.verify_ed25519(text.as_bytes(), &signature.bytes).map(|()| None),
            KeyKind::Cosignature => {
                let (time, raw) = signature.bytes.split_first_chunk().ok_or_else(|| self.refused("it is too short"))?;
                let time = u64::from_be_bytes(*time);
                self.verify_ed25519(cosignature::message(time, text).as_bytes(), raw).map(|()| Some(time))
            }
        }
    }

    fn verify_ed25519(&self, message: &[u8], raw: &[u8]) -> Result<()> {
        let signature = raw.try_into().map_err(|_| self.refused("it has not the length of an Ed25519 signature"))?;
        // Strict: one signature has one spelling, so that no bit of it can change unseen.
        self.key
            .verify_strict(message, &signature)
            .map_err(|_| self.refused("the text, the key or the signature was changed"))
    }

    fn refused(&self, why: &'static str) -> Error {
        Error::Signature { by: self.name.clone(), why }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = text::base64(&[&[self.kind.byte()], self.key.as_bytes().as_slice()].concat());
        write!(f, "{}+{}+{encoded}", self.name, hex::encode(self.key_id))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

pub(crate) fn check_name(name: &str) -> Result<()> {
    if is_key_name(name) {
        Ok(())
    } else {
        Err(Error::format(WHAT, "a name is not empty and has neither spaces nor `+`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "example.com/custody/test+773ecc69+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";

    #[test]
    fn a_seed_gives_the_known_verifier() {
        let signer = SignerKey::from_seed("example.com/custody/test", &[1; 32]).unwrap();
        assert_eq!(signer.verifier().to_string(), LOG);
        assert_eq!(VerifierKey::parse(LOG).unwrap(), signer.verifier());
    }

    #[test]
    fn what_is_not_a_verifier_key_is_refused() {
        for wrong in [
            "",
            "a",
            "a+b",
            "+773ecc69+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
            "example.com/custody/tesT+773ecc69+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
            "example.com/custody/test+773ECC69+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
            "example.com/custody/test+773ecc69+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29",
            "example.com/custody/test+773ecc69+BoqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
            "example.com/custody/test+773ecc69+AQ==",
        ] {
            assert!(VerifierKey::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_with_spaces_cannot_sign() {
        assert!(SignerKey::from_seed("two words", &[1; 32]).is_err());
        assert!(SignerKey::from_seed("", &[1; 32]).is_err());
    }
}
