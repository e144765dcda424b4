//! `bailee work`: one queue by due date.

use std::process::ExitCode;

use bailee_client::reply::WorkItem;
use bailee_model::Result;

use crate::{
    output::{self, Table},
    session,
};

/// Show what waits for you, by due date
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let items = session::connect()?.work().await?;
    if arguments.json {
        output::json(&items)?;
    } else if items.is_empty() {
        output::line("Nothing waits for you.");
    } else {
        let rows: Vec<Vec<String>> = items
            .into_iter()
            .map(|item| {
                let due = item.due.map_or_else(|| "now".to_owned(), output::instant);
                let about = about(&item);
                vec![due, item.kind.replace('_', " "), about, item.title, item.subject]
            })
            .collect();
        Table { head: &["due", "what", "about", "engagement", "id"], numeric: &[], rows: &rows }.write();
    }
    Ok(ExitCode::SUCCESS)
}

/// What it is about, in one cell.
fn about(item: &WorkItem) -> String {
    let missing: Vec<&str> = item.missing.iter().map(|check| check.as_str()).collect();
    match item.count {
        Some(count) => count.to_string(),
        None if missing.is_empty() => item.name.clone(),
        None => format!("{}: not {}", item.name, missing.join(", not ")),
    }
}
