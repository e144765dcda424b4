//! What the logs last signed, kept where no backup of the database reaches.
//!
//! Who restores an older database has a log that has forgotten its end. Were it to go on, it would sign a second history
//! beside the first one: a fork, which is the one thing that a tamper-evident log must never do. So every signed head is
//! written here before anything else, one file for each log, and compared with the database when it opens.

use crate::column::LogName;
use crate::mirror::Mirror;
use bailee_log::checkpoint::Checkpoint;
use bailee_log::note::Note;
use bailee_model::entry::LogId;
use bailee_model::{Error, Result, say};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder with the last signed checkpoint of every log.
///
/// Several processes may share it: a lock file keeps them apart.
#[derive(Clone, Debug)]
pub struct Anchor {
    folder: Arc<PathBuf>,
}

/// Keeps everybody else from reading and writing the anchor until it is dropped.
pub(crate) struct Locked {
    folder: Arc<PathBuf>,
    _lock: File,
}

impl Anchor {
    /// The anchor in this folder, which is made when it is first needed. It belongs on another disk than the database, and
    /// outside its backups.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Arc::new(folder.into()) }
    }

    /// Waits for whoever else is using the anchor.
    pub(crate) async fn lock(&self) -> Result<Locked> {
        let folder = Arc::clone(&self.folder);
        let lock = move || -> io::Result<Locked> {
            make_folder(&folder)?;
            let lock = private().create(true).write(true).truncate(false).open(folder.join("lock"))?;
            lock.lock()?;
            Ok(Locked { folder, _lock: lock })
        };
        blocking(lock).await
    }
}

impl Locked {
    /// What this log last signed.
    pub(crate) fn last(&self, log: LogId) -> Result<Option<Checkpoint>> {
        match fs::read(self.path(log)) {
            Ok(bytes) => parse(&bytes).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(trouble(error)),
        }
    }

    /// The same as the text that was signed.
    pub(crate) fn last_note(&self, log: LogId) -> Result<Option<String>> {
        match fs::read_to_string(self.path(log)) {
            Ok(note) => Ok(Some(note)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(trouble(error)),
        }
    }

    /// The copy of this log's entries beside the anchor.
    pub(crate) fn mirror(&self, log: LogId) -> Mirror {
        Mirror::new(self.folder.join(MIRROR).join(LogName(log).to_string()))
    }

    /// Writes entries into the copy, as its bundle `index`.
    pub(crate) async fn copy_entries(&self, log: LogId, index: u64, bodies: Vec<Vec<u8>>) -> Result<()> {
        let mirror = self.mirror(log);
        blocking(move || mirror.write_bundle(index, &bodies)).await
    }

    /// Every log that has signed.
    pub(crate) fn logs(&self) -> Result<Vec<LogId>> {
        let mut logs = Vec::new();
        for file in fs::read_dir(&*self.folder).map_err(trouble)? {
            let name = file.map_err(trouble)?.file_name();
            let log =
                name.to_str().and_then(|name| name.strip_suffix(SUFFIX)).and_then(|name| name.parse::<LogName>().ok());
            logs.extend(log.map(|name| name.0));
        }
        logs.sort_unstable();
        Ok(logs)
    }

    /// Replaces what this log last signed, and unlocks. It is on disk when this returns.
    pub(crate) async fn keep(self, log: LogId, note: String) -> Result<()> {
        blocking(move || {
            self.mirror(log).write_checkpoint(&note)?;
            self.replace(log, &note)
        })
        .await
    }

    /// Replaces what this log last signed, and stays locked.
    pub(crate) fn put(&self, log: LogId, note: &str) -> Result<()> {
        self.replace(log, note).map_err(trouble)
    }

    fn replace(&self, log: LogId, note: &str) -> io::Result<()> {
        let path = self.path(log);
        let draft = path.with_extension("draft");
        let mut file = private().create(true).write(true).truncate(true).open(&draft)?;
        file.write_all(note.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        File::open(&*self.folder)?.sync_all()
    }

    fn path(&self, log: LogId) -> PathBuf {
        self.folder.join(format!("{}{SUFFIX}", LogName(log)))
    }
}

/// Waits for the disk without keeping other tasks from their thread.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(io::Error::other).flatten().map_err(trouble)
}

const SUFFIX: &str = ".checkpoint";
/// The folder with the copies of the logs’ entries.
const MIRROR: &str = "mirror";

fn parse(bytes: &[u8]) -> Result<Checkpoint> {
    let checkpoint = Note::parse(bytes).and_then(|note| Checkpoint::parse(note.text()));
    checkpoint.map_err(|source| {
        Error::corrupt("The anchor holds a file that is no checkpoint.")
            .hint(say!("Put back the copy that a client or a witness has."))
            .because(source)
    })
}

fn trouble(source: io::Error) -> Error {
    Error::unavailable(say!("The anchor of the logs cannot be read or written."))
        .hint(say!("Is its folder there, and is there room?"))
        .because(source)
}

pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
