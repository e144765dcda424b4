//! Recovery kits: what brings the vault back when its root folder is lost.
//!
//! A kit is the root folder, that is the root key, a copy of all key files and the installation's own key beside them
//! (`site.key`, which signs its logs), sealed with `age` to at least two people who keep their identities away from the server. With it and any backup of the data folder everything opens that had
//! not been destroyed when the kit was made. Key files change under the same root key as engagements and holdings are
//! added; those come from the backup, so a kit need not follow each. It must follow each *destruction*: the root key is
//! then a new one, a fresh kit is written before the old one dies, and older kits are removed here and to be destroyed
//! wherever they were taken.
//!
//! ```text
//! kit-NNNNNN.age = age( "bailee-kit/1\n" ‖ n ‖ n × [length ‖ name ‖ length ‖ bytes] ), numbers 64-bit, big endian
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use zeroize::Zeroizing;

use crate::handover::{self, Identity, Recipient};
use crate::keyring::{KeyFolder, ROOT_FILE, Reader, Root, Steps, make_private};
use crate::{Error, Result, VaultPaths};

const FORMAT: &str = "bailee-kit/1\n";
const NEEDED: usize = 2;
/// Files of the root folder that are not the vault's and go with it all the same: lost, they could not be made again.
const BESIDE: [&str; 1] = ["site.key"];

/// How the vault stands with its recovery kits. The first intake waits for [`Ready`](Self::Ready).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum KitStatus {
    /// Nobody is named to seal a kit to.
    NoRecipients,
    /// No kit of the present epoch has been written.
    NotWritten,
    /// A kit was written, but none has ever been tried.
    NotTried,
    /// A kit of the present epoch was written, and one has been tried.
    Ready {
        /// The epoch of the last kit tried; it may be an earlier one.
        tried_epoch: u64,
    },
}

impl KitStatus {
    /// Whether client data may be taken in.
    pub fn is_ready(self) -> bool {
        matches!(self, Self::Ready { .. })
    }
}

/// What the trial of a kit showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct KitTrial {
    /// The kit's epoch.
    pub epoch: u64,
    /// How many engagements it opened: all there are.
    pub engagements: u64,
    /// How many holdings it opened: all there are.
    pub holdings: u64,
}

/// An opened kit.
pub(crate) struct Kit {
    pub(crate) root: Root,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// What lay beside the root key.
    pub(crate) beside: BTreeMap<String, Zeroizing<Vec<u8>>>,
}

/// At least two different recipients, or none at all while the firm is being set up.
pub(crate) fn check_recipients(recipients: &[Recipient]) -> Result<()> {
    let mut different: Vec<_> = recipients.iter().map(ToString::to_string).collect();
    different.sort();
    different.dedup();
    match different.len() {
        0 | NEEDED.. => Ok(()),
        given => Err(Error::TooFewRecipients { given }),
    }
}

/// Seals a kit and puts it into the folder; returns where.
pub(crate) fn write(
    paths: &VaultPaths,
    recipients: &[Recipient],
    root: &Root,
    files: &BTreeMap<String, Vec<u8>>,
    steps: &Steps,
) -> Result<PathBuf> {
    if recipients.is_empty() {
        return Err(Error::TooFewRecipients { given: 0 });
    }
    let folder = &paths.kits;
    let sealed = handover::seal_bytes(recipients, &encode(root, files, &beside(&paths.root)?))?;
    make_private(folder)?;
    let name = name(root.epoch);
    KeyFolder::new(vec![folder.to_path_buf()]).write(&name, &sealed, steps)?;
    Ok(folder.join(name))
}

/// The files beside the root key, as far as they are there.
fn beside(root: &Path) -> Result<BTreeMap<String, Zeroizing<Vec<u8>>>> {
    let mut found = BTreeMap::new();
    for name in BESIDE {
        match fs::read(root.join(name)) {
            Ok(bytes) => drop(found.insert(name.to_owned(), Zeroizing::new(bytes))),
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(Error::io(&root.join(name), source)),
        }
    }
    Ok(found)
}

/// Opens a kit.
pub(crate) fn open(sealed: &[u8], identity: &Identity) -> Result<Kit> {
    let plain = identity.open(sealed).map_err(|error| match error {
        Error::Age(_) => Error::DamagedKit,
        other => other,
    })?;
    decode(&plain).ok_or(Error::DamagedKit)
}

/// Removes the kits of other epochs than this one; returns their names.
pub(crate) fn keep_only(folder: &Path, epoch: u64, steps: &Steps) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::io(folder, source)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| Error::io(folder, source))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if epoch_of(&name).is_some_and(|found| found != epoch) {
            names.push(name);
        }
    }
    names.sort();
    let kits = KeyFolder::new(vec![folder.to_path_buf()]);
    names.iter().try_for_each(|name| kits.remove(name, steps))?;
    Ok(names)
}

/// What the kit of an epoch is called.
pub(crate) fn name(epoch: u64) -> String {
    format!("kit-{epoch:06}.age")
}

fn epoch_of(name: &str) -> Option<u64> {
    name.strip_prefix("kit-")?.strip_suffix(".age")?.parse().ok()
}

fn encode(
    root: &Root,
    files: &BTreeMap<String, Vec<u8>>,
    beside: &BTreeMap<String, Zeroizing<Vec<u8>>>,
) -> Zeroizing<Vec<u8>> {
    let root = root.to_bytes();
    let all = || {
        let files = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let beside = beside.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        files.chain(beside).chain([(ROOT_FILE, &root[..])])
    };
    let size = all().map(|(name, bytes)| 16 + name.len() + bytes.len()).sum::<usize>();
    let mut plain = Zeroizing::new(Vec::with_capacity(FORMAT.len() + 8 + size));
    plain.extend_from_slice(FORMAT.as_bytes());
    plain.extend_from_slice(&(all().count() as u64).to_be_bytes());
    for text in all().flat_map(|(name, bytes)| [name.as_bytes(), bytes]) {
        plain.extend_from_slice(&(text.len() as u64).to_be_bytes());
        plain.extend_from_slice(text);
    }
    plain
}

fn decode(plain: &[u8]) -> Option<Kit> {
    let mut reader = Reader::after(FORMAT, plain)?;
    let text = |reader: &mut Reader<'_>| {
        let length = usize::try_from(reader.number()?).ok()?;
        reader.take(length).map(<[u8]>::to_vec)
    };
    let mut files = BTreeMap::new();
    for _ in 0..reader.number()? {
        let name = String::from_utf8(text(&mut reader)?).ok()?;
        // A kit is authenticated, but not by us: it must not name a file outside its folder.
        if name.contains(['/', '\\']) || name.starts_with('.') {
            return None;
        }
        files.insert(name, text(&mut reader)?);
    }
    reader.end()?;
    let root = Root::from_bytes(&Zeroizing::new(files.remove(ROOT_FILE)?))?;
    let mut take = |name: &str| files.remove(name).map(|bytes| (name.to_owned(), Zeroizing::new(bytes)));
    let beside = BESIDE.into_iter().filter_map(&mut take).collect();
    Some(Kit { root, files, beside })
}
