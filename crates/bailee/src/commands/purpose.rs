//! `bailee purpose`: say what one works for.

use std::process::ExitCode;

use bailee_model::{Purpose, Result};

use crate::{output, session, words};

/// Say what you work for from now on, or show it
///
/// Every opening names the purpose, and a grant is for one. Without a purpose nothing opens.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What for
    #[arg(value_parser = words::purpose())]
    purpose: Option<Purpose>,

    /// Work for nothing for now
    #[arg(long, conflicts_with = "purpose")]
    none: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    if arguments.purpose.is_none() && !arguments.none {
        let said = connection.who().await?.purpose;
        output::line(said.map_or("none", Purpose::as_str));
        return Ok(ExitCode::SUCCESS);
    }
    let done = connection.set_purpose(arguments.purpose).await?;
    output::line(&format!("Working for: {}.", arguments.purpose.map_or("nothing", Purpose::as_str)));
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}
