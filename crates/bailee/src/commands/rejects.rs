//! `bailee rejects`: rows that did not parse.

use std::process::ExitCode;

use bailee_model::{HoldingId, Result};

use super::query::{Form, show};
use crate::{output, session};

/// Show the rows of a table's file that did not parse, with their lines
///
/// They are raw text, so only a grant that clears every column opens them.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The table
    holding: HoldingId,

    #[command(flatten)]
    form: Form,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let done = session::connect()?.rejects(arguments.holding).await?;
    show(&done.value, &arguments.form)?;
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}
