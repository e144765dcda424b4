//! A zip archive with one spelling.
//!
//! The zip format leaves much open: time stamps, attributes, compression, comments, gaps that no one reads. Each is a
//! place where a byte can change and nothing notices. So this writer leaves nothing open, and the reader writes what it
//! found again and refuses the archive if a byte differs. Any unzip program opens the result.
//!
//! The writer is our own, though there are crates for it, because these bytes are compared by verifiers of other
//! versions, for years: an update that changed a default would refuse every older certificate.

use crate::{Error, Result};

const WHAT: &str = "certificate.zip";
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const LOCAL_LENGTH: usize = 30;
/// Version 2.0, the least that every program reads; in the upper byte of "made by", Unix, so that the mode counts.
const NEEDED: u16 = 20;
const MADE_BY: u16 = 3 << 8 | NEEDED;
/// The first day that the format can spell, 1980-01-01: a zip must have a date, and ours means nothing.
const DATE: u16 = 1 << 5 | 1;
/// An ordinary file, readable by all, in the upper half as Unix wants it.
const ATTRIBUTES: u32 = 0o100_644 << 16;

/// A file's name and content.
pub(crate) type Member<'a> = (String, &'a [u8]);

/// Writes members uncompressed, in the order given.
///
/// # Errors
/// [`Error::TooLarge`] beyond what the format's 32-bit fields hold.
pub(crate) fn write(members: &[Member<'_>]) -> Result<Vec<u8>> {
    let (mut files, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let offset = field32(files.len())?;
        let mut shared = Vec::new();
        shared.extend([NEEDED, 0, 0, 0, DATE].map(u16::to_le_bytes).concat());
        shared.extend(crc32(content).to_le_bytes());
        shared.extend([field32(content.len())?; 2].map(u32::to_le_bytes).concat());
        shared.extend([field16(name.len())?, 0].map(u16::to_le_bytes).concat());
        files.extend([&LOCAL, shared.as_slice(), name.as_bytes(), content].concat());
        directory.extend([&CENTRAL, MADE_BY.to_le_bytes().as_slice(), &shared].concat());
        directory.extend([0_u16; 3].map(u16::to_le_bytes).concat());
        directory.extend([ATTRIBUTES, offset].map(u32::to_le_bytes).concat());
        directory.extend(name.as_bytes());
    }
    let (count, offset, length) = (field16(members.len())?, field32(files.len())?, field32(directory.len())?);
    files.extend(directory);
    files.extend(END);
    files.extend([0, 0, count, count].map(u16::to_le_bytes).concat());
    files.extend([length, offset].map(u32::to_le_bytes).concat());
    files.extend([0, 0]);
    Ok(files)
}

/// Finds the members of an archive that [`write()`] made.
///
/// # Errors
/// [`Error::Format`] when it is any other archive, or none.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Member<'_>>> {
    let broken = || Error::format(WHAT, "it is not a zip as Bailee writes it: cut off, repacked or changed");
    let mut members = Vec::new();
    let mut rest = bytes;
    while rest.starts_with(&LOCAL) {
        let (header, after) = rest.split_at_checked(LOCAL_LENGTH).ok_or_else(broken)?;
        let length = u32::from_le_bytes([header[18], header[19], header[20], header[21]]) as usize;
        let name_length = u16::from_le_bytes([header[26], header[27]]).into();
        let (name, after) = after.split_at_checked(name_length).ok_or_else(broken)?;
        let (content, after) = after.split_at_checked(length).ok_or_else(broken)?;
        members.push((std::str::from_utf8(name).map_err(|_| broken())?.to_owned(), content));
        rest = after;
    }
    if write(&members)? == bytes { Ok(members) } else { Err(broken()) }
}

fn field16(length: usize) -> Result<u16> {
    u16::try_from(length).map_err(|_| Error::TooLarge { what: WHAT, size: length, limit: u16::MAX.into() })
}

fn field32(length: usize) -> Result<u32> {
    u32::try_from(length).map_err(|_| Error::TooLarge { what: WHAT, size: length, limit: u32::MAX as usize })
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| CRC_TABLE[usize::from(sum as u8 ^ byte)] ^ (sum >> 8))
}

const CRC_TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut n = 0;
    while n < 256 {
        let mut sum = n as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
            bit += 1;
        }
        table[n] = sum;
        n += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read as _};

    fn sample() -> Vec<Member<'static>> {
        vec![("a.txt".into(), b"first".as_slice()), ("events/b.txt".into(), b""), ("c.bin".into(), &[0, 255, 10])]
    }

    #[test]
    fn the_checksum_is_the_usual_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn an_archive_reads_back() {
        let bytes = write(&sample()).unwrap();
        assert_eq!(read(&bytes).unwrap(), sample());
    }

    #[test]
    fn another_programs_reader_agrees() {
        let mut archive = zip::ZipArchive::new(Cursor::new(write(&sample()).unwrap())).unwrap();
        assert_eq!(archive.len(), 3);
        for (n, (name, content)) in sample().into_iter().enumerate() {
            let mut file = archive.by_index(n).unwrap();
            let mut found = Vec::new();
            file.read_to_end(&mut found).unwrap();
            assert_eq!(
                (&*file.name().unwrap(), found.as_slice(), file.unix_mode()),
                (name.as_str(), content, Some(0o100_644))
            );
        }
    }

    #[test]
    fn what_is_cut_off_lengthened_or_changed_is_refused() {
        let bytes = write(&sample()).unwrap();
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length]).is_err(), "{length}");
        }
        assert!(read(&[&bytes, b"\0".as_slice()].concat()).is_err());
        // The headers and the directory; the members' names and contents are for the caller to judge.
        for at in (0..LOCAL_LENGTH).chain(bytes.len() - 22..bytes.len()) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(read(&changed).is_err(), "byte {at}");
        }
    }
}
