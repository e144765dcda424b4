//! Cosignatures: a witness says "this is the largest consistent head of that log I have seen", and when.
//!
//! A log that shows different histories to different readers would need its witnesses to agree; that is what makes a
//! quorum of them worth asking for. A witness signs the checkpoint's text behind a header with the time. The format is
//! C2SP tlog-cosignature, version 1, with Ed25519.

use ed25519_dalek::{Signer as _, SigningKey};

use crate::Result;
use crate::note::{KeyKind, Signature, VerifierKey};

/// A witness's signing key. The seed is wiped from memory when this is dropped.
pub struct CosignerKey {
    verifier: VerifierKey,
    key: SigningKey,
}

impl CosignerKey {
    /// Makes the key from its name and the 32 secret bytes that RFC 8032 calls the private key.
    ///
    /// # Errors
    /// [`crate::Error::Format`] when the name is empty or holds spaces or `+`.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self> {
        crate::note::check_name(name)?;
        let key = SigningKey::from_bytes(seed);
        Ok(Self { verifier: VerifierKey::of(name, KeyKind::Cosignature, key.verifying_key()), key })
    }

    /// The public half, as a policy file names it.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Cosigns a checkpoint's text at a time given in seconds of Unix time.
    pub fn cosign(&self, text: &str, time: u64) -> Signature {
        let raw = self.key.sign(message(time, text).as_bytes());
        let bytes = [time.to_be_bytes().as_slice(), &raw.to_bytes()].concat();
        Signature { name: self.verifier.name().to_owned(), key_id: self.verifier.key_id(), bytes }
    }
}

/// What a cosignature signs.
pub(crate) fn message(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::note::Note;

    /// From the skylight test data of the sunlight log.
    const VKEY: &str = "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN";
    const NOTE: &str = "rome2026h1.example.org\n300\nlCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=\n\n— witness.example.org uKLPIAAAAABpVGeAhm2bOvKc3LaB9PFN1ruG19Y5yqslmcAAbhftnn1Zznmo0LXFZq4LGvqKqLX8jWlwLKasxEGTLIqAVusneCBmBw==\n";

    #[test]
    fn the_published_cosignature_verifies() {
        let key = VerifierKey::parse(VKEY).unwrap();
        let note = Note::parse(NOTE.as_bytes()).unwrap();
        assert_eq!(note.verify(&[&key]).unwrap()[0].time, Some(1_767_139_200));
    }

    #[test]
    fn another_time_is_refused() {
        let key = CosignerKey::from_seed("witness.example/w1", &[2; 32]).unwrap();
        let mut signature = key.cosign("opened\n", 7);
        assert_eq!(key.verifier().verify("opened\n", &signature), Ok(Some(7)));
        signature.bytes[7] = 8;
        assert!(matches!(key.verifier().verify("opened\n", &signature), Err(Error::Signature { .. })));
        signature.bytes.truncate(7);
        assert!(matches!(key.verifier().verify("opened\n", &signature), Err(Error::Signature { .. })));
    }
}
