//! The layout of a file, read off its first records: delimiter, line end, header, and the rows above the header.

use super::record::{Cut, Dialect, Span, cut};
use crate::sheet::{LINE, is_stored_beside};
use crate::value::{self, Number, Style, Written};
use std::collections::{BTreeMap, HashSet};

/// Records looked at.
const LOOKED_AT: usize = 200;

/// What the first records say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) dialect: Dialect,
    /// How many records stand above the header: titles, not data.
    pub(crate) titles: usize,
    /// Whether there is a header; otherwise the columns are numbered.
    pub(crate) header: bool,
    /// Column names, unique and not empty.
    pub(crate) columns: Vec<String>,
    /// The header as it stands, to know it again when it is repeated on every page.
    pub(crate) header_cells: Vec<String>,
    pub(crate) decimal: Style,
}

type Record = Vec<String>;

/// Reads the layout off a sample; `None` when there is not a single record with anything in it.
pub(crate) fn read(sample: &str, last: bool) -> Option<Layout> {
    let terminator = if sample.contains('\n') || !sample.contains('\r') { b'\n' } else { b'\r' };
    let (dialect, (records, _)) = [b',', b';', b'\t', b'|']
        .into_iter()
        .map(|delimiter| {
            let dialect = Dialect { delimiter, terminator };
            (dialect, records(sample, last, dialect))
        })
        .max_by_key(|(dialect, (records, broken))| (score(records, *broken), dialect.delimiter == b','))?;
    let width = common_width(&records)?;
    let titles = records.iter().position(|record| is_full(record, width))?;
    let header = looks_like_header(&records[titles], records.get(titles + 1));
    let header_cells = if header { trimmed(&records[titles]) } else { Vec::new() };
    let columns = names(&header_cells, if header { header_cells.len().max(1) } else { width });
    let decimal = style(records.iter().skip(titles + usize::from(header)));
    Some(Layout { dialect, titles, header, columns, header_cells, decimal })
}

/// The first records that are whole and not blank, and how many lines were broken.
fn records(sample: &str, last: bool, dialect: Dialect) -> (Vec<Record>, usize) {
    let mut records = Vec::new();
    let mut broken = 0;
    let mut spans: Vec<Span> = Vec::new();
    let mut rest = sample;
    while !rest.is_empty() && records.len() < LOOKED_AT {
        let end = match cut(rest, last, dialect, &mut spans) {
            Cut::Record { end } => {
                let record: Record = spans.iter().map(|span| span.text(rest).into_owned()).collect();
                if record.iter().any(|cell| !cell.trim().is_empty()) {
                    records.push(record);
                }
                end
            }
            Cut::Broken { end, .. } => {
                broken += 1;
                end
            }
            Cut::Unfinished => break,
        };
        rest = &rest[end..];
    }
    (records, broken)
}

/// How well a delimiter explains the records: those that agree on one width above 1, and then the width. A line that
/// breaks with this delimiter speaks against it.
fn score(records: &[Record], broken: usize) -> usize {
    match common_width(records) {
        Some(width) if width > 1 => {
            let agreeing = records.iter().filter(|record| record.len() == width).count();
            agreeing * 1000 / (records.len() + broken).max(1) * 100 + width.min(99)
        }
        _ => 0,
    }
}

/// The commonest number of fields, the greater of two equally common ones.
fn common_width(records: &[Record]) -> Option<usize> {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for record in records {
        *widths.entry(record.len()).or_default() += 1;
    }
    widths.into_iter().max_by_key(|(width, count)| (*count, *width)).map(|(width, _)| width)
}

/// Whether a record could be the header or data: as wide as the others, and filled in on more than one place.
fn is_full(record: &Record, width: usize) -> bool {
    let filled = record.iter().filter(|cell| !cell.trim().is_empty()).count();
    (record.len() >= width || (width >= 4 && record.len() + 1 == width))
        && (width == 1 || filled * 2 > width.min(record.len()) || filled >= 4)
}

/// Names and not values: nothing that reads as a number, a day or an address, and not what the next record repeats.
fn looks_like_header(record: &Record, next: Option<&Record>) -> bool {
    let cells: Vec<&str> = record.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let value_like = |cell: &str| {
        Number::read(cell, Style::Point).is_some()
            || Number::read(cell, Style::Comma).is_some()
            || Written::read(cell).is_some()
            || cell.contains('@')
    };
    let values = cells.iter().filter(|cell| value_like(cell)).count();
    if cells.is_empty() || values * 5 > cells.len() {
        return false;
    }
    let distinct: HashSet<&str> = cells.iter().copied().collect();
    distinct.len() * 5 >= cells.len() * 4 && next.is_none_or(|next| next != record)
}

fn trimmed(record: &Record) -> Vec<String> {
    let mut cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
    while cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

/// Names for this many columns: the header's, made unique without regard to capitals, never empty, and never one of ours.
fn names(header: &[String], width: usize) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::from([LINE.to_owned()]);
    (0..width)
        .map(|index| {
            let written = header.get(index).map(String::as_str).unwrap_or("");
            let tidy: String = written
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .filter(|letter| !letter.is_control())
                .take(120)
                .collect();
            let tidy = if is_stored_beside(&tidy) { tidy.replace('#', "_") } else { tidy };
            let base = if tidy.is_empty() { format!("column_{}", index + 1) } else { tidy };
            let mut name = base.clone();
            let mut again = 1;
            while !taken.insert(name.to_lowercase()) {
                again += 1;
                name = format!("{base}_{again}");
            }
            name
        })
        .collect()
}

/// Whether the file writes decimals with a point or a comma, by the cells that are sure.
fn style<'a>(records: impl Iterator<Item = &'a Record>) -> Style {
    let (mut points, mut commas) = (0u32, 0u32);
    for cell in records.flatten() {
        match value::number::style_evidence(cell) {
            Some(Style::Point) => points += 1,
            Some(Style::Comma) => commas += 1,
            None => {}
        }
    }
    if commas > points { Style::Comma } else { Style::Point }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Layout {
        read(text, true).expect("there is something in it")
    }

    #[test]
    fn each_delimiter_is_found_by_the_agreement_of_records() {
        for (text, name) in [
            ("a,b,c\n1,\"x;y;z\",3\n4,5,6\n", "comma"),
            ("Compte;Libellé;Solde\n401;Fournisseurs, divers;1.234,56\n411;Clients, divers;2,10\n", "semicolon"),
            ("code\tname\n1\ta, b\n2\tc, d\n", "tab"),
            ("code|name\n1|a\n2|b\n", "pipe"),
        ] {
            assert_eq!(layout(text).dialect.name(), name);
        }
    }

    #[test]
    fn a_delimiter_that_breaks_lines_is_not_the_one() {
        assert_eq!(layout("\"first\",\"second\",\"third\"\n\"\n\",\";;;,\",\"a\"\n").dialect.name(), "comma");
    }

    #[test]
    fn title_rows_above_the_header_are_counted_and_not_taken_for_data() {
        let text = "Lanterne & Fils (fictional)\nTrial Balance\nAs of December 31, 2023\n\nAccount,Debit,Credit\n1000 Cash,10.00,\n3000 Equity,,10.00\n";
        let layout = layout(text);
        assert_eq!((layout.titles, layout.header), (3, true));
        assert_eq!(layout.columns, ["Account", "Debit", "Credit"]);
    }

    #[test]
    fn names_become_unique_and_none_is_empty_or_ours() {
        let layout = layout("Name,,name,_line,x#shape\na,b,c,d,e\n");
        assert_eq!(layout.columns, ["Name", "column_2", "name_2", "_line_2", "x_shape"]);
    }

    #[test]
    fn a_file_without_a_header_gets_numbered_columns() {
        let layout = layout("1,2024-01-01,10.00\n2,2024-01-02,11.00\n");
        assert!(!layout.header);
        assert_eq!(layout.columns, ["column_1", "column_2", "column_3"]);
    }

    #[test]
    fn the_decimal_style_is_that_of_the_cells_that_are_sure() {
        assert_eq!(layout("a;b\n1.234,56;x\n1.234;y\n").decimal, Style::Comma);
        assert_eq!(layout("a,b\n1234.56,x\n").decimal, Style::Point);
    }

    #[test]
    fn nothing_at_all_has_no_layout() {
        assert_eq!(read("", true), None);
        assert_eq!(read("\n \n,,\n", true), None);
    }
}
