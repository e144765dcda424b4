//! `bailee destroy`: destroy holdings and certify it.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use bailee_client::reply::Held;
use bailee_model::{EngagementId, Error, HoldingId, HoldingState, Result, say};

use crate::{output, session};

/// Destroy holdings, for good, and certify it
///
/// What will be destroyed is listed first, and asked about at a terminal; what was made of an original goes with it. Their
/// keys go, and with them every copy: no backup of any age opens them again.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Of which engagement
    engagement: EngagementId,

    /// Which holdings
    #[arg(value_name = "HOLDING", required_unless_present = "all")]
    holdings: Vec<HoldingId>,

    /// Everything that the engagement holds
    #[arg(long, conflicts_with = "holdings")]
    all: bool,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let held = connection.holdings(arguments.engagement).await?;
    let chosen = chosen(held, &arguments)?;
    output::line(&format!("To be destroyed, {} in all:", chosen.len()));
    for it in &chosen {
        output::line(&format!("  {:<10} {} ({} bytes, {} rows)", it.kind, it.name, it.bytes, it.rows));
    }
    if !arguments.yes && !agreed()? {
        output::line("Nothing was destroyed.");
        return Ok(ExitCode::SUCCESS);
    }
    let ids: Vec<HoldingId> = chosen.iter().map(|each| each.id).collect();
    let done = connection.destroy(arguments.engagement, &ids).await?;
    output::mark(true, &format!("Destroyed: {} things, certified as {}", done.value.items, done.value.id));
    output::line(&format!(
        "Fetch the certificate: bailee certificate {} -o certificate.zip --policy policy.txt",
        done.value.id
    ));
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}

fn chosen(held: Vec<Held>, arguments: &Arguments) -> Result<Vec<Held>> {
    let there = |it: &Held| !matches!(it.state, HoldingState::Destroyed | HoldingState::Destroying);
    let held: Vec<Held> = held.into_iter().filter(there).collect();
    if let Some(id) = arguments.holdings.iter().find(|id| held.iter().all(|it| it.id != **id)) {
        return Err(Error::bad_input(say!("{id} is not held here.", id)).hint(say!("bailee holdings lists what is.")));
    }
    let named = |it: &Held| {
        arguments.holdings.contains(&it.id) || it.source.is_some_and(|source| arguments.holdings.contains(&source))
    };
    let chosen: Vec<Held> = held.into_iter().filter(|it| arguments.all || named(it)).collect();
    if chosen.is_empty() {
        return Err(Error::conflict(say!("Nothing is held that could be destroyed.")));
    }
    Ok(chosen)
}

fn agreed() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(
            Error::bad_input(say!("There is no terminal to ask at.")).hint(say!("Look at the list, then say --yes."))
        );
    }
    output::question("There is no way back. Destroy them? (yes/no) ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim() == "yes")
}
