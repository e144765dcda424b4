//! References between tables: columns whose values are the key of another table, and those that are not there.
//!
//! A column is held against a key when their names suggest it (`contact_id` and `contacts.contact_id`, `account` and
//! `accounts.code`) and then by containment: at least half of the filled cells must be found there. What is not found is
//! an orphan, told by its line.

use super::column::Summary;
use super::distinct::Fingerprints;
use super::pass::{Noted, fingerprints, lines};
use super::{Other, go_on, open, with_line};
use crate::detect::Words;
use crate::seal::SealedTable;
use crate::sheet::Sheet;
use arrow::array::Array;
use bailee_model::Result;
use bailee_model::engine::Progress;
use bailee_model::profile::ReferenceFinding;
use futures::StreamExt;

/// Keys read of another table.
const KEYS: usize = 8_000_000;

/// The references of the table's columns.
pub(crate) async fn find(
    table: &SealedTable,
    summaries: &[Summary],
    others: &[Other],
    watch: &dyn Progress,
) -> Result<Vec<ReferenceFinding>> {
    let mut found = Vec::new();
    for other in others {
        let sheet = Sheet::of(&other.shelf).await?;
        let pairs = suggested(summaries, &other.name, &sheet);
        if pairs.is_empty() {
            continue;
        }
        let there = open(&other.shelf, &sheet).await?;
        for (column, key) in pairs {
            go_on(watch)?;
            let Some(keys) = keys(&there, &key).await? else { continue };
            if let Some(reference) = held_against(table, column, &other.name, &key, &keys).await? {
                found.push(reference);
            }
        }
    }
    keep_best(&mut found);
    Ok(found)
}

/// Columns here and there whose names suggest a reference.
fn suggested<'a>(summaries: &'a [Summary], table: &str, sheet: &Sheet) -> Vec<(&'a Summary, String)> {
    let mut pairs = Vec::new();
    for summary in summaries
        .iter()
        .filter(|summary| !matches!(summary.profile.kind.as_str(), "decimal" | "date" | "boolean" | "empty"))
    {
        for (place, key) in sheet.columns.iter().enumerate() {
            if suggests(summary.name(), table, &key.name, place == 0) {
                pairs.push((summary, key.name.clone()));
            }
        }
    }
    pairs
}

/// Whether a column of this name may hold that key of that table. A table's first column is what its rows go by, whatever
/// language its name is in: `client` may hold the `Customer ID` of `clients`.
fn suggests(column: &str, table: &str, key: &str, first: bool) -> bool {
    let (column_words, key_words) = (Words::of(column), Words::of(key));
    if !key_words.is_identifier() && !key_words.has("account compte konto") {
        return false;
    }
    let singular = |word: &str| word.trim_end_matches('s').to_owned();
    let table_words: Vec<String> = Words::of(table).list().iter().map(|word| singular(word)).collect();
    let column_list: Vec<String> = column_words.list().iter().map(|word| singular(word)).collect();
    let key_list: Vec<String> = key_words.list().iter().map(|word| singular(word)).collect();
    let bare = key_list.len() == 1;
    let names_table = column_list.first().is_some_and(|first| table_words.contains(first));
    (column_list == key_list && !bare)
        || (names_table && (column_list[1..] == key_list[..] || (column_list.len() == 1 && (bare || first))))
}

/// The fingerprints of a key column, if it is a key: nearly every filled cell different.
async fn keys(table: &SealedTable, key: &str) -> Result<Option<Fingerprints>> {
    let mut keys = Fingerprints::default();
    let mut filled = 0usize;
    let mut hashes = Vec::new();
    let mut batches = table.all(&[key.to_owned()])?;
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        let array = batch.column(0);
        let hashes = fingerprints(array, &mut hashes)?;
        for (_, hash) in hashes.iter().enumerate().filter(|(row, _)| array.is_valid(*row)) {
            filled += 1;
            keys.insert(*hash);
        }
        if keys.len() > KEYS {
            return Ok(None);
        }
    }
    Ok((filled > 0 && keys.len() * 100 >= filled * 98).then_some(keys))
}

async fn held_against(
    table: &SealedTable,
    column: &Summary,
    other: &str,
    key: &str,
    keys: &Fingerprints,
) -> Result<Option<ReferenceFinding>> {
    let (mut filled, mut orphans, mut hashes) = (0u64, Noted::default(), Vec::new());
    let mut batches = table.all(&with_line([column.name()]))?;
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        let lines = lines(&batch)?;
        let array = batch.column(1);
        for (row, hash) in fingerprints(array, &mut hashes)?.iter().enumerate() {
            if array.is_valid(row) {
                filled += 1;
                if !keys.contains(hash) {
                    orphans.note(lines.value(row));
                }
            }
        }
    }
    let contained = filled > 0 && orphans.count * 2 <= filled;
    Ok(contained.then(|| ReferenceFinding {
        column: column.name().to_owned(),
        table: other.to_owned(),
        key: key.to_owned(),
        orphans: orphans.count,
        orphan_lines: orphans.lines,
    }))
}

/// One reference per column and table: the one that misses least.
fn keep_best(found: &mut Vec<ReferenceFinding>) {
    found.sort_by(|one, other| {
        (&one.column, &one.table, one.orphans, &one.key).cmp(&(&other.column, &other.table, other.orphans, &other.key))
    });
    found.dedup_by(|later, earlier| later.column == earlier.column && later.table == earlier.table);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_suggest_references_and_do_not_when_they_say_too_little() {
        assert!(suggests("contact_id", "contacts", "contact_id", false));
        assert!(suggests("contact_id", "contacts", "id", false));
        assert!(suggests("account_code", "accounts", "code", false));
        assert!(suggests("account", "accounts", "code", false));
        assert!(suggests("account_id", "xero_account_data", "account_id", false));
        assert!(suggests("Client", "clients", "Customer ID", true));
        assert!(!suggests("Client", "clients", "Customer ID", false));
        assert!(!suggests("id", "contacts", "id", false));
        assert!(!suggests("name", "contacts", "name", false));
        assert!(!suggests("invoice_id", "contacts", "id", false));
    }
}
