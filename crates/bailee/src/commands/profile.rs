//! `bailee profile`: what was found in a table.

use std::process::ExitCode;

use bailee_client::reply::ProfileView;
use bailee_model::{
    ColumnClass, HoldingId, Result,
    profile::{ColumnProfile, Finding, Weight},
};

use crate::{
    output::{self, Table},
    session,
};

/// Show what was found in a table: columns, keys, balances, and what a person should look at
///
/// Values of columns that your grant does not clear are not in it. Opening it is written down.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The table
    holding: HoldingId,

    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let done = session::connect()?.profile(arguments.holding).await?;
    if arguments.json {
        output::json(&done)?;
        return Ok(ExitCode::SUCCESS);
    }
    tell(&done.value);
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}

fn tell(view: &ProfileView) {
    let profile = &view.profile;
    let repeated = profile.duplicate_rows;
    output::line(&format!(
        "{}: {} rows, {} kept aside, {repeated} that repeat another",
        view.holding.name, profile.rows, profile.rejects
    ));
    let classes: Vec<(&str, ColumnClass)> =
        view.decisions.iter().map(|each| (each.column.as_str(), each.class)).collect();
    let rows: Vec<Vec<String>> = profile.columns.iter().map(|column| row(column, &classes)).collect();
    let head = ["column", "type", "empty", "distinct", "least", "greatest", "sum", "class"];
    Table { head: &head, numeric: &[false, false, true, true, false, false, true], rows: &rows }.write();
    for key in &profile.candidate_keys {
        output::line(&format!("key      {}", key.join(", ")));
    }
    for it in &profile.references {
        output::line(&format!(
            "refers   {} to {}.{}, {} orphans{}",
            it.column,
            it.table,
            it.key,
            it.orphans,
            at(&it.orphan_lines)
        ));
    }
    for it in &profile.balances {
        let by = it
            .by
            .as_ref()
            .map(|by| format!(", {} of {} groups by {by} do not come to zero", it.unbalanced_groups, it.groups));
        output::line(&format!("balance  {} comes to {}{}", it.measure, it.total, by.unwrap_or_default()));
    }
    profile.findings.iter().for_each(tell_finding);
}

fn row(column: &ColumnProfile, classes: &[(&str, ColumnClass)]) -> Vec<String> {
    let class = classes.iter().find(|(name, _)| *name == column.name).map_or("sealed", |(_, class)| class.as_str());
    let estimated = if column.distinct_exact { "" } else { "~" };
    let value = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        column.name.clone(),
        column.kind.clone(),
        column.empty.to_string(),
        format!("{estimated}{}", column.distinct),
        value(&column.min),
        value(&column.max),
        value(&column.sum),
        class.to_owned(),
    ]
}

fn tell_finding(finding: &Finding) {
    let weight = match finding.weight {
        Weight::Serious => "serious",
        Weight::Notable => "notable",
        Weight::Minor => "minor  ",
    };
    output::line(&format!("{weight}  {}{}", finding.text, at(&finding.lines)));
}

fn at(lines: &[u64]) -> String {
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    if lines.is_empty() { String::new() } else { format!(" (line {})", lines.join(", ")) }
}
