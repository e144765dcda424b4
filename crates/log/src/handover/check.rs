//! Checking a handover as it is opened: every file against the list, in one pass and little memory.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::tar::{self, BLOCK, Header};
use super::{MANIFEST, MAX_MANIFEST, Manifest, READABLE};
use crate::merkle::Hash;
use crate::{Error, Result};

const WHAT: &str = "archive";

/// What is wrong with a file of a handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// It is listed and not there.
    Missing,
    /// It is there and not listed, or there twice.
    Unlisted,
    /// Its bytes are not those that were listed.
    Changed,
}

/// What was found in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The list.
    pub manifest: Manifest,
    /// SHA-256 of the list, which the log and the receipt name.
    pub digest: Hash,
    /// What is wrong, by path; nothing when it is all there and as listed.
    pub troubles: Vec<(String, Trouble)>,
}

/// Takes an archive in pieces of any size, and keeps nothing of it but hashes and the list.
#[derive(Default)]
pub struct Checker {
    block: Vec<u8>,
    records: (Option<String>, Option<u64>),
    now: Reading,
    seen: BTreeMap<String, (u64, Hash)>,
    twice: BTreeSet<String>,
    manifest: Vec<u8>,
}

/// What the next byte belongs to.
#[derive(Default)]
enum Reading {
    /// A header.
    #[default]
    Header,
    /// Records, with so many bytes to come.
    Records(Vec<u8>, u64),
    /// A file.
    File(Member),
    /// The zeros after a member.
    Padding(usize),
    /// What follows the end.
    End,
}

struct Member {
    path: String,
    size: u64,
    left: u64,
    hasher: Sha256,
}

impl Checker {
    /// Takes the next piece.
    ///
    /// # Errors
    /// [`Error::Format`] when it is no archive as Bailee writes it; [`Error::TooLarge`] for its list.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            bytes = self.step(bytes)?;
        }
        Ok(())
    }

    fn step<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8]> {
        match std::mem::take(&mut self.now) {
            Reading::Header => self.header(bytes),
            Reading::Records(mut records, left) => {
                let (taken, rest) = cut(bytes, left);
                records.extend_from_slice(taken);
                self.now = match left - taken.len() as u64 {
                    0 => {
                        self.records = tar::read_records(&records)?;
                        after(records.len() as u64)
                    }
                    left => Reading::Records(records, left),
                };
                Ok(rest)
            }
            Reading::File(mut member) => {
                let (taken, rest) = cut(bytes, member.left);
                member.hasher.update(taken);
                member.left -= taken.len() as u64;
                if member.path == MANIFEST {
                    self.manifest.extend_from_slice(taken);
                }
                self.now = if member.left == 0 { self.end_of(member) } else { Reading::File(member) };
                Ok(rest)
            }
            Reading::Padding(left) => {
                let (_, rest) = cut(bytes, left as u64);
                let left = left - (bytes.len() - rest.len());
                self.now = if left == 0 { Reading::Header } else { Reading::Padding(left) };
                Ok(rest)
            }
            Reading::End => {
                self.now = Reading::End;
                Ok(&[])
            }
        }
    }

    fn header<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8]> {
        let (taken, rest) = cut(bytes, (BLOCK - self.block.len()) as u64);
        self.block.extend_from_slice(taken);
        let Ok(block) = <&[u8; BLOCK]>::try_from(self.block.as_slice()) else { return Ok(rest) };
        let header = tar::read_header(block)?;
        self.block.clear();
        self.now = match header {
            Header::End => Reading::End,
            Header::Records(0) => Reading::Header,
            Header::Records(size) => Reading::Records(Vec::new(), size),
            Header::File { path, size } => {
                let (long, large) = std::mem::take(&mut self.records);
                let (path, size) = (long.unwrap_or(path), large.unwrap_or(size));
                if path == MANIFEST && size > MAX_MANIFEST as u64 {
                    let size = usize::try_from(size).unwrap_or(usize::MAX);
                    return Err(Error::TooLarge { what: MANIFEST, size, limit: MAX_MANIFEST });
                }
                let member = Member { path, size, left: size, hasher: Sha256::new() };
                if size == 0 { self.end_of(member) } else { Reading::File(member) }
            }
        };
        Ok(rest)
    }

    fn end_of(&mut self, member: Member) -> Reading {
        let hash = Hash(member.hasher.finalize().into());
        if self.seen.insert(member.path.clone(), (member.size, hash)).is_some() {
            self.twice.insert(member.path);
        }
        after(member.size)
    }

    /// Says what was found, once everything was taken.
    ///
    /// # Errors
    /// [`Error::Missing`] when the archive does not end, or has no list; those of [`Manifest::parse`].
    pub fn finish(mut self) -> Result<Found> {
        if !matches!(self.now, Reading::End) {
            return Err(Error::Missing { what: "the end of the archive" });
        }
        let Some((_, digest)) = self.seen.remove(MANIFEST) else { return Err(Error::Missing { what: MANIFEST }) };
        if self.twice.contains(MANIFEST) {
            return Err(Error::format(WHAT, "it has two lists"));
        }
        let manifest = Manifest::parse(&self.manifest)?;
        let mut troubles: Vec<(String, Trouble)> = Vec::new();
        for file in &manifest.files {
            match self.seen.remove(&file.path) {
                None => troubles.push((file.path.clone(), Trouble::Missing)),
                Some(found) if found != (file.bytes, file.sha256) => {
                    troubles.push((file.path.clone(), Trouble::Changed));
                }
                Some(_) => {}
            }
        }
        let readable = manifest.readable(digest);
        match self.seen.remove(READABLE) {
            None => troubles.push((READABLE.to_owned(), Trouble::Missing)),
            Some((_, hash)) if hash != Hash::of(readable.as_bytes()) => {
                troubles.push((READABLE.to_owned(), Trouble::Changed));
            }
            Some(_) => {}
        }
        let strange = self.seen.into_keys().chain(self.twice);
        troubles.extend(strange.map(|path| (path, Trouble::Unlisted)));
        Ok(Found { manifest, digest, troubles })
    }
}

fn cut(bytes: &[u8], most: u64) -> (&[u8], &[u8]) {
    bytes.split_at(usize::try_from(most).unwrap_or(usize::MAX).min(bytes.len()))
}

fn after(size: u64) -> Reading {
    match tar::padding(size).len() {
        0 => Reading::Header,
        left => Reading::Padding(left),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        for (path, content) in members {
            out.extend(tar::header(path, content.len() as u64, 1_700_000_000));
            out.extend_from_slice(content);
            out.extend(tar::padding(content.len() as u64));
        }
        out.extend(tar::END);
        out
    }

    fn whole(files: &[(&str, &[u8])], listed: &[(&str, &[u8])]) -> Vec<u8> {
        let manifest = sample(listed);
        let bytes = manifest.encode().unwrap();
        let readable = manifest.readable(Hash::of(&bytes));
        let mut members = files.to_vec();
        members.extend([(MANIFEST, bytes.as_slice()), (READABLE, readable.as_bytes())]);
        archive(&members)
    }

    fn found(bytes: &[u8], pieces: usize) -> Result<Found> {
        let mut checker = Checker::default();
        for piece in bytes.chunks(pieces) {
            checker.push(piece)?;
        }
        checker.finish()
    }

    const LONG: &str = "originals/écritures de l’année écoulée, avec un nom bien trop long pour un en-tête, et qui continue encore.csv";

    #[test]
    fn a_whole_archive_agrees_in_pieces_of_any_size() {
        let files: &[(&str, &[u8])] = &[("originals/a.csv", b"a,b\n1,2\n"), (LONG, &[7; 1300]), ("reports/none", b"")];
        let bytes = whole(files, files);
        for pieces in [1, 3, 511, 512, 513, 1 << 20] {
            let found = found(&bytes, pieces).unwrap();
            assert_eq!((found.manifest, found.troubles), (sample(files), vec![]), "{pieces}");
        }
    }

    #[test]
    fn what_is_missing_changed_or_added_is_named() {
        let [a, b, c]: [(&str, &[u8]); 3] = [("a", b"1"), ("b", b"2"), ("c", b"3")];
        let troubles =
            |files: &[(&str, &[u8])], listed: &[(&str, &[u8])]| found(&whole(files, listed), 100).unwrap().troubles;
        assert_eq!(troubles(&[a], &[a, b]), [("b".to_owned(), Trouble::Missing)]);
        assert_eq!(troubles(&[a, b, c], &[a, c]), [("b".to_owned(), Trouble::Unlisted)]);
        assert_eq!(troubles(&[a, ("b", b"x")], &[a, b]), [("b".to_owned(), Trouble::Changed)]);
        assert_eq!(troubles(&[a, a], &[a]), [("a".to_owned(), Trouble::Unlisted)]);
    }

    #[test]
    fn what_is_cut_off_or_no_archive_is_refused() {
        let files: &[(&str, &[u8])] = &[("a", b"1")];
        let bytes = whole(files, files);
        for length in (0..bytes.len() - tar::END.len()).step_by(97) {
            assert!(found(&bytes[..length], 4096).is_err(), "{length}");
        }
        assert!(matches!(found(&archive(files), 512), Err(Error::Missing { .. })));
        assert!(found(&[1; 2048], 512).is_err() && found(b"", 1).is_err());
    }

    #[test]
    fn another_programs_reader_agrees() {
        let files: &[(&str, &[u8])] = &[("originals/a.csv", b"a,b\n"), (LONG, &[7; 1300])];
        let list = std::process::Command::new("tar")
            .args(["-t", "-f", "-"])
            .env("LC_ALL", "C.UTF-8")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn();
        // Not every machine has one.
        let Ok(mut list) = list else { return };
        std::io::Write::write_all(&mut list.stdin.take().unwrap(), &whole(files, files)).unwrap();
        let output = list.wait_with_output().unwrap();
        let names: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
        assert!(output.status.success());
        assert_eq!(names[0], "originals/a.csv");
        assert_eq!(names[2..], [MANIFEST, READABLE]);
    }
}
