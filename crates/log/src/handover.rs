//! What goes back to a client: one archive with a list, sealed to the client's own key.
//!
//! Whoever gets their data back wants to know that it is all there and as it was. So the archive ends with a list of
//! everything in it, each file with its size and the SHA-256 of its bytes, and the list's own SHA-256 stands in the log
//! before the list leaves. The client opens the archive with nothing of ours (`age -d -i KEY FILE | tar -x`), or has
//! `bailee receipt` check every hash and say so.
//!
//! The archive is a tar file in POSIX.1-2001's `pax` form, because it is written and read in one pass whatever its size, and
//! every system opens it. Its members, in this order:
//!
//! | member | what it is |
//! |---|---|
//! | `originals/…`, `reports/…`, `mappings/…`, `bundles/…` | what was given back, under its own names |
//! | `certificates/…` | certificates of what was destroyed before, with `policy.txt`, which checks them |
//! | `manifest.json` | the list: canonical JSON (RFC 8785) and a newline; see [`Manifest`] |
//! | `MANIFEST.txt` | the same for people |

mod check;
pub mod tar;

pub use check::{Checker, Found, Trouble};

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::merkle::Hash;
use crate::{Error, Result, json, text};

const WHAT: &str = "handover manifest";
/// The type of the list.
pub const TYPE: &str = "https://bailee.example/handover/v1";
/// The member that is the list.
pub const MANIFEST: &str = "manifest.json";
/// The member that is the list for people.
pub const READABLE: &str = "MANIFEST.txt";
/// The largest list read, in bytes.
pub const MAX_MANIFEST: usize = 64 << 20;
/// The longest path of a member, in bytes.
const MAX_PATH: usize = 1024;

/// The list of everything in a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// When it was made, as RFC 3339 in UTC.
    pub at: String,
    /// The client's opaque id.
    pub client: String,
    /// The engagement's opaque id.
    pub engagement: String,
    /// What is in the archive, in its order, but for the list itself.
    pub files: Vec<File>,
    /// The handover's opaque id.
    pub handover: String,
    /// [`TYPE`].
    #[serde(rename = "type")]
    pub manifest_type: String,
}

/// One file of a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its size in bytes.
    pub bytes: u64,
    /// The category of its data, as a code: `financial`. None for what is about none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The opaque id of what it was in custody; of a certificate, the certificate's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it is, as a code: `original`, `report`, `mapping`, `handover`, `certificate`, `policy`.
    pub kind: String,
    /// Where it is in the archive.
    pub path: String,
    /// SHA-256 of its bytes as they are, without any salt: the archive is for its owner.
    pub sha256: Hash,
}

impl Manifest {
    /// Reads a list.
    ///
    /// # Errors
    /// [`Error::Format`] when it is not in its one form, names a path twice, or one that could lead out of a folder.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_MANIFEST {
            return Err(Error::TooLarge { what: WHAT, size: bytes.len(), limit: MAX_MANIFEST });
        }
        let line = bytes.strip_suffix(b"\n").ok_or_else(|| Error::format(WHAT, "it does not end with a newline"))?;
        let manifest: Self = json::from_canonical(WHAT, line)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The exact bytes of the list. Their SHA-256 is what stands in the log and what the client's receipt names.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn encode(&self) -> Result<Vec<u8>> {
        self.check()?;
        Ok((json::to_canonical(WHAT, self)? + "\n").into_bytes())
    }

    /// The list for people: one line a file, with its hash as `sha256sum -c` reads it.
    pub fn readable(&self, digest: Hash) -> String {
        let mut out = format!(
            "Handover {} of engagement {}\nMade {}\nmanifest.json has SHA-256 {digest}\n\n\
             Each line: SHA-256, file. Check them with: sha256sum -c MANIFEST.txt\n\n",
            self.handover, self.engagement, self.at
        );
        for file in &self.files {
            let about = file.category.as_deref().unwrap_or("-");
            // Writing to a String does not fail.
            let _ = write!(out, "# {} · {about} · {} bytes\n{}  {}\n", file.kind, file.bytes, file.sha256, file.path);
        }
        out
    }

    fn check(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::format(WHAT, why));
        if self.manifest_type != TYPE {
            return wrong("it is not a list of this type");
        }
        if !text::is_instant(&self.at) {
            return wrong("`at` is an instant in UTC");
        }
        let own = [&self.client, &self.engagement, &self.handover];
        let of_files = self.files.iter().flat_map(|file| [Some(&file.kind), file.category.as_ref(), file.id.as_ref()]);
        if !own.into_iter().chain(of_files.flatten()).all(|code| text::is_opaque(code)) {
            return wrong("ids and codes hold letters, digits and `. _ : -` only");
        }
        let mut seen = BTreeSet::from([MANIFEST, READABLE]);
        for file in &self.files {
            if !is_safe(&file.path) {
                return wrong("a path could lead out of the folder that it is opened in");
            }
            if !seen.insert(&file.path) {
                return wrong("a path stands twice");
            }
        }
        Ok(())
    }
}

/// Whether a path stays in the folder it is opened in, on every system.
pub fn is_safe(path: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.len() <= MAX_PATH
        && path.split('/').all(part)
        && !path.chars().any(|letter| letter.is_control() || matches!(letter, '\\' | ':'))
}

/// The last part of a path for something of this name: what could lead elsewhere, or that a system refuses, is replaced.
pub fn plain_name(name: &str) -> String {
    let harmless = |letter: char| {
        let bad = letter.is_control() || matches!(letter, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
        if bad { '_' } else { letter }
    };
    let plain: String = name.chars().map(harmless).take(200).collect();
    let plain = plain.trim_matches([' ', '.']);
    if plain.is_empty() { "file".to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn sample(files: &[(&str, &[u8])]) -> Manifest {
        let file = |(path, content): &(&str, &[u8])| File {
            bytes: content.len() as u64,
            category: Some("financial".into()),
            id: Some("hld_1".into()),
            kind: "original".into(),
            path: (*path).to_owned(),
            sha256: Hash::of(content),
        };
        Manifest {
            at: "2026-11-22T04:00:27Z".into(),
            client: "cli_1".into(),
            engagement: "eng_1".into(),
            files: files.iter().map(file).collect(),
            handover: "hov_1".into(),
            manifest_type: TYPE.into(),
        }
    }

    #[test]
    fn a_list_reads_back() {
        let list = sample(&[("originals/grand livre é.csv", b"a,b\n"), ("reports/r.csv", b"")]);
        let bytes = list.encode().unwrap();
        assert_eq!(Manifest::parse(&bytes).unwrap(), list);
        let readable = list.readable(Hash::of(&bytes));
        assert!(readable.contains(&format!("{}  originals/grand livre é.csv\n", Hash::of(b"a,b\n"))), "{readable}");
        assert!(Manifest::parse(&bytes[..bytes.len() - 1]).is_err());
    }

    #[test]
    fn paths_that_lead_elsewhere_or_stand_twice_are_refused() {
        for path in ["../x", "a/../../x", "/etc/x", "a//b", "a/./b", "C:x", "a\\b", "", "a/", "a\nb"] {
            assert!(!is_safe(path) && sample(&[(path, b"")]).encode().is_err(), "{path}");
        }
        assert!(sample(&[("a", b""), ("a", b"")]).encode().is_err());
        assert!(sample(&[(MANIFEST, b"")]).encode().is_err());
        assert!(Manifest { handover: "a b".into(), ..sample(&[]) }.encode().is_err());
        assert!(Manifest { manifest_type: "v2".into(), ..sample(&[]) }.encode().is_err());
    }

    #[test]
    fn a_name_becomes_one_harmless_part() {
        assert_eq!(plain_name("../../.profile"), "_.._.profile");
        assert_eq!(plain_name("grand livre.csv"), "grand livre.csv");
        assert_eq!(plain_name("a:b\u{7}?"), "a_b__");
        assert_eq!(plain_name(" .. "), "file");
        assert!(is_safe(&plain_name("C:\\Users\\x")) && is_safe(&plain_name(&"é".repeat(400))));
    }
}
