//! The archive's own bytes: tar, as POSIX.1-2001 has it.
//!
//! A member is a header of 512 bytes, its content, and zeros up to the next multiple of 512; two blocks of zeros end the
//! archive. The header (`ustar`) has room for 100 ASCII letters of path and for 8 GiB. What does not fit stands before it
//! in a member of its own of type `x`: records `LENGTH path=…\n` and `LENGTH size=…\n` (IEEE Std 1003.1-2001, pax). So
//! any name in UTF-8 and any size can be written, and every program of this century reads it.

use crate::{Error, Result};

const WHAT: &str = "archive";
/// The size of a block.
pub const BLOCK: usize = 512;
/// What ends an archive.
pub const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];
/// The longest path and the largest size that fit into a header: 11 octal digits.
const SHORT: usize = 100;
const SMALL: u64 = 8 << 30;
/// The largest member of type `x` that is read.
const MAX_RECORDS: u64 = 64 << 10;

/// What comes before the content of a file: one header, or three blocks and more when its path or size need them. `at` is
/// its time in seconds of Unix time.
pub fn header(path: &str, size: u64, at: i64) -> Vec<u8> {
    let mut records = String::new();
    let fits = path.is_ascii() && path.len() <= SHORT;
    if !fits {
        records.push_str(&record("path", path));
    }
    if size >= SMALL {
        records.push_str(&record("size", &size.to_string()));
    }
    let mut out = Vec::new();
    if !records.is_empty() {
        out.extend(block("PaxHeaders/path", records.len() as u64, at, b'x'));
        out.extend(records.as_bytes());
        out.extend(padding(records.len() as u64));
    }
    // Programs that do not know the records still find a name of the right length, and a size that they refuse.
    let short: String = path.chars().map(|letter| if letter.is_ascii() { letter } else { '_' }).take(SHORT).collect();
    out.extend(block(&short, size.min(SMALL - 1), at, b'0'));
    out
}

/// The zeros after content of this size.
pub fn padding(size: u64) -> &'static [u8] {
    let over = (size % BLOCK as u64) as usize;
    if over == 0 { &[] } else { &END[..BLOCK - over] }
}

/// `LENGTH key=value\n`, where the length counts its own digits.
fn record(key: &str, value: &str) -> String {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    format!("{length} {key}={value}\n")
}

fn block(path: &str, size: u64, at: i64, kind: u8) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |from: usize, text: &str| block[from..from + text.len()].copy_from_slice(text.as_bytes());
    put(0, path);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{size:011o}\0"));
    put(136, &format!("{:011o}\0", u64::try_from(at).unwrap_or_default().min(SMALL - 1)));
    put(148, "        ");
    put(257, "ustar\x0000");
    block[156] = kind;
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Header {
    /// A file.
    File { path: String, size: u64 },
    /// Records of this size, about the file that follows.
    Records(u64),
    /// A block of zeros.
    End,
}

/// Reads a header. Anything but files and their records is refused: a link or a device has no place here.
pub(super) fn read_header(block: &[u8; BLOCK]) -> Result<Header> {
    if block.iter().all(|byte| *byte == 0) {
        return Ok(Header::End);
    }
    let broken = |why: &str| Error::format(WHAT, why);
    let sum = |(at, byte): (usize, &u8)| u64::from(if (148..156).contains(&at) { b' ' } else { *byte });
    if octal(&block[148..156]) != Some(block.iter().enumerate().map(sum).sum()) {
        return Err(broken("a header is damaged, or this is no tar archive"));
    }
    let size = octal(&block[124..136]).ok_or_else(|| broken("a size does not read"))?;
    let name = block[..SHORT].split(|byte| *byte == 0).next().unwrap_or_default();
    let path = String::from_utf8(name.to_vec()).map_err(|_| broken("a path is not UTF-8"))?;
    match block[156] {
        b'0' => Ok(Header::File { path, size }),
        b'x' if size <= MAX_RECORDS => Ok(Header::Records(size)),
        _ => Err(broken("it holds something that is no file")),
    }
}

/// Reads records: a path and a size, where they are given.
pub(super) fn read_records(bytes: &[u8]) -> Result<(Option<String>, Option<u64>)> {
    let broken = || Error::format(WHAT, "the records of a file do not read");
    let (mut path, mut size, mut rest) = (None, None, bytes);
    while !rest.is_empty() {
        let digits = rest.iter().position(|byte| *byte == b' ').ok_or_else(broken)?;
        let length: usize =
            std::str::from_utf8(&rest[..digits]).ok().and_then(|it| it.parse().ok()).ok_or_else(broken)?;
        let (record, after) = rest.split_at_checked(length).ok_or_else(broken)?;
        let text = record.get(digits + 1..).and_then(|it| it.strip_suffix(b"\n")).ok_or_else(broken)?;
        let (key, value) = std::str::from_utf8(text).ok().and_then(|it| it.split_once('=')).ok_or_else(broken)?;
        match key {
            "path" => path = Some(value.to_owned()),
            "size" => size = Some(value.parse().map_err(|_| broken())?),
            _ => return Err(broken()),
        }
        rest = after;
    }
    Ok((path, size))
}

fn octal(field: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    u64::from_str_radix(digits, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_reads_back() {
        let plain: [u8; BLOCK] = header("a.txt", 7, 1_700_000_000).try_into().unwrap();
        assert_eq!(read_header(&plain).unwrap(), Header::File { path: "a.txt".into(), size: 7 });
        let mut damaged = plain;
        damaged[0] ^= 1;
        assert!(read_header(&damaged).is_err());
        let mut link = block("a", 0, 0, b'2');
        assert!(read_header(&link).is_err(), "a link is no file");
        link[156] = b'0';
        assert!(read_header(&link).is_err(), "its sum no longer fits");
        assert_eq!(read_header(&[0; BLOCK]).unwrap(), Header::End);
    }

    #[test]
    fn what_does_not_fit_stands_in_records() {
        for (path, size) in
            [("é".repeat(60), 1), ("a".repeat(101), 9), ("b".to_owned(), SMALL), ("b".to_owned(), 1 << 50)]
        {
            let bytes = header(&path, size, 0);
            assert_eq!(bytes.len(), 3 * BLOCK);
            let Header::Records(length) = read_header(bytes[..BLOCK].try_into().unwrap()).unwrap() else { panic!() };
            let (found, found_size) = read_records(&bytes[BLOCK..BLOCK + length as usize]).unwrap();
            let Header::File { path: short, size: small } =
                read_header(bytes[2 * BLOCK..].try_into().unwrap()).unwrap()
            else {
                panic!()
            };
            assert_eq!((found.unwrap_or(short), found_size.unwrap_or(small)), (path, size));
        }
        for records in [&b"7 path=a"[..], b"99 path=a\n", b"x path=a\n", b"10 link=a\n", b"0 ", b"2 "] {
            assert!(read_records(records).is_err(), "{records:?}");
        }
    }

    #[test]
    fn a_records_length_counts_itself() {
        assert_eq!(record("path", "a"), "9 path=a\n");
        for length in 80..110 {
            let record = record("path", &"p".repeat(length));
            let (digits, _) = record.split_once(' ').unwrap();
            assert_eq!(digits.parse::<usize>().unwrap(), record.len());
        }
    }
}
