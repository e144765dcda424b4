//! One column: its different values, what they are, and what that makes of the column.

use super::distinct::{Already, Budget, Distinct};
use super::facts::{Facts, Reading as ValueReading, mark};
use super::pass::{LINES, Noted};
use crate::detect::{self, Evidence, Verdict, Words};
use crate::sheet::Reading;
use crate::value::date::Order;
use crate::value::{Style, folded};
use arrow::array::{Array, Int64Array, StringArray};
use bailee_model::profile::ColumnProfile;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Different values of a column that are kept and judged once.
const KEPT: usize = 32 * 1024;
/// Commonest values and shapes shown.
const SHOWN: usize = 10;
/// Share of values that decides a column's type.
const MOST: f64 = 0.9;

struct Kept {
    text: Box<str>,
    marks: u16,
    count: u64,
}

/// Counts one column.
pub(crate) struct ColumnTally {
    name: String,
    places: HashMap<u64, u32, BuildHasherDefault<Already>>,
    kept: Vec<Kept>,
    /// Different values beyond those kept.
    beyond: Distinct,
    /// Facts of the values beyond those kept.
    facts: Facts,
    empty: u64,
    filled: u64,
    /// Cells that repeat a value already seen.
    repeats: Noted,
    lines: [Vec<u64>; mark::COUNT],
    /// Marks whose lines are not full yet.
    wanted: u16,
}

impl ColumnTally {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            places: HashMap::default(),
            kept: Vec::new(),
            beyond: Distinct::default(),
            facts: Facts::default(),
            empty: 0,
            filled: 0,
            repeats: Noted::default(),
            lines: Default::default(),
            wanted: (1 << mark::COUNT) - 1,
        }
    }

    /// Counts the cells of a batch; rows with a cell that opens a total are marked in `suspects`.
    pub(crate) fn take(
        &mut self,
        texts: &StringArray,
        hashes: &[u64],
        lines: &Int64Array,
        suspects: &mut [bool],
        budget: &mut Budget,
    ) {
        for row in 0..texts.len() {
            if texts.is_null(row) || texts.value(row).trim().is_empty() {
                self.empty += 1;
                continue;
            }
            self.filled += 1;
            let marks = self.cell(texts.value(row), hashes[row], lines.value(row), budget);
            suspects[row] |= marks & mark::TOTAL != 0;
            if marks & self.wanted != 0 {
                self.remember(marks, lines.value(row));
            }
        }
    }

    fn cell(&mut self, text: &str, hash: u64, line: i64, budget: &mut Budget) -> u16 {
        if let Some(place) = self.places.get(&hash) {
            let kept = &mut self.kept[*place as usize];
            kept.count += 1;
            self.repeats.note(line);
            return kept.marks;
        }
        let reading = ValueReading::of(text);
        if self.kept.len() < KEPT {
            self.places.insert(hash, self.kept.len() as u32);
            self.kept.push(Kept { text: text.into(), marks: reading.marks, count: 1 });
            return reading.marks;
        }
        let exact = self.beyond.is_exact();
        if !self.beyond.add(hash, budget) && exact {
            self.repeats.note(line);
        }
        self.facts.add(text, &reading, 1);
        reading.marks
    }

    fn remember(&mut self, marks: u16, line: i64) {
        for bit in 0..mark::COUNT {
            if marks >> bit & 1 == 1 && self.lines[bit].len() < LINES {
                self.lines[bit].push(line.unsigned_abs());
                if self.lines[bit].len() == LINES {
                    self.wanted &= !(1 << bit);
                }
            }
        }
    }

    /// What the column is, once every row was counted.
    pub(crate) fn summary(mut self, file: &str, neighbours: &[String], decimal: &str) -> Summary {
        for kept in &self.kept {
            self.facts.add(&kept.text, &ValueReading::of(&kept.text), kept.count);
        }
        let variants = self.variants();
        self.kept.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.text.cmp(&other.text)));
        let values: Vec<(String, u64)> =
            self.kept.iter().take(2000).map(|kept| (kept.text.to_string(), kept.count)).collect();
        let verdict = detect::judge(&Evidence { file, name: &self.name, neighbours, values: &values });
        let (kind, style, order) = self.kind(Style::of(decimal));
        let profile = self.describe(&kind, style, order, variants, &verdict);
        Summary {
            profile,
            verdict,
            style,
            order,
            facts: self.facts,
            filled: self.filled,
            repeats: self.repeats,
            lines: self.lines,
            variants,
        }
    }

    /// The type that most values have, and how its values are written.
    fn kind(&self, file: Style) -> (String, Style, Order) {
        let facts = &self.facts;
        let (numbers, style) = facts.numbers(file);
        let order = facts.votes.order();
        // What is reported by itself does not speak for another type.
        let odd = facts.count(mark::PLACEHOLDER) + facts.count(mark::IMPOSSIBLE) + facts.count(mark::TOTAL);
        let values = self.filled.saturating_sub(odd) as f64;
        let words = Words::of(&self.name);
        let code = words.is_identifier() && !words.is_amount() && !words.is_quantity();
        let kind = if self.filled == 0 || values == 0.0 {
            "empty"
        } else if facts.votes.days() as f64 >= values * MOST && !matches!(order, Order::Ambiguous | Order::Mixed) {
            "date"
        } else if numbers.count as f64 >= values * MOST
            && !code
            && facts.leading_zeros == 0
            && numbers.whole_digits <= 18
        {
            if numbers.scale == 0 { "integer" } else { "decimal" }
        } else if facts.count(mark::TRUTH) as f64 >= values * MOST {
            "boolean"
        } else {
            "text"
        };
        (kind.to_owned(), style, order)
    }

    /// Cells whose value differs only by case or space from a commoner one, among the kept.
    fn variants(&self) -> u64 {
        let mut spellings: HashMap<String, (u64, u64)> = HashMap::new();
        for kept in self.kept.iter().filter(|kept| kept.marks & mark::TEXT != 0) {
            let (all, most) = spellings.entry(folded(&kept.text)).or_default();
            *all += kept.count;
            *most = (*most).max(kept.count);
        }
        spellings.values().map(|(all, most)| all - most).sum()
    }

    fn describe(&self, kind: &str, style: Style, order: Order, variants: u64, verdict: &Verdict) -> ColumnProfile {
        let facts = &self.facts;
        let (min, max, histogram) = self.range(kind, style, order);
        ColumnProfile {
            name: self.name.clone(),
            kind: kind.to_owned(),
            competing: self.competing(kind),
            empty: self.empty,
            placeholders: facts.count(mark::PLACEHOLDER),
            distinct: self.kept.len() as u64 + self.beyond.count(),
            distinct_exact: self.beyond.is_exact(),
            min,
            max,
            sum: matches!(kind, "integer" | "decimal")
                .then(|| facts.numbers(style).0.sum())
                .flatten()
                .map(|sum| sum.to_string()),
            lengths: facts.lengths.unwrap_or_default(),
            top: self
                .kept
                .iter()
                .take(SHOWN)
                .filter(|kept| kept.count > 1)
                .map(|kept| (kept.text.to_string(), kept.count))
                .collect(),
            shapes: commonest(&facts.shapes),
            histogram,
            untidy: facts.count(mark::SPACES) + variants,
            class: verdict.class,
            class_reason: verdict.reason.clone(),
            tokens: Vec::new(),
        }
    }

    fn range(&self, kind: &str, style: Style, order: Order) -> (Option<String>, Option<String>, Vec<u64>) {
        let facts = &self.facts;
        match kind {
            "integer" | "decimal" => {
                let numbers = if style == Style::Comma { &facts.comma } else { &facts.point };
                (
                    numbers.min.map(|number| number.to_string()),
                    numbers.max.map(|number| number.to_string()),
                    numbers.histogram(),
                )
            }
            "date" => {
                let days = if order == Order::MonthFirst { &facts.month_first } else { &facts.day_first };
                (days.min.map(|day| day.to_string()), days.max.map(|day| day.to_string()), days.histogram())
            }
            _ => (facts.least_text.clone(), facts.greatest_text.clone(), Vec::new()),
        }
    }

    fn competing(&self, kind: &str) -> Vec<(String, u64)> {
        let own = match kind {
            "integer" | "decimal" => mark::NUMBER,
            "date" => mark::DATE,
            "boolean" => mark::TRUTH,
            _ => mark::TEXT,
        };
        [(mark::NUMBER, "number"), (mark::DATE, "date"), (mark::TRUTH, "boolean"), (mark::TEXT, "text")]
            .into_iter()
            .filter(|(mark, _)| *mark != own)
            .map(|(mark, name)| (name.to_owned(), self.facts.count(mark)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}

fn commonest(counts: &HashMap<String, u64>) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = counts.iter().map(|(text, count)| (text.clone(), *count)).collect();
    all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    all.truncate(SHOWN);
    all
}

/// A column, counted and judged.
pub(crate) struct Summary {
    pub(crate) profile: ColumnProfile,
    pub(crate) verdict: Verdict,
    pub(crate) style: Style,
    pub(crate) order: Order,
    pub(crate) facts: Facts,
    pub(crate) filled: u64,
    pub(crate) repeats: Noted,
    lines: [Vec<u64>; mark::COUNT],
    pub(crate) variants: u64,
}

impl Summary {
    pub(crate) fn name(&self) -> &str {
        &self.profile.name
    }

    /// How typing reads the column's texts.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            kind: self.profile.kind.clone(),
            style: self.style.as_str().to_owned(),
            month_first: self.order == Order::MonthFirst,
            scale: self.facts.numbers(self.style).0.scale,
        }
    }

    pub(crate) fn words(&self) -> Words {
        Words::of(self.name())
    }

    /// The lines of the first few cells with this mark.
    pub(crate) fn lines(&self, mark: u16) -> Vec<u64> {
        self.lines[mark.trailing_zeros() as usize].clone()
    }

    /// Whether every row has a value of its own here.
    pub(crate) fn is_key(&self, rows: u64) -> bool {
        rows > 0 && self.profile.distinct_exact && self.profile.empty == 0 && self.profile.distinct == rows
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self.profile.kind.as_str(), "integer" | "decimal")
    }
}
