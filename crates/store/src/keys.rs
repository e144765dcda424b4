//! The keys that the store uses and does not keep.
//!
//! The store holds no key: it asks a [`StoreKeys`] each time, so that a key destroyed in the vault is gone here in the
//! same moment. Two are needed for each log: one that seals the details of its entries, and one that signs its heads.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use bailee_model::entry::LogId;
use bailee_model::{Error, Result, Rng};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret of 32 bytes, wiped when it is dropped.
#[derive(ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// Takes the bytes over, and wipes what it was given.
    pub fn new(mut bytes: [u8; 32]) -> Self {
        let key = Self(bytes);
        bytes.zeroize();
        key
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Another key, for one use: HMAC-SHA256 of the use's name.
    pub(crate) fn derive(&self, usage: &str) -> Self {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), usage.as_bytes());
        Self::new(*tag.as_ref().first_chunk().expect("an HMAC-SHA256 has 32 bytes"))
    }
}

/// Where the keys come from: the vault in the product, fixed bytes in tests.
///
/// Both keys of a log must stay the same for as long as they are given: what was sealed or signed under another one
/// does not open or verify any more.
pub trait StoreKeys: Send + Sync {
    /// The key of this log's details: AES-256. The keys of the engagement's words in the tables of the nouns are derived
    /// from it. `None` when it was destroyed, or the vault is not open: details and words then read as erased, and an
    /// entry with details, or a noun with new words, cannot be recorded.
    fn detail_key(&self, log: LogId) -> Option<Key>;

    /// The Ed25519 seed (RFC 8032) of this log's signing key. `None` when the log cannot be signed now.
    fn signing_seed(&self, log: LogId) -> Option<Key>;
}

/// Seals the details of one entry: nonce (12 bytes), ciphertext, tag (16 bytes). `place` binds them to their entry.
pub(crate) fn seal(key: &Key, rng: &dyn Rng, place: &str, plain: Vec<u8>) -> Result<Vec<u8>> {
    seal_with(key, bailee_model::clock::random(rng), place, plain)
}

/// As [`seal`], with a nonce that no other text is sealed with under this key.
pub(crate) fn seal_with(key: &Key, nonce: [u8; NONCE_LEN], place: &str, mut plain: Vec<u8>) -> Result<Vec<u8>> {
    let failed = |_| Error::internal("A text could not be sealed.");
    let tag = gcm(key)?
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.as_bytes()), &mut plain)
        .map_err(failed)?;
    Ok([nonce.as_slice(), &plain, tag.as_ref()].concat())
}

/// Opens what [`seal`] made, or says no when key, place or bytes are not those.
pub(crate) fn open(key: &Key, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut bytes = rest.to_vec();
    let length = gcm(key)
        .ok()?
        .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place.as_bytes()), &mut bytes)
        .ok()?
        .len();
    bytes.truncate(length);
    Some(bytes)
}

fn gcm(key: &Key) -> Result<LessSafeKey> {
    let key =
        UnboundKey::new(&AES_256_GCM, key.bytes()).map_err(|_| Error::internal("AES-256-GCM refused its key."))?;
    Ok(LessSafeKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[test]
    fn details_open_with_their_key_in_their_place_only() {
        let sealed =
            seal(&Key::new([7; 32]), &SeededRng::new(1), "site|evt_1|0", b"the client's reason".to_vec()).unwrap();
        assert_eq!(
            open(&Key::new([7; 32]), "site|evt_1|0", &sealed).as_deref(),
            Some(b"the client's reason".as_slice())
        );
        assert_eq!(open(&Key::new([8; 32]), "site|evt_1|0", &sealed), None);
        assert_eq!(open(&Key::new([7; 32]), "site|evt_1|1", &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&Key::new([7; 32]), "site|evt_1|0", &changed), None, "byte {at}");
        }
        assert_eq!(open(&Key::new([7; 32]), "site|evt_1|0", &sealed[..11]), None);
    }
}
