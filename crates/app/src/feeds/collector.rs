//! To the firm's SIEM: one line an event, in a file that a collector reads or in requests to an address.

use super::{
    Told,
    line::{self, Line},
    ocsf, trimmed,
};
use crate::factors::Secret;
use bailee_model::{Error, LoggedEntry, Result, say};
use reqwest::{
    Url,
    header::{CONTENT_TYPE, HeaderValue},
};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

/// Lines of JSON, one after another.
const LINES: &str = "application/x-ndjson";

/// A collector that takes lines over HTTPS.
pub struct CollectorConfig {
    /// Where it takes them: `https://…`, or `http://…` on this machine.
    pub url: String,
    /// The bearer token that it wants.
    pub token: Option<Secret>,
}

/// A file that grows.
pub(super) struct FileCollector(PathBuf);

impl FileCollector {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) async fn tell(&self, entries: &[LoggedEntry]) -> Told {
        let (path, text, count) = (self.0.clone(), lines(entries), entries.len());
        match tokio::task::spawn_blocking(move || append(&path, &text)).await {
            Ok(Ok(())) => Told::all(count),
            Ok(Err(error)) => Told::none(format!("file_{:?}", error.kind()).to_lowercase()),
            Err(_) => Told::none("file_interrupted".to_owned()),
        }
    }
}

/// Appends whole lines; when this returns they are on disk. A line that an earlier crash tore stays alone on its line, and
/// comes again whole.
fn append(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    let mut file = options.open(path)?;
    let torn = if ends_whole(&mut file)? { "" } else { "\n" };
    file.write_all(format!("{torn}{text}").as_bytes())?;
    file.sync_data()
}

fn ends_whole(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// An address that takes lines.
pub(super) struct AddressCollector {
    url: Url,
    token: Option<HeaderValue>,
    line: Line,
}

impl AddressCollector {
    pub(super) fn new(url: Url, token: Option<Secret>, line: Line) -> Result<Self> {
        let token = token.as_ref().map(bearer).transpose()?;
        Ok(Self { url, token, line })
    }

    pub(super) async fn tell(&self, entries: &[LoggedEntry]) -> Told {
        let mut request = self.line.post(&self.url).header(CONTENT_TYPE, LINES);
        if let Some(token) = &self.token {
            request = request.header(reqwest::header::AUTHORIZATION, token.clone());
        }
        match line::send(request.body(lines(entries))).await {
            Ok(()) => Told::all(entries.len()),
            Err(trouble) => Told::none(trouble),
        }
    }
}

fn bearer(token: &Secret) -> Result<HeaderValue> {
    let bad = || {
        Error::bad_input(say!("The collector’s token is of no use."))
            .hint(say!("Its file holds one line with the token."))
    };
    let token = trimmed(token);
    if token.is_empty() {
        return Err(bad());
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| bad())?;
    value.set_sensitive(true);
    Ok(value)
}

fn lines(entries: &[LoggedEntry]) -> String {
    entries.iter().map(|entry| format!("{}\n", ocsf::event(entry))).collect()
}
