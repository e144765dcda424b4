//! Who is signed in: a private file under the user's configuration folder, with the server's address, the authority
//! that vouches for it, and the session's token. Nobody else can read it, and `bailee logout` removes it.
//!
//! A program brings a token of its own instead: `BAILEE_TOKEN` and `BAILEE_SERVER`, and `BAILEE_CA` where the firm has an
//! authority of its own.

use bailee_client::{Connection, Server, Token};
use bailee_model::{Error, Result, say};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{files, folder};

const FILE: &str = "session.json";

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
    connect_and_authority().map(|(connection, _)| connection)
}

/// The same, and the authority that vouches for the server, where it is one of the firm's own.
pub(crate) fn connect_and_authority() -> Result<(Connection, Option<String>)> {
    let kept = match given(&|name| std::env::var(name).ok())? {
        Some(kept) => kept,
        None => kept()?.ok_or_else(nobody)?,
    };
    let server = Server::at(&kept.server, kept.authority.as_deref().map(str::as_bytes))?;
    Ok((server.connect(kept.token), kept.authority))
}

/// The address of the server that somebody is signed in at.
pub(crate) fn server() -> Option<String> {
    let kept = given(&|name| std::env::var(name).ok()).ok().flatten().or_else(|| kept().ok().flatten())?;
    Server::at(&kept.server, None).ok().map(|server| server.address().to_owned())
}

/// What a program was given in its environment.
fn given(variable: &dyn Fn(&str) -> Option<String>) -> Result<Option<Kept>> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let Some(token) = set("BAILEE_TOKEN") else { return Ok(None) };
    let token = Token::from(token);
    let server = set("BAILEE_SERVER").ok_or_else(|| {
        Error::bad_input(say!("BAILEE_TOKEN is set, and BAILEE_SERVER is not."))
            .hint(say!("A token goes to the server it is for."))
    })?;
    let authority = set("BAILEE_CA").map(|path| files::read_text(path.as_ref())).transpose()?;
    Ok(Some(Kept { server, authority, token }))
}

fn kept() -> Result<Option<Kept>> {
    let path = folder::place(FILE)?;
    let hint = say!("Its token may be known: run bailee login again. The file it writes is yours alone.");
    let Some(text) = folder::read_private(&path, &hint)? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|_| {
        Error::bad_input(say!("The file that keeps the session does not read."))
            .in_file(path.display().to_string())
            .hint(say!("Sign in again: bailee login URL."))
    })
}

/// Keeps a session, in place of any other.
pub(crate) fn keep(server: &Server, authority: Option<&str>, token: &Token, until: Timestamp) -> Result<()> {
    let keeping = Keeping { server: server.address(), authority, token: token.expose(), until };
    let text = serde_json::to_vec_pretty(&keeping)
        .map_err(|error| Error::internal("The session is not JSON.").because(error))?;
    folder::write_private(&folder::place(FILE)?, &Zeroizing::new(text))
}

/// Forgets the session.
pub(crate) fn forget() -> Result<()> {
    let path = folder::place(FILE)?;
    std::fs::remove_file(&path).map_err(|error| files::wrong(&path, error))
}

pub(crate) fn nobody() -> Error {
    Error::sign_in(say!("Nobody is signed in here.")).hint(say!("Sign in: bailee login URL."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn a_token_in_the_environment_needs_its_server() {
        assert!(given(&environment(&[])).unwrap().is_none());
        assert!(given(&environment(&[("BAILEE_TOKEN", "")])).unwrap().is_none());
        assert!(given(&environment(&[("BAILEE_SERVER", "https://bailee.example")])).unwrap().is_none());
        let error = given(&environment(&[("BAILEE_TOKEN", "cedar")])).err().unwrap();
        assert!(error.message().contains("BAILEE_SERVER") && !error.message().contains("cedar"));
        let kept = given(&environment(&[("BAILEE_TOKEN", "cedar"), ("BAILEE_SERVER", "https://bailee.example")]));
        let kept = kept.unwrap().unwrap();
        assert_eq!((kept.server.as_str(), kept.token.expose()), ("https://bailee.example", "cedar"));
    }
}
