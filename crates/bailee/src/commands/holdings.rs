//! `bailee holdings`: what is in custody.

use std::process::ExitCode;

use bailee_model::{EngagementId, HoldingState, Result};

use crate::{
    output::{self, Table},
    session,
};

/// List what an engagement holds: names, sizes, states, without opening anything
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Of which engagement
    engagement: EngagementId,

    /// What was destroyed, too
    #[arg(long)]
    all: bool,

    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let mut list = session::connect()?.holdings(arguments.engagement).await?;
    list.retain(|each| arguments.all || each.state != HoldingState::Destroyed);
    if arguments.json {
        output::json(&list)?;
    } else if list.is_empty() {
        output::line("Nothing is held. Bring a file: bailee put FILE --engagement …");
    } else {
        let rows: Vec<Vec<String>> = list
            .into_iter()
            .map(|it| {
                let counted = [it.bytes, it.rows, it.rejects].map(|count| count.to_string());
                let words = vec![it.id.to_string(), it.kind.to_string(), it.state.to_string(), it.category.to_string()];
                words.into_iter().chain(counted).chain([it.name]).collect()
            })
            .collect();
        let head = ["holding", "kind", "state", "category", "bytes", "rows", "rejects", "name"];
        Table { head: &head, numeric: &[false, false, false, false, true, true, true], rows: &rows }.write();
    }
    Ok(ExitCode::SUCCESS)
}
