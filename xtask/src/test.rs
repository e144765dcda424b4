//! `cargo xtask test`: every test there is.
//!
//! What suites need beside Rust is looked for first and installed where that is allowed; what stays missing is named, and
//! with `CI=true` it is a failure.

use crate::{
    e2e,
    needs::{Need, python},
    run::{cargo, run},
};
use anyhow::{Result, bail};

/// Every test.
#[derive(clap::Args)]
pub(crate) struct Test {
    /// Leave out what has to be installed or started: the tests of Rust alone.
    #[arg(long)]
    light: bool,
}

impl Test {
    pub(crate) fn run(self) -> Result<()> {
        let ci = std::env::var_os("CI").is_some_and(|value| value == "true");
        let needs = [Need::PostgreSql, Need::Tink, Need::Odoo, Need::Browser, Need::MailServer, Need::Devices];
        let missing: Vec<Need> =
            if self.light { needs.to_vec() } else { needs.into_iter().filter(|need| !need.met()).collect() };
        for need in &missing {
            println!("Left out: {}.", need.suite());
        }
        if ci && !missing.is_empty() {
            bail!("with CI=true nothing is left out; see above for what is missing");
        }
        let mut tests = cargo();
        tests.args(["test", "--workspace", "--locked"]);
        if !missing.contains(&Need::Tink) {
            tests.env("BAILEE_TINK_PYTHON", python());
        }
        run(&mut tests)?;
        if !missing.contains(&Need::Browser) {
            e2e::E2e::default().run()?;
        }
        Ok(())
    }
}
