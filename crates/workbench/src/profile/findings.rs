//! What a person should look at, most serious first; each with a stable code, how many rows and on which lines.

use super::balance::Balance;
use super::column::Summary;
use super::facts::mark;
use super::pass::Noted;
use crate::sheet::Sheet;
use crate::value::date::Order;
use bailee_model::profile::{Finding, ReferenceFinding, Weight};
use bailee_model::{Text, say};

fn finding(weight: Weight, code: &str, column: Option<&str>, rows: u64, lines: Vec<u64>, text: Text) -> Finding {
    Finding { weight, code: code.to_owned(), column: column.map(str::to_owned), rows, lines, text }
}

/// Every finding about a table.
pub(crate) fn all(
    sheet: &Sheet,
    summaries: &[Summary],
    totals: &Noted,
    duplicates: &Noted,
    references: &[ReferenceFinding],
    balances: &[Balance],
) -> Vec<Finding> {
    let mut found = Vec::new();
    of_file(sheet, &mut found);
    if totals.count > 0 {
        found.push(finding(
            Weight::Serious,
            "total_rows",
            None,
            totals.count,
            totals.lines.clone(),
            say!("Rows of totals stand among the data; loaded as they are, they would count twice."),
        ));
    }
    if duplicates.count > 0 {
        found.push(finding(
            Weight::Serious,
            "duplicate_rows",
            None,
            duplicates.count,
            duplicates.lines.clone(),
            say!("Rows repeat an earlier row in every column."),
        ));
    }
    summaries.iter().for_each(|summary| of_column(summary, &mut found));
    found.extend(references.iter().filter(|reference| reference.orphans > 0).map(orphans));
    found.extend(balances.iter().filter_map(unbalanced));
    found.sort_by(|one, other| {
        (one.weight, std::cmp::Reverse(one.rows)).cmp(&(other.weight, std::cmp::Reverse(other.rows)))
    });
    found
}

fn of_file(sheet: &Sheet, found: &mut Vec<Finding>) {
    let parsed = &sheet.parsed;
    let aside: Vec<u64> = parsed
        .reject_samples
        .iter()
        .filter(|(_, code, _)| code != "title_row" && code != "repeated_header")
        .map(|(line, _, _)| *line)
        .take(8)
        .collect();
    if !aside.is_empty() {
        found.push(finding(
            Weight::Serious,
            "rejects",
            None,
            parsed.rejects,
            aside,
            say!("Records could not be read as rows and were kept aside."),
        ));
    }
    if parsed.replaced > 0 {
        found.push(finding(
            Weight::Notable,
            "undecodable_bytes",
            None,
            parsed.replaced,
            Vec::new(),
            say!("Bytes are not {encoding} text; their rows were kept aside.", encoding = parsed.encoding),
        ));
    }
}

fn of_column(summary: &Summary, found: &mut Vec<Finding>) {
    let (name, facts, profile) = (Some(summary.name()), &summary.facts, &summary.profile);
    let mut note = |weight, code: &str, rows: u64, lines: Vec<u64>, text: Text| {
        if rows > 0 {
            found.push(finding(weight, code, name, rows, lines, text));
        }
    };
    if profile.kind == "empty" {
        note(Weight::Minor, "empty_column", profile.empty, Vec::new(), say!("The column is empty in every row."));
        return;
    }
    match summary.order {
        Order::Ambiguous => note(
            Weight::Serious,
            "ambiguous_dates",
            facts.votes.both,
            summary.lines(mark::DATE),
            say!("Day and month cannot be told apart anywhere in the column; it stays text until somebody decides."),
        ),
        Order::Mixed => note(
            Weight::Serious,
            "mixed_dates",
            facts.votes.day_first_only.min(facts.votes.month_first_only),
            summary.lines(mark::DATE),
            say!("Some dates are written day first and some month first."),
        ),
        _ => {}
    }
    note(
        Weight::Serious,
        "impossible_dates",
        facts.count(mark::IMPOSSIBLE),
        summary.lines(mark::IMPOSSIBLE),
        say!("Dates that no calendar has."),
    );
    let odd = match profile.kind.as_str() {
        "integer" | "decimal" => [mark::TEXT, mark::DATE, mark::TRUTH],
        "date" => [mark::TEXT, mark::NUMBER, mark::TRUTH],
        "boolean" => [mark::TEXT, mark::NUMBER, mark::DATE],
        _ => [mark::FORMULA, mark::FORMULA, mark::FORMULA],
    };
    if odd[0] != mark::FORMULA {
        let rows = odd.iter().map(|mark| facts.count(*mark)).sum();
        let mut lines: Vec<u64> = odd.iter().flat_map(|mark| summary.lines(*mark)).collect();
        lines.sort_unstable();
        lines.truncate(8);
        note(
            Weight::Notable,
            "competing_types",
            rows,
            lines,
            say!("Values that are not of the type that the others have."),
        );
    }
    if is_near_key(summary) {
        note(
            Weight::Serious,
            "duplicate_key",
            summary.repeats.count,
            summary.repeats.lines.clone(),
            say!("The column names rows, and some names come twice."),
        );
    }
    note(
        Weight::Notable,
        "formulas",
        facts.count(mark::FORMULA),
        summary.lines(mark::FORMULA),
        say!("Cells begin with an equals sign; they are kept as text and never computed."),
    );
    note(
        Weight::Minor,
        "placeholders",
        profile.placeholders,
        summary.lines(mark::PLACEHOLDER),
        say!("Cells are filled in with something that stands for nothing."),
    );
    note(
        Weight::Minor,
        "outer_spaces",
        facts.count(mark::SPACES),
        summary.lines(mark::SPACES),
        say!("Values have spaces at an end."),
    );
    note(
        Weight::Minor,
        "spellings",
        summary.variants,
        Vec::new(),
        say!("Values differ from another only in capitals, accents or spaces."),
    );
}

/// An identifier of rows that is unique but for a few: at most one in twenty repeats.
fn is_near_key(summary: &Summary) -> bool {
    let (distinct, repeats) = (summary.profile.distinct, summary.repeats.count);
    summary.profile.distinct_exact
        && repeats > 0
        && summary.words().is_identifier()
        && !summary.words().is_amount()
        && repeats.saturating_mul(20) <= distinct + repeats
}

fn orphans(reference: &ReferenceFinding) -> Finding {
    finding(
        Weight::Serious,
        "orphans",
        Some(&reference.column),
        reference.orphans,
        reference.orphan_lines.clone(),
        say!("Values refer to {table}.{key} and are not there.", table = reference.table, key = reference.key),
    )
}

/// A grouping is taken for that of entries when at least half of its groups balance; then the others are a finding.
fn unbalanced(balance: &Balance) -> Option<Finding> {
    let finding_ = &balance.finding;
    match &finding_.by {
        None if finding_.total != "0" && finding_.measure.contains('−') => Some(finding(
            Weight::Serious,
            "unbalanced",
            None,
            0,
            Vec::new(),
            say!("Debits and credits of the whole table do not agree."),
        )),
        Some(by) if finding_.unbalanced_groups > 0 && finding_.unbalanced_groups * 2 <= finding_.groups => {
            Some(finding(
                Weight::Serious,
                "unbalanced_entries",
                Some(by),
                finding_.unbalanced_groups,
                balance.lines.clone(),
                say!("Entries do not come to zero; the lines are where they begin."),
            ))
        }
        _ => None,
    }
}
