//! What a profile says about a table: the page that a migration auditor reads first.

use crate::words::{Category, ColumnClass};
use serde::{Deserialize, Serialize};

/// A table's findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Rows in the table.
    pub rows: u64,
    /// Rows kept aside because they did not parse.
    pub rejects: u64,
    /// Rows that repeat another row in every column.
    pub duplicate_rows: u64,
    /// Columns, in the file's order.
    pub columns: Vec<ColumnProfile>,
    /// Columns or pairs that are unique and never empty.
    pub candidate_keys: Vec<Vec<String>>,
    /// Columns that refer to another table of the engagement, with what they miss.
    pub references: Vec<ReferenceFinding>,
    /// Debits against credits, where the table has both or a signed amount.
    pub balances: Vec<BalanceFinding>,
    /// What a person should look at, most serious first.
    pub findings: Vec<Finding>,
    /// Categories of data the content speaks of, with the columns that say so.
    pub categories: Vec<CategoryFinding>,
}

/// One column's findings. Values appear only where the column's class lets them: the page masks them otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// The column's name.
    pub name: String,
    /// The type most values have: `text`, `integer`, `decimal`, `date`, `boolean`, `empty`.
    pub kind: String,
    /// Other types seen, with how many values.
    pub competing: Vec<(String, u64)>,
    /// Empty cells.
    pub empty: u64,
    /// Cells that stand for nothing: `N/A`, `NULL`, `-`, 1900-01-01.
    pub placeholders: u64,
    /// Different values.
    pub distinct: u64,
    /// Whether `distinct` is exact or estimated.
    pub distinct_exact: bool,
    /// Least value, in the type's order.
    pub min: Option<String>,
    /// Greatest value.
    pub max: Option<String>,
    /// Sum, for numbers: exact decimal.
    pub sum: Option<String>,
    /// Shortest and longest value, in characters.
    pub lengths: (u64, u64),
    /// Commonest values with counts.
    pub top: Vec<(String, u64)>,
    /// Commonest shapes (`Aa9`) with counts.
    pub shapes: Vec<(String, u64)>,
    /// For numbers and dates: equal-width bins from min to max.
    pub histogram: Vec<u64>,
    /// Values with space at an end, or that differ only by case or space from another.
    pub untidy: u64,
    /// What detection thinks may see it.
    pub class: Option<ColumnClass>,
    /// Why detection thinks so, in words.
    pub class_reason: String,
}

/// A column that looks like a reference to another table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceFinding {
    /// The column.
    pub column: String,
    /// The table it refers to.
    pub table: String,
    /// The column it refers to there.
    pub key: String,
    /// Rows whose value is not there.
    pub orphans: u64,
    /// Lines of the first few orphans in the original file.
    pub orphan_lines: Vec<u64>,
}

/// Debits against credits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceFinding {
    /// What was summed, as in `debit − credit` or `net_amount`.
    pub measure: String,
    /// Grouped by which column; none for the whole table.
    pub by: Option<String>,
    /// Sum over everything: exact decimal.
    pub total: String,
    /// Groups that do not come to zero.
    pub unbalanced_groups: u64,
    /// Groups in all.
    pub groups: u64,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Will break the load or the books.
    Serious,
    /// Should be decided before mapping.
    Notable,
    /// Good to know.
    Minor,
}

/// Something a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// A stable code, as in `total_rows`, `orphans`, `duplicate_key`.
    pub code: String,
    /// The column, if it is about one.
    pub column: Option<String>,
    /// How many rows.
    pub rows: u64,
    /// Lines of the first few in the original file.
    pub lines: Vec<u64>,
    /// One sentence, without a value out of the data.
    pub text: String,
}

/// A category that the content speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryFinding {
    /// Which.
    pub category: Category,
    /// The columns that say so.
    pub columns: Vec<String>,
}
