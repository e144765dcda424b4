//! The entries of every log once more, outside the database: what brings a log back to its end after a restore.
//!
//! A backup is of yesterday, and the anchor says that the log went on. Only whoever has the entries since can put them back,
//! and only then is it known what was destroyed since. So before a head is signed, the entries that it covers are written
//! here, in the form in which a log is published (C2SP tlog-tiles): a folder for each log, with its newest `checkpoint` and
//! its `tile/entries/…`. Entries hold opaque ids and salted digests, no details and no key; a copy that a client keeps has the
//! same form, and serves as well.

use crate::anchor::{make_folder, private};
use bailee_log::checkpoint::Checkpoint;
use bailee_log::note::Note;
use bailee_log::tile::{FULL_WIDTH, Place, Resource, decode_entries, encode_entries};
use bailee_model::{Error, Result, say};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const CHECKPOINT: &str = "checkpoint";
/// Folders below the one that is named in which copies of logs are looked for.
const DEPTH: usize = 4;

/// One log's copy in a folder.
#[derive(Clone, Debug)]
pub(crate) struct Mirror {
    folder: PathBuf,
}

impl Mirror {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// How far the copy goes for sure: to its checkpoint.
    pub(crate) fn size(&self) -> u64 {
        self.checkpoint().ok().and_then(|note| Checkpoint::parse(note.text()).ok()).map_or(0, |signed| signed.size)
    }

    /// Its signed head.
    pub(crate) fn checkpoint(&self) -> Result<Note> {
        let bytes = fs::read(self.folder.join(CHECKPOINT)).map_err(trouble)?;
        Note::parse(&bytes).map_err(|source| damaged().because(source))
    }

    /// Writes one bundle: the entries behind a tile of level 0, as many as there are.
    pub(crate) fn write_bundle(&self, index: u64, bodies: &[Vec<u8>]) -> io::Result<()> {
        let width = u16::try_from(bodies.len()).map_err(io::Error::other)?;
        let bundle = encode_entries(bodies.iter().map(Vec::as_slice)).map_err(io::Error::other)?;
        let path = self.path(index, width);
        replace(&path, &bundle)?;
        self.forget_narrower(index, width)
    }

    /// Writes the signed head, after the entries that it covers.
    pub(crate) fn write_checkpoint(&self, note: &str) -> io::Result<()> {
        replace(&self.folder.join(CHECKPOINT), note.as_bytes())
    }

    /// The entries of one bundle, as many as the widest copy of it has.
    pub(crate) fn bundle(&self, index: u64) -> Result<Vec<Vec<u8>>> {
        let mut places = vec![self.path(index, FULL_WIDTH)];
        places.extend(self.partials(index).into_iter().rev().map(|width| self.path(index, width)));
        for place in places {
            match fs::read(&place) {
                Ok(bytes) => {
                    let entries = decode_entries(&bytes).map_err(|source| damaged().because(source))?;
                    return Ok(entries.into_iter().map(<[u8]>::to_vec).collect());
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(trouble(error)),
            }
        }
        Ok(Vec::new())
    }

    fn path(&self, index: u64, width: u16) -> PathBuf {
        self.folder.join(Resource::Entries(Place { index, width }).to_string())
    }

    /// The folder of a bundle's partial copies.
    fn partial_folder(&self, index: u64) -> Option<PathBuf> {
        self.path(index, 1).parent().map(Path::to_path_buf)
    }

    /// How wide the partial copies of a bundle are, narrow ones first.
    fn partials(&self, index: u64) -> Vec<u16> {
        let listed = self.partial_folder(index).and_then(|folder| fs::read_dir(folder).ok());
        let names = listed.into_iter().flatten().filter_map(|file| file.ok()?.file_name().to_str()?.parse().ok());
        let mut widths: Vec<u16> = names.collect();
        widths.sort_unstable();
        widths
    }

    fn forget_narrower(&self, index: u64, width: u16) -> io::Result<()> {
        for narrower in self.partials(index).into_iter().filter(|each| *each < width) {
            fs::remove_file(self.path(index, narrower))?;
        }
        match self.partial_folder(index) {
            Some(folder) if width == FULL_WIDTH && folder.exists() => fs::remove_dir(folder),
            _ => Ok(()),
        }
    }
}

/// All copies of logs in a folder and those below it.
pub(crate) fn find(folder: &Path) -> Result<Vec<Mirror>> {
    let mut found = Vec::new();
    let mut waiting = vec![(folder.to_path_buf(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        if folder.join(CHECKPOINT).is_file() {
            found.push(Mirror::new(folder));
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(trouble)? {
            let path = entry.map_err(trouble)?.path();
            if path.is_dir() && depth < DEPTH {
                waiting.push((path, depth + 1));
            }
        }
    }
    Ok(found)
}

/// Replaces a file; it is on disk when this returns.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("a file without a folder"))?;
    make_folder(folder)?;
    let draft = path.with_extension("draft");
    let mut file = private().create(true).write(true).truncate(true).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    File::open(folder)?.sync_all()
}

fn damaged() -> Error {
    Error::corrupt("A copy of a log holds something that is no entry or checkpoint.")
        .hint(say!("Leave that folder out, or fetch the copy again."))
}

fn trouble(source: io::Error) -> Error {
    Error::unavailable(say!("A copy of the logs cannot be read or written."))
        .hint(say!("Is its folder there, and is there room?"))
        .because(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_grows_and_its_narrower_copies_go() {
        let folder = tempfile::tempdir().unwrap();
        let mirror = Mirror::new(folder.path().join("log"));
        let body = |n: usize| format!("entry {n}").into_bytes();
        for width in [1, 3, 255, 256] {
            let bodies: Vec<_> = (0..width).map(body).collect();
            mirror.write_bundle(1, &bodies).unwrap();
            assert_eq!(mirror.bundle(1).unwrap(), bodies);
            assert_eq!(mirror.partials(1).len(), usize::from(width < 256));
        }
        assert!(mirror.bundle(0).unwrap().is_empty());
        assert_eq!(mirror.size(), 0, "without a checkpoint nothing is sure");
    }
}
