//! Key files on disk: replaced whole or not at all, and overwritten before they go when a key is to die with them.
//!
//! A replacement is written beside its file as `<name>.next` and synced, in every place the file stands. To commit, the
//! old file gets a second name, `<name>.old`, the new one is renamed over it, the folder is synced, and the old one is
//! overwritten with zeros, synced and unlinked. A file with a second name is still in use, so it is never overwritten.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Error, Result};

const NEXT: &str = ".next";
const OLD: &str = ".old";

/// Counts the changes made to the disk. A test can have them stop after the n-th, as if the process had been killed
/// there; from then on every further change is refused as well.
pub(crate) struct Steps(AtomicU64);

impl Steps {
    /// No limit.
    pub(crate) fn endless() -> Self {
        Self(AtomicU64::new(u64::MAX))
    }

    #[cfg(test)]
    pub(crate) fn stopping_after(steps: u64) -> Self {
        Self(AtomicU64::new(steps))
    }

    fn take(&self) -> Result<()> {
        match self.0.load(Ordering::Acquire) {
            #[cfg(test)]
            0 => Err(Error::Stopped),
            left => {
                self.0.store(left.saturating_sub(1), Ordering::Release);
                Ok(())
            }
        }
    }
}

/// One folder of key files, or several that hold the same.
pub(crate) struct KeyFolder {
    places: Vec<PathBuf>,
}

impl KeyFolder {
    pub(crate) fn new(places: Vec<PathBuf>) -> Self {
        Self { places }
    }

    pub(crate) fn places(&self) -> &[PathBuf] {
        &self.places
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.places.iter().any(|place| place.join(name).exists())
    }

    /// Whether there is a file whose name ends so.
    pub(crate) fn any_ends_with(&self, ending: &str) -> Result<bool> {
        for place in &self.places {
            let told = |source| Error::io(place, source);
            for entry in fs::read_dir(place).map_err(told)? {
                if entry.map_err(told)?.file_name().as_encoded_bytes().ends_with(ending.as_bytes()) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The copies there are.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<Vec<u8>>> {
        let copies = self.places.iter().map(|place| read_if_there(&place.join(name)));
        copies.filter_map(Result::transpose).collect()
    }

    /// The first copy there is.
    pub(crate) fn read_one(&self, name: &str) -> Result<Vec<u8>> {
        let first = self.read(name)?.into_iter().next();
        first.ok_or_else(|| Error::Damaged { file: format!("{name} (missing)") })
    }

    /// The copy in one place as it will be once what is staged has been committed.
    pub(crate) fn read_coming(place: &Path, name: &str) -> Result<Option<Vec<u8>>> {
        match read_if_there(&with(place, name, NEXT))? {
            Some(bytes) => Ok(Some(bytes)),
            None => read_if_there(&place.join(name)),
        }
    }

    /// Replaces a file everywhere. The old one is not overwritten: no key dies with it.
    pub(crate) fn write(&self, name: &str, bytes: &[u8], steps: &Steps) -> Result<()> {
        self.places.iter().try_for_each(|place| write_at(place, name, bytes, steps))
    }

    /// Replaces the copies that differ from `bytes`.
    pub(crate) fn refresh(&self, name: &str, bytes: &[u8], steps: &Steps) -> Result<()> {
        for place in &self.places {
            if read_if_there(&place.join(name))?.as_deref() != Some(bytes) {
                write_at(place, name, bytes, steps)?;
            }
        }
        Ok(())
    }

    /// Writes a replacement beside the file, everywhere.
    pub(crate) fn stage(&self, name: &str, bytes: &[u8], steps: &Steps) -> Result<()> {
        for place in &self.places {
            write_new(&with(place, name, NEXT), bytes, steps)?;
            sync_folder(place)?;
        }
        Ok(())
    }

    /// Puts what is staged in its file's place and destroys the old file. Does what is left to do when done again.
    pub(crate) fn commit(&self, name: &str, steps: &Steps) -> Result<()> {
        for place in &self.places {
            let (file, next, old) = (place.join(name), with(place, name, NEXT), with(place, name, OLD));
            if next.exists() {
                if file.exists() && !old.exists() {
                    steps.take()?;
                    fs::hard_link(&file, &old).map_err(|source| Error::io(&old, source))?;
                }
                rename(&next, &file, steps)?;
            }
            // Also when an earlier attempt got as far as renaming: the old file must not die before the new one is safe.
            sync_folder(place)?;
            shred(&old, steps)?;
        }
        Ok(())
    }

    /// Destroys a file everywhere.
    pub(crate) fn remove(&self, name: &str, steps: &Steps) -> Result<()> {
        for place in &self.places {
            shred(&place.join(name), steps)?;
            sync_folder(place)?;
        }
        Ok(())
    }

    /// Unlinks a file that holds no key; at no moment is it half there.
    pub(crate) fn unlink(&self, name: &str, steps: &Steps) -> Result<()> {
        for place in &self.places {
            let path = place.join(name);
            steps.take()?;
            match fs::remove_file(&path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(Error::io(&path, source)),
                _ => sync_folder(place)?,
            }
        }
        Ok(())
    }

    /// Destroys what an interrupted replacement left beside the files.
    pub(crate) fn discard_leftovers(&self, steps: &Steps) -> Result<()> {
        for place in &self.places {
            let told = |source| Error::io(place, source);
            for entry in fs::read_dir(place).map_err(told)? {
                let path = entry.map_err(told)?.path();
                let name = path.as_os_str().as_encoded_bytes();
                if name.ends_with(NEXT.as_bytes()) || name.ends_with(OLD.as_bytes()) {
                    shred(&path, steps)?;
                }
            }
            sync_folder(place)?;
        }
        Ok(())
    }
}

fn with(place: &Path, name: &str, ending: &str) -> PathBuf {
    place.join(format!("{name}{ending}"))
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::io(path, source)),
    }
}

fn write_at(place: &Path, name: &str, bytes: &[u8], steps: &Steps) -> Result<()> {
    let next = with(place, name, NEXT);
    write_new(&next, bytes, steps)?;
    rename(&next, &place.join(name), steps)?;
    sync_folder(place)
}

/// Writes and syncs a file that only its owner may read. When it fails, nothing is left of it.
pub(crate) fn write_new(path: &Path, bytes: &[u8], steps: &Steps) -> Result<()> {
    steps.take()?;
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|source| {
        // The first error is the one worth telling.
        let _ = fs::remove_file(path);
        Error::io(path, source)
    })
}

pub(crate) fn rename(from: &Path, to: &Path, steps: &Steps) -> Result<()> {
    steps.take()?;
    fs::rename(from, to).map_err(|source| Error::io(to, source))
}

pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(|source| Error::io(folder, source))
}

/// Overwrites a file with zeros and unlinks it; only unlinks it when it has another name. Nothing there is well, too.
pub(crate) fn shred(path: &Path, steps: &Steps) -> Result<()> {
    let told = |source| Error::io(path, source);
    let meta = match fs::symlink_metadata(path) {
        Ok(meta) => meta,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(told(source)),
    };
    if meta.nlink() == 1 && meta.is_file() {
        steps.take()?;
        let zeros = vec![0; meta.len() as usize];
        let mut file = OpenOptions::new().write(true).open(path).map_err(told)?;
        file.write_all(&zeros).and_then(|()| file.sync_all()).map_err(told)?;
    }
    steps.take()?;
    fs::remove_file(path).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, KeyFolder) {
        let dir = tempfile::tempdir().unwrap();
        let places = vec![dir.path().join("a"), dir.path().join("b")];
        places.iter().for_each(|place| fs::create_dir(place).unwrap());
        (dir, KeyFolder::new(places))
    }

    #[test]
    fn at_every_step_a_file_is_old_or_new() {
        for steps in 0.. {
            let (_dir, folder) = folder();
            folder.write("ring", b"old", &Steps::endless()).unwrap();
            let stopping = Steps::stopping_after(steps);
            let done = folder.stage("ring", b"new", &stopping).and_then(|()| folder.commit("ring", &stopping));
            for copy in folder.read("ring").unwrap() {
                assert!(copy == b"old" || copy == b"new", "step {steps}");
            }
            assert_eq!(folder.read("ring").unwrap().len(), 2);
            if done.is_ok() {
                assert!(!folder.exists("ring.old") && !folder.exists("ring.next"));
                assert!(steps > 5);
                return;
            }
            folder.commit("ring", &Steps::endless()).unwrap();
            folder.discard_leftovers(&Steps::endless()).unwrap();
            assert!(folder.read("ring").unwrap().iter().all(|copy| copy == b"old" || copy == b"new"));
        }
    }

    #[test]
    fn a_file_with_a_second_name_is_never_overwritten() {
        let (dir, folder) = folder();
        folder.write("root", b"key", &Steps::endless()).unwrap();
        let file = dir.path().join("a/root");
        fs::hard_link(&file, dir.path().join("a/root.old")).unwrap();
        folder.discard_leftovers(&Steps::endless()).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"key");
        assert!(!dir.path().join("a/root.old").exists());
    }

    #[test]
    fn key_files_are_for_their_owner_alone() {
        let (dir, folder) = folder();
        folder.write("ring", b"x", &Steps::endless()).unwrap();
        assert_eq!(fs::metadata(dir.path().join("b/ring")).unwrap().mode() & 0o777, 0o600);
    }
}
