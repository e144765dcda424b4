//! One sealed part of a backup, written and read in constant memory: plaintext is never on a disk.

use super::{
    BackupPlace,
    manifest::{Part, damaged},
    place_error,
};
use bailee_model::{Error, Result};
use bailee_vault::{
    Identity, Recipient,
    handover::{self, AgeSealer},
};
use bytes::Bytes;
use futures::StreamExt as _;
use object_store::{ObjectStoreExt as _, WriteMultipart, path::Path};
use sha2::{Digest as _, Sha256};
use std::io::{self, Read};
use tokio::{sync::mpsc, task::JoinHandle};

/// Pieces that wait between one half of a pipe and the other.
const WAITING: usize = 8;
/// Parts of an upload that may be under way at a time.
const UPLOADS: usize = 4;
/// Plaintext that is read at a time.
const PIECE: usize = 64 << 10;

/// What is being written to a place: counted and hashed on its way.
pub(super) struct Writing {
    upload: WriteMultipart,
    hasher: Sha256,
    bytes: u64,
    at: Path,
}

impl Writing {
    pub(super) async fn begin(place: &BackupPlace, at: Path) -> Result<Self> {
        let upload = WriteMultipart::new(place.store.put_multipart(&at).await.map_err(place_error)?);
        Ok(Self { upload, hasher: Sha256::new(), bytes: 0, at })
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        self.upload.wait_for_capacity(UPLOADS).await.map_err(place_error)?;
        self.upload.write(bytes);
        Ok(())
    }

    pub(super) async fn finish(self) -> Result<Part> {
        self.upload.finish().await.map_err(place_error)?;
        let sha256 = hex::encode(self.hasher.finalize());
        Ok(Part { at: self.at.to_string(), bytes: self.bytes, sha256 })
    }
}

/// Seals pieces to recipients as they come, and writes them.
pub(super) async fn seal(
    place: &BackupPlace,
    at: Path,
    to: &[Recipient],
    mut pieces: mpsc::Receiver<Vec<u8>>,
) -> Result<Part> {
    let mut writing = Writing::begin(place, at).await?;
    let mut sealer = AgeSealer::new(to)?;
    while let Some(piece) = pieces.recv().await {
        writing.write(&sealer.push(&piece)?).await?;
    }
    writing.write(&sealer.finish()?).await?;
    writing.finish().await
}

/// Seals one piece, and writes it.
pub(super) async fn seal_piece(place: &BackupPlace, at: Path, to: &[Recipient], piece: &[u8]) -> Result<Part> {
    let mut writing = Writing::begin(place, at).await?;
    writing.write(&handover::seal_bytes(to, piece)?).await?;
    writing.finish().await
}

/// Reads what lies at a path and compares its hash. Whoever wants the pieces gets them as they come; the last comes only when
/// all of them are right.
pub(super) async fn check(place: &BackupPlace, part: &Part, to: Option<mpsc::Sender<Bytes>>) -> Result<()> {
    let got = place.store.get(&Path::from(part.at.as_str())).await.map_err(place_error)?;
    let mut stream = got.into_stream();
    let (mut hasher, mut bytes, mut held) = (Sha256::new(), 0u64, None);
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(place_error)?;
        hasher.update(&piece);
        bytes += piece.len() as u64;
        if let Some(before) = held.replace(piece) {
            hand(to.as_ref(), before).await?;
        }
    }
    if bytes != part.bytes || hex::encode(hasher.finalize()) != part.sha256 {
        return Err(damaged());
    }
    match held {
        Some(last) => hand(to.as_ref(), last).await,
        None => Ok(()),
    }
}

async fn hand(to: Option<&mpsc::Sender<Bytes>>, piece: Bytes) -> Result<()> {
    match to {
        Some(to) => to.send(piece).await.map_err(|_| damaged()),
        None => Ok(()),
    }
}

/// Opens a sealed part; its plaintext arrives in pieces. The handle tells whether all of it was whole.
pub(super) fn open(
    place: &BackupPlace,
    part: &Part,
    identity: Identity,
) -> (mpsc::Receiver<Vec<u8>>, JoinHandle<Result<()>>) {
    let (sealed_to, sealed) = mpsc::channel::<Bytes>(WAITING);
    let (plain_to, plain) = mpsc::channel::<Vec<u8>>(WAITING);
    let opening = tokio::task::spawn_blocking(move || unseal(sealed, &plain_to, &identity));
    let (place, part) = (place.clone(), part.clone());
    let all = tokio::spawn(async move {
        let read = check(&place, &part, Some(sealed_to)).await;
        let opened = opening.await.map_err(|error| Error::internal("A part could not be opened.").because(error))?;
        // What the place says comes first: a part that is cut short does not open either.
        read.and(opened)
    });
    (plain, all)
}

fn unseal(sealed: mpsc::Receiver<Bytes>, to: &mpsc::Sender<Vec<u8>>, identity: &Identity) -> Result<()> {
    let mut plain = identity.open_stream(Pieces { sealed, held: Bytes::new() })?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = plain.read(&mut piece).map_err(|_| damaged())?;
        if read == 0 {
            return Ok(());
        }
        if to.blocking_send(piece[..read].to_vec()).is_err() {
            // Nobody wants the rest; they have their own error.
            return Ok(());
        }
    }
}

/// Pieces as a reader.
struct Pieces {
    sealed: mpsc::Receiver<Bytes>,
    held: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.held.is_empty() {
            match self.sealed.blocking_recv() {
                Some(piece) => self.held = piece,
                None => return Ok(0),
            }
        }
        let length = into.len().min(self.held.len());
        into[..length].copy_from_slice(&self.held.split_to(length));
        Ok(length)
    }
}
