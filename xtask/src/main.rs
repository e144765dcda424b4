//! Chores of the workspace, run as `cargo xtask CHORE`.
//!
//! Each chore is one file beside this one; this file only lists them. `cargo xtask --help` says what there is.

#![expect(clippy::print_stdout, reason = "a chore talks to the person at the terminal")]

mod bench;
mod check;
mod e2e;
mod needs;
mod odoo;
mod promises;
mod run;
mod test;

use clap::Parser;

/// Chores of the Bailee workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Chore {
    /// Formatting, lints and the direction of dependencies.
    Check,
    /// Every test, with what they need installed and started where that is allowed.
    Test(test::Test),
    /// The browser journeys against a running demonstration, with screenshots and accessibility checks.
    E2e(e2e::E2e),
    /// Figures beside named peers, measured in the same run.
    Bench(bench::Bench),
    /// The promises with their tests: fails when one is without.
    Promises,
    /// A real Odoo 14 for the tests: start it, or stop it.
    #[command(subcommand)]
    Odoo(odoo::Command),
}

fn main() -> anyhow::Result<()> {
    match Chore::parse() {
        Chore::Check => check::run(),
        Chore::Test(chore) => chore.run(),
        Chore::E2e(chore) => chore.run(),
        Chore::Bench(chore) => chore.run(),
        Chore::Promises => promises::run(),
        Chore::Odoo(command) => odoo::run(command),
    }
}
