//! `bailee evidence`: how the promises stand, and the evidence to take out for whoever audits the firm.

use std::path::PathBuf;
use std::process::ExitCode;

use bailee_client::reply::PromiseLine;
use bailee_model::Result;

use crate::{
    files,
    output::{self, Table},
    session,
};

/// List how the firm's promises stand, or take the evidence of a period out as a signed file
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Write evidence.zip here; without it, how every promise stands is listed
    #[arg(value_name = "FILE")]
    output: Option<PathBuf>,
    /// The first day, as 2026-11-22; ninety days before the last one if it is not said
    #[arg(long, value_name = "DAY", requires = "output")]
    from: Option<String>,
    /// The last day, included; today if it is not said
    #[arg(long, value_name = "DAY", requires = "output")]
    until: Option<String>,
    /// Write the policy, the keys that a verifier trusts, here; one that is there already stays
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Print the list as JSON
    #[arg(long, conflicts_with = "output")]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { output: pack, from, until, policy, json } = arguments;
    let connection = session::connect()?;
    if let Some(path) = &pack {
        let bytes = files::save(path, connection.evidence(from.as_deref(), until.as_deref()).await?).await?;
        output::remark(&format!("{}: {bytes} bytes", path.display()));
    }
    if let Some(path) = &policy {
        files::write_new(path, connection.evidence_policy().await?.as_bytes())?;
        output::remark(&format!("{}: compare its keys with the firm by another way, then keep it", path.display()));
    }
    match (&pack, &policy) {
        (Some(pack), Some(policy)) => {
            output::remark(&format!("Check it: bailee verify {} --policy {}", pack.display(), policy.display()));
        }
        (None, None) => list(&connection.promises().await?, json)?,
        _ => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn list(promises: &[PromiseLine], json: bool) -> Result<()> {
    if json {
        return output::json(&promises);
    }
    let row = |it: &PromiseLine| {
        let looked = it.promise.checked_at.map_or_else(|| "never".to_owned(), output::instant);
        vec![
            it.promise.promise.clone(),
            it.promise.clauses.join(" "),
            it.promise.status.to_string(),
            looked,
            it.promise.says.en.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = promises.iter().map(row).collect();
    Table { head: &["promise", "clauses", "status", "looked at", "why"], numeric: &[], rows: &rows }.write();
    Ok(())
}
