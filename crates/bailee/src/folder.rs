//! The program's own folder: `$XDG_CONFIG_HOME/bailee`, or `~/.config/bailee`. What is in it is its owner's alone.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use bailee_model::{Error, Result, Text, say};
use zeroize::Zeroizing;

use crate::files;

/// Where a file of this name lies, or would.
///
/// # Errors
/// When there is no folder for configuration.
pub(crate) fn place(name: &str) -> Result<PathBuf> {
    configuration().map(|folder| folder.join("bailee").join(name))
}

/// Where programs keep their configuration.
///
/// # Errors
/// When there is no such folder.
pub(crate) fn configuration() -> Result<PathBuf> {
    let folder = set("XDG_CONFIG_HOME").or_else(|| std::env::home_dir().map(|home| home.join(".config")));
    folder.ok_or_else(|| {
        Error::bad_input(say!("There is no folder for configuration.")).hint(say!("Set XDG_CONFIG_HOME or HOME."))
    })
}

/// An absolute path out of the environment.
fn set(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from).filter(|path| path.is_absolute())
}

/// Reads a file that nobody else may read; none when there is none.
///
/// # Errors
/// When others can read it: then they may have.
pub(crate) fn read_private(path: &Path, hint: &Text) -> Result<Option<Zeroizing<String>>> {
    if !path.exists() {
        return Ok(None);
    }
    if others_read(path)? {
        return Err(Error::bad_input(say!("Others can read this file, and it is private."))
            .in_file(path.display().to_string())
            .hint(hint.clone()));
    }
    files::read_text(path).map(|text| Some(Zeroizing::new(text)))
}

/// Writes a private file in place of any other. It is whole or as it was.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(|error| files::wrong(folder, error))?;
    }
    let beside = path.with_added_extension("new");
    let written = write_new(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| files::wrong(path, error))
}

/// Makes a folder that is its owner's alone.
pub(crate) fn make_private(folder: &Path) -> Result<()> {
    make_folder(folder).map_err(|error| files::wrong(folder, error))
}

#[cfg(unix)]
fn others_read(path: &Path) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map_err(|error| files::wrong(path, error))?.permissions().mode();
    Ok(mode & 0o077 != 0)
}

/// Windows gives a file under a profile to its owner and the administrators.
#[cfg(not(unix))]
fn others_read(_path: &Path) -> Result<bool> {
    Ok(false)
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // What a broken attempt left may have another's permissions.
    let _ = std::fs::remove_file(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_its_owners_alone_or_not_read_at_all() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("secret.json");
        assert!(read_private(&path, &say!("Make another.")).unwrap().is_none());
        write_private(&path, b"mine").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(&**read_private(&path, &say!("Make another.")).unwrap().unwrap(), "mine");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = read_private(&path, &say!("Make another.")).unwrap_err();
        assert_eq!(error.hint_text(), Some("Make another."));
    }
}
