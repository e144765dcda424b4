//! `bailee quarantine`: the client decides about what arrived undeclared.

use std::process::ExitCode;

use bailee_model::{HoldingId, Result};

use crate::{output, session};

/// Decide, for the client, what becomes of undeclared data
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file or the table that waits
    holding: HoldingId,

    /// Agree to holding it, or have it destroyed
    decision: Decision,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Decision {
    Agree,
    Destroy,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let agree = matches!(arguments.decision, Decision::Agree);
    let done = session::connect()?.decide_quarantine(arguments.holding, agree).await?;
    for it in &done.value {
        output::line(&format!("{} {}: {}", it.kind, it.name, it.state));
    }
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}
