//! `bailee close`: the end of an engagement.

use std::process::ExitCode;

use bailee_model::{EngagementId, Result};

use crate::{output, session};

/// Close an engagement of which nothing remains
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which
    engagement: EngagementId,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let done = session::connect()?.close(arguments.engagement).await?;
    output::line(&format!("{}: {}", done.value.title, done.value.state));
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}
