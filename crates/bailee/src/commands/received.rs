//! `bailee received`: check what came back, and confirm that it did.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use age::x25519;
use bailee_log::handover::{Checker, Found, Trouble};
use bailee_model::{Error, HandoverId, Result, say};

use crate::{files, output, session};

/// Pieces in which the archive is opened: nothing of it is kept.
const PIECE: usize = 64 << 10;

/// Check every hash of what came back from the firm, and confirm the receipt
///
/// The file is opened with your own key, in memory and piece by piece; nothing plain is written. Only when every file is there
/// and as listed is the receipt sent: that you have it, and the digest of its list, which the firm's log has too.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What ‘bailee fetch’ or the page gave you
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Your key, as age-keygen wrote it
    #[arg(long, short, value_name = "KEY")]
    identity: PathBuf,

    /// Check only; tell nobody
    #[arg(long)]
    offline: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { file, identity, offline } = arguments;
    let found = check(&file, &identity)?;
    for (path, trouble) in &found.troubles {
        let what = match trouble {
            Trouble::Missing => "is listed and not there",
            Trouble::Unlisted => "is there and not listed",
            Trouble::Changed => "is not as it was listed",
        };
        output::mark(false, &format!("{} {what}", plain(path)));
    }
    let manifest = &found.manifest;
    if !found.troubles.is_empty() {
        output::line("Keep this file, and ask the firm for an explanation. No receipt was sent.");
        return Ok(ExitCode::from(2));
    }
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    output::mark(true, &format!("{} files, {bytes} bytes, each as listed", manifest.files.len()));
    output::line(&format!("  Handover {} of engagement {}, {}", manifest.handover, manifest.engagement, manifest.at));
    output::line(&format!("  SHA-256 of manifest.json: {}", found.digest));
    if offline {
        output::line("No receipt was sent.");
        return Ok(ExitCode::SUCCESS);
    }
    let id: HandoverId = manifest.handover.parse()?;
    let done = session::connect()?.confirm_receipt(id, &found.digest.to_string(), true).await?;
    output::mark(true, "Your receipt is on record.");
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}

/// Opens the archive and checks all that is in it.
fn check(path: &Path, identity: &Path) -> Result<Found> {
    let secret = zeroize::Zeroizing::new(files::read_text(identity)?);
    let line = secret.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-"));
    let key: Option<x25519::Identity> = line.and_then(|line| line.parse().ok());
    let key = key.ok_or_else(|| {
        Error::bad_input(say!("There is no age key in this file."))
            .hint(say!("It has a line that begins with AGE-SECRET-KEY-1, as age-keygen wrote it."))
            .in_file(identity.display().to_string())
    })?;
    let wrong = |error: age::DecryptError| {
        let said = match error {
            age::DecryptError::NoMatchingKeys => say!("This file was sealed to another key."),
            _ => say!("This file was changed or cut short, or is no age file."),
        };
        Error::bad_input(said).hint(say!("Fetch it again if it should open.")).in_file(path.display().to_string())
    };
    let file = std::fs::File::open(path).map_err(|error| files::wrong(path, error))?;
    let decryptor = age::Decryptor::new(BufReader::new(file)).map_err(wrong)?;
    let plain = decryptor.decrypt(std::iter::once(&key as &dyn age::Identity)).map_err(wrong)?;
    read(plain, path)
}

fn read(mut plain: impl Read, path: &Path) -> Result<Found> {
    let no_bundle = |error: bailee_log::Error| {
        Error::bad_input(say!("This is not a whole bundle: {error}.", error = error.to_string()))
            .hint(say!("Fetch it again."))
            .in_file(path.display().to_string())
    };
    let mut checker = Checker::default();
    let mut piece = vec![0; PIECE];
    loop {
        let count = plain.read(&mut piece).map_err(|error| {
            Error::bad_input(say!("This file was changed or cut short."))
                .hint(say!("Fetch it again."))
                .in_file(path.display().to_string())
                .because(error)
        })?;
        if count == 0 {
            return checker.finish().map_err(no_bundle);
        }
        checker.push(&piece[..count]).map_err(no_bundle)?;
    }
}

/// A path for the terminal: what is in an archive is not to steer it.
fn plain(path: &str) -> String {
    path.chars().map(|letter| if letter.is_control() { '_' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use age::secrecy::ExposeSecret as _;
    use bailee_log::Hash;
    use bailee_log::handover::{File, MANIFEST, Manifest, READABLE, TYPE, tar};
    use std::io::Write as _;

    fn archive(listed: &[u8], there: &[u8]) -> Vec<u8> {
        let manifest = Manifest {
            at: "2026-11-22T04:00:27Z".into(),
            client: "cli_1".into(),
            engagement: "eng_1".into(),
            files: vec![File {
                bytes: listed.len() as u64,
                category: None,
                id: None,
                kind: "original".into(),
                path: "originals/a.csv".into(),
                sha256: Hash::of(listed),
            }],
            handover: "hov_1".into(),
            manifest_type: TYPE.into(),
        };
        let list = manifest.encode().unwrap();
        let readable = manifest.readable(Hash::of(&list));
        let mut out = Vec::new();
        for (path, bytes) in [("originals/a.csv", there), (MANIFEST, &list), (READABLE, readable.as_bytes())] {
            out.extend(tar::header(path, bytes.len() as u64, 0));
            out.extend_from_slice(bytes);
            out.extend(tar::padding(bytes.len() as u64));
        }
        out.extend(tar::END);
        out
    }

    fn sealed(folder: &Path, key: &x25519::Identity, plain: &[u8]) -> PathBuf {
        let path = folder.join("back.tar.age");
        let recipient = key.to_public();
        let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
        let mut writer = encryptor.wrap_output(std::fs::File::create(&path).unwrap()).unwrap();
        writer.write_all(plain).unwrap();
        writer.finish().unwrap();
        path
    }

    #[test]
    fn what_came_back_is_checked_without_a_plain_byte_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let key = x25519::Identity::generate();
        let identity = folder.path().join("key.txt");
        std::fs::write(&identity, format!("# made today\n{}\n", key.to_string().expose_secret())).unwrap();
        let long = vec![7; 300_000];
        let whole = sealed(folder.path(), &key, &archive(&long, &long));
        assert_eq!(check(&whole, &identity).unwrap().troubles, vec![]);
        let changed = sealed(folder.path(), &key, &archive(b"one", b"two"));
        let troubles = check(&changed, &identity).unwrap().troubles;
        assert_eq!(troubles, [("originals/a.csv".to_owned(), Trouble::Changed)]);
        let bytes = std::fs::read(sealed(folder.path(), &key, &archive(&long, &long))).unwrap();
        std::fs::write(&whole, &bytes[..bytes.len() - 70_000]).unwrap();
        assert!(check(&whole, &identity).unwrap_err().to_string().contains("cut short"));
        let other = sealed(folder.path(), &x25519::Identity::generate(), b"x");
        assert!(check(&other, &identity).unwrap_err().to_string().contains("another key"));
        assert_eq!(plain("a\u{1b}[2J"), "a_[2J");
    }
}
