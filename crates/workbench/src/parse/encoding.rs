//! From bytes to text: which encoding, and where it broke.
//!
//! A byte order mark or the zeros of UTF-16 settle it at once. Otherwise nothing is decided while every byte is ASCII,
//! however long that lasts, because only the first other byte tells UTF-8 from a code page. Text that is mostly valid
//! UTF-8 is UTF-8, and what is not valid in it is marked; everything else is asked of `chardetng`.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::collections::VecDeque;

/// Bytes after the first that is not ASCII that are looked at before deciding.
const EVIDENCE: usize = 64 * 1024;

/// Decodes a stream of bytes into a growing text, and remembers where bytes could not be decoded.
pub(crate) struct Decoding {
    state: State,
    /// Bytes that could not be decoded and stand as U+FFFD.
    pub(crate) replaced: u64,
    /// Where they stand, counted in bytes from the very start of the text.
    pub(crate) marks: VecDeque<u64>,
}

enum State {
    /// Nothing seen; waits for enough bytes to see a byte order mark.
    Start(Vec<u8>),
    /// Only ASCII so far.
    Ascii,
    /// Some byte is not ASCII; collecting evidence.
    Collecting(Vec<u8>),
    Decided(Box<Decoder>),
}

impl Decoding {
    pub(crate) fn new() -> Self {
        Self { state: State::Start(Vec::new()), replaced: 0, marks: VecDeque::new() }
    }

    /// The encoding's name in small letters; `utf-8` while only ASCII was seen.
    pub(crate) fn name(&self) -> String {
        match &self.state {
            State::Decided(decoder) => decoder.encoding().name().to_lowercase(),
            _ => "utf-8".to_owned(),
        }
    }

    /// Decodes the next bytes onto `text`, whose first byte stands at `before` in the whole.
    pub(crate) fn push(&mut self, bytes: &[u8], last: bool, before: u64, text: &mut String) {
        match &mut self.state {
            State::Start(held) => {
                held.extend_from_slice(bytes);
                if held.len() >= 4096 || last {
                    let held = std::mem::take(held);
                    self.state = first_look(&held);
                    self.push(&held, last, before, text);
                }
            }
            State::Ascii => {
                let plain = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
                // The slice is ASCII, so this borrows and never replaces.
                text.push_str(&String::from_utf8_lossy(&bytes[..plain]));
                if plain < bytes.len() {
                    self.state = State::Collecting(Vec::new());
                    self.push(&bytes[plain..], last, before, text);
                }
            }
            State::Collecting(held) => {
                held.extend_from_slice(bytes);
                if held.len() >= EVIDENCE || last {
                    let held = std::mem::take(held);
                    self.state = State::Decided(Box::new(choose(&held, last).new_decoder_without_bom_handling()));
                    self.push(&held, last, before, text);
                }
            }
            State::Decided(_) => self.decode(bytes, last, before, text),
        }
    }

    fn decode(&mut self, mut bytes: &[u8], last: bool, before: u64, text: &mut String) {
        let State::Decided(decoder) = &mut self.state else { return };
        loop {
            text.reserve(
                decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len() * 3) + 8,
            );
            let (result, read) = decoder.decode_to_string_without_replacement(bytes, text, last);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(count, _) => {
                    self.replaced += u64::from(count);
                    self.marks.push_back(before + text.len() as u64);
                    text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
    }
}

fn first_look(bytes: &[u8]) -> State {
    let decided = |encoding: &'static Encoding| State::Decided(Box::new(encoding.new_decoder_with_bom_removal()));
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => decided(encoding),
        None => match zeros(bytes) {
            Some(encoding) => decided(encoding),
            None => State::Ascii,
        },
    }
}

/// UTF-16 without a mark: western text has a zero in every other byte.
fn zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.chunks_exact(2).take(512);
    let count = pairs.len();
    let (mut even, mut odd) = (0, 0);
    for pair in pairs {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    match count {
        0..=3 => None,
        _ if odd * 10 > count * 7 && even * 10 < count => Some(UTF_16LE),
        _ if even * 10 > count * 7 && odd * 10 < count => Some(UTF_16BE),
        _ => None,
    }
}

fn choose(bytes: &[u8], last: bool) -> &'static Encoding {
    let (mut valid, mut broken) = (0usize, 0usize);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        valid += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        let cut_by_the_end = chunks.peek().is_none() && !last;
        broken += usize::from(!chunk.invalid().is_empty() && !cut_by_the_end);
    }
    if valid >= broken.max(1) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, last);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == UTF_8 { WINDOWS_1252 } else { guess }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], step: usize) -> (String, String, u64) {
        let mut decoding = Decoding::new();
        let mut text = String::new();
        let chunks: Vec<&[u8]> = bytes.chunks(step).collect();
        for (index, chunk) in chunks.iter().enumerate() {
            decoding.push(chunk, index + 1 == chunks.len(), 0, &mut text);
        }
        (text, decoding.name(), decoding.replaced)
    }

    #[test]
    fn marks_zeros_and_code_pages_are_recognised() {
        let words = "nom;ville\nÉloïse Brume;Orléans\nRené Lanterne;Besançon\n";
        let utf16: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_mark: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16.iter().copied()).collect();
        let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let (latin, _, _) = WINDOWS_1252.encode(words);
        let utf8_with_mark = [b"\xef\xbb\xbf".as_slice(), words.as_bytes()].concat();
        for step in [3, 7, 100_000] {
            assert_eq!(decode(&utf16, step), (words.to_owned(), "utf-16le".into(), 0));
            assert_eq!(decode(&with_mark, step), (words.to_owned(), "utf-16le".into(), 0));
            assert_eq!(decode(&big, step), (words.to_owned(), "utf-16be".into(), 0));
            assert_eq!(decode(&latin, step), (words.to_owned(), "windows-1252".into(), 0));
            assert_eq!(decode(&utf8_with_mark, step), (words.to_owned(), "utf-8".into(), 0));
        }
    }

    #[test]
    fn a_code_page_is_found_however_late_its_first_letter_comes() {
        let bytes = ["plain,text\n".repeat(20_000).into_bytes(), b"Ren\xe9,Besan\xe7on\n".to_vec()].concat();
        let (text, name, replaced) = decode(&bytes, 4096);
        assert!(text.ends_with("René,Besançon\n"));
        assert_eq!((name.as_str(), replaced), ("windows-1252", 0));
    }

    #[test]
    fn a_broken_byte_in_utf8_is_marked_where_it_stands() {
        let mut decoding = Decoding::new();
        let mut text = String::new();
        decoding.push(b"caf\xc3\xa9,cr\xc3\xa8me\nx\xe9y\n", true, 0, &mut text);
        assert_eq!((decoding.name().as_str(), decoding.replaced), ("utf-8", 1));
        assert_eq!(decoding.marks.front().map(|at| &text[*at as usize..*at as usize + 3]), Some("\u{fffd}"));
    }
}
