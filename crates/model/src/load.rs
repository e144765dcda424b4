//! How a load is described: what a mapping yields, what a target answers, and what is compared afterwards.

use crate::say::Text;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Where a row came from in the client's own file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The original's file name.
    pub file: String,
    /// The line in it, counted from 1; the first, where several lines made one row.
    pub line: u64,
}

/// One record to be made in the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// External id without the plan's prefix, unique within its model.
    pub id: String,
    /// One cell per field, in the order of [`ModelLoad::fields`]; an empty cell is an empty value.
    pub cells: Vec<String>,
    /// Where it came from.
    pub source: Source,
}

/// All records of one model, in the order in which they are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelLoad {
    /// Odoo's name of the model, as in `res.partner`.
    pub model: String,
    /// Field paths as Odoo's import knows them, without `id`: `name`, `country_id/id`, `line_ids/debit`. A reference to a
    /// record of the same plan is a `…/id` field whose cell is that record's external id without the prefix, marked by a
    /// leading `@`; anything else in such a cell is an external id of the target's own, as in `base.ca`.
    pub fields: Vec<String>,
    /// The records. For a model with lines (`line_ids/…`), a row whose `id` is empty continues the record before it.
    pub rows: Vec<Row>,
    /// Whether records are to be posted after the load; only for `account.move`.
    pub post: bool,
}

/// Everything one run sends, in dependency order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Module name of the external ids, one per engagement, as in `bailee_k3x9w2mq`.
    pub prefix: String,
    /// The loads.
    pub loads: Vec<ModelLoad>,
}

/// A record that the target or the mapping would not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Into which model.
    pub model: String,
    /// External id, if it got that far.
    pub id: String,
    /// Where it came from.
    pub source: Source,
    /// The field the target complained of.
    pub field: Option<String>,
    /// The target's own message, or ours.
    pub message: Text,
}

/// What became of one model's records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which model.
    pub model: String,
    /// Made now.
    pub created: u64,
    /// Already there and brought up to date.
    pub updated: u64,
    /// Already there and left alone.
    pub skipped: u64,
    /// Not taken.
    pub rejected: u64,
}

/// One account's balance, in the company's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountBalance {
    /// The account's code.
    pub code: String,
    /// Its name, for reading.
    pub name: String,
    /// Debits less credits.
    pub balance: Decimal,
}

/// One line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceLine {
    /// The account's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What the client's export says.
    pub given: Decimal,
    /// What the target says.
    pub loaded: Decimal,
}

impl BalanceLine {
    /// Loaded less given; zero when they agree.
    pub fn difference(&self) -> Decimal {
        self.loaded - self.given
    }
}

/// A count or sum compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountLine {
    /// What is counted, as in `res.partner` or a sum's name.
    pub what: String,
    /// In the client's export, as mapped.
    pub given: Decimal,
    /// In the target.
    pub loaded: Decimal,
    /// Refused by the target, with a reason in the run's report.
    pub rejected: Decimal,
}

/// The whole comparison of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// The trial balance, by account code.
    pub balances: Vec<BalanceLine>,
    /// Records by model, and sums.
    pub counts: Vec<CountLine>,
}

impl Reconciliation {
    /// To the cent on every account, and every count accounted for.
    pub fn agrees(&self) -> bool {
        self.balances.iter().all(|line| line.difference().is_zero())
            && self.counts.iter().all(|line| line.given == line.loaded + line.rejected)
    }
}
