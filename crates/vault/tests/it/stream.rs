//! The stream format: any chunking in, any chunking out, any range; and nothing altered, cut, moved or extended opens.

use std::sync::Arc;

use bailee_model::clock::SeededRng;
use bailee_vault::stream::{
    FIRST_PLAIN_SEGMENT, HEADER, Header, Layout, Opener, PLAIN_SEGMENT, RangeOpener, SEGMENT, Sealer, StreamError,
    StreamKey, TAG,
};
use proptest::prelude::*;

const AAD: &[u8] = b"objects/here";

fn key() -> StreamKey {
    StreamKey::generate(&SeededRng::new(42))
}

fn plain(len: usize) -> Vec<u8> {
    (0..len).map(|n| (n * 31 + n / 251) as u8).collect()
}

fn seal(plain: &[u8], chunk: usize) -> Vec<u8> {
    let mut sealer = Sealer::new(&key(), AAD, &SeededRng::new(1));
    let mut sealed = Vec::new();
    plain.chunks(chunk.max(1)).for_each(|chunk| sealer.push(chunk, &mut sealed).unwrap());
    sealer.finish(&mut sealed).unwrap();
    sealed
}

fn open_with(key: &StreamKey, aad: &[u8], sealed: &[u8], chunk: usize) -> Result<Vec<u8>, StreamError> {
    let mut opener = Opener::new(key, aad);
    let mut plain = Vec::new();
    for chunk in sealed.chunks(chunk.max(1)) {
        opener.push(chunk, &mut plain)?;
    }
    opener.finish(&mut plain)?;
    Ok(plain)
}

fn open(sealed: &[u8]) -> Result<Vec<u8>, StreamError> {
    open_with(&key(), AAD, sealed, 1 << 20)
}

fn open_range(sealed: &[u8], range: std::ops::Range<u64>, chunk: usize) -> Result<Vec<u8>, StreamError> {
    let layout = Layout::of_sealed(sealed.len() as u64)?;
    let cipher = Arc::new(key().cipher(&Header::parse(sealed)?, AAD));
    let mut opener = RangeOpener::new(cipher, layout, range)?;
    let covered = opener.sealed_range();
    let mut plain = Vec::new();
    for chunk in sealed[covered.start as usize..covered.end as usize].chunks(chunk.max(1)) {
        opener.push(chunk, &mut plain)?;
    }
    opener.finish()?;
    Ok(plain)
}

/// Lengths around every edge the format has.
fn edges() -> Vec<usize> {
    let (first, second) = (FIRST_PLAIN_SEGMENT, FIRST_PLAIN_SEGMENT + PLAIN_SEGMENT);
    vec![0, 1, first - 1, first, first + 1, second - 1, second, second + 1, 3 * SEGMENT]
}

#[test]
fn every_edge_goes_there_and_back() {
    for len in edges() {
        let plain = plain(len);
        let sealed = seal(&plain, 10_000);
        assert_eq!(sealed.len() as u64, Layout::of_plain(len as u64).unwrap().sealed_len());
        assert_eq!(open(&sealed).unwrap(), plain, "{len}");
        assert_eq!(open_range(&sealed, 0..len as u64, 7_777).unwrap(), plain, "{len}");
    }
}

#[test]
fn another_key_or_other_associated_data_opens_nothing() {
    let sealed = seal(&plain(100), 100);
    let other = StreamKey::generate(&SeededRng::new(43));
    let refused = Err(StreamError::Segment { segment: 0 });
    assert_eq!(open_with(&other, AAD, &sealed, 100), refused);
    assert_eq!(open_with(&key(), b"objects/there", &sealed, 100), refused);
}

#[test]
fn a_stream_cut_anywhere_is_refused() {
    let sealed = seal(&plain(FIRST_PLAIN_SEGMENT + 50), 9_999);
    let cuts = (0..HEADER + TAG + 2).chain(SEGMENT - 40..sealed.len()).chain((0..sealed.len()).step_by(997));
    for cut in cuts {
        assert!(open(&sealed[..cut]).is_err(), "whole, cut at {cut}");
        assert!(open_range(&sealed[..cut], 0..1, 64).is_err() || cut > SEGMENT, "range, cut at {cut}");
    }
}

#[test]
fn segments_cannot_change_places_or_be_added() {
    let sealed = seal(&plain(FIRST_PLAIN_SEGMENT + 2 * PLAIN_SEGMENT + 5), 1 << 20);
    let part = |n: usize| &sealed[n * SEGMENT..((n + 1) * SEGMENT).min(sealed.len())];
    let swapped = [part(0), part(2), part(1), part(3)].concat();
    assert_eq!(open(&swapped), Err(StreamError::Segment { segment: 1 }));
    let dropped = [part(0), part(1), part(3)].concat();
    assert_eq!(open(&dropped), Err(StreamError::Segment { segment: 2 }));
    let longer = [sealed.as_slice(), part(1)].concat();
    assert!(open(&longer).is_err());
    let doubled = [sealed.as_slice(), sealed.as_slice()].concat();
    assert!(open(&doubled).is_err());
    for more in 1..=TAG + 1 {
        assert!(open(&[sealed.as_slice(), &vec![0; more]].concat()).is_err());
    }
}

#[test]
fn what_is_no_sealed_stream_is_told_so() {
    assert_eq!(open(b""), Err(StreamError::Length { len: 0 }));
    assert_eq!(open(&[24; 100]), Err(StreamError::Header { found: 24 }));
    assert!(open_range(&seal(b"abc", 3), 2..4, 1).is_err(), "past the end");
    assert!(StreamKey::from_hex("00").is_none() && StreamKey::from_hex(&"g".repeat(64)).is_none());
}

#[test]
fn too_much_and_too_little_for_a_range_are_refused() {
    let sealed = seal(&plain(SEGMENT), 1 << 20);
    let layout = Layout::of_sealed(sealed.len() as u64).unwrap();
    let cipher = Arc::new(key().cipher(&Header::parse(&sealed).unwrap(), AAD));
    let mut opener = RangeOpener::new(cipher, layout, 0..10).unwrap();
    let mut out = Vec::new();
    opener.push(&sealed[HEADER..1_000], &mut out).unwrap();
    assert_eq!(opener.finish(), Err(StreamError::Truncated { segment: 0 }));
    assert_eq!(opener.push(&sealed[1_000..], &mut out), Err(StreamError::Trailing));
    assert_eq!(out, plain(10));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_chunking_in_and_out_is_the_same_stream(len in 0usize..200_000, push in 1usize..150_000, pull in 1usize..150_000) {
        let plain = plain(len);
        let sealed = seal(&plain, push);
        prop_assert_eq!(&sealed, &seal(&plain, len), "chunks do not show");
        prop_assert_eq!(open_with(&key(), AAD, &sealed, pull).unwrap(), plain);
    }

    #[test]
    fn any_range_is_the_slice_of_the_plaintext(len in 0usize..300_000, a in 0.0..=1.0f64, b in 0.0..=1.0f64, pull in 1usize..100_000) {
        let plain = plain(len);
        let (a, b) = ((len as f64 * a) as usize, (len as f64 * b) as usize);
        let (start, end) = (a.min(b), a.max(b));
        let opened = open_range(&seal(&plain, 100_000), start as u64..end as u64, pull).unwrap();
        prop_assert_eq!(opened, &plain[start..end]);
    }

    #[test]
    fn any_flipped_bit_is_refused(len in 0usize..140_000, place in 0.0..1.0f64, bit in 0u8..8) {
        let mut sealed = seal(&plain(len), 50_000);
        let place = (sealed.len() as f64 * place) as usize;
        sealed[place] ^= 1 << bit;
        prop_assert!(open(&sealed).is_err());
    }

    #[test]
    fn noise_never_panics(noise in proptest::collection::vec(any::<u8>(), 0..400), start in 0u64..500, end in 0u64..500, head in any::<bool>()) {
        let mut noise = noise;
        if head && !noise.is_empty() { noise[0] = HEADER as u8; }
        prop_assert!(open(&noise).is_err());
        prop_assert!(open_range(&noise, start..end, 13).is_err() || start == end);
    }
}
