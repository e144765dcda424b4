//! `bailee log`: what happened, and the proof.

use std::path::PathBuf;
use std::process::ExitCode;

use bailee_client::reply::LogLine;
use bailee_model::{EngagementId, Result};

use crate::{
    files,
    output::{self, Table},
    session,
};

/// Read an engagement's log, newest entry first, or fetch the proof of one
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Of which engagement
    engagement: EngagementId,

    /// How many entries
    #[arg(long, default_value_t = 50, value_name = "ENTRIES", value_parser = clap::value_parser!(u64).range(1..=1000))]
    count: u64,

    /// Only entries before this one
    #[arg(long, value_name = "INDEX")]
    before: Option<u64>,

    /// Print as JSON, with the signed checkpoint
    #[arg(long)]
    json: bool,

    /// Fetch the proof that this entry is in the log (a .tlog-proof) instead
    #[arg(long, value_name = "INDEX", conflicts_with_all = ["count", "before", "json"])]
    proof: Option<u64>,

    /// Write the proof here instead of printing it
    #[arg(long, short, value_name = "FILE", requires = "proof")]
    output: Option<PathBuf>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    if let Some(index) = arguments.proof {
        let proof = connection.log_proof(arguments.engagement, index).await?;
        match &arguments.output {
            Some(path) => files::write_new(path, proof.as_bytes())?,
            None => output::bytes(proof.as_bytes()),
        }
        return Ok(ExitCode::SUCCESS);
    }
    let page = connection.log(arguments.engagement, arguments.before, arguments.count).await?;
    if arguments.json {
        output::json(&page)?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<Vec<String>> = page.entries.iter().map(row).collect();
    let head = ["entry", "at", "event", "who", "what", "leaf"];
    Table { head: &head, numeric: &[true], rows: &rows }.write();
    output::remark(&format!("{} of {} entries.", rows.len(), page.size));
    Ok(ExitCode::SUCCESS)
}

fn row(line: &LogLine) -> Vec<String> {
    let clause = line.details.as_ref().and_then(|details| details.get("clause")).and_then(|clause| clause.as_str());
    let event = clause.map_or_else(|| line.name.clone(), |clause| format!("{} ({clause})", line.name));
    let leaf = line.leaf.chars().take(8).collect();
    let named = |name: &Option<String>| name.clone().unwrap_or_default();
    vec![line.index.to_string(), output::instant(line.at), event, named(&line.who), named(&line.what), leaf]
}
