//! The last checkpoint of each log that this client has believed.
//!
//! The file holds whole signed notes, not only sizes and roots: should a log ever contradict itself, the old note and the
//! new one together are proof of it, signed by the log.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bailee_log::checkpoint::Checkpoint;
use bailee_log::note::Note;
use bailee_log::verify::Seen;
use bailee_model::{Error, Result, say};
use serde::{Deserialize, Serialize};

/// The largest memory file read, in bytes.
const MAX_MEMORY: usize = 64 << 20;

/// The signed checkpoints, by the log's origin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    checkpoints: BTreeMap<String, String>,
}

impl Memory {
    /// Reads the file; one that does not exist yet is an empty memory.
    ///
    /// # Errors
    /// When it cannot be read, or is not what [`Memory::write`] wrote.
    pub fn read(path: &Path) -> Result<Self> {
        if matches!(fs::symlink_metadata(path), Err(error) if error.kind() == io::ErrorKind::NotFound) {
            return Ok(Self::default());
        }
        let bytes = super::read(path, MAX_MEMORY)?;
        serde_json::from_slice(&bytes)
            .map_err(|error| damaged().at_line(error.line() as u64).in_file(path.display().to_string()))
    }

    /// What is remembered, for [`bailee_log::History`].
    ///
    /// # Errors
    /// When a remembered note is damaged.
    pub fn checkpoints(&self) -> Result<Vec<Checkpoint>> {
        let checkpoint = |(origin, note): (&String, &String)| {
            let note = Note::parse(note.as_bytes()).map_err(|_| damaged())?;
            let checkpoint = Checkpoint::parse(note.text()).map_err(|_| damaged())?;
            if checkpoint.origin == *origin { Ok(checkpoint) } else { Err(damaged()) }
        };
        self.checkpoints.iter().map(checkpoint).collect()
    }

    /// Remembers a checkpoint unless one as new is remembered already. Says whether anything changed.
    pub fn keep(&mut self, seen: &Seen) -> bool {
        let newest = self.checkpoints.get(&seen.origin).and_then(|note| {
            let note = Note::parse(note.as_bytes()).ok()?;
            Checkpoint::parse(note.text()).ok()
        });
        let newer = newest.is_none_or(|newest| newest.size < seen.size);
        if newer {
            self.checkpoints.insert(seen.origin.clone(), seen.note.clone());
        }
        newer
    }

    /// Replaces the file in one step: at any moment, even after a power cut, it is the old one or the new one.
    ///
    /// # Errors
    /// When the folder does not exist or may not be written to.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::internal("The memory cannot be written.").because(error))?;
        bytes.push(b'\n');
        replace(path, &bytes).map_err(|error| {
            Error::unavailable(say!("The checkpoint cannot be remembered."))
                .hint(say!("Check that the folder exists, is yours to write, and has room."))
                .in_file(path.display().to_string())
                .because(error)
        })
    }
}

/// Replaces a file in one step: at any moment, even after a power cut, it is the old one or the new one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut new_name = name.to_owned();
    new_name.push(".new");
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let new = folder.join(new_name);
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    // The rename itself must survive a power cut, and that is the folder's to keep. Windows cannot open folders so.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn damaged() -> Error {
    Error::corrupt("This is not a memory of checkpoints that Bailee wrote, or it was damaged.")
        .hint(say!("Take it from a backup. Without it, forks of the log before today cannot be told."))
}
