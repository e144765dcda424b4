//! The first page a migration auditor reads: what is in a table, what is wrong with it, and on which lines.
//!
//! One pass over the table counts every column; a value that repeats is read and judged once and only counted
//! afterwards, so columns of codes and names cost little more than their hashing. A second, narrower pass follows where
//! it pays: pairs of columns as keys, references to other tables, debits against credits. Counts of different values are
//! exact while their fingerprints fit the memory set aside for them, and estimated and labelled so beyond.
//!
//! The page is kept sealed in the table's holding. Its findings name columns, counts and lines, never values; the
//! columns' own parts hold values, which the reader's class decides about.

mod balance;
mod column;
mod distinct;
mod facts;
mod findings;
mod keys;
mod pass;
mod references;
mod spread;

use crate::detect::Verdict;
use crate::seal::SealedTable;
use crate::sheet::{LINE, Sheet, SheetColumn};
use crate::shelf::{PROFILE, Shelf, TABLE};
use bailee_model::engine::Progress;
use bailee_model::profile::{CategoryFinding, ColumnProfile, Profile};
use bailee_model::{Error, Result, say};
use column::Summary;
use std::collections::BTreeMap;

/// A table that others may refer to.
pub(crate) struct Other {
    pub(crate) name: String,
    pub(crate) shelf: Shelf,
}

/// What the table of this name in this file holds.
pub(crate) async fn profile(shelf: &Shelf, file: &str, others: &[Other], watch: &dyn Progress) -> Result<Profile> {
    let mut sheet = Sheet::of(shelf).await?;
    let table = open(shelf, &sheet).await?;
    let counted = pass::count(&table, &sheet, watch).await?;
    let names: Vec<String> = sheet.columns.iter().map(|column| column.name.clone()).collect();
    let summaries: Vec<Summary> =
        counted.columns.into_iter().map(|tally| tally.summary(file, &names, &sheet.parsed.decimal)).collect();
    let mut profile = Profile {
        rows: counted.rows,
        rejects: sheet.parsed.rejects,
        duplicate_rows: counted.duplicates.count,
        columns: sheet.columns.iter().zip(&summaries).map(|(column, summary)| told(column, summary, &sheet)).collect(),
        candidate_keys: keys::find(&table, &summaries, counted.rows, watch).await?,
        references: references::find(&table, &summaries, others, watch).await?,
        balances: Vec::new(),
        findings: Vec::new(),
        categories: categories(&summaries),
    };
    let balances = balance::find(&table, &summaries, &counted.total_lines, watch).await?;
    profile.findings =
        findings::all(&sheet, &summaries, &counted.totals, &counted.duplicates, &profile.references, &balances);
    profile.balances = balances.into_iter().map(|balance| balance.finding).collect();
    shelf.put_json(PROFILE, &profile).await?;
    sheet.readings = Some(summaries.iter().map(Summary::reading).collect());
    sheet.keep(shelf).await?;
    Ok(profile)
}

/// A column's part of the page, with the format tokens that questions may name once the table has its types.
fn told(column: &SheetColumn, summary: &Summary, sheet: &Sheet) -> ColumnProfile {
    let reading = summary.reading();
    let typed = column.clone().of_kind(&reading.kind, reading.scale);
    let tokens = typed.named_tokens(&sheet.columns).map(|(_, name)| name).collect();
    ColumnProfile { tokens, ..summary.profile.clone() }
}

async fn open(shelf: &Shelf, sheet: &Sheet) -> Result<SealedTable> {
    SealedTable::open(shelf, TABLE, &sheet.columns, &|_| true).await
}

/// The columns by the category of data that they speak of.
fn categories(summaries: &[Summary]) -> Vec<CategoryFinding> {
    let mut by_category: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for summary in summaries {
        if let Verdict { category: Some(category), .. } = &summary.verdict {
            by_category.entry(*category).or_default().push(summary.profile.name.clone());
        }
    }
    by_category.into_iter().map(|(category, columns)| CategoryFinding { category, columns }).collect()
}

fn go_on(watch: &dyn Progress) -> Result<()> {
    if watch.stopped() {
        return Err(Error::conflict(say!("The profile was stopped."))
            .hint(say!("Start it again; the earlier one, if any, still stands.")));
    }
    Ok(())
}

/// The named columns with the line in front.
fn with_line<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    std::iter::once(LINE).chain(names).map(str::to_owned).collect()
}
