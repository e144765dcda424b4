//! What a profile says about a table: the page that a migration auditor reads first.

use crate::say::Text;
use crate::words::{Category, ColumnClass};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    #[serde(with = "crate::say::kept")]
    pub class_reason: Text,
    /// Format tokens that questions may name beside the column, whether it is masked or not: `iban__shape`,
    /// `iban__country`, `born__month`. `select *` leaves them out.
    #[serde(default)]
    pub tokens: Vec<String>,
}

impl Profile {
    /// Takes away the values of columns that this reader does not see in clear. Those of
    /// [`ColumnClass::AggregateOnly`] go whoever reads, sums and balances with them: a page knows no groups.
    pub fn hide(&mut self, classes: &BTreeMap<String, ColumnClass>, cleared: &[ColumnClass]) {
        let shown = |name: &str| {
            classes.get(name).is_some_and(|class| *class != ColumnClass::AggregateOnly && cleared.contains(class))
        };
        let mut hidden = Vec::new();
        for column in self.columns.iter_mut().filter(|column| !shown(&column.name)) {
            (column.min, column.max, column.sum) = (None, None, None);
            column.top.clear();
            column.histogram.clear();
            hidden.push(column.name.clone());
        }
        let says = |measure: &str, name: &str| measure.split('−').any(|part| part.trim() == name);
        self.balances.retain(|balance| !hidden.iter().any(|name| says(&balance.measure, name)));
    }

    /// As programs are told of it: its sentences in English.
    #[must_use]
    pub fn in_english(mut self) -> Self {
        self.findings.iter_mut().for_each(|finding| finding.text = finding.text.in_english());
        self.columns.iter_mut().for_each(|column| column.class_reason = column.class_reason.in_english());
        self
    }
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
    #[serde(with = "crate::say::kept")]
    pub text: Text,
}

/// A category that the content speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryFinding {
    /// Which.
    pub category: Category,
    /// The columns that say so.
    pub columns: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str) -> ColumnProfile {
        let words = || Some("1".to_owned());
        ColumnProfile {
            name: name.to_owned(),
            min: words(),
            max: words(),
            sum: words(),
            top: vec![("1".to_owned(), 1)],
            histogram: vec![1],
            ..ColumnProfile::default()
        }
    }

    #[test]
    fn values_stay_only_where_the_class_is_cleared_and_never_where_it_is_for_sums() {
        let balance = |measure: &str| BalanceFinding {
            measure: measure.to_owned(),
            by: None,
            total: "7".to_owned(),
            unbalanced_groups: 0,
            groups: 1,
        };
        let mut profile = Profile {
            columns: ["open", "iban", "pay", "undecided"].map(column).to_vec(),
            balances: vec![balance("open"), balance("open − pay")],
            ..Profile::default()
        };
        let classes = [
            ("open", ColumnClass::Open),
            ("iban", ColumnClass::FinancialSensitive),
            ("pay", ColumnClass::AggregateOnly),
        ];
        let classes = classes.map(|(name, class)| (name.to_owned(), class)).into();
        profile.hide(&classes, &[ColumnClass::Open, ColumnClass::AggregateOnly]);
        let shown: Vec<&str> =
            profile.columns.iter().filter(|column| column.min.is_some()).map(|column| column.name.as_str()).collect();
        assert_eq!(shown, ["open"]);
        assert!(profile.columns.iter().skip(1).all(|column| column.top.is_empty() && column.sum.is_none()));
        assert_eq!(profile.balances.len(), 1);
    }
}
