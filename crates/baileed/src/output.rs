//! The one place that writes to the terminal.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the one place that writes to the terminal")]

use std::{io::IsTerminal as _, process::ExitCode};
use tracing_subscriber::EnvFilter;

/// A line for the person at the terminal.
pub(crate) fn line(text: impl AsRef<str>) {
    println!("{}", text.as_ref());
}

/// Whether colour would be seen.
pub(crate) fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// The server's own log goes to standard error; `BAILEE_LOG` filters it.
pub(crate) fn trace_to_stderr() {
    let filter = EnvFilter::try_from_env("BAILEE_LOG").unwrap_or_else(|_| EnvFilter::new("warn,baileed=info"));
    // The engine's own words below a warning repeat what a question names and what a plan holds, and no level writes those.
    let quiet = ["datafusion=warn", "parquet=warn", "arrow=warn", "sqlparser=warn"].map(|one| one.parse());
    let filter = quiet.into_iter().flatten().fold(filter, EnvFilter::add_directive);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}

/// Tells what went wrong and what to do; the causes behind it are for the operator.
pub(crate) fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("baileed: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because {cause}");
    }
    ExitCode::FAILURE
}
