//! `bailee engagements`: the list.

use std::process::ExitCode;

use bailee_model::{Result, Role};
use jiff::Timestamp;

use crate::{
    output::{self, Table},
    session,
};

/// List the engagements that you may know of
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let list = session::connect()?.engagements().await?;
    if arguments.json {
        output::json(&list)?;
    } else if list.is_empty() {
        output::line("There is no engagement that you may know of. A lead assigns people to engagements.");
    } else {
        let rows: Vec<Vec<String>> = list
            .into_iter()
            .map(|row| {
                let role = row.role.map_or("", Role::as_str).to_owned();
                let it = row.engagement;
                vec![
                    it.id.to_string(),
                    it.frozen_since().map_or_else(|| it.state.to_string(), frozen),
                    role,
                    row.holdings.to_string(),
                    row.bytes.to_string(),
                    it.title,
                    row.client.name,
                ]
            })
            .collect();
        let head = ["engagement", "state", "role", "holdings", "bytes", "title", "client"];
        Table { head: &head, numeric: &[false, false, false, true, true], rows: &rows }.write();
    }
    Ok(ExitCode::SUCCESS)
}

fn frozen(since: Timestamp) -> String {
    format!("frozen since {}", since.strftime("%Y-%m-%d"))
}
