//! `bailee`: the small program for laptops and for clients.
//!
//! It does from a terminal what the pages do in a browser, and two things that no page can: it checks a certificate with
//! no server at all, and it speaks for this machine as a [`device`]. Every command is a file in `commands/`; [`session`]
//! keeps who is signed in, [`output`] is the program's voice, [`progress`] its bars.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod checkout;
mod commands;
mod device;
mod files;
mod folder;
mod output;
mod progress;
mod session;
mod words;

use commands as c;

const EXIT_CODES: &str = "\
A program signs in with a token of its own: BAILEE_TOKEN, BAILEE_SERVER, and BAILEE_CA for an authority's file.

Exit codes:
   0  done
   1  the arguments, a file or the input cannot be used
   2–5  verdicts of ‘bailee verify’: invalid, too few witnesses, fork, incomplete
  10  refused: the clause and what lifts it are told
  11  there is nothing there, or nothing that you may see
  12  sign in, or sign in again
  13  the state of things does not allow it now
  14  the server or something behind it does not answer
  15  a defect of the server
  16  the work was done, and its result is bad: a failed job, mistakes in a mapping, a difference";

/// Client data in custody: what is held, by whom it is used, and the proof that it is gone
#[derive(Parser)]
#[command(name = "bailee", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Login(c::login::Arguments),
    Logout(c::logout::Arguments),
    Whoami(c::whoami::Arguments),
    StepUp(c::step_up::Arguments),
    Session(c::session::Arguments),
    Token(c::token::Arguments),
    Device(c::device::Arguments),
    Purpose(c::purpose::Arguments),
    Work(c::work::Arguments),
    Engagements(c::engagements::Arguments),
    Holdings(c::holdings::Arguments),
    Put(c::put::Arguments),
    Quarantine(c::quarantine::Arguments),
    Profile(c::profile::Arguments),
    Rejects(c::rejects::Arguments),
    Query(c::query::Arguments),
    Mapping(c::mapping::Arguments),
    Load(c::load::Arguments),
    Job(c::job::Arguments),
    Receipt(c::receipt::Arguments),
    Reconcile(c::reconcile::Arguments),
    Grant(c::grant::Arguments),
    Review(c::review::Arguments),
    VerifyResult(c::verify_result::Arguments),
    Hold(c::hold::Arguments),
    Checkout(c::checkout::Arguments),
    Recipient(c::recipient::Arguments),
    Fetch(c::fetch::Arguments),
    Received(c::received::Arguments),
    Destroy(c::destroy::Arguments),
    Close(c::close::Arguments),
    Certificate(c::certificate::Arguments),
    Evidence(c::evidence::Arguments),
    Log(c::log::Arguments),
    Verify(c::verify::Arguments),
    Watch(c::watch::Arguments),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output::error(&error.into()),
    };
    runtime.block_on(run(cli.command)).unwrap_or_else(|error| output::error(&error))
}

async fn run(command: Command) -> bailee_model::Result<ExitCode> {
    match command {
        Command::Login(it) => c::login::run(it).await,
        Command::Logout(it) => c::logout::run(it).await,
        Command::Whoami(it) => c::whoami::run(it).await,
        Command::StepUp(it) => c::step_up::run(it).await,
        Command::Session(it) => c::session::run(it).await,
        Command::Token(it) => c::token::run(it).await,
        Command::Device(it) => c::device::run(it).await,
        Command::Purpose(it) => c::purpose::run(it).await,
        Command::Work(it) => c::work::run(it).await,
        Command::Engagements(it) => c::engagements::run(it).await,
        Command::Holdings(it) => c::holdings::run(it).await,
        Command::Put(it) => c::put::run(it).await,
        Command::Quarantine(it) => c::quarantine::run(it).await,
        Command::Profile(it) => c::profile::run(it).await,
        Command::Rejects(it) => c::rejects::run(it).await,
        Command::Query(it) => c::query::run(it).await,
        Command::Mapping(it) => c::mapping::run(it).await,
        Command::Load(it) => c::load::run(it).await,
        Command::Job(it) => c::job::run(it).await,
        Command::Receipt(it) => c::receipt::run(it),
        Command::Reconcile(it) => c::reconcile::run(it).await,
        Command::Grant(it) => c::grant::run(it).await,
        Command::Review(it) => c::review::run(it).await,
        Command::VerifyResult(it) => c::verify_result::run(it).await,
        Command::Hold(it) => c::hold::run(it).await,
        Command::Checkout(it) => c::checkout::run(it).await,
        Command::Recipient(it) => c::recipient::run(it).await,
        Command::Fetch(it) => c::fetch::run(it).await,
        Command::Received(it) => c::received::run(it).await,
        Command::Destroy(it) => c::destroy::run(it).await,
        Command::Close(it) => c::close::run(it).await,
        Command::Certificate(it) => c::certificate::run(it).await,
        Command::Evidence(it) => c::evidence::run(it).await,
        Command::Log(it) => c::log::run(it).await,
        Command::Watch(it) => c::watch::run(it).await,
        Command::Verify(it) => Ok(c::verify::run(it).unwrap_or_else(|error| output::not_judged(&error))),
    }
}
