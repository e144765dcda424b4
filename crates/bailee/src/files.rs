//! Files that come in and go out, by the names the user gave.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use bailee_client::Download;
use bailee_model::{Error, Result, say};

/// The largest document or secret that is read whole, in bytes.
const DOCUMENT: u64 = 1 << 20;

/// Reads a document that is text.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let size = std::fs::metadata(path).map_err(|error| wrong(path, error))?.len();
    if size > DOCUMENT {
        return Err(Error::bad_input(say!("This file is larger than 1 MiB.")).in_file(path.display().to_string()));
    }
    std::fs::read_to_string(path).map_err(|error| wrong(path, error))
}

/// Reads the first line of a file that holds a secret.
pub(crate) fn read_secret(path: &Path) -> Result<zeroize::Zeroizing<String>> {
    let text = zeroize::Zeroizing::new(read_text(path)?);
    Ok(zeroize::Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

/// Writes a new file. One that is there already is left alone: it may be the copy that somebody trusts.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = new(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| wrong(path, error))
}

/// Writes what comes from the server into a new file. What breaks off leaves none.
pub(crate) async fn save(path: &Path, mut download: Download) -> Result<u64> {
    let mut file = new(path)?;
    let bar = crate::progress::bytes(None, &path.display().to_string());
    let written = async {
        let mut written = 0;
        while let Some(chunk) = download.chunk().await? {
            file.write_all(&chunk).map_err(|error| wrong(path, error))?;
            written += chunk.len() as u64;
            bar.set_position(written);
        }
        file.sync_all().map_err(|error| wrong(path, error))?;
        Ok(written)
    };
    let result = written.await;
    bar.finish_and_clear();
    if result.is_err() {
        // The error that is told is the one that mattered; a leftover that cannot be removed is in plain sight.
        let _ = std::fs::remove_file(path);
    }
    result
}

/// A name that stays in its folder, whatever the thing is called.
pub(crate) fn plain_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_control() || matches!(c, '/' | '\\' | ':') { '_' } else { c }).collect();
    let plain = plain.trim_start_matches('.');
    if plain.is_empty() { "unnamed".to_owned() } else { plain.to_owned() }
}

fn new(path: &Path) -> Result<std::fs::File> {
    OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| wrong(path, error))
}

/// An error of the file system as one that says which file and what to do.
pub(crate) fn wrong(path: &Path, error: std::io::Error) -> Error {
    let said = match error.kind() {
        ErrorKind::NotFound => Error::bad_input(say!("There is no such file.")).hint(say!("Check the path.")),
        ErrorKind::PermissionDenied => {
            Error::bad_input(say!("This file may not be opened.")).hint(say!("Check its permissions."))
        }
        ErrorKind::AlreadyExists => Error::bad_input(say!("This file is there already, and is not overwritten."))
            .hint(say!("Name another, or move it away first.")),
        ErrorKind::InvalidData => {
            Error::bad_input(say!("This file is not text in UTF-8.")).hint(say!("Save it as UTF-8."))
        }
        ErrorKind::StorageFull => Error::bad_input(say!("The disk is full.")).hint(say!("Make room and try again.")),
        _ => Error::bad_input(say!("This file cannot be read or written.")).because(error),
    };
    said.in_file(path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.txt");
        write_new(&path, b"mine").unwrap();
        assert!(write_new(&path, b"theirs").unwrap_err().to_string().contains("there already"));
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    }

    #[test]
    fn a_name_cannot_lead_elsewhere() {
        assert_eq!(plain_name("../../.profile"), "_.._.profile");
        assert_eq!(plain_name("grand livre.csv"), "grand livre.csv");
        assert_eq!(plain_name(".."), "unnamed");
    }

    #[test]
    fn a_secret_is_the_first_line_without_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "cedar lantern\r\nsecond\n").unwrap();
        assert_eq!(*read_secret(&path).unwrap(), "cedar lantern");
    }
}
