//! Debits against credits: over the whole table, and within every entry of a ledger.

use super::column::Summary;
use super::distinct::Already;
use super::pass::{LINES, fingerprints, lines};
use super::{go_on, with_line};
use crate::detect::Words;
use crate::seal::SealedTable;
use crate::value::{Number, Style};
use arrow::array::{Array, AsArray, RecordBatch};
use bailee_model::Result;
use bailee_model::engine::Progress;
use bailee_model::profile::BalanceFinding;
use futures::StreamExt;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

/// Groupings tried.
const GROUPINGS: usize = 3;
/// Groups of one grouping at most.
const GROUPS: usize = 4_000_000;
/// Places that all sums are kept in; more precise amounts are not money.
const PLACES: u8 = 8;

const DEBIT: &[&str] = &["debit", "soll", "debe", "debitamount", "dr"];
const CREDIT: &[&str] = &["credit", "haben", "haber", "creditamount", "cr"];
const SIGNED: &[&str] = &[
    "netamount",
    "amountsigned",
    "signedamount",
    "balance",
    "mouvement",
    "montantsigne",
    "amount",
    "montant",
    "betrag",
];
const ENTRY: &str = "journalid entry move moveid piece ecriture transaction transactionid belegnummer beleg voucher \
    journalentryid document docnumber asiento trnsid num ref";

/// A balance, and where its groups that do not come to zero begin.
pub(crate) struct Balance {
    pub(crate) finding: BalanceFinding,
    pub(crate) lines: Vec<u64>,
}

/// The balances of the table without the rows `left_out`, which are totals; none when it is no ledger.
pub(crate) async fn find(
    table: &SealedTable,
    summaries: &[Summary],
    left_out: &HashSet<i64>,
    watch: &dyn Progress,
) -> Result<Vec<Balance>> {
    let Some(measure) = Measure::of(summaries) else { return Ok(Vec::new()) };
    let groupings: Vec<&Summary> = summaries
        .iter()
        .filter(|summary| {
            summary.words().has(ENTRY)
                && !measure.uses(summary.name())
                && summary.profile.distinct > 1
                && summary.profile.empty * 10 <= measure.rows
                && summary.profile.distinct < measure.rows
        })
        .take(GROUPINGS)
        .collect();
    if groupings.is_empty() && matches!(measure.kind, Kind::Signed) {
        return Ok(Vec::new());
    }
    let names: Vec<&str> = measure
        .columns
        .iter()
        .map(|(name, _)| name.as_str())
        .chain(groupings.iter().map(|summary| summary.name()))
        .collect();
    let mut sums = Sums { total: Some(0), groups: groupings.iter().map(|_| Groups::default()).collect() };
    let mut batches = table.all(&with_line(names))?;
    while let Some(batch) = batches.next().await {
        sums.take(&batch?, &measure, left_out)?;
        go_on(watch)?;
    }
    Ok(sums.balances(&measure, &groupings))
}

enum Kind {
    DebitCredit,
    Signed,
}

struct Measure {
    kind: Kind,
    /// Debit and credit, or the signed amount; each with its style.
    columns: Vec<(String, Style)>,
    rows: u64,
}

impl Measure {
    fn of(summaries: &[Summary]) -> Option<Self> {
        let numeric = |list: &[&str]| {
            summaries.iter().find(|summary| {
                (summary.is_number() || summary.profile.kind == "empty")
                    && list.iter().any(|name| Words::of(summary.name()).is(name))
            })
        };
        let named = |summary: &Summary| (summary.name().to_owned(), summary.style);
        let rows = summaries.first().map_or(0, |summary| summary.filled + summary.profile.empty);
        if let (Some(debit), Some(credit)) = (numeric(DEBIT), numeric(CREDIT)) {
            return Some(Self { kind: Kind::DebitCredit, columns: vec![named(debit), named(credit)], rows });
        }
        let has_account = summaries.iter().any(|summary| summary.words().is_account());
        let signed = numeric(SIGNED)
            .filter(|summary| has_account && summary.profile.min.as_deref().is_some_and(|min| min.starts_with('-')))?;
        Some(Self { kind: Kind::Signed, columns: vec![named(signed)], rows })
    }

    fn uses(&self, name: &str) -> bool {
        self.columns.iter().any(|(column, _)| column == name)
    }

    fn name(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        names.join(" − ")
    }
}

#[derive(Default)]
struct Groups {
    sums: HashMap<u64, (i128, u64), BuildHasherDefault<Already>>,
    overfull: bool,
}

struct Sums {
    total: Option<i128>,
    groups: Vec<Groups>,
}

impl Sums {
    fn take(&mut self, batch: &RecordBatch, measure: &Measure, left_out: &HashSet<i64>) -> Result<()> {
        let lines = lines(batch)?;
        let amounts: Vec<i128> = (0..batch.num_rows())
            .map(|row| if left_out.contains(&lines.value(row)) { 0 } else { amount(batch, measure, row) })
            .collect();
        for amount in &amounts {
            self.total = self.total.and_then(|total| total.checked_add(*amount));
        }
        let mut hashes = Vec::new();
        for (place, groups) in self.groups.iter_mut().enumerate() {
            let array = batch.column(1 + measure.columns.len() + place);
            for (row, hash) in
                fingerprints(array, &mut hashes)?.iter().enumerate().filter(|(row, _)| array.is_valid(*row))
            {
                groups.overfull |= groups.sums.len() >= GROUPS;
                if !groups.overfull {
                    let group = groups.sums.entry(*hash).or_insert((0, lines.value(row).unsigned_abs()));
                    group.0 = group.0.saturating_add(amounts[row]);
                }
            }
        }
        Ok(())
    }

    fn balances(self, measure: &Measure, groupings: &[&Summary]) -> Vec<Balance> {
        let Some(total) = self.total else { return Vec::new() };
        let total = shortest(total);
        let whole = BalanceFinding {
            measure: measure.name(),
            by: None,
            total: total.clone(),
            unbalanced_groups: u64::from(total != "0"),
            groups: 1,
        };
        let mut balances = vec![Balance { finding: whole, lines: Vec::new() }];
        for (groups, grouping) in self.groups.iter().zip(groupings).filter(|(groups, _)| !groups.overfull) {
            let mut lines: Vec<u64> =
                groups.sums.values().filter(|(sum, _)| *sum != 0).map(|(_, line)| *line).collect();
            lines.sort_unstable();
            let unbalanced = lines.len() as u64;
            lines.truncate(LINES);
            let finding = BalanceFinding {
                measure: measure.name(),
                by: Some(grouping.name().to_owned()),
                total: total.clone(),
                unbalanced_groups: unbalanced,
                groups: groups.sums.len() as u64,
            };
            balances.push(Balance { finding, lines });
        }
        balances
    }
}

/// What a row adds, in units of 10^-8.
fn amount(batch: &RecordBatch, measure: &Measure, row: usize) -> i128 {
    let read = |place: usize| {
        let (_, style) = &measure.columns[place];
        let texts = batch.column(1 + place).as_string_opt::<i32>()?;
        texts.is_valid(row).then(|| Number::read(texts.value(row), *style))??.at_scale(PLACES)
    };
    match measure.kind {
        Kind::Signed => read(0).unwrap_or(0),
        Kind::DebitCredit => read(0).unwrap_or(0).saturating_sub(read(1).unwrap_or(0)),
    }
}

/// The sum without the zeros at its end that only the common scale put there.
fn shortest(units: i128) -> String {
    let mut number = Number { units, scale: PLACES };
    while number.scale > 0 && number.units % 10 == 0 {
        number = Number { units: number.units / 10, scale: number.scale - 1 };
    }
    number.to_string()
}
