//! The one place that writes to the terminal.
//!
//! Colour only where a terminal shows it and the user has not asked for none (`NO_COLOR`). Text that comes out of a file
//! has its control characters replaced, so that no certificate can move the cursor or colour its own verdict.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this module is the program's voice")]

use std::io::IsTerminal as _;
use std::process::ExitCode;

use bailee_model::{Error, Result};
use serde::Serialize;

/// The exit code of whatever kept a command from doing its work. 2 to 5 are verdicts of `bailee verify`.
const FAILED: u8 = 1;
const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes a line of plain text.
pub(crate) fn line(text: &str) {
    println!("{}", tame(text));
}

/// Writes a line behind a tick or a cross.
pub(crate) fn mark(good: bool, text: &str) {
    let (sign, colour) = if good { ("✓", GREEN) } else { ("✗", RED) };
    let coloured = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let sign = if coloured { format!("{colour}{sign}{PLAIN}") } else { sign.to_owned() };
    println!("{sign} {}", tame(text));
}

/// Writes a value as JSON, for programs.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Error::internal("The result is not JSON.").because(error))?;
    println!("{text}");
    Ok(())
}

/// Says what went wrong, where, and what to do; the exit code is 1.
pub(crate) fn error(error: &Error) -> ExitCode {
    eprintln!("error: {}", tame(&error.to_string()));
    if let Some(source) = std::error::Error::source(error) {
        eprintln!("cause: {}", tame(&source.to_string()));
    }
    if let Some(hint) = error.hint_text() {
        eprintln!("hint: {}", tame(hint));
    }
    ExitCode::from(FAILED)
}

/// Says what clap has to say: help and version are no failure, and a wrong argument must not look like a verdict.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    match error.print() {
        Ok(()) if !error.use_stderr() => ExitCode::SUCCESS,
        _ => ExitCode::from(FAILED),
    }
}

fn tame(text: &str) -> String {
    text.replace(|c: char| c.is_control(), "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_text_cannot_steer_the_terminal() {
        assert_eq!(tame("gone\u{1b}[32m\r\u{9b}"), "gone\u{fffd}[32m\u{fffd}\u{fffd}");
    }
}
