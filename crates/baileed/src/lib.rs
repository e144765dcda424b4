//! `baileed`, the server: makes an installation, serves it, and shows the whole job in a demonstration.
//!
//! It is the one place where the parts meet: the store, the vault, the workbench and the pages are each their own crate and
//! know nothing of one another but the ports in `bailee-model`. The program is [`run`]; [`installation`] and [`demo`] are
//! public for the tests that need all parts.

pub mod demo;
pub mod installation;
pub mod settings;

mod commands;
mod output;
mod telemetry;
mod tls;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use telemetry::Traces;

/// Custody of client data: the server.
#[derive(Parser)]
#[command(name = "baileed", version, about, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make an installation: keys, database, certificate authority, the firm and its officer.
    Init(commands::init::Init),
    /// Serve an installation over HTTPS.
    Serve(Box<commands::serve::Serve>),
    /// Show the whole job on made-up data, then serve the result.
    Demo(commands::demo::Demo),
    /// Write and try recovery kits.
    Kit(commands::kit::Kit),
    /// Make a backup: sealed objects, wrapped keys, and the records, sealed.
    Backup(commands::backup::Backup),
    /// Bring an installation back from a backup, try one, or list them.
    Restore(commands::restore::Restore),
    /// Check that every record and every log is whole.
    Fsck(commands::fsck::Fsck),
}

impl Command {
    /// Where traces go.
    fn otlp(&self) -> Option<&str> {
        match self {
            Self::Serve(serve) => serve.tools.otlp.as_deref(),
            _ => None,
        }
    }
}

/// Reads the command line and carries it out.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return output::failed(&error.into()),
    };
    let traces = arguments.command.otlp().map(|collector| Traces::to(collector, runtime.handle())).transpose();
    match traces {
        Ok(traces) => output::trace_to_stderr(traces),
        Err(error) => return output::failed(&error),
    }
    let result = runtime.block_on(async {
        match arguments.command {
            Command::Init(command) => command.run().await,
            Command::Serve(command) => command.run().await,
            Command::Demo(command) => command.run().await,
            Command::Kit(command) => command.run().await,
            Command::Backup(command) => command.run().await,
            Command::Restore(command) => command.run().await,
            Command::Fsck(command) => command.run().await,
        }
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::failed(&error),
    }
}
