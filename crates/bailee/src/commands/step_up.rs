//! `bailee step-up`: show both factors again.

use std::process::ExitCode;

use bailee_model::Result;

use super::login::Factors;
use crate::{output, session};

/// Show both factors again, for what must not hang on an open session
///
/// Approvals, destruction and production loads ask for it: for five minutes the session may do them.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    factors: Factors,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let (password, code) = arguments.factors.ask()?;
    let done = connection.step_up(&password, &code).await?;
    output::line("Both factors shown: the session is fresh.");
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}
