//! `bailee login`: sign in.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bailee_client::Server;
use bailee_model::{Error, Result};
use zeroize::Zeroizing;

use crate::{files, output, session};

/// Sign in to a server with password and code
///
/// Both are asked for without echo. The server's address, the authority that vouches for it and the session's token are
/// kept in a file that only you can read: $XDG_CONFIG_HOME/bailee/session.json, or ~/.config/bailee/session.json.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The server, as in https://bailee.example; plain http is spoken to this machine only
    #[arg(value_name = "URL")]
    server: String,

    /// The authority that vouches for the server, as PEM; without it, those that this machine trusts
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,

    /// Your address; asked for when not given
    #[arg(long)]
    email: Option<String>,

    #[command(flatten)]
    factors: Factors,
}

/// How both factors are given.
#[derive(clap::Args)]
pub(crate) struct Factors {
    /// A file whose first line is the password, instead of being asked
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    /// Six digits from your authenticator, instead of being asked; a code works once
    #[arg(long, value_name = "DIGITS")]
    code: Option<String>,
}

impl Factors {
    /// Password and code, asked for where they were not given.
    pub(crate) fn ask(self) -> Result<(Zeroizing<String>, Zeroizing<String>)> {
        let password = match &self.password_file {
            Some(path) => files::read_secret(path)?,
            None => unseen("Password: ", "--password-file")?,
        };
        let code = match self.code {
            Some(code) => Zeroizing::new(code),
            None => unseen("Code: ", "--code")?,
        };
        Ok((password, code))
    }
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { server, ca, email, factors } = arguments;
    let authority = ca.as_deref().map(files::read_text).transpose()?;
    let server =
        Server::at(&server, authority.as_deref().map(str::as_bytes)).map_err(|error| about(error, ca.as_deref()))?;
    let email = match email {
        Some(email) => email,
        None => seen("Address: ")?,
    };
    let (password, code) = factors.ask()?;
    let signed = server.sign_in(&email, &password, &code).await?;
    session::keep(&server, authority.as_deref(), &signed.token, signed.until)?;
    output::line(&format!(
        "Signed in as {} at {}, until {} at the latest.",
        signed.person.name,
        server.address(),
        output::instant(signed.until)
    ));
    Ok(ExitCode::SUCCESS)
}

/// A certificate that is none is an error in the file; anything else is about the address.
fn about(error: Error, ca: Option<&Path>) -> Error {
    match ca {
        Some(path) if error.message().contains("authority") => error.in_file(path.display().to_string()),
        _ => error,
    }
}

fn seen(question: &str) -> Result<String> {
    if !std::io::stdin().is_terminal() {
        return Err(no_terminal("--email"));
    }
    output::question(question);
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn unseen(question: &str, instead: &str) -> Result<Zeroizing<String>> {
    rpassword::prompt_password(question).map(Zeroizing::new).map_err(|_| no_terminal(instead))
}

fn no_terminal(instead: &str) -> Error {
    Error::bad_input("There is no terminal to ask at.").hint(format!("Give {instead}."))
}
