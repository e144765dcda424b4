//! What an officer confirmed, as a policy in our own Markdown: each clause with its number and promises under the heading that it
//! had, and a place where the version, the day and the address are shown.

use super::Imported;
use std::fmt::Write;

/// A clause as it was confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// The heading it stands under; empty for none.
    pub heading: String,
    /// What it says.
    pub text: String,
    /// The promises that it makes; none, for a statement.
    pub promises: Vec<String>,
}

/// The draft's text. Clauses are numbered behind `letter` by their heading and their place under it: `P2.3`.
pub fn markdown(title: &str, language: &str, letter: &str, clauses: &[Confirmed]) -> String {
    let since = if language == "fr" { "en vigueur dès le" } else { "in force from" };
    let mut out = format!(
        "# {title}\n\n{{{{firm}}}} · version {{{{version}}}} · {since} {{{{effective_date}}}} · {{{{contact}}}}\n"
    );
    let (mut part, mut place) = (0, 0);
    for (at, clause) in clauses.iter().enumerate() {
        if at == 0 || clauses[at - 1].heading != clause.heading {
            (part, place) = (part + 1, 0);
            if !clause.heading.is_empty() {
                let _ = write!(out, "\n## {}\n", one_line(&clause.heading));
            }
        }
        place += 1;
        let mark = if clause.promises.is_empty() {
            "statement".to_owned()
        } else {
            format!("promise={}", clause.promises.join(","))
        };
        let _ = write!(out, "\n### {part}.{place} {{#{letter}{part}.{place} {mark}}}\n\n{}\n", as_text(&clause.text));
    }
    out
}

/// The proposals of an import, as if all of them were confirmed.
pub fn as_proposed(it: &Imported) -> Vec<Confirmed> {
    let one = |clause: &super::Clause| Confirmed {
        heading: clause.heading.clone(),
        text: clause.text.clone(),
        promises: clause.proposals.iter().map(|each| each.promise.to_owned()).collect(),
    };
    it.clauses.iter().map(one).collect()
}

/// A heading that cannot be read as a clause's mark.
fn one_line(text: &str) -> String {
    text.replace(['{', '}', '\n'], " ").trim().to_owned()
}

/// A sentence that cannot be read as a heading.
fn as_text(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim().trim_start_matches('#').trim()).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}
