//! `bailee put --drop`: send files through a drop link, without any account, and go on where a line broke.
//!
//! Where each upload goes on is kept in a private file until it is whole: the next run of the same command goes on too.

use std::collections::BTreeMap;
use std::io::SeekFrom;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, UNIX_EPOCH};

use bailee_client::DropLink;
use bailee_model::{Error, ErrorKind, Result, say};
use futures::TryStreamExt as _;
use indicatif::ProgressBar;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::{Arguments, CHUNK};
use crate::{files, folder, output, progress};

const FILE: &str = "uploads.json";
/// How many bytes go in one request.
const SLICE: u64 = 256 << 20;
/// How long to wait after a line broke, in seconds; beyond the last it is given up, to be gone on with later.
const WAITS: [u64; 8] = [1, 1, 2, 5, 10, 30, 60, 60];
/// How often a receipt is asked for, once a second, while a large file is put together.
const LOOKS: usize = 1800;

pub(super) async fn run(address: &str, arguments: &Arguments) -> Result<ExitCode> {
    let authority = arguments.ca.as_deref().map(files::read_text).transpose()?;
    let link = DropLink::at(address, authority.as_deref().map(str::as_bytes))?;
    for path in &arguments.files {
        send(&link, address, path).await?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn send(link: &DropLink, address: &str, path: &Path) -> Result<()> {
    let about = tokio::fs::metadata(path).await.map_err(|error| files::wrong(path, error))?;
    let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| about.is_file()) else {
        return Err(
            Error::bad_input(say!("This is no file, or its name is not text.")).in_file(path.display().to_string())
        );
    };
    let key = key(address, path, &about);
    let upload = match kept()?.remove(&key) {
        Some(upload) if stands(link, &upload, about.len()).await? => upload,
        _ => {
            let upload = link.begin(name, about.len()).await?;
            keep(&key, Some(&upload))?;
            upload
        }
    };
    let bar = progress::bytes(Some(about.len()), name);
    let sent = pour(link, &upload, path, about.len(), &bar).await;
    bar.finish_and_clear();
    sent?;
    keep(&key, None)?;
    let receipt = receipt(link, &upload).await?;
    let beside = path.with_added_extension("receipt.json");
    files::write_new(&beside, &receipt)?;
    output::mark(true, &format!("{name}: {} bytes in custody; receipt in {}", about.len(), beside.display()));
    Ok(())
}

/// Whether an upload from before can be gone on with.
async fn stands(link: &DropLink, upload: &str, length: u64) -> Result<bool> {
    match link.standing(upload).await {
        Ok(standing) => Ok(standing.length == length),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

async fn pour(link: &DropLink, upload: &str, path: &Path, length: u64, bar: &ProgressBar) -> Result<()> {
    let mut tries = 0;
    loop {
        let reached = one_go(link, upload, path, length, bar).await;
        let error = match reached {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let may_pass = matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Conflict);
        let Some(wait) = WAITS.get(tries).filter(|_| may_pass) else {
            return Err(error.hint(say!("Run the same command again: it goes on where it stopped.")));
        };
        bar.set_message("…");
        tries += 1;
        tokio::time::sleep(Duration::from_secs(*wait)).await;
    }
}

/// Sends what is missing, slice by slice, until the line breaks or all of it is there.
async fn one_go(link: &DropLink, upload: &str, path: &Path, length: u64, bar: &ProgressBar) -> Result<()> {
    let mut offset = link.standing(upload).await?.offset;
    while offset < length {
        bar.set_position(offset);
        let mut file = tokio::fs::File::open(path).await.map_err(|error| files::wrong(path, error))?;
        file.seek(SeekFrom::Start(offset)).await.map_err(|error| files::wrong(path, error))?;
        let bytes = SLICE.min(length - offset);
        let moving = bar.clone();
        let content = ReaderStream::with_capacity(file.take(bytes), CHUNK);
        let content = content.inspect_ok(move |chunk| moving.inc(chunk.len() as u64));
        offset = link.send(upload, offset, bytes, content).await?;
    }
    Ok(())
}

async fn receipt(link: &DropLink, upload: &str) -> Result<Vec<u8>> {
    for _ in 0..LOOKS {
        if let Some(receipt) = link.receipt(upload).await? {
            return Ok(receipt.to_vec());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Err(Error::unavailable(say!("All of it was sent, and the receipt is not there yet."))
        .hint(say!("Whoever sent you the link sees when it is in custody.")))
}

/// What tells this upload from others, without saying of which file it is.
fn key(address: &str, path: &Path, about: &std::fs::Metadata) -> String {
    let changed = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let said = format!("{address}\n{}\n{}\n{}", whole.display(), about.len(), changed.as_nanos());
    Sha256::digest(said).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn kept() -> Result<BTreeMap<String, String>> {
    let path = folder::place(FILE)?;
    let hint = say!("Remove it: uploads then begin anew.");
    let Some(text) = folder::read_private(&path, &hint)? else { return Ok(BTreeMap::new()) };
    serde_json::from_str(&text).map_err(|_| {
        Error::bad_input(say!("The file that keeps unfinished uploads does not read."))
            .in_file(path.display().to_string())
            .hint(hint)
    })
}

fn keep(key: &str, upload: Option<&str>) -> Result<()> {
    let mut all = kept()?;
    match upload {
        Some(upload) => all.insert(key.to_owned(), upload.to_owned()),
        None => all.remove(key),
    };
    let text = serde_json::to_vec(&all).map_err(|error| Error::internal("The uploads are not JSON.").because(error))?;
    folder::write_private(&folder::place(FILE)?, &text)
}
