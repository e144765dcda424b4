//! Turning a plan's rows into what Odoo's import reads: external ids, references, lines of records, and an order in which
//! every record comes after those it refers to. Shared by the loader and by the import files.

use bailee_model::{
    Error, Result, Text,
    load::{ModelLoad, Plan, Reject, Row},
    say,
};
use std::collections::{HashMap, hash_map::Entry};

/// The external id of a plan's row in Odoo: `prefix.name`. In the name, every byte but ASCII letters, digits, `_` and `-`
/// is written as `%XX`, since Odoo gives a meaning to dots and commas and refuses spaces.
pub fn external_id(prefix: &str, id: &str) -> String {
    format!("{prefix}.{}", name(id))
}

/// The part of an external id after the prefix.
pub(crate) fn name(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => name.push(char::from(byte)),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    name
}

/// Whether the prefix can be the module part of an external id.
pub(crate) fn check_prefix(prefix: &str) -> Result<()> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !prefix.is_empty() && prefix.len() <= 64 && prefix.chars().all(fits) {
        return Ok(());
    }
    Err(Error::bad_input(say!("The prefix of the external ids is not one that Odoo takes."))
        .hint(say!("Use up to 64 lower-case letters, digits and underscores.")))
}

/// One record: its row, and the rows of its further lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record<'p> {
    pub(crate) rows: &'p [Row],
}

impl<'p> Record<'p> {
    /// The row that stands for the record.
    pub(crate) fn head(&self) -> &'p Row {
        &self.rows[0]
    }

    /// The record, refused.
    pub(crate) fn reject(&self, model: &str, field: Option<String>, message: Text) -> Reject {
        reject(model, self.head(), field, message)
    }
}

/// A row, refused.
pub(crate) fn reject(model: &str, row: &Row, field: Option<String>, message: Text) -> Reject {
    Reject { model: model.to_owned(), id: row.id.clone(), source: row.source.clone(), field, message }
}

/// The loads of a plan in the order in which they are sent: that of the catalogue, and for models that it does not know,
/// or ranks alike, that of the plan.
pub(crate) fn in_order(plan: &Plan) -> Vec<&ModelLoad> {
    let mut loads: Vec<&ModelLoad> = plan.loads.iter().collect();
    loads.sort_by_key(|load| crate::catalogue::rank(&load.model));
    loads
}

/// The external ids met so far in a plan, and where.
#[derive(Default)]
pub(crate) struct Seen<'p>(HashMap<&'p str, (&'p str, &'p Row)>);

impl<'p> Seen<'p> {
    /// Where this record's external id was met before, in words; otherwise it is met now. Odoo keeps one name space for
    /// all models, and takes a second record with the same id for a change of the first.
    fn before(&mut self, model: &'p str, record: Record<'p>) -> Option<Text> {
        let row = record.head();
        match self.0.entry(&row.id) {
            Entry::Vacant(entry) => {
                entry.insert((model, row));
                None
            }
            Entry::Occupied(entry) => {
                let (model, Row { source, .. }) = *entry.get();
                Some(say!("{model}, {file}, line {line}", model, file = source.file, line = source.line))
            }
        }
    }
}

/// The rows grouped into records. Rows that continue nothing, rows of another length than the header, and records whose
/// external id is taken are refused.
pub(crate) fn records<'p>(load: &'p ModelLoad, seen: &mut Seen<'p>) -> (Vec<Record<'p>>, Vec<Reject>) {
    let first = load.rows.iter().position(|row| !row.id.is_empty()).unwrap_or(load.rows.len());
    let mut rejects: Vec<Reject> = load.rows[..first]
        .iter()
        .map(|row| {
            reject(
                &load.model,
                row,
                None,
                say!("This row has no external id, and there is no record before it that it could continue."),
            )
        })
        .collect();
    let mut records = Vec::new();
    for rows in load.rows[first..].chunk_by(|_, next| next.id.is_empty()) {
        let record = Record { rows };
        match misfit(load, record).or_else(|| taken(load, record, seen)) {
            Some(reject) => rejects.push(reject),
            None => records.push(record),
        }
    }
    (records, rejects)
}

fn misfit(load: &ModelLoad, record: Record<'_>) -> Option<Reject> {
    let row = record.rows.iter().find(|row| row.cells.len() != load.fields.len())?;
    let (cells, fields) = (row.cells.len(), load.fields.len());
    let message = say!("Cells in the row: {cells}; fields of the load: {fields}.", cells, fields);
    Some(Reject { source: row.source.clone(), ..record.reject(&load.model, None, message) })
}

fn taken<'p>(load: &'p ModelLoad, record: Record<'p>, seen: &mut Seen<'p>) -> Option<Reject> {
    let at = seen.before(&load.model, record)?;
    let message = say!("Its external id is that of another row already ({at}).", at);
    Some(record.reject(&load.model, Some("id".into()), message))
}

/// How a model's columns are sent.
pub(crate) struct Columns<'p> {
    prefix: &'p str,
    fields: &'p [String],
    /// The field that holds the record's lines, and whether the plan names the lines itself.
    lines: Option<(&'p str, bool)>,
}

impl<'p> Columns<'p> {
    pub(crate) fn new(prefix: &'p str, load: &'p ModelLoad) -> Self {
        let lines = load.fields.iter().find_map(|field| line_field(field));
        let named = lines.is_some_and(|lines| load.fields.iter().any(|field| is_line_id(field, lines)));
        Self { prefix, fields: &load.fields, lines: lines.map(|lines| (lines, named)) }
    }

    /// The header: `id`, the plan's fields, and an external id for each line unless the plan has one, without which Odoo
    /// would add the lines anew whenever the record is sent again.
    pub(crate) fn header(&self) -> Vec<String> {
        let line_id = self.lines.filter(|(_, named)| !named).map(|(lines, _)| format!("{lines}/id"));
        std::iter::once("id".to_owned()).chain(self.fields.iter().cloned()).chain(line_id).collect()
    }

    /// The record's cells under that header, one vector a row.
    pub(crate) fn cells(&self, record: &Record<'_>) -> Vec<Vec<String>> {
        let head = &record.head().id;
        (1..).zip(record.rows).map(|(line, row)| self.row(head, line, row)).collect()
    }

    fn row(&self, head: &str, line: usize, row: &Row) -> Vec<String> {
        let id = if row.id.is_empty() { String::new() } else { external_id(self.prefix, &row.id) };
        let cells = self
            .fields
            .iter()
            .zip(&row.cells)
            .map(|(field, cell)| if field.ends_with("/id") { self.reference(cell) } else { cell.clone() });
        let mut cells: Vec<String> = std::iter::once(id).chain(cells).collect();
        if let Some((lines, false)) = self.lines {
            let id = if self.has_line(lines, row) {
                external_id(self.prefix, &line_id(head, lines, line))
            } else {
                String::new()
            };
            cells.push(id);
        }
        cells
    }

    fn has_line(&self, lines: &str, row: &Row) -> bool {
        self.fields.iter().zip(&row.cells).any(|(field, cell)| {
            !cell.is_empty() && field.strip_prefix(lines).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// A cell of references, several set apart by commas: `@id` is a row of the plan, anything else stands as it is.
    fn reference(&self, cell: &str) -> String {
        let qualify = |part: &str| match part.trim().strip_prefix('@') {
            Some(id) => external_id(self.prefix, id),
            None => part.trim().to_owned(),
        };
        cell.split(',').map(qualify).collect::<Vec<_>>().join(",")
    }
}

/// The external id that a record's line gets when the plan gives it none.
fn line_id(record: &str, lines: &str, line: usize) -> String {
    format!("{record}-{lines}-{line}")
}

/// The field of lines in a path: `line_ids` in `line_ids/debit` and `line_ids/account_id/id`; none in `country_id/id`.
pub(crate) fn line_field(path: &str) -> Option<&str> {
    let (first, rest) = path.split_once('/')?;
    (rest != "id" && rest != ".id").then_some(first)
}

/// Whether a path is the external id of the lines in `lines`.
pub(crate) fn is_line_id(path: &str, lines: &str) -> bool {
    path.strip_suffix("/id") == Some(lines)
}

/// The ids of the plan that a record's cells refer to.
pub(crate) fn references<'r>(load: &'r ModelLoad, record: &Record<'r>) -> impl Iterator<Item = &'r str> {
    let columns: Vec<usize> = (0..load.fields.len()).filter(|&column| load.fields[column].ends_with("/id")).collect();
    record.rows.iter().flat_map(move |row| {
        let cells: Vec<&str> = columns.iter().filter_map(|&column| row.cells.get(column).map(String::as_str)).collect();
        cells.into_iter().flat_map(|cell| cell.split(',')).filter_map(|part| part.trim().strip_prefix('@'))
    })
}

/// Records in waves: each refers only to records of earlier waves, or of other models. Records whose references lead back
/// to themselves are refused. Sending wave by wave spares Odoo a flush for every reference within a batch, and leaves
/// no second pass that could be missed when a run is broken off.
pub(crate) fn waves<'p>(load: &'p ModelLoad, records: &[Record<'p>]) -> (Vec<Vec<Record<'p>>>, Vec<Reject>) {
    let index: HashMap<&str, usize> =
        records.iter().enumerate().map(|(at, record)| (record.head().id.as_str(), at)).collect();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); records.len()];
    let mut awaited = vec![0_usize; records.len()];
    for (at, record) in records.iter().enumerate() {
        for target in references(load, record).filter_map(|id| index.get(id)) {
            followers[*target].push(at);
            awaited[at] += 1;
        }
    }
    let mut waves = Vec::new();
    let mut wave: Vec<usize> = (0..records.len()).filter(|&at| awaited[at] == 0).collect();
    while !wave.is_empty() {
        let mut next = Vec::new();
        for follower in wave.iter().flat_map(|&at| &followers[at]) {
            awaited[*follower] -= 1;
            if awaited[*follower] == 0 {
                next.push(*follower);
            }
        }
        next.sort_unstable();
        waves.push(wave.into_iter().map(|at| records[at]).collect());
        wave = next;
    }
    let circular = records.iter().zip(&awaited).filter(|(_, awaited)| **awaited > 0).map(|(record, _)| {
        record.reject(
            &load.model,
            None,
            say!("Its references lead back to itself, so it cannot be made after what it refers to."),
        )
    });
    (waves, circular.collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use bailee_model::load::Source;
    use proptest::prelude::*;

    pub(crate) fn row(id: &str, cells: &[&str], line: u64) -> Row {
        Row {
            id: id.into(),
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            source: Source { file: "contacts.csv".into(), line },
        }
    }

    pub(crate) fn load(model: &str, fields: &[&str], rows: Vec<Row>) -> ModelLoad {
        ModelLoad {
            model: model.into(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            rows,
            post: false,
        }
    }

    fn records(load: &ModelLoad) -> (Vec<Record<'_>>, Vec<Reject>) {
        super::records(load, &mut Seen::default())
    }

    #[test]
    fn external_ids_hold_nothing_that_odoo_gives_a_meaning_to() {
        assert_eq!(external_id("bailee_x", "acc_4.1 é,b"), "bailee_x.acc_4%2E1%20%C3%A9%2Cb");
        assert!(check_prefix("bailee_k3x9w2mq").is_ok());
        for prefix in ["", "a.b", "A", "a b", &"a".repeat(65)] {
            assert!(check_prefix(prefix).is_err(), "{prefix}");
        }
    }

    #[test]
    fn lines_get_external_ids_of_their_own() {
        let load = load(
            "account.move",
            &["ref", "line_ids/account_id/id", "line_ids/debit"],
            vec![
                row("m", &["Opening", "@a1", "1"], 2),
                row("", &["", "base.x", "2"], 3),
                row("n", &["Empty", "", ""], 4),
            ],
        );
        let columns = Columns::new("p", &load);
        assert_eq!(columns.header(), ["id", "ref", "line_ids/account_id/id", "line_ids/debit", "line_ids/id"]);
        let (records, rejects) = records(&load);
        assert!(rejects.is_empty());
        assert_eq!(
            columns.cells(&records[0]),
            [["p.m", "Opening", "p.a1", "1", "p.m-line_ids-1"], ["", "", "base.x", "2", "p.m-line_ids-2"]]
        );
        assert_eq!(columns.cells(&records[1]), [["p.n", "Empty", "", "", ""]]);
    }

    #[test]
    fn lines_that_the_plan_names_keep_their_names() {
        let load = load("account.move", &["line_ids/id", "line_ids/debit"], vec![row("m", &["@l1", "1"], 2)]);
        let columns = Columns::new("p", &load);
        assert_eq!(columns.header(), ["id", "line_ids/id", "line_ids/debit"]);
        assert_eq!(columns.cells(&records(&load).0[0]), [["p.m", "p.l1", "1"]]);
    }

    #[test]
    fn a_row_that_continues_nothing_or_does_not_fit_is_refused() {
        let load =
            load("res.partner", &["name"], vec![row("", &["x"], 2), row("a", &["y"], 3), row("b", &["y", "z"], 4)]);
        let (records, rejects) = records(&load);
        assert_eq!(records.len(), 1);
        assert_eq!(rejects.iter().map(|reject| reject.source.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn children_come_after_parents_and_circles_are_refused() {
        let load = load(
            "res.partner",
            &["name", "parent_id/id"],
            vec![
                row("c", &["c", "@b"], 2),
                row("b", &["b", "@a"], 3),
                row("a", &["a", ""], 4),
                row("x", &["x", "@y"], 5),
                row("y", &["y", "@x"], 6),
                row("z", &["z", "@z"], 7),
                row("d", &["d", "@elsewhere"], 8),
            ],
        );
        let (records, _) = records(&load);
        let (waves, rejects) = waves(&load, &records);
        let ids: Vec<Vec<&str>> =
            waves.iter().map(|wave| wave.iter().map(|record| record.head().id.as_str()).collect()).collect();
        assert_eq!(ids, [vec!["a", "d"], vec!["b"], vec!["c"]]);
        assert_eq!(rejects.iter().map(|reject| reject.source.line).collect::<Vec<_>>(), [5, 6, 7]);
    }

    #[test]
    fn an_external_id_is_used_once_in_a_plan() {
        let plan = Plan {
            prefix: "p".into(),
            loads: vec![
                load("res.partner", &["name"], vec![row("a", &["x"], 2), row("a", &["y"], 3)]),
                load("account.account", &["name"], vec![row("a", &["z"], 4), row("b", &["z"], 5)]),
            ],
        };
        let mut seen = Seen::default();
        let rejects: Vec<Reject> = plan.loads.iter().flat_map(|load| super::records(load, &mut seen).1).collect();
        assert_eq!(rejects.iter().map(|reject| reject.source.line).collect::<Vec<_>>(), [3, 4]);
        assert!(rejects[1].message.english().contains("res.partner, contacts.csv, line 2"), "{}", rejects[1].message);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn different_ids_have_different_names(a in any::<String>(), b in any::<String>()) {
            prop_assert_eq!(a == b, name(&a) == name(&b));
        }

        #[test]
        fn every_record_is_in_one_wave_or_refused(parents in prop::collection::vec(0..12_usize, 1..12)) {
            let ids: Vec<String> = (0..parents.len()).map(|at| format!("r{at}")).collect();
            let rows = parents.iter().zip(&ids).map(|(parent, id)| {
                row(id, &[&ids.get(*parent).map_or(String::new(), |id| format!("@{id}"))], 1)
            });
            let load = load("res.partner", &["parent_id/id"], rows.collect());
            let (records, _) = records(&load);
            let (waves, rejects) = waves(&load, &records);
            prop_assert_eq!(waves.iter().flatten().count() + rejects.len(), parents.len());
            let order: Vec<&str> = waves.iter().flatten().map(|record| record.head().id.as_str()).collect();
            for record in waves.iter().flatten() {
                let own = order.iter().position(|id| *id == record.head().id);
                for parent in references(&load, record) {
                    prop_assert!(order.iter().position(|id| *id == parent) < own);
                }
            }
        }
    }
}
