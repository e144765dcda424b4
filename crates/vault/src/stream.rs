//! The sealed stream: how bytes lie on disk so that nobody without the key reads, shortens, reorders or extends them.
//!
//! A file is cut into segments of 64 KiB and each is encrypted on its own, so a reader may fetch any part without
//! the rest, and neither writer nor reader ever holds more than a segment of a file of any size. The number of the
//! segment and the fact that it is the last are part of its nonce: a segment moved, dropped or appended does not open.
//!
//! The format is Tink's *AES256-GCM-HKDF streaming AEAD*, so Google's own library opens what is sealed here and the
//! other way round. Its parameters, in Tink's words:
//!
//! | parameter | value |
//! |---|---|
//! | `ciphertext_segment_size` | 65536 bytes |
//! | `derived_key_size` | 32 bytes |
//! | `hkdf_hash_type` | SHA-256 |
//! | first segment offset | 0 |
//! | key material | 32 bytes |
//!
//! ```text
//! sealed  = header ‖ segment 0 ‖ segment 1 ‖ … ‖ segment n
//! header  = 40 (one byte: its own length) ‖ salt (32 bytes) ‖ nonce prefix (7 bytes)
//! key     = HKDF-SHA256(ikm = key material, salt = salt, info = associated data), 32 bytes
//! segment = AES-256-GCM(key, nonce, plaintext), its 16-byte tag at the end, no associated data of its own
//! nonce   = nonce prefix ‖ segment number (u32, big endian) ‖ 1 when it is the last, else 0
//! ```
//!
//! Header and segment 0 share the first 65536 bytes; every other segment but the last fills 65536 bytes. The last
//! holds at least one byte of plaintext, except in an empty stream, which is a header and the tag of nothing.
//!
//! Source: Tink, "AES-GCM-HKDF Streaming AEAD" (developers.google.com/tink); RFC 5869; NIST SP 800-38D.

mod cipher;
mod layout;
mod opener;
mod sealer;

pub use cipher::{Header, SegmentCipher, StreamKey};
pub use layout::{Cover, Layout};
pub use opener::{Opener, RangeOpener};
pub use sealer::Sealer;

/// Bytes of a sealed segment, tag included; the first shares them with the header.
pub const SEGMENT: usize = 64 * 1024;
/// Bytes of a segment's authentication tag.
pub const TAG: usize = 16;
/// Bytes of salt in the header.
pub const SALT: usize = 32;
/// Bytes of nonce prefix in the header.
pub const NONCE_PREFIX: usize = 7;
/// Bytes of the header.
pub const HEADER: usize = 1 + SALT + NONCE_PREFIX;
/// Bytes of plaintext in a full segment that is not the first.
pub const PLAIN_SEGMENT: usize = SEGMENT - TAG;
/// Bytes of plaintext in a full first segment.
pub const FIRST_PLAIN_SEGMENT: usize = SEGMENT - HEADER - TAG;

/// Why a sealed stream was refused. Positions are segment numbers, never content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StreamError {
    /// Fewer bytes than a header and one tag, or a last segment that cannot hold a byte.
    #[error("{len} bytes cannot be a sealed stream: it was cut short, or it is not one")]
    Length {
        /// Bytes that were given.
        len: u64,
    },
    /// The first byte does not announce a header of 40 bytes.
    #[error(
        "the header announces {found} bytes instead of {HEADER}: not a sealed stream, or one with other parameters"
    )]
    Header {
        /// The length the first byte claims.
        found: u8,
    },
    /// A segment's tag does not match.
    #[error("segment {segment} does not open: wrong key, wrong associated data, or altered bytes")]
    Segment {
        /// The segment, counted from 0.
        segment: u64,
    },
    /// The stream ended before its end.
    #[error("the sealed stream ends inside segment {segment}")]
    Truncated {
        /// The segment that is missing bytes, counted from 0.
        segment: u64,
    },
    /// More bytes came than the stream has.
    #[error("bytes follow the end of the sealed stream")]
    Trailing,
    /// More segments than the 32-bit segment number can count (256 TiB).
    #[error("a sealed stream holds at most 2^32 segments of 64 KiB")]
    TooLong,
    /// A range that does not lie inside the plaintext.
    #[error("the range {start}..{end} is not inside {len} bytes")]
    Range {
        /// First byte asked for.
        start: u64,
        /// End of the range, exclusive.
        end: u64,
        /// Bytes there are.
        len: u64,
    },
}
