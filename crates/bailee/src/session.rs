//! Who is signed in: a private file under the user's configuration folder, with the server's address, the authority
//! that vouches for it, and the session's token. Nobody else can read it, and `bailee logout` removes it.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use bailee_client::{Connection, Server, Token};
use bailee_model::{Error, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::files;

#[derive(Deserialize)]
struct Kept {
    server: String,
    authority: Option<String>,
    token: Token,
}

#[derive(Serialize)]
struct Keeping<'a> {
    server: &'a str,
    authority: Option<&'a str>,
    token: &'a str,
    until: Timestamp,
}

/// The connection of whoever is signed in.
///
/// # Errors
/// When nobody is, or others can read the file that says so.
pub(crate) fn connect() -> Result<Connection> {
    let path = place()?;
    if !path.exists() {
        return Err(nobody());
    }
    private(&path)?;
    let text = Zeroizing::new(files::read_text(&path)?);
    let kept: Kept = serde_json::from_str(&text).map_err(|_| {
        Error::bad_input("The file that keeps the session does not read.")
            .in_file(path.display().to_string())
            .hint("Sign in again: bailee login URL.")
    })?;
    Ok(Server::at(&kept.server, kept.authority.as_deref().map(str::as_bytes))?.connect(kept.token))
}

/// Keeps a session, in place of any other. The file is whole or as it was.
pub(crate) fn keep(server: &Server, authority: Option<&str>, token: &Token, until: Timestamp) -> Result<()> {
    let path = place()?;
    let keeping = Keeping { server: server.address(), authority, token: token.expose(), until };
    let text = serde_json::to_vec_pretty(&keeping)
        .map_err(|error| Error::internal("The session is not JSON.").because(error))?;
    let text = Zeroizing::new(text);
    if let Some(folder) = path.parent() {
        make_private_folder(folder).map_err(|error| files::wrong(folder, error))?;
    }
    let beside = path.with_extension("new");
    let written = write_private(&beside, &text).and_then(|()| std::fs::rename(&beside, &path));
    written.map_err(|error| files::wrong(&path, error))
}

/// Forgets the session.
pub(crate) fn forget() -> Result<()> {
    let path = place()?;
    std::fs::remove_file(&path).map_err(|error| files::wrong(&path, error))
}

pub(crate) fn nobody() -> Error {
    Error::sign_in("Nobody is signed in here.").hint("Sign in: bailee login URL.")
}

/// `$XDG_CONFIG_HOME/bailee/session.json`, or the same under `~/.config`.
fn place() -> Result<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from).filter(|path| path.is_absolute())
    };
    let folder = set("XDG_CONFIG_HOME").or_else(|| std::env::home_dir().map(|home| home.join(".config")));
    let folder = folder.ok_or_else(|| {
        Error::bad_input("There is no folder for configuration.").hint("Set XDG_CONFIG_HOME or HOME.")
    })?;
    Ok(folder.join("bailee").join("session.json"))
}

#[cfg(unix)]
fn private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map_err(|error| files::wrong(path, error))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(Error::bad_input("Others can read the file that keeps the session.")
            .in_file(path.display().to_string())
            .hint("Its token may be known: run bailee login again. The file it writes is yours alone."));
    }
    Ok(())
}

#[cfg(not(unix))]
fn private(_path: &Path) -> Result<()> {
    Ok(())
}

fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
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
