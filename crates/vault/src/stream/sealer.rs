//! Writing a sealed stream, a chunk at a time.

use bailee_model::Rng;
use zeroize::{Zeroize, Zeroizing};

use super::layout::plain_capacity;
use super::{Header, PLAIN_SEGMENT, SegmentCipher, StreamError, StreamKey};

/// Seals a stream as its plaintext arrives, in chunks of any size, and never holds more than one segment of it.
///
/// Sealed bytes are appended to a buffer of the caller's. Large chunks are encrypted from the caller's slice straight
/// into that buffer; only what is left over between chunks is copied.
///
/// ```
/// # struct Zeros; impl bailee_model::Rng for Zeros { fn fill(&self, b: &mut [u8]) { b.fill(7) } }
/// use bailee_vault::stream::{Opener, Sealer, StreamKey};
/// let key = StreamKey::generate(&Zeros);
/// let mut sealed = Vec::new();
/// let mut sealer = Sealer::new(&key, b"where it belongs", &Zeros);
/// sealer.push(b"opening ", &mut sealed)?;
/// sealer.push(b"balance", &mut sealed)?;
/// sealer.finish(&mut sealed)?;
///
/// let mut plain = Vec::new();
/// let mut opener = Opener::new(&key, b"where it belongs");
/// opener.push(&sealed, &mut plain)?;
/// opener.finish(&mut plain)?;
/// assert_eq!(plain, b"opening balance");
/// # Ok::<(), bailee_vault::stream::StreamError>(())
/// ```
pub struct Sealer {
    cipher: SegmentCipher,
    header: Option<Header>,
    segment: u64,
    // A full segment waits here until more plaintext shows that it is not the last.
    pending: Zeroizing<Vec<u8>>,
}

impl Sealer {
    /// Starts a stream with a fresh header. `associated_data` is not stored: whoever opens must know it.
    pub fn new(key: &StreamKey, associated_data: &[u8], rng: &dyn Rng) -> Self {
        let header = Header::generate(rng);
        Self {
            cipher: key.cipher(&header, associated_data),
            header: Some(header),
            segment: 0,
            pending: Zeroizing::new(Vec::with_capacity(PLAIN_SEGMENT)),
        }
    }

    /// Takes the next chunk of plaintext and appends to `out` what can be sealed by now.
    ///
    /// # Errors
    /// [`StreamError::TooLong`] past 2^32 segments; the stream is then to be thrown away.
    pub fn push(&mut self, mut plain: &[u8], out: &mut Vec<u8>) -> Result<(), StreamError> {
        self.write_header(out);
        out.reserve(plain.len() + plain.len() / PLAIN_SEGMENT * super::TAG + super::SEGMENT);
        loop {
            let room = plain_capacity(self.segment) - self.pending.len();
            if plain.len() <= room {
                self.pending.extend_from_slice(plain);
                return Ok(());
            }
            let (head, tail) = plain.split_at(room);
            self.seal_full(head, out)?;
            plain = tail;
        }
    }

    /// Seals the last segment. A stream that was never finished does not open.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), StreamError> {
        self.write_header(out);
        self.cipher.seal(self.segment, true, &self.pending, out)
    }

    fn write_header(&mut self, out: &mut Vec<u8>) {
        if let Some(header) = self.header.take() {
            out.extend_from_slice(&header.to_bytes());
        }
    }

    fn seal_full(&mut self, rest: &[u8], out: &mut Vec<u8>) -> Result<(), StreamError> {
        if self.pending.is_empty() {
            self.cipher.seal(self.segment, false, rest, out)?;
        } else {
            self.pending.extend_from_slice(rest);
            self.cipher.seal(self.segment, false, &self.pending, out)?;
            self.pending.as_mut_slice().zeroize();
            self.pending.clear();
        }
        self.segment += 1;
        Ok(())
    }
}
