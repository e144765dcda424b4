//! The local directory behind the vault: an object is there, whole and on the platter, or it is not there.
//!
//! `object_store`'s own file system renames without syncing, so a power cut could lose an object that was reported
//! stored. Here every object is written to a staging folder, synced, renamed to its place, and its folder synced. What
//! a killed process leaves in staging is removed when the directory is opened again.

use std::fmt;
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path as FsPath, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, RenameTargetMode, UploadPart,
};

use crate::Error;

const STAGING: &str = "staging";

/// Objects in a local directory. It does no sealing: give it to a [`SealedStore`](super::SealedStore).
#[derive(Debug)]
pub struct LocalObjects(Arc<Folder>);

#[derive(Debug)]
struct Folder {
    root: PathBuf,
    files: LocalFileSystem,
    next: AtomicU64,
}

impl LocalObjects {
    /// Opens the directory, makes it when needed, and clears what interrupted writes left behind.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Full`] of the file system.
    pub fn open(root: &FsPath) -> Result<Self, Error> {
        let staging = root.join(STAGING);
        let told = |source| Error::io(&staging, source);
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(told)?;
        }
        fs::create_dir_all(&staging).map_err(told)?;
        let root = root.canonicalize().map_err(told)?;
        let files = LocalFileSystem::new_with_prefix(&root)?.with_automatic_cleanup(true);
        Ok(Self(Arc::new(Folder { root, files, next: AtomicU64::new(0) })))
    }
}

impl Folder {
    fn stage(&self) -> Path {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        Path::from_iter([STAGING.to_owned(), number.to_string()])
    }

    /// Syncs what was staged, moves it to its place and syncs the way there.
    async fn settle(&self, staged: &Path, place: &Path, mode: RenameTargetMode) -> object_store::Result<()> {
        let settled = async {
            let file = self.files.path_to_filesystem(staged)?;
            blocking(move || sync(&file).map_err(|source| Error::io(&file, source))).await?;
            self.files.rename_opts(staged, place, RenameOptions::new().with_target_mode(mode)).await?;
            let root = self.root.clone();
            let place = self.files.path_to_filesystem(place)?;
            blocking(move || sync_way(&root, &place)).await
        }
        .await;
        if settled.is_err() {
            // It may be gone already; the first error is the one worth telling.
            let _ = self.files.delete(staged).await;
        }
        settled
    }
}

async fn blocking(work: impl FnOnce() -> Result<(), Error> + Send + 'static) -> object_store::Result<()> {
    tokio::task::spawn_blocking(work).await?.map_err(Error::into_object_store)
}

fn sync(path: &FsPath) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Syncs each folder between the root and a file, since any of them may be new.
fn sync_way(root: &FsPath, file: &FsPath) -> Result<(), Error> {
    for folder in file.ancestors().skip(1) {
        match sync(folder) {
            // A neighbour's deletion may have taken an empty folder away; then nothing of ours is in it.
            Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(Error::io(folder, source)),
            _ => {}
        }
        if folder == root {
            break;
        }
    }
    Ok(())
}

impl fmt::Display for LocalObjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("local objects")
    }
}

#[async_trait]
impl ObjectStore for LocalObjects {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        let mode = match options.mode {
            PutMode::Overwrite => RenameTargetMode::Overwrite,
            PutMode::Create => RenameTargetMode::Create,
            PutMode::Update(_) => return Err(super::unsupported("a local directory has no conditional update")),
        };
        let staged = self.0.stage();
        let result = self.0.files.put_opts(&staged, payload, PutOptions::default()).await?;
        self.0.settle(&staged, location, mode).await?;
        Ok(result)
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        let staged = self.0.stage();
        let inner = self.0.files.put_multipart_opts(&staged, options).await?;
        Ok(Box::new(LocalUpload { inner, folder: Arc::clone(&self.0), staged, place: location.clone() }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.0.files.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> object_store::Result<Vec<Bytes>> {
        self.0.files.get_ranges(location, ranges).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        self.0.files.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.0.files.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.0.files.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.0.files.copy_opts(from, to, options).await
    }
}

/// An upload that counts as complete when it is synced in its place.
#[derive(Debug)]
struct LocalUpload {
    inner: Box<dyn MultipartUpload>,
    folder: Arc<Folder>,
    staged: Path,
    place: Path,
}

#[async_trait]
impl MultipartUpload for LocalUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.inner.put_part(data)
    }

    async fn complete(&mut self) -> object_store::Result<PutResult> {
        let result = self.inner.complete().await?;
        self.folder.settle(&self.staged, &self.place, RenameTargetMode::Overwrite).await?;
        Ok(result)
    }

    async fn abort(&mut self) -> object_store::Result<()> {
        self.inner.abort().await
    }
}
