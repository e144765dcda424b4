//! `bailee login`: sign in, with password and code here, or by way of a browser.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use bailee_client::{Connection, Server, reply::SignedIn};
use bailee_model::{Clock as _, Error, ErrorKind, Result, SystemClock, say};
use zeroize::Zeroizing;

use crate::device::{Enrolments, confirm::confirm, own_name};
use crate::{files, output, session};

/// How long to wait before looking again whether a session was allowed.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Sign in to a server, with password and code or by way of a browser
///
/// Password and code are asked for without echo. With --browser nothing is: this shows a code, and you type it on a page of
/// the server in a browser in which you are signed in, by a passkey or however you do. The server's address, the authority that vouches for it and the session's token are
/// kept in a file that only you can read: $XDG_CONFIG_HOME/bailee/session.json, or ~/.config/bailee/session.json. Where this
/// machine is enrolled as a device, it confirms the session by itself.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The server, as in https://bailee.example; plain http is spoken to this machine only
    #[arg(value_name = "URL")]
    server: String,

    /// The authority that vouches for the server, as PEM; without it, those that this machine trusts
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,

    /// Have the session allowed in a browser, by a code that is shown here
    #[arg(long, conflicts_with_all = ["email", "password_file", "code"])]
    browser: bool,

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
    let Arguments { server, ca, browser, email, factors } = arguments;
    let authority = ca.as_deref().map(files::read_text).transpose()?;
    let server =
        Server::at(&server, authority.as_deref().map(str::as_bytes)).map_err(|error| about(error, ca.as_deref()))?;
    let signed = if browser { by_browser(&server).await? } else { by_factors(&server, email, factors).await? };
    session::keep(&server, authority.as_deref(), &signed.token, signed.until)?;
    output::line(&format!(
        "Signed in as {} at {}, until {} at the latest.",
        signed.person.name,
        server.address(),
        output::instant(signed.until)
    ));
    let address = server.address().to_owned();
    match vouch(&address, &server.connect(signed.token)).await {
        Ok(true) => output::line("This device confirmed the session."),
        Ok(false) => {}
        // The session is good all the same: it only opens less.
        Err(error) => output::remark(&format!("This device could not confirm the session: {error}")),
    }
    Ok(ExitCode::SUCCESS)
}

async fn by_factors(server: &Server, email: Option<String>, factors: Factors) -> Result<SignedIn> {
    let email = match email {
        Some(email) => email,
        None => seen("Address: ")?,
    };
    let (password, code) = factors.ask()?;
    server.sign_in(&email, &password, &code).await
}

/// Shows a code, and waits until its person has answered in a browser.
async fn by_browser(server: &Server) -> Result<SignedIn> {
    let asked = server.ask_session(&own_name().unwrap_or_else(|| "a machine without a name".to_owned())).await?;
    output::line("In a browser in which you are signed in, open");
    output::line(&format!("    {}/sessions/allow", server.address()));
    output::line("and type this code, which is yours alone; nobody else needs it:");
    output::line(&format!("    {}", asked.code.expose()));
    output::remark(&format!("Waiting until {}.", output::instant(asked.until)));
    while SystemClock.now() < asked.until {
        match server.collect_session(&asked).await {
            Ok(Some(signed)) => return Ok(signed),
            Ok(None) => {}
            // A network that is away for a moment: the request waits at the server.
            Err(error) if error.kind() == ErrorKind::Unavailable => {}
            Err(error) => return Err(error),
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Err(Error::sign_in(say!("Nobody answered in ten minutes.")).hint(say!("Run bailee login --browser again.")))
}

/// Confirms the session with this machine's key, where it is enrolled at the server. Says whether it is.
async fn vouch(address: &str, connection: &Connection) -> Result<bool> {
    let enrolments = Enrolments::read()?;
    let Some(enrolment) = enrolments.of(address) else { return Ok(false) };
    let code = connection.confirmation_code().await?.code;
    confirm(address, enrolment, code.expose(), SystemClock.now()).await.map(|_| true)
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
    Error::bad_input(say!("There is no terminal to ask at.")).hint(say!("Give {instead}.", instead))
}
