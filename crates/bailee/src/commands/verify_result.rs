//! `bailee verify-result`: the client's statement that the result is right.

use std::process::ExitCode;

use bailee_model::{EngagementId, LoadRunId, Result};

use crate::{output, session};

/// State, for the client, that the result is right; it starts the deletion clock
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Of which engagement
    engagement: EngagementId,

    /// What you state, in your words
    #[arg(long)]
    statement: String,

    /// The load that you looked at
    #[arg(long)]
    run: Option<LoadRunId>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let done = connection.verify(arguments.engagement, arguments.run, &arguments.statement).await?;
    let engagement = connection.engagement(arguments.engagement).await?.engagement;
    let gone_by = engagement
        .delete_by
        .map(|day| format!(" Everything without a hold is gone by {}.", output::instant(day)))
        .unwrap_or_default();
    output::line(&format!("Verified on {}.{gone_by}", output::instant(done.value.at)));
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}
