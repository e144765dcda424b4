//! What a question writes down when its memory is full: sealed, unlinked, and under a key that exists only in memory.
//!
//! Each file has a key of its own that is written nowhere, so nothing of it can be read after the process, whatever is
//! left on the medium. The file has no name: it is unlinked when it is made, and a crash leaves nothing behind.
//!
//! A reader may follow a writer that is still at work, so what was flushed must open by itself. The file is therefore a
//! row of frames, each a sealed stream of its own with its number as associated data:
//!
//! ```text
//! frame = length of the sealed stream (u32, big endian) ‖ sealed stream (associated data: frame number, u64)
//! ```

use bailee_model::Rng;
use bailee_vault::stream::{Opener, Sealer, StreamError, StreamKey};
use bytes::Bytes;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SpillFile, SpillWriter, TempFileFactory};
use futures::Stream;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::Notify;

/// Bytes of plaintext that make a frame when nothing flushes earlier.
const FRAME: usize = 256 * 1024;
/// Bytes in front of a frame.
const LENGTH: u64 = 4;

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
        Ok(Arc::new(SealedSpill(Arc::new(Inner::new(tempfile::tempfile()?, (self.key)(), self.rng.clone())))))
    }
}

struct Inner {
    file: File,
    key: StreamKey,
    rng: Arc<dyn Rng>,
    /// Bytes of whole frames.
    written: AtomicU64,
    opened: AtomicBool,
    finished: AtomicBool,
    more: Notify,
}

impl Inner {
    fn new(file: File, key: StreamKey, rng: Arc<dyn Rng>) -> Self {
        Self {
            file,
            key,
            rng,
            written: AtomicU64::new(0),
            opened: AtomicBool::new(false),
            finished: AtomicBool::new(false),
            more: Notify::new(),
        }
    }

    /// Waits until there is a frame at this place; whether there is one, or else the end.
    async fn has_frame(&self, at: u64) -> bool {
        loop {
            let more = self.more.notified();
            // The order matters: what was written before the end is seen after it.
            let finished = self.finished.load(Ordering::Acquire);
            if self.written.load(Ordering::Acquire) > at {
                return true;
            }
            if finished {
                return false;
            }
            more.await;
        }
    }

    fn seal(&self, number: u64, plain: &[u8]) -> io::Result<Vec<u8>> {
        let mut sealer = Sealer::new(&self.key, &number.to_be_bytes(), self.rng.as_ref());
        let mut sealed = Vec::new();
        sealer.push(plain, &mut sealed).map_err(io::Error::other)?;
        sealer.finish(&mut sealed).map_err(io::Error::other)?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        Ok([&length.to_be_bytes()[..], &sealed].concat())
    }

    /// The plaintext of the frame at this place, and where the next one begins.
    fn open(&self, number: u64, at: u64) -> Result<(Bytes, u64)> {
        let mut length = [0; LENGTH as usize];
        self.file.read_exact_at(&mut length, at)?;
        let next = at + LENGTH + u64::from(u32::from_be_bytes(length));
        if next > self.written.load(Ordering::Acquire) {
            return Err(damaged(StreamError::Trailing));
        }
        let mut sealed = vec![0; u32::from_be_bytes(length) as usize];
        self.file.read_exact_at(&mut sealed, at + LENGTH)?;
        let mut opener = Opener::new(&self.key, &number.to_be_bytes());
        let mut plain = Vec::with_capacity(sealed.len());
        opener.push(&sealed, &mut plain).map_err(damaged)?;
        opener.finish(&mut plain).map_err(damaged)?;
        Ok((plain.into(), next))
    }
}

fn damaged(fault: StreamError) -> DataFusionError {
    DataFusionError::IoError(io::Error::new(io::ErrorKind::InvalidData, fault))
}

struct SealedSpill(Arc<Inner>);

impl SpillFile for SealedSpill {
    fn size(&self) -> Option<u64> {
        Some(self.0.written.load(Ordering::Acquire))
    }

    fn read_stream(&self) -> Result<Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>> {
        Ok(Box::pin(futures::stream::try_unfold((self.0.clone(), 0, 0), |(inner, number, at)| async move {
            if !inner.has_frame(at).await {
                return Ok(None);
            }
            let step = tokio::task::spawn_blocking(move || {
                inner.open(number, at).map(|(plain, next)| (plain, (inner, number + 1, next)))
            });
            let read =
                step.await.map_err(|_| DataFusionError::Internal("a spill file was not read to its end".to_owned()))?;
            read.map(Some)
        })))
    }

    fn open_writer(&self) -> Result<Box<dyn SpillWriter>> {
        if self.0.opened.swap(true, Ordering::AcqRel) {
            return Err(DataFusionError::Internal("a spill file is written once".to_owned()));
        }
        Ok(Box::new(SealedWriter { inner: self.0.clone(), plain: Vec::new(), number: 0 }))
    }
}

struct SealedWriter {
    inner: Arc<Inner>,
    plain: Vec<u8>,
    number: u64,
}

impl SealedWriter {
    fn put_down(&mut self) -> io::Result<()> {
        if self.plain.is_empty() {
            return Ok(());
        }
        let frame = self.inner.seal(self.number, &self.plain)?;
        let at = self.inner.written.load(Ordering::Acquire);
        self.inner.file.write_all_at(&frame, at)?;
        self.inner.written.store(at + frame.len() as u64, Ordering::Release);
        self.inner.more.notify_waiters();
        self.number += 1;
        self.plain.clear();
        Ok(())
    }

    /// Tells readers that nothing more comes.
    fn end(&self) {
        self.inner.finished.store(true, Ordering::Release);
        self.inner.more.notify_waiters();
    }
}

impl Write for SealedWriter {
    fn write(&mut self, plain: &[u8]) -> io::Result<usize> {
        self.plain.extend_from_slice(plain);
        if self.plain.len() >= FRAME {
            self.put_down()?;
        }
        Ok(plain.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.put_down()
    }
}

impl SpillWriter for SealedWriter {
    fn finish(&mut self) -> Result<()> {
        self.put_down()?;
        self.end();
        Ok(())
    }
}

/// However a writer ends, nobody waits for it any longer.
impl Drop for SealedWriter {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;
    use futures::TryStreamExt;

    const CANARY: &[u8] = b"CANARY-OF-THE-SPILL";

    fn spill() -> SealedSpill {
        let inner = Inner::new(
            tempfile::tempfile().unwrap(),
            StreamKey::generate(&SeededRng::new(5)),
            Arc::new(SeededRng::new(6)),
        );
        SealedSpill(Arc::new(inner))
    }

    #[tokio::test]
    async fn invariant_4_a_spill_on_disk_is_sealed_and_reads_back() {
        let spill = spill();
        let plain = CANARY.repeat(60_000);
        let mut writer = spill.open_writer().unwrap();
        plain.chunks(10_007).for_each(|chunk| writer.write_all(chunk).unwrap());
        writer.finish().unwrap();
        drop(writer);
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
        drop(writer);
        spill.0.file.write_all_at(b"!", 100).unwrap();
        assert!(spill.read_stream().unwrap().try_collect::<Vec<_>>().await.is_err());
    }

    #[tokio::test]
    async fn what_was_flushed_is_read_while_the_writer_is_still_at_work() {
        let spill = spill();
        let mut writer = spill.open_writer().unwrap();
        let mut reader = spill.read_stream().unwrap();
        for word in [b"one".as_slice(), b"two"] {
            writer.write_all(word).unwrap();
            writer.flush().unwrap();
            assert_eq!(reader.try_next().await.unwrap().as_deref(), Some(word));
        }
        let waiting = tokio::spawn(async move { reader.try_next().await.unwrap() });
        tokio::task::yield_now().await;
        writer.finish().unwrap();
        drop(writer);
        assert_eq!(waiting.await.unwrap(), None);
    }
}
