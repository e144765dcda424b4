//! Where backups are.

use super::place_error;
use bailee_model::{Error, Result, say};
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::{ObjectStore, ObjectStoreExt as _, local::LocalFileSystem, path::Path};
use std::{fs::File, os::unix::fs::DirBuilderExt as _, path::PathBuf, sync::Arc};

/// A folder, best on another machine's disk; or any other object store that this program was built with.
#[derive(Clone)]
pub struct BackupPlace {
    pub(super) store: Arc<dyn ObjectStore>,
    folder: Option<PathBuf>,
    label: String,
}

impl BackupPlace {
    /// The place of this name: a folder, or `file://` and a folder. It is made when it is not there.
    ///
    /// # Errors
    /// `BadInput` for a store that this program has no client for; `Unavailable` when the folder cannot be made.
    pub fn open(name: &str) -> Result<Self> {
        let path = match name.split_once("://") {
            Some(("file", path)) => path,
            Some((scheme, _)) => {
                return Err(Error::bad_input(say!("This Bailee has no client for {scheme}:// stores.", scheme))
                    .hint(say!("Name a folder; a store can be mounted as one.")));
            }
            None => name,
        };
        if path.is_empty() {
            return Err(Error::bad_input(say!("No place is named.")).hint(say!("Name a folder, best on another disk.")));
        }
        let folder = PathBuf::from(path);
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let store = LocalFileSystem::new_with_prefix(&folder).map_err(place_error)?.with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store), folder: Some(folder), label: name.to_owned() })
    }

    /// A place in this store, called so in the register. The store's writes must be durable when they answer.
    pub fn in_store(store: Arc<dyn ObjectStore>, label: impl Into<String>) -> Self {
        Self { store, folder: None, label: label.into() }
    }

    /// What it is called in the register. It holds no secret.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Waits until what was written is on the platter, where the store itself does not.
    pub(super) async fn settle(&self, written: Vec<Path>) -> Result<()> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        let settled = tokio::task::spawn_blocking(move || {
            for path in written {
                let file = folder.join(path.as_ref());
                File::open(&file)?.sync_all()?;
                if let Some(parent) = file.parent() {
                    File::open(parent)?.sync_all()?;
                }
            }
            File::open(&folder)?.sync_all()
        });
        let done = settled.await.map_err(std::io::Error::other).flatten();
        done.map_err(|error| Error::unavailable(say!("The backup could not be written to its disk.")).because(error))
    }

    /// Puts something small there, whole.
    pub(super) async fn put(&self, path: &Path, bytes: Vec<u8>) -> Result<()> {
        self.store.put(path, bytes.into()).await.map_err(place_error)?;
        self.settle(vec![path.clone()]).await
    }

    /// Something small that is there.
    pub(super) async fn get(&self, path: &Path) -> Result<Vec<u8>> {
        let got = self.store.get(path).await.map_err(place_error)?;
        Ok(got.bytes().await.map_err(place_error)?.to_vec())
    }

    /// Removes everything below a path; what is gone already is well, too.
    pub(super) async fn remove_below(&self, prefix: &Path) -> Result<()> {
        let found: Vec<_> =
            self.store.list(Some(prefix)).map_ok(|meta| meta.location).try_collect().await.map_err(place_error)?;
        self.remove(found).await?;
        if let Some(folder) = &self.folder {
            // Also what a broken-off write left, which the store does not list.
            match std::fs::remove_dir_all(folder.join(prefix.as_ref())) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) async fn remove(&self, paths: Vec<Path>) -> Result<()> {
        let mut removed = self.store.delete_stream(futures::stream::iter(paths.into_iter().map(Ok)).boxed());
        while let Some(one) = removed.next().await {
            match one {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(place_error(error)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_and_others_are_told_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("copies");
        assert!(BackupPlace::open(&path.display().to_string()).is_ok() && path.is_dir());
        assert!(BackupPlace::open(&format!("file://{}", path.display())).is_ok());
        let refused = BackupPlace::open("s3://bucket/x").err().expect("no client for it");
        assert!(refused.message().contains("s3://"), "{refused}");
        assert!(BackupPlace::open("").is_err());
    }
}
