//! `cargo xtask bench`: figures beside named peers, measured in the same run. Every benchmark prints its rows as JSON, one or a list a line; this
//! gathers them, shows a table, and writes them to a file when asked.

use crate::{
    needs::{Need, python},
    run::cargo,
};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::path::PathBuf;

/// Package and benchmark.
const BENCHES: &[(&str, &str)] = &[
    ("bailee-vault", "seal"),
    ("bailee-policy", "gate"),
    ("bailee-store", "append"),
    ("bailee-workbench", "workbench"),
    ("bailee-app", "sign_in"),
    ("bailee-web", "stranger"),
];

/// Figures beside named peers.
#[derive(clap::Args)]
pub(crate) struct Bench {
    /// Write the rows here, as a JSON list of {name, value, unit, peer, peer_value, ratio, goal, met}.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only benchmarks whose name contains this.
    filter: Option<String>,
}

impl Bench {
    pub(crate) fn run(self) -> Result<()> {
        if !Need::DuckDb.met() {
            println!("Left out: {}.", Need::DuckDb.suite());
        }
        let mut rows = Vec::new();
        for (package, bench) in BENCHES
            .iter()
            .filter(|(_, bench)| self.filter.as_ref().is_none_or(|wanted| bench.contains(wanted.as_str())))
        {
            rows.extend(measure(package, bench)?);
        }
        show(&rows);
        if let Some(file) = &self.json {
            std::fs::write(file, serde_json::to_vec_pretty(&rows)?)
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
        Ok(())
    }
}

fn measure(package: &str, bench: &str) -> Result<Vec<Value>> {
    println!("Measuring {package} {bench} …");
    // All packages are named each time: another selection would be another feature set, and DataFusion built once more.
    let packages = BENCHES.iter().flat_map(|(package, _)| ["--package", package]);
    let output = cargo()
        .args(["bench", "--locked", "--quiet"])
        .args(packages)
        .args(["--bench", bench, "--", "--json"])
        .env("BAILEE_PYTHON", python())
        .stderr(std::process::Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "{package} {bench} ended with {}", output.status);
    let text = String::from_utf8(output.stdout)?;
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| line.starts_with(['{', '['])) {
        match serde_json::from_str(line)? {
            Value::Array(some) => rows.extend(some),
            one => rows.push(one),
        }
    }
    Ok(rows)
}

fn show(rows: &[Value]) {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let number =
        |row: &Value, key: &str| row[key].as_f64().map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    println!("{:<44} {:>12} {:<10} {:<24} {:>12} {:>7}", "what", "ours", "unit", "peer", "theirs", "ratio");
    for row in rows {
        println!(
            "{:<44} {:>12} {:<10} {:<24} {:>12} {:>7}",
            text(row, "name"),
            number(row, "value"),
            text(row, "unit"),
            text(row, "peer"),
            number(row, "peer_value"),
            number(row, "ratio"),
        );
    }
}
