//! Reading a sealed stream, whole or in part.

use std::ops::Range;
use std::sync::Arc;

use super::{Cover, HEADER, Header, Layout, SEGMENT, SegmentCipher, StreamError, StreamKey, TAG};

/// Opens a whole stream whose length is not known beforehand, in chunks of any size.
///
/// Every byte appended to `out` has been authenticated, but only [`finish`](Self::finish) proves that the stream is
/// complete: until then treat what came out as a part.
pub struct Opener {
    stage: Stage,
    segment: u64,
    pending: Vec<u8>,
}

enum Stage {
    Header { key: StreamKey, associated_data: Vec<u8> },
    Segments(SegmentCipher),
}

impl Opener {
    /// Expects a stream sealed with this key and this associated data.
    pub fn new(key: &StreamKey, associated_data: &[u8]) -> Self {
        Self {
            stage: Stage::Header { key: key.duplicate(), associated_data: associated_data.to_vec() },
            segment: 0,
            pending: Vec::with_capacity(SEGMENT),
        }
    }

    /// Takes the next chunk of the sealed stream and appends to `out` the plaintext of the segments it completes.
    ///
    /// # Errors
    /// [`StreamError::Header`] and [`StreamError::Segment`]; nothing of a refused segment reaches `out`.
    pub fn push(&mut self, mut sealed: &[u8], out: &mut Vec<u8>) -> Result<(), StreamError> {
        if let Stage::Header { key, associated_data } = &self.stage {
            sealed = fill(&mut self.pending, sealed, HEADER);
            if self.pending.len() < HEADER {
                return Ok(());
            }
            let header = Header::parse(&self.pending)?;
            self.stage = Stage::Segments(key.cipher(&header, associated_data));
            self.pending.clear();
        }
        let Stage::Segments(cipher) = &self.stage else { return Ok(()) };
        loop {
            let full = if self.segment == 0 { SEGMENT - HEADER } else { SEGMENT };
            let room = full - self.pending.len();
            if sealed.len() <= room {
                self.pending.extend_from_slice(sealed);
                return Ok(());
            }
            let (head, tail) = sealed.split_at(room);
            if self.pending.is_empty() {
                cipher.open(self.segment, false, head, out)?;
            } else {
                self.pending.extend_from_slice(head);
                cipher.open(self.segment, false, &self.pending, out)?;
                self.pending.clear();
            }
            self.segment += 1;
            sealed = tail;
        }
    }

    /// Opens the last segment; after it the stream is proved complete.
    ///
    /// # Errors
    /// [`StreamError::Length`] when not even a header came, [`StreamError::Truncated`] and [`StreamError::Segment`]
    /// when the stream was cut.
    pub fn finish(self, out: &mut Vec<u8>) -> Result<(), StreamError> {
        let Stage::Segments(cipher) = &self.stage else {
            return Err(StreamError::Length { len: self.pending.len() as u64 });
        };
        if self.segment > 0 && self.pending.len() <= TAG {
            return Err(StreamError::Truncated { segment: self.segment });
        }
        cipher.open(self.segment, true, &self.pending, out)
    }
}

/// Opens a range of a stream whose length is known, from the sealed bytes of its covering segments.
///
/// The range is authenticated, and so is its place in the stream. That the stream was not cut *behind* the range
/// shows only when its last segment is read.
pub struct RangeOpener {
    cipher: Arc<SegmentCipher>,
    layout: Layout,
    cover: Cover,
    segment: u64,
    remaining: u64,
    pending: Vec<u8>,
}

impl RangeOpener {
    /// Prepares to open `range` of the plaintext.
    ///
    /// # Errors
    /// [`StreamError::Range`] when the range is not inside the plaintext.
    pub fn new(cipher: Arc<SegmentCipher>, layout: Layout, range: Range<u64>) -> Result<Self, StreamError> {
        let cover = layout.cover(&range)?;
        Ok(Self {
            cipher,
            layout,
            segment: cover.segments.start,
            remaining: range.end - range.start,
            cover,
            pending: Vec::new(),
        })
    }

    /// The sealed bytes to push, in order and no others.
    pub fn sealed_range(&self) -> Range<u64> {
        self.cover.sealed.clone()
    }

    /// Takes the next chunk of the sealed range and appends the plaintext it completes to `out`.
    ///
    /// # Errors
    /// [`StreamError::Segment`] for a refused segment, [`StreamError::Trailing`] when more comes than was asked for.
    pub fn push(&mut self, mut sealed: &[u8], out: &mut Vec<u8>) -> Result<(), StreamError> {
        while !sealed.is_empty() {
            if self.segment == self.cover.segments.end {
                return Err(StreamError::Trailing);
            }
            let full = self.layout.segment_len(self.segment);
            if self.pending.is_empty() && sealed.len() >= full {
                let (head, tail) = sealed.split_at(full);
                self.open(head, out)?;
                sealed = tail;
                continue;
            }
            sealed = fill(&mut self.pending, sealed, full);
            if self.pending.len() == full {
                let segment = std::mem::take(&mut self.pending);
                self.open(&segment, out)?;
                self.pending = segment;
                self.pending.clear();
            }
        }
        Ok(())
    }

    /// Confirms that the whole range came.
    ///
    /// # Errors
    /// [`StreamError::Truncated`] when sealed bytes are missing.
    pub fn finish(&self) -> Result<(), StreamError> {
        if self.segment == self.cover.segments.end {
            return Ok(());
        }
        Err(StreamError::Truncated { segment: self.segment })
    }

    fn open(&mut self, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), StreamError> {
        let start = out.len();
        let last = self.segment + 1 == self.layout.segments();
        self.cipher.open(self.segment, last, sealed, out)?;
        if self.cover.skip > 0 {
            out.copy_within(start + self.cover.skip.., start);
            out.truncate(out.len() - self.cover.skip);
            self.cover.skip = 0;
        }
        let wanted = usize::try_from(self.remaining).unwrap_or(usize::MAX).min(out.len() - start);
        out.truncate(start + wanted);
        self.remaining -= wanted as u64;
        self.segment += 1;
        Ok(())
    }
}

/// Moves bytes from the front of `from` until `buffer` holds `full`; returns what is left.
fn fill<'a>(buffer: &mut Vec<u8>, from: &'a [u8], full: usize) -> &'a [u8] {
    let (head, tail) = from.split_at(from.len().min(full - buffer.len()));
    buffer.extend_from_slice(head);
    tail
}
