//! What a question writes down when its memory is full: sealed, unlinked, and under a key that exists only in memory.
//!
//! Each file has a key of its own that is written nowhere, so nothing of it can be read after the process, whatever is
//! left on the medium. The file has no name: it is unlinked when it is made, and a crash leaves nothing behind.

use bailee_model::Rng;
use bailee_vault::stream::{Opener, Sealer, StreamKey};
use bytes::Bytes;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SpillFile, SpillWriter, TempFileFactory};
use futures::Stream;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

/// Bytes read at once.
const READ: usize = 256 * 1024;

/// Makes the spill files of one session.
pub(crate) struct SealedSpills {
    key: Box<dyn Fn() -> StreamKey + Send + Sync>,
    rng: Arc<dyn Rng>,
}

impl SealedSpills {
    /// `key` makes a fresh key for every file.
    pub(crate) fn new(key: impl Fn() -> StreamKey + Send + Sync + 'static, rng: Arc<dyn Rng>) -> Self {
        Self { key: Box::new(key), rng }
    }
}

impl TempFileFactory for SealedSpills {
    fn create_temp_file(&self, _description: &str) -> Result<Arc<dyn SpillFile>> {
        let file = tempfile::tempfile()?;
        let inner = Inner { file, key: (self.key)(), rng: self.rng.clone(), written: AtomicU64::new(0) };
        Ok(Arc::new(SealedSpill(Arc::new(inner))))
    }
}

struct Inner {
    file: File,
    key: StreamKey,
    rng: Arc<dyn Rng>,
    written: AtomicU64,
}

struct SealedSpill(Arc<Inner>);

impl SpillFile for SealedSpill {
    fn size(&self) -> Option<u64> {
        Some(self.0.written.load(Ordering::Acquire))
    }

    fn read_stream(&self) -> Result<Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>> {
        let opener = Opener::new(&self.0.key, &[]);
        let start = Some((self.0.clone(), opener, 0u64));
        Ok(Box::pin(futures::stream::try_unfold(start, |state| async move {
            let Some((inner, opener, at)) = state else { return Ok(None) };
            let step = tokio::task::spawn_blocking(move || next(inner, opener, at));
            step.await.map_err(|_| DataFusionError::Internal("a spill file was not read to its end".to_owned()))?
        })))
    }

    fn open_writer(&self) -> Result<Box<dyn SpillWriter>> {
        if self.0.written.load(Ordering::Acquire) > 0 {
            return Err(DataFusionError::Internal("a spill file is written once".to_owned()));
        }
        let sealer = Sealer::new(&self.0.key, &[], self.0.rng.as_ref());
        Ok(Box::new(SealedWriter { inner: self.0.clone(), sealer: Some(sealer), sealed: Vec::new() }))
    }
}

type Reading = Option<(Arc<Inner>, Opener, u64)>;

/// Opens the next piece; an empty piece of the file is its end, which must be the sealed stream's end too.
fn next(inner: Arc<Inner>, mut opener: Opener, at: u64) -> Result<Option<(Bytes, Reading)>> {
    let mut sealed = vec![0; READ];
    let read = inner.file.read_at(&mut sealed, at)?;
    let mut plain = Vec::new();
    if read == 0 {
        opener.finish(&mut plain).map_err(damaged)?;
        return Ok(Some((plain.into(), None)));
    }
    opener.push(&sealed[..read], &mut plain).map_err(damaged)?;
    Ok(Some((plain.into(), Some((inner, opener, at + read as u64)))))
}

fn damaged(fault: bailee_vault::stream::StreamError) -> DataFusionError {
    DataFusionError::IoError(io::Error::new(io::ErrorKind::InvalidData, fault))
}

struct SealedWriter {
    inner: Arc<Inner>,
    sealer: Option<Sealer>,
    sealed: Vec<u8>,
}

impl SealedWriter {
    fn put_down(&mut self) -> io::Result<()> {
        let at = self.inner.written.load(Ordering::Acquire);
        self.inner.file.write_all_at(&self.sealed, at)?;
        self.inner.written.store(at + self.sealed.len() as u64, Ordering::Release);
        self.sealed.clear();
        Ok(())
    }
}

impl Write for SealedWriter {
    fn write(&mut self, plain: &[u8]) -> io::Result<usize> {
        let Some(sealer) = &mut self.sealer else { return Err(io::Error::other("the spill file is finished")) };
        sealer.push(plain, &mut self.sealed).map_err(io::Error::other)?;
        self.put_down()?;
        Ok(plain.len())
    }

    /// What is not a whole segment stays in memory until [`SpillWriter::finish`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl SpillWriter for SealedWriter {
    fn finish(&mut self) -> Result<()> {
        if let Some(sealer) = self.sealer.take() {
            sealer.finish(&mut self.sealed).map_err(damaged)?;
            self.put_down()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;
    use futures::TryStreamExt;

    const CANARY: &[u8] = b"CANARY-OF-THE-SPILL";

    fn spill() -> SealedSpill {
        let inner = Inner {
            file: tempfile::tempfile().unwrap(),
            key: StreamKey::generate(&SeededRng::new(5)),
            rng: Arc::new(SeededRng::new(6)),
            written: AtomicU64::new(0),
        };
        SealedSpill(Arc::new(inner))
    }

    #[tokio::test]
    async fn invariant_4_a_spill_on_disk_is_sealed_and_reads_back() {
        let spill = spill();
        let plain = CANARY.repeat(60_000);
        let mut writer = spill.open_writer().unwrap();
        plain.chunks(10_007).for_each(|chunk| writer.write_all(chunk).unwrap());
        writer.finish().unwrap();
        let mut on_disk = vec![0; spill.size().unwrap() as usize];
        spill.0.file.read_exact_at(&mut on_disk, 0).unwrap();
        assert!(on_disk.len() >= plain.len() && !on_disk.windows(CANARY.len()).any(|window| window == CANARY));
        let read: Vec<Bytes> = spill.read_stream().unwrap().try_collect().await.unwrap();
        assert_eq!(read.concat(), plain);
        assert!(spill.open_writer().is_err(), "written once");
    }

    #[tokio::test]
    async fn a_spill_that_was_tampered_with_does_not_open() {
        let spill = spill();
        let mut writer = spill.open_writer().unwrap();
        writer.write_all(&CANARY.repeat(10)).unwrap();
        writer.finish().unwrap();
        spill.0.file.write_all_at(b"!", 100).unwrap();
        assert!(spill.read_stream().unwrap().try_collect::<Vec<_>>().await.is_err());
    }
}
