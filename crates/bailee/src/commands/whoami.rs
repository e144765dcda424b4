//! `bailee whoami`: the standing line.

use std::process::ExitCode;

use bailee_model::{Organisation, Purpose, Result};

use crate::{output, session};

/// Show who is signed in, where, for what, until when
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let who = connection.who().await?;
    if arguments.json {
        output::json(&who)?;
        return Ok(ExitCode::SUCCESS);
    }
    let side = match who.person.organisation {
        Organisation::Firm => "of the firm",
        Organisation::Client(_) => "of the client",
        Organisation::Supplier(_) => "of a subcontractor",
    };
    output::line(&format!("{} <{}>, {} {side}", who.person.name, who.person.email, who.person.standing));
    output::line(&format!("at       {}", connection.address()));
    output::line(&format!("purpose  {}", who.purpose.map_or("none said yet: bailee purpose PURPOSE", Purpose::as_str)));
    output::line(&format!("until    {} at the latest, or half an hour after the last use", output::instant(who.until)));
    output::line(&format!("both factors last shown {}", output::instant(who.stepped_up)));
    Ok(ExitCode::SUCCESS)
}
