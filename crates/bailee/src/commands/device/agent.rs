//! `bailee device agent`: report and confirm, in the foreground.

use std::process::ExitCode;

use bailee_model::{Result, SystemClock};

use crate::device::agent;

/// Report every four hours, and confirm your browser's sessions when the server's page asks
///
/// Runs until it is stopped. It listens on 127.0.0.1:47321, for this machine only, and answers one thing: the link on the
/// server's own page that asks this device to confirm the session.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// For this server, where this machine is enrolled at several
    #[arg(long, value_name = "URL")]
    server: Option<String>,

    /// Another port; the server's pages know only the one
    #[arg(long, hide = true, default_value_t = agent::PORT)]
    port: u16,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    agent::run(arguments.server.as_deref(), arguments.port, &SystemClock).await?;
    Ok(ExitCode::SUCCESS)
}
