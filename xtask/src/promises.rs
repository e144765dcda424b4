//! `cargo xtask promises`: the table of promises as the sources have it, with the test that keeps each and the test that breaks
//! it. A row without both is an error, here and in `cargo xtask check`.
//!
//! It reads the sources as text, so that the list is there before anything compiles, and so that a promise that was forgotten
//! in one place cannot hide in another.

use crate::run::workspace;
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::Path;

/// A promise as the sources tell it.
struct Row {
    slug: String,
    clauses: Vec<String>,
    kinds: Vec<String>,
    parameters: Vec<String>,
    kept: bool,
    broken: bool,
}

impl Row {
    fn is_whole(&self) -> bool {
        self.kept && self.broken && !self.kinds.is_empty() && !self.clauses.is_empty()
    }
}

/// Prints the table, and fails when a row lacks a test.
pub(crate) fn run() -> Result<()> {
    let rows = rows(&workspace())?;
    print(&rows);
    finish(&rows)
}

/// The same without the table, for `cargo xtask check`.
pub(crate) fn check() -> Result<()> {
    finish(&rows(&workspace())?)
}

fn finish(rows: &[Row]) -> Result<()> {
    let without = rows.iter().filter(|row| !row.is_whole()).count();
    println!("{} promises; rows without a test that keeps it and one that breaks it: {without}", rows.len());
    let names: Vec<&str> = rows.iter().filter(|row| !row.is_whole()).map(|row| row.slug.as_str()).collect();
    ensure!(without == 0, "not whole: {}", names.join(", "));
    Ok(())
}

fn rows(root: &Path) -> Result<Vec<Row>> {
    let read = |path: &str| fs::read_to_string(root.join(path)).with_context(|| path.to_owned());
    let named = read("crates/policy/src/promises.rs")?;
    let clauses = clauses(&read("crates/policy/src/clauses.rs")?);
    let tests = tests(&root.join("crates/app/tests/it/promises"))?;
    let row = |slug: &str| {
        // A promise that has no file yet is a row without anything.
        let source = fs::read_to_string(root.join(format!("crates/app/src/promises/{slug}.rs"))).unwrap_or_default();
        let has = |end: &str| tests.contains(&format!("async fn {slug}_is_{end}()"));
        Row {
            slug: slug.to_owned(),
            clauses: clauses
                .iter()
                .filter(|(_, kept)| kept.iter().any(|it| it == slug))
                .map(|(id, _)| id.clone())
                .collect(),
            kinds: list(&source, "kinds: &[")
                .iter()
                .map(|kind| kind.replace("PromiseKind::", "").to_lowercase())
                .collect(),
            parameters: list(&source, "parameters: &["),
            kept: has("kept"),
            broken: has("broken"),
        }
    };
    let rows: Vec<Row> =
        named.split("named(\"").skip(1).filter_map(|rest| Some(row(rest.split_once('"')?.0))).collect();
    ensure!(!rows.is_empty(), "crates/policy/src/promises.rs names no promise");
    Ok(rows)
}

/// Each clause with the promises that keep it.
fn clauses(source: &str) -> Vec<(String, Vec<String>)> {
    let one = |rest: &str| {
        let (id, rest) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
        Some((id.to_owned(), list(rest, "&[")))
    };
    source.split("says(").skip(1).filter_map(one).collect()
}

/// The members of the first list after this beginning, without quotes.
fn list(source: &str, beginning: &str) -> Vec<String> {
    let inside =
        source.split_once(beginning).and_then(|(_, rest)| rest.split_once(']')).map_or("", |(inside, _)| inside);
    inside.split(',').map(|part| part.trim().trim_matches('"').to_owned()).filter(|part| !part.is_empty()).collect()
}

/// All sources of the tests of promises, one after another.
fn tests(folder: &Path) -> Result<String> {
    let mut all = String::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            all.push_str(&fs::read_to_string(&path).with_context(|| path.display().to_string())?);
        }
    }
    Ok(all)
}

fn print(rows: &[Row]) {
    let mark = |yes: bool| if yes { "yes" } else { "NO" };
    println!("{:30} {:18} {:18} {:4} {:6} parameters", "promise", "clauses", "kinds", "kept", "broken");
    for row in rows {
        println!(
            "{:30} {:18} {:18} {:4} {:6} {}",
            row.slug,
            row.clauses.join(" "),
            row.kinds.join(" "),
            mark(row.kept),
            mark(row.broken),
            row.parameters.join(" ")
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_and_lists_are_read_as_they_are_written() {
        let source = "says(\n  \"D1\",\n  &[\"a\", \"b\"],\n \"…\"), says(\"S3.1\", &[\"c\"], \"x\")";
        assert_eq!(
            clauses(source),
            [("D1".to_owned(), vec!["a".to_owned(), "b".to_owned()]), ("S3.1".to_owned(), vec!["c".to_owned()])]
        );
        assert_eq!(
            list("kinds: &[PromiseKind::Gate, PromiseKind::Clock],", "kinds: &["),
            ["PromiseKind::Gate", "PromiseKind::Clock"]
        );
        assert!(list("nothing", "kinds: &[").is_empty());
    }
}
