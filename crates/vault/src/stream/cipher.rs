//! Keys of a stream and the sealing of a single segment.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use bailee_model::Rng;
use zeroize::{Zeroize, Zeroizing};

use super::{HEADER, NONCE_PREFIX, SALT, StreamError, TAG};

/// The 32-byte key material of sealed streams. It has neither `Debug` nor `Clone` and is wiped when dropped.
pub struct StreamKey(Zeroizing<[u8; 32]>);

impl StreamKey {
    /// Takes key material that exists already.
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// Fresh random key material.
    pub fn generate(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits.
    ///
    /// # Errors
    /// `None` unless there are exactly 64 digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text, bytes.as_mut_slice()).ok()?;
        Some(Self(bytes))
    }

    /// The cipher of one stream: key material, the stream's header and its associated data together.
    pub fn cipher(&self, header: &Header, associated_data: &[u8]) -> SegmentCipher {
        SegmentCipher { key: derive_aead(&self.0, &header.salt, associated_data), prefix: header.prefix }
    }

    pub(super) fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}

fn derive_aead(material: &[u8; 32], salt: &[u8], info: &[u8]) -> LessSafeKey {
    let prk = Salt::new(HKDF_SHA256, salt).extract(material);
    let info = [info];
    let okm = prk.expand(&info, &AES_256_GCM).expect("32 bytes is within HKDF's limit of 255 hashes");
    LessSafeKey::new(UnboundKey::from(okm))
}

/// The first 40 bytes of a sealed stream: its salt and nonce prefix. Public, not secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    salt: [u8; SALT],
    prefix: [u8; NONCE_PREFIX],
}

impl Header {
    /// A header for a new stream; the random salt gives every stream a key of its own.
    pub fn generate(rng: &dyn Rng) -> Self {
        let mut header = Self { salt: [0; SALT], prefix: [0; NONCE_PREFIX] };
        rng.fill(&mut header.salt);
        rng.fill(&mut header.prefix);
        header
    }

    /// Reads the header from the start of a sealed stream.
    ///
    /// # Errors
    /// [`StreamError::Length`] when fewer than 40 bytes are given, [`StreamError::Header`] when they are no header.
    pub fn parse(bytes: &[u8]) -> Result<Self, StreamError> {
        let Some(([length, rest @ ..], _)) = bytes.split_first_chunk::<HEADER>() else {
            return Err(StreamError::Length { len: bytes.len() as u64 });
        };
        if usize::from(*length) != HEADER {
            return Err(StreamError::Header { found: *length });
        }
        let mut header = Self { salt: [0; SALT], prefix: [0; NONCE_PREFIX] };
        header.salt.copy_from_slice(&rest[..SALT]);
        header.prefix.copy_from_slice(&rest[SALT..]);
        Ok(header)
    }

    /// The 40 bytes as they stand at the start of the stream.
    pub fn to_bytes(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[0] = HEADER as u8;
        bytes[1..=SALT].copy_from_slice(&self.salt);
        bytes[1 + SALT..].copy_from_slice(&self.prefix);
        bytes
    }
}

/// Seals and opens single segments of one stream. Callers want [`Sealer`](super::Sealer), [`Opener`](super::Opener)
/// or [`RangeOpener`](super::RangeOpener), which keep count.
pub struct SegmentCipher {
    key: LessSafeKey,
    prefix: [u8; NONCE_PREFIX],
}

impl SegmentCipher {
    fn nonce(&self, segment: u64, last: bool) -> Result<Nonce, StreamError> {
        let number = u32::try_from(segment).map_err(|_| StreamError::TooLong)?;
        let mut nonce = [0; 12];
        nonce[..NONCE_PREFIX].copy_from_slice(&self.prefix);
        nonce[NONCE_PREFIX..11].copy_from_slice(&number.to_be_bytes());
        nonce[11] = u8::from(last);
        Ok(Nonce::assume_unique_for_key(nonce))
    }

    /// Appends the sealed form of `plain` to `out`, straight from one buffer into the other.
    pub(super) fn seal(&self, segment: u64, last: bool, plain: &[u8], out: &mut Vec<u8>) -> Result<(), StreamError> {
        let nonce = self.nonce(segment, last)?;
        let start = out.len();
        out.resize(start + plain.len() + TAG, 0);
        let (body, tag) = out[start..].split_at_mut(plain.len());
        self.key
            .seal_out_of_place_scatter(nonce, Aad::empty(), plain, body, &[], tag)
            .map_err(|_| StreamError::Segment { segment })
    }

    /// Appends the plaintext of `sealed` to `out`; on refusal `out` is as it was.
    pub(super) fn open(&self, segment: u64, last: bool, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), StreamError> {
        let nonce = self.nonce(segment, last)?;
        let length = sealed.len().checked_sub(TAG).ok_or(StreamError::Truncated { segment })?;
        let (body, tag) = sealed.split_at(length);
        let start = out.len();
        out.resize(start + length, 0);
        let opened = self.key.open_separate_gather(nonce, Aad::empty(), body, tag, &mut out[start..]);
        opened.map_err(|_| {
            out[start..].zeroize();
            out.truncate(start);
            StreamError::Segment { segment }
        })
    }
}
