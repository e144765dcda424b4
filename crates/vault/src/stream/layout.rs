//! Where things are in a sealed stream: pure arithmetic between plaintext and sealed offsets.

use std::ops::Range;

use super::{FIRST_PLAIN_SEGMENT, HEADER, PLAIN_SEGMENT, SEGMENT, StreamError, TAG};

const SEGMENT_BYTES: u64 = SEGMENT as u64;
const HEADER_BYTES: u64 = HEADER as u64;
const TAG_BYTES: u64 = TAG as u64;
const PLAIN_BYTES: u64 = PLAIN_SEGMENT as u64;
const MAX_SEGMENTS: u64 = 1 << 32;

/// The shape of one sealed stream, known from its length alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    sealed: u64,
    segments: u64,
}

/// The segments that hold a range of plaintext, and the sealed bytes to fetch for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Segment numbers to open, counted from 0.
    pub segments: Range<u64>,
    /// Sealed bytes of exactly these segments; the header is never among them.
    pub sealed: Range<u64>,
    /// Plaintext bytes of the first segment that come before the range.
    pub skip: usize,
}

impl Layout {
    /// The layout of a stream of `sealed` bytes.
    ///
    /// # Errors
    /// [`StreamError::Length`] for a length no sealed stream can have; [`StreamError::TooLong`] past 2^32 segments.
    pub fn of_sealed(sealed: u64) -> Result<Self, StreamError> {
        if sealed < HEADER_BYTES + TAG_BYTES {
            return Err(StreamError::Length { len: sealed });
        }
        let segments = sealed.div_ceil(SEGMENT_BYTES);
        if segments > MAX_SEGMENTS {
            return Err(StreamError::TooLong);
        }
        let last = sealed - (segments - 1) * SEGMENT_BYTES;
        if segments > 1 && last <= TAG_BYTES {
            return Err(StreamError::Length { len: sealed });
        }
        Ok(Self { sealed, segments })
    }

    /// The layout that `plain` bytes will have once sealed.
    ///
    /// # Errors
    /// [`StreamError::TooLong`] past 2^32 segments.
    pub fn of_plain(plain: u64) -> Result<Self, StreamError> {
        let shifted = plain.checked_add(HEADER_BYTES).ok_or(StreamError::TooLong)?;
        let segments = shifted.div_ceil(PLAIN_BYTES);
        if segments > MAX_SEGMENTS {
            return Err(StreamError::TooLong);
        }
        Ok(Self { sealed: shifted + segments * TAG_BYTES, segments })
    }

    /// Bytes of the sealed stream, header included.
    pub fn sealed_len(&self) -> u64 {
        self.sealed
    }

    /// Bytes of plaintext in the stream.
    pub fn plain_len(&self) -> u64 {
        self.sealed - HEADER_BYTES - self.segments * TAG_BYTES
    }

    /// How many segments the stream has, at least one.
    pub fn segments(&self) -> u64 {
        self.segments
    }

    /// What to fetch and open for `range` of the plaintext. The whole of an empty stream is its one empty segment.
    ///
    /// # Errors
    /// [`StreamError::Range`] when the range runs backwards or past the end.
    pub fn cover(&self, range: &Range<u64>) -> Result<Cover, StreamError> {
        let len = self.plain_len();
        if range.start > range.end || range.end > len {
            return Err(StreamError::Range { start: range.start, end: range.end, len });
        }
        // The header takes the place of 40 plaintext bytes in segment 0: shifted by them, all segments are alike.
        let first = ((range.start + HEADER_BYTES) / PLAIN_BYTES).min(self.segments - 1);
        let end = (range.end + HEADER_BYTES).div_ceil(PLAIN_BYTES).max(first + 1);
        let skip = range.start - Self::plain_start(first);
        let sealed = Self::sealed_start(first)..(end * SEGMENT_BYTES).min(self.sealed);
        Ok(Cover { segments: first..end, sealed, skip: skip as usize })
    }

    /// Sealed bytes of one segment, tag included, header excluded.
    pub(super) fn segment_len(&self, segment: u64) -> usize {
        let end = ((segment + 1) * SEGMENT_BYTES).min(self.sealed);
        end.saturating_sub(Self::sealed_start(segment)) as usize
    }

    fn sealed_start(segment: u64) -> u64 {
        (segment * SEGMENT_BYTES).max(HEADER_BYTES)
    }

    fn plain_start(segment: u64) -> u64 {
        (segment * PLAIN_BYTES).saturating_sub(HEADER_BYTES)
    }
}

/// Plaintext bytes a full segment holds.
pub(super) fn plain_capacity(segment: u64) -> usize {
    if segment == 0 { FIRST_PLAIN_SEGMENT } else { PLAIN_SEGMENT }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: u64 = FIRST_PLAIN_SEGMENT as u64;

    #[test]
    fn lengths_go_there_and_back() {
        for plain in [0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + PLAIN_BYTES, FIRST + PLAIN_BYTES + 1, 1 << 40] {
            let layout = Layout::of_plain(plain).unwrap();
            assert_eq!(layout.plain_len(), plain);
            assert_eq!(Layout::of_sealed(layout.sealed_len()).unwrap(), layout, "{plain}");
        }
    }

    #[test]
    fn impossible_lengths_are_refused() {
        for sealed in [0, 1, 40, 55, 65_537, 65_552, 131_073] {
            assert_eq!(Layout::of_sealed(sealed), Err(StreamError::Length { len: sealed }));
        }
        assert!(Layout::of_sealed(56).is_ok() && Layout::of_sealed(65_553).is_ok());
        assert_eq!(Layout::of_sealed((1 << 48) + 17), Err(StreamError::TooLong));
        assert_eq!(Layout::of_plain(u64::MAX), Err(StreamError::TooLong));
    }

    #[test]
    fn a_range_is_covered_by_its_segments_and_no_more() {
        let layout = Layout::of_plain(FIRST + 2 * PLAIN_BYTES).unwrap();
        let cover = layout.cover(&(FIRST..FIRST + 1)).unwrap();
        assert_eq!(cover, Cover { segments: 1..2, sealed: 65_536..131_072, skip: 0 });
        let cover = layout.cover(&(FIRST - 1..FIRST + 1)).unwrap();
        assert_eq!(cover, Cover { segments: 0..2, sealed: 40..131_072, skip: FIRST_PLAIN_SEGMENT - 1 });
        assert!(layout.cover(&(0..layout.plain_len() + 1)).is_err());
        let empty = Layout::of_plain(0).unwrap().cover(&(0..0)).unwrap();
        assert_eq!(empty, Cover { segments: 0..1, sealed: 40..56, skip: 0 });
    }
}
