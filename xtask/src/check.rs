//! `cargo xtask check`: formatting, lints, the generated feature set, the direction of dependencies, and the tests of promises.

use crate::promises;
use crate::run::{cargo, run as start, succeeds, workspace};
use anyhow::{Context as _, Result, ensure};
use std::collections::BTreeMap;

/// Which of the workspace's crates each crate may use, as DESIGN draws it: always downward.
const DOWNWARD: &[(&str, &[&str])] = &[
    ("bailee-model", &[]),
    ("bailee-log", &[]),
    ("bailee-vault", &["bailee-model"]),
    ("bailee-policy", &["bailee-model"]),
    ("bailee-store", &["bailee-model", "bailee-log"]),
    ("bailee-odoo", &["bailee-model"]),
    ("bailee-workbench", &["bailee-model", "bailee-vault"]),
    ("bailee-app", &["bailee-model", "bailee-log", "bailee-vault", "bailee-policy", "bailee-store", "bailee-odoo"]),
    ("bailee-web", &["bailee-model", "bailee-app"]),
    ("bailee-client", &["bailee-model", "bailee-log"]),
    ("bailee", &["bailee-client", "bailee-log", "bailee-model"]),
];

/// Who alone may name a heavy dependency.
const CONFINED: &[(&str, &str)] = &[
    ("sea-orm", "bailee-store"),
    ("sea-orm-migration", "bailee-store"),
    ("cedar-policy", "bailee-policy"),
    ("cedar-policy-core", "bailee-policy"),
    ("datafusion", "bailee-workbench"),
    ("axum", "bailee-web"),
];

pub(crate) fn run() -> Result<()> {
    start(cargo().args(["fmt", "--all", "--check"]))?;
    direction()?;
    promises::check()?;
    start(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "--deny", "warnings"]))?;
    if succeeds("cargo", &["deny", "--version"]) {
        start(cargo().args(["deny", "--log-level", "error", "check", "bans", "licenses", "sources"]))?;
    } else {
        println!(
            "cargo-deny is not installed: licences and sources are left out (the direction of dependencies was checked here)."
        );
    }
    Ok(())
}

/// Reads `cargo metadata`, so that a wrong arrow is told without installing anything.
fn direction() -> Result<()> {
    let output = cargo().args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).output()?;
    ensure!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists packages")?;
    let uses: BTreeMap<&str, Vec<&str>> = packages
        .iter()
        .filter_map(|package| {
            let dependencies = package["dependencies"].as_array()?.iter().filter(|each| each["kind"].is_null());
            Some((package["name"].as_str()?, dependencies.filter_map(|each| each["name"].as_str()).collect()))
        })
        .collect();
    let mut wrong = Vec::new();
    for (package, allowed) in DOWNWARD {
        let used = uses.get(package).with_context(|| format!("{package} is a member"))?;
        wrong.extend(
            used.iter()
                .filter(|name| name.starts_with("bailee-") && !allowed.contains(name))
                .map(|name| format!("{package} uses {name}")),
        );
    }
    for (heavy, owner) in CONFINED {
        wrong.extend(
            uses.iter()
                .filter(|(package, used)| *package != owner && used.contains(heavy))
                .map(|(package, _)| format!("{package} uses {heavy}, which belongs in {owner}")),
        );
    }
    ensure!(wrong.is_empty(), "dependencies point the wrong way:\n  {}", wrong.join("\n  "));
    println!("Dependencies in {} point downward.", workspace().display());
    Ok(())
}
