//! The one place that writes to the terminal.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the one place that writes to the terminal")]

use crate::telemetry::Traces;
use std::{io::IsTerminal as _, process::ExitCode};
use tracing_subscriber::{EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// A line for the person at the terminal.
pub(crate) fn line(text: impl AsRef<str>) {
    println!("{}", text.as_ref());
}

/// Whether colour would be seen.
pub(crate) fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// The server's own log goes to standard error, and `BAILEE_LOG` filters it; spans of requests go where traces are wanted.
pub(crate) fn trace_to_stderr(traces: Option<Traces>) {
    let filter = EnvFilter::try_from_env("BAILEE_LOG").unwrap_or_else(|_| EnvFilter::new("warn,baileed=info"));
    // The engine's own words below a warning repeat what a question names and what a plan holds, and no level writes those.
    let quiet = ["datafusion=warn", "parquet=warn", "arrow=warn", "sqlparser=warn"].map(|one| one.parse());
    let filter = quiet.into_iter().flatten().fold(filter, EnvFilter::add_directive);
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false).with_filter(filter);
    tracing_subscriber::registry().with(log).with(traces.map(Traces::layer)).init();
}

/// Tells what went wrong and what to do; the causes behind it are for the operator.
pub(crate) fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("baileed: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because {cause}");
    }
    ExitCode::FAILURE
}
