//! The one place that writes to the terminal.
//!
//! Results go to standard output, remarks and errors to standard error. Colour only where a terminal shows it and the
//! user has not asked for none (`NO_COLOR`). Text that comes out of a file or from a server has its control characters
//! replaced, so that no certificate and no cell can move the cursor or colour its own verdict.

use std::io::{ErrorKind as Io, IsTerminal as _, Write};
use std::process::ExitCode;

use bailee_model::{Error, ErrorKind, Receipt, Result, entry::LogId};
use jiff::Timestamp;
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

/// The exit code of whatever cannot be used as it is. 2 to 5 are verdicts of `bailee verify`.
const FAILED: u8 = 1;
/// The exit code of work that was done and whose result is bad.
const BAD_RESULT: u8 = 16;
const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const FAINT: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes a line of plain text.
pub(crate) fn line(text: &str) {
    write(std::io::stdout(), format!("{}\n", tame(text)).as_bytes());
}

/// Writes a line behind a tick or a cross.
pub(crate) fn mark(good: bool, text: &str) {
    let (sign, colour) = if good { ("✓", GREEN) } else { ("✗", RED) };
    let sign = painted(sign, colour, std::io::stdout().is_terminal());
    write(std::io::stdout(), format!("{sign} {}\n", tame(text)).as_bytes());
}

/// Writes a remark beside the result: what a program that reads the result does not want in it.
pub(crate) fn remark(text: &str) {
    let text = painted(&tame(text), FAINT, std::io::stderr().is_terminal());
    write(std::io::stderr(), format!("{text}\n").as_bytes());
}

/// An instant as people read it: to the second, with its zone.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// Asks for a line; the question goes to standard error.
pub(crate) fn question(text: &str) {
    write(std::io::stderr(), tame(text).as_bytes());
}

/// Says where a change is written down.
pub(crate) fn receipt(receipt: Option<&Receipt>) {
    let Some(receipt) = receipt else { return };
    let log = match receipt.log {
        LogId::Site => "the site log".to_owned(),
        LogId::Engagement(id) => format!("the log of {id}"),
    };
    remark(&format!("Receipt: entry {} of {log}, leaf {}.", receipt.index, receipt.leaf));
}

/// Writes a value as JSON, for programs.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Error::internal("The result is not JSON.").because(error))?;
    bytes(format!("{text}\n").as_bytes());
    Ok(())
}

/// Writes bytes as they are, for programs.
pub(crate) fn bytes(bytes: &[u8]) {
    write(std::io::stdout(), bytes);
}

/// A table: names, which columns are numbers, and cells.
pub(crate) struct Table<'a> {
    pub(crate) head: &'a [&'a str],
    /// By column; numbers stand to the right.
    pub(crate) numeric: &'a [bool],
    pub(crate) rows: &'a [Vec<String>],
}

impl Table<'_> {
    /// Writes the table in columns two spaces apart.
    pub(crate) fn write(&self) {
        let head: Vec<String> = self.head.iter().map(|name| tame(name)).collect();
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(|cell| tame(cell)).collect()).collect();
        let widths: Vec<usize> = (0..head.len())
            .map(|at| {
                std::iter::once(&head)
                    .chain(&rows)
                    .filter_map(|row| row.get(at))
                    .map(|cell| cell.width())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let mut out = self.laid_out(&head, &widths);
        out.push_str(&widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "));
        out.push('\n');
        rows.iter().for_each(|row| out.push_str(&self.laid_out(row, &widths)));
        write(std::io::stdout(), out.as_bytes());
    }

    fn laid_out(&self, cells: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let space = " ".repeat(width.saturating_sub(cell.width()));
            let gap = if at == 0 { "" } else { "  " };
            if self.numeric.get(at).copied().unwrap_or_default() {
                line.push_str(&format!("{gap}{space}{cell}"));
            } else {
                line.push_str(&format!("{gap}{cell}{space}"));
            }
        }
        format!("{}\n", line.trim_end())
    }
}

/// Says what went wrong, where, by which clause, and what to do; the exit code tells of which kind it was.
pub(crate) fn error(error: &Error) -> ExitCode {
    tell(error);
    ExitCode::from(code(error.kind()))
}

/// The same for a certificate that could not be judged: that is no verdict, and no word of a server's either.
pub(crate) fn not_judged(error: &Error) -> ExitCode {
    tell(error);
    ExitCode::from(FAILED)
}

/// The exit code of work by its result.
pub(crate) fn result(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::from(BAD_RESULT) }
}

/// Says what clap has to say: help and version are no failure, and a wrong argument must not look like a verdict.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    match error.print() {
        Ok(()) if !error.use_stderr() => ExitCode::SUCCESS,
        _ => ExitCode::from(FAILED),
    }
}

fn tell(error: &Error) {
    let place = error.place().map(|place| format!("{place}: ")).unwrap_or_default();
    let mut lines = vec![("error", format!("{place}{}", error.message()))];
    if let Some(source) = std::error::Error::source(error) {
        lines.push(("cause", innermost(source)));
    }
    if let Some(refusal) = error.refusal() {
        lines.push(("clause", format!("{} ({})", refusal.clause, refusal.promise)));
    }
    if let Some(hint) = error.hint_text() {
        lines.push(("hint", hint.to_owned()));
    }
    let terminal = std::io::stderr().is_terminal();
    for (word, text) in lines {
        let word = if word == "error" { painted(word, RED, terminal) } else { word.to_owned() };
        write(std::io::stderr(), format!("{word}: {}\n", tame(&text)).as_bytes());
    }
}

/// What is at the bottom of a chain of causes says most.
fn innermost(mut error: &(dyn std::error::Error + 'static)) -> String {
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

fn code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::BadInput => FAILED,
        ErrorKind::Refused => 10,
        ErrorKind::NotFound => 11,
        ErrorKind::SignIn => 12,
        ErrorKind::Conflict => 13,
        ErrorKind::Unavailable => 14,
        ErrorKind::Corrupt | ErrorKind::Internal => 15,
    }
}

fn painted(text: &str, colour: &str, terminal: bool) -> String {
    let wanted = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted { format!("{colour}{text}{PLAIN}") } else { text.to_owned() }
}

/// A reader that has seen enough (`| head`) ends the program quietly.
fn write(mut to: impl Write, bytes: &[u8]) {
    if let Err(error) = to.write_all(bytes).and_then(|()| to.flush())
        && error.kind() == Io::BrokenPipe
    {
        std::process::exit(i32::from(FAILED));
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

    #[test]
    fn columns_line_up_in_every_script_and_numbers_stand_to_the_right() {
        let table = Table { head: &["name", "rows"], numeric: &[false, true], rows: &[] };
        assert_eq!(table.laid_out(&["日本".into(), "7".into()], &[6, 4]), "日本       7\n");
        assert_eq!(table.laid_out(&["Café".into(), "12".into()], &[6, 4]), "Café      12\n");
    }

    #[test]
    fn an_instant_is_told_to_the_second_with_its_zone() {
        assert_eq!(instant("2026-11-22T05:16:04.148Z".parse().unwrap()), "2026-11-22 05:16:04Z");
    }

    #[test]
    fn no_kind_of_error_looks_like_a_verdict() {
        use ErrorKind::{BadInput, Conflict, Corrupt, Internal, NotFound, Refused, SignIn, Unavailable};
        for kind in [BadInput, Conflict, Corrupt, Internal, NotFound, Refused, SignIn, Unavailable] {
            assert!(!matches!(code(kind), 0 | 2..=5), "{kind:?}");
        }
    }
}
