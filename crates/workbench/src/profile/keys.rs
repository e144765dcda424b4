//! Candidate keys: columns, and failing those pairs of columns, that no two rows share.

use super::column::Summary;
use super::distinct::Fingerprints;
use super::go_on;
use super::pass::fingerprints;
use crate::seal::SealedTable;
use bailee_model::Result;
use bailee_model::engine::Progress;
use futures::StreamExt;

/// Columns that are tried in pairs.
const TRIED: usize = 6;
/// Rows up to which pairs are tried: each pair keeps 8 bytes a row.
const ROWS: u64 = 4_000_000;

/// Single keys, or pairs where there is none.
pub(crate) async fn find(
    table: &SealedTable,
    summaries: &[Summary],
    rows: u64,
    watch: &dyn Progress,
) -> Result<Vec<Vec<String>>> {
    let singles: Vec<Vec<String>> = summaries
        .iter()
        .filter(|summary| summary.is_key(rows))
        .map(|summary| vec![summary.name().to_owned()])
        .collect();
    if !singles.is_empty() || rows == 0 || rows > ROWS {
        return Ok(singles);
    }
    let mut tried: Vec<&Summary> = summaries
        .iter()
        .filter(|summary| summary.profile.empty == 0 && summary.profile.distinct > 1 && !is_measure(summary))
        .collect();
    tried.sort_by_key(|summary| std::cmp::Reverse(summary.profile.distinct));
    tried.truncate(TRIED);
    let mut pairs: Vec<Pair> = Vec::new();
    for (place, one) in tried.iter().enumerate() {
        for (offset, other) in tried[place + 1..].iter().enumerate() {
            if one.profile.distinct.saturating_mul(other.profile.distinct) >= rows {
                pairs.push(Pair { columns: (place, place + 1 + offset), seen: Fingerprints::default() });
            }
        }
    }
    let names: Vec<String> = tried.iter().map(|summary| summary.name().to_owned()).collect();
    let pairs = unique(table, &names, pairs, watch).await?;
    Ok(pairs.into_iter().map(|pair| vec![names[pair.columns.0].clone(), names[pair.columns.1].clone()]).collect())
}

/// Amounts may happen to be unique and are no keys.
fn is_measure(summary: &Summary) -> bool {
    summary.profile.kind == "decimal" || summary.words().is_amount()
}

struct Pair {
    columns: (usize, usize),
    seen: Fingerprints,
}

/// The pairs that stay unique over the whole table; a pair is dropped at its first repetition.
async fn unique(
    table: &SealedTable,
    names: &[String],
    mut pairs: Vec<Pair>,
    watch: &dyn Progress,
) -> Result<Vec<Pair>> {
    if pairs.is_empty() {
        return Ok(pairs);
    }
    let mut batches = table.all(names)?;
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        let mut columns = Vec::with_capacity(names.len());
        for column in batch.columns() {
            let mut hashes = Vec::new();
            fingerprints(column, &mut hashes)?;
            columns.push(hashes);
        }
        pairs.retain_mut(|pair| {
            let (one, other) = (&columns[pair.columns.0], &columns[pair.columns.1]);
            one.iter()
                .zip(other)
                .all(|(one, other)| pair.seen.insert((one.rotate_left(31) ^ other).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        });
        go_on(watch)?;
        if pairs.is_empty() {
            break;
        }
    }
    Ok(pairs)
}
