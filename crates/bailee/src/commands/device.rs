//! `bailee device`: this machine, as servers know it. Each verb is a file.

mod agent;
mod approve;
mod confirm;
mod enrol;
mod list;
mod report;
mod revoke;
mod schedule;
mod status;

use std::process::ExitCode;

use bailee_model::Result;

/// Enrol this machine, report its posture, and confirm sessions with it
///
/// What a device reports is its own statement: it is signed, so that it is known which machine speaks, and whoever
/// administers the machine can make it say anything.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    Enrol(enrol::Arguments),
    Report(report::Arguments),
    Schedule(schedule::Arguments),
    Confirm(confirm::Arguments),
    Agent(agent::Arguments),
    Status(status::Arguments),
    List(list::Arguments),
    Approve(approve::Arguments),
    Revoke(revoke::Arguments),
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.what {
        What::Enrol(it) => enrol::run(it).await,
        What::Report(it) => report::run(it).await,
        What::Schedule(it) => schedule::run(it),
        What::Confirm(it) => confirm::run(it).await,
        What::Agent(it) => agent::run(it).await,
        What::Status(it) => status::run(it).await,
        What::List(it) => list::run(it).await,
        What::Approve(it) => approve::run(it).await,
        What::Revoke(it) => revoke::run(it).await,
    }
}
