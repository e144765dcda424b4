//! `bailee device confirm`: vouch for a session.

use std::process::ExitCode;

use bailee_model::{Clock as _, Result, SystemClock};

use crate::device::{Enrolments, confirm::confirm};
use crate::output;

/// Confirm a browser's session with this device
///
/// Only a code that your own browser shows you on the server's own page. Never one that somebody sends you: it would open
/// their session.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The code that the page shows
    code: String,

    /// At this server, where this machine is enrolled at several
    #[arg(long, value_name = "URL")]
    server: Option<String>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let (address, enrolment) = Enrolments::read()?.one(arguments.server.as_deref())?;
    let confirmed = confirm(&address, &enrolment, arguments.code.trim(), SystemClock.now()).await?;
    output::line(&format!("Confirmed: {} at {address} is on this device.", confirmed.session));
    Ok(ExitCode::SUCCESS)
}
