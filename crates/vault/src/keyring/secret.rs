//! Thirty-two secret bytes, the names keys go by, and the wrapping of one under another.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::constant_time;
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use bailee_model::{Rng, say};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use crate::stream::StreamKey;

/// The public name of a key: sixteen random bytes, 32 hexadecimal digits. It says nothing about the key and may stand
/// in a certificate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 16]);

impl KeyId {
    pub(crate) fn new(rng: &dyn Rng) -> Self {
        Self(bailee_model::clock::random(rng))
    }

    pub(crate) fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The sixteen bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyId {
    type Err = bailee_model::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes)
            .map_err(|_| bailee_model::Error::bad_input(say!("A key's name is 32 hexadecimal digits.")))?;
        Ok(Self(bytes))
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// One stretch of the keyring's life, from one destruction to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    /// Counted from 1.
    pub number: u64,
    /// The name of its epoch key.
    pub key: KeyId,
}

/// Thirty-two secret bytes, wiped when dropped. `Debug` and `Clone` are left out on purpose.
pub(crate) struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    pub(crate) fn new(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut secret = Zeroizing::new([0; 32]);
        if bytes.len() != secret.len() {
            return None;
        }
        secret.copy_from_slice(bytes);
        Some(Self(secret))
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn same_as(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(self.0.as_slice(), other.0.as_slice()).is_ok()
    }

    /// HKDF-SHA256 of this secret for one use, which the label names.
    pub(crate) fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        let prk = Salt::new(HKDF_SHA256, &[]).extract(self.0.as_slice());
        let info = [label.as_bytes()];
        let mut out = Zeroizing::new([0; 32]);
        prk.expand(&info, HKDF_SHA256)
            .and_then(|okm| okm.fill(out.as_mut_slice()))
            .expect("one hash of output is within HKDF's limit of 255");
        out
    }

    /// The key of a holding's sealed objects.
    pub(crate) fn stream_key(&self) -> StreamKey {
        StreamKey::new(self.derive("bailee/stream/1"))
    }

    /// AES-256-GCM under this secret: nonce (12 random bytes) ‖ ciphertext ‖ tag (16 bytes).
    pub(crate) fn seal(&self, context: &[u8], plain: &[u8], rng: &dyn Rng) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = bailee_model::clock::random(rng);
        let mut out = vec![0; NONCE_LEN + plain.len() + AES_256_GCM.tag_len()];
        let (head, rest) = out.split_at_mut(NONCE_LEN);
        head.copy_from_slice(&nonce);
        let (body, tag) = rest.split_at_mut(plain.len());
        self.aead()
            .seal_out_of_place_scatter(Nonce::assume_unique_for_key(nonce), Aad::from(context), plain, body, &[], tag)
            .expect("AES-256-GCM seals anything below 64 GiB, and key files are small");
        out
    }

    /// Opens what [`seal`](Self::seal) made under the same secret and context; `None` when it was not that.
    pub(crate) fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
        let (body, tag) = rest.split_at_checked(rest.len().checked_sub(AES_256_GCM.tag_len())?)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut plain = Zeroizing::new(vec![0; body.len()]);
        self.aead().open_separate_gather(nonce, Aad::from(context), body, tag, &mut plain).ok()?;
        Some(plain)
    }

    fn aead(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, self.0.as_slice()).expect("an AES-256 key has 32 bytes");
        LessSafeKey::new(key)
    }
}

macro_rules! handed_out {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// It has neither `Debug` nor `Clone` and is wiped when dropped.
        pub struct $name(Zeroizing<[u8; 32]>);

        impl $name {
            pub(crate) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
                Self(bytes)
            }

            /// The 32 bytes, for the one function that needs them.
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }
    )*};
}

handed_out! {
    /// The key of one class of columns in the tables of one holding (Parquet modular encryption).
    ColumnKey;
    /// The key of an engagement's pseudonyms. It stays the same for as long as the engagement lives, so that the same
    /// value has the same pseudonym in every table, and differs between engagements.
    PseudonymKey;
    /// The key of an engagement's ledger details. It dies with the engagement.
    DetailKey;
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[test]
    fn what_is_sealed_opens_only_under_its_key_and_context() {
        let rng = SeededRng::new(1);
        let (secret, other) = (Secret::new(&rng), Secret::new(&rng));
        let sealed = secret.seal(b"ring 1", b"keys", &rng);
        assert_eq!(secret.open(b"ring 1", &sealed).unwrap().as_slice(), b"keys");
        assert!(secret.open(b"ring 2", &sealed).is_none());
        assert!(other.open(b"ring 1", &sealed).is_none());
        for cut in 0..sealed.len() {
            assert!(secret.open(b"ring 1", &sealed[..cut]).is_none());
        }
    }

    #[test]
    fn labels_lead_to_different_keys() {
        let secret = Secret::new(&SeededRng::new(1));
        assert_ne!(*secret.derive("a"), *secret.derive("b"));
        assert_eq!(*secret.derive("a"), *secret.derive("a"));
    }

    #[test]
    fn a_key_name_is_read_as_it_is_written() {
        let id = KeyId::new(&SeededRng::new(3));
        assert_eq!(id.to_string().parse::<KeyId>().unwrap(), id);
        assert!("xyz".parse::<KeyId>().is_err());
    }
}
