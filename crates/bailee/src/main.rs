//! `bailee`: the small program for laptops and for clients.
//!
//! It does from a terminal what the pages do in a browser, and one thing that needs no server at all: it checks a
//! certificate of destruction. Every command is a file in `commands/`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod commands;
mod output;

/// Client data in custody: what is held, by whom it is used, and the proof that it is gone.
#[derive(Parser)]
#[command(name = "bailee", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Verify(commands::verify::Arguments),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error),
    };
    let done = match cli.command {
        Command::Verify(arguments) => commands::verify::run(arguments),
    };
    done.unwrap_or_else(|error| output::error(&error))
}
