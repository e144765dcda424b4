//! Holding a plan against the target before a row is sent.
//!
//! What is wrong with a *field* keeps the whole plan from being sent, since it is wrong for every row: the mapping must be
//! changed. What is wrong with a *cell* refuses its record only, against the line it came from.

use super::cell::Cell;
use crate::{
    Odoo, catalogue,
    client::{CallError, Field, Fields, Repeat},
    plan::{self, Columns, Record, Seen},
    wire::FaultKind,
};
use bailee_model::{
    Error, Result, Text,
    load::{ModelLoad, Plan, Reject, Row},
    say,
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What preflight found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preflight {
    /// What keeps the plan from being sent.
    pub problems: Vec<Problem>,
    /// Rows that would be refused before they reach Odoo.
    pub rejects: Vec<Reject>,
}

/// A model or field of the plan that does not fit the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The model.
    pub model: String,
    /// The field as the mapping names it; none when it is about the model.
    pub field: Option<String>,
    /// What is wrong, and what would be right.
    pub message: Text,
}

impl Problem {
    fn text(&self) -> Text {
        let Self { model, field, message } = self;
        match field {
            Some(field) => say!("{model}, field {field}: {message}", model, field, message),
            None => say!("{model}: {message}", model, message),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().english())
    }
}

/// A load that fits, in the shape in which it is sent.
pub(super) struct Prepared<'p> {
    pub(super) load: &'p ModelLoad,
    pub(super) columns: Columns<'p>,
    pub(super) waves: Vec<Vec<Record<'p>>>,
    pub(super) rejects: Vec<Reject>,
}

/// An error that names every problem; nothing when there is none.
pub(super) fn refuse(problems: &[Problem]) -> Result<()> {
    let Some((first, others)) = problems.split_first() else {
        return Ok(());
    };
    let all = others.iter().fold(first.text(), |all, next| say!("{all}\n{next}", all, next = next.text()));
    let error = Error::bad_input(say!("The plan does not fit this Odoo:\n{all}\n", all))
        .hint(say!("Change the mapping; nothing was sent."));
    Err(match &first.field {
        Some(field) => error.on_field(format!("{}.{field}", first.model)),
        None => error,
    })
}

/// Holds every load of the plan against the target, in the order of sending.
pub(super) async fn prepare<'p>(odoo: &Odoo, plan: &'p Plan) -> Result<(Vec<Problem>, Vec<Prepared<'p>>)> {
    plan::check_prefix(&plan.prefix)?;
    let mut models = Models { odoo, known: BTreeMap::new() };
    let mut seen = Seen::default();
    let mut problems = Vec::new();
    let mut prepared = Vec::new();
    for load in plan::in_order(plan) {
        if models.fields(&load.model).await?.is_none() {
            problems.push(unknown_model(odoo, &load.model));
            continue;
        }
        let mut cells = Vec::new();
        for field in &load.fields {
            match models.resolve(&load.model, field).await? {
                Ok(column) => cells.push(column),
                Err(message) => {
                    problems.push(Problem { model: load.model.clone(), field: Some(field.clone()), message })
                }
            }
        }
        problems.extend(repeated(load));
        problems.extend(models.missing(load).await?);
        if load.post && load.model != "account.move" {
            problems.push(Problem {
                model: load.model.clone(),
                field: None,
                message: say!("Only journal entries (account.move) can be posted."),
            });
        }
        if cells.len() == load.fields.len() {
            prepared.push(fit(&plan.prefix, load, &cells, &mut seen));
        }
    }
    Ok((problems, prepared))
}

/// A column of a load: its notation, and whether its cells may be empty.
struct Column {
    cell: Cell,
    required: bool,
}

/// The records whose cells fit, in waves, and the rejects.
fn fit<'p>(prefix: &'p str, load: &'p ModelLoad, columns: &[Column], seen: &mut Seen<'p>) -> Prepared<'p> {
    let (mut records, mut rejects) = plan::records(load, seen);
    records.retain(|record| match record.rows.iter().find_map(|row| misfit(load, columns, record, row)) {
        Some(reject) => {
            rejects.push(reject);
            false
        }
        None => true,
    });
    let (waves, circular) = plan::waves(load, &records);
    rejects.extend(circular);
    Prepared { load, columns: Columns::new(prefix, load), waves, rejects }
}

/// The first cell of a row that does not fit its field.
fn misfit(load: &ModelLoad, columns: &[Column], record: &Record<'_>, row: &Row) -> Option<Reject> {
    let continues = row.id.is_empty();
    let fault = |at: usize| {
        let (cell, column, field) = (&row.cells[at], &columns[at], &load.fields[at]);
        let message = if continues && !cell.is_empty() && plan::line_field(field).is_none() && !is_line_id(load, field)
        {
            Some(say!("The row has no external id of its own, so it may only add lines to the record before it."))
        } else if !continues && cell.is_empty() && column.required {
            Some(say!("Odoo requires a value here."))
        } else {
            column.cell.fault(cell)
        };
        message.map(|message| (field.clone(), message))
    };
    if !continues && row.id.len() > 200 {
        return Some(record.reject(&load.model, Some("id".into()), say!("Its external id is longer than 200 bytes.")));
    }
    let (field, message) = (0..columns.len()).find_map(fault)?;
    Some(Reject { source: row.source.clone(), ..record.reject(&load.model, Some(field), message) })
}

fn is_line_id(load: &ModelLoad, field: &str) -> bool {
    load.fields.iter().filter_map(|other| plan::line_field(other)).any(|lines| plan::is_line_id(field, lines))
}

fn repeated(load: &ModelLoad) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let twice = load.fields.iter().filter(|field| !seen.insert(field.as_str()));
    twice
        .map(|field| Problem {
            model: load.model.clone(),
            field: Some(field.clone()),
            message: say!("It is filled twice."),
        })
        .collect()
}

fn unknown_model(odoo: &Odoo, model: &str) -> Problem {
    let renamed = catalogue::name_in(model, odoo.version().major);
    let message = if renamed == model {
        say!(
            "This Odoo has no such model, or its user may not see it. Check the name, and that the module is installed."
        )
    } else {
        say!("In this version the model is called {renamed}.", renamed)
    };
    Problem { model: model.to_owned(), field: None, message }
}

/// What the target has told about its models so far.
struct Models<'o> {
    odoo: &'o Odoo,
    known: BTreeMap<String, Option<Fields>>,
}

impl Models<'_> {
    async fn fields(&mut self, model: &str) -> Result<Option<&Fields>> {
        if !self.known.contains_key(model) {
            let fields = self.odoo.fields_get(model).await?;
            self.known.insert(model.to_owned(), fields);
        }
        Ok(self.known[model].as_ref())
    }

    /// The column that a field path stands for, or what is wrong with the path.
    async fn resolve(&mut self, model: &str, path: &str) -> Result<std::result::Result<Column, Text>> {
        let parts: Vec<&str> = path.split('/').collect();
        let major = self.odoo.version().major;
        let Some(field) = self.fields(model).await?.and_then(|fields| fields.get(parts[0])) else {
            return Ok(Err(match catalogue::field_renamed(model, parts[0], major) {
                Some(renamed) => say!("In this version the field is called {renamed}.", renamed),
                None if matches!(parts[0], "id" | ".id") => {
                    say!("The plan gives every record its external id by itself.")
                }
                None => say!("This Odoo has no such field."),
            }));
        };
        if field.readonly && (field.computed || !field.stored) {
            return Ok(Err(say!("Odoo works this field out by itself; it cannot be filled.")));
        }
        let required = field.required && field.stored;
        let scalar = Cell::of(field);
        let (kind, relation) = (field.kind.clone(), field.relation.clone().unwrap_or_default());
        Ok(match (kind.as_str(), &parts[1..]) {
            ("many2one", ["id"]) => Ok(Column { cell: Cell::Reference { many: false }, required }),
            ("many2many", ["id"]) => Ok(Column { cell: Cell::Reference { many: true }, required }),
            ("one2many", ["id"]) => Ok(Column { cell: Cell::Reference { many: false }, required: false }),
            ("many2one" | "many2many", []) => Err(say!("A reference is given by external id: write {path}/id.", path)),
            ("many2one" | "many2many", _) => {
                Err(say!("A reference is given by external id and nothing else: write {path}/id.", path = parts[0]))
            }
            ("one2many", []) => Err(say!("Lines are filled field by field, as in {path}/name.", path)),
            ("one2many", rest) => {
                let line = Box::pin(self.resolve(&relation, &rest.join("/"))).await?;
                line.map(|column| Column { required: false, ..column })
            }
            (_, []) => scalar
                .map(|cell| Column { cell, required })
                .ok_or_else(|| say!("A field of type {kind} cannot be filled by an import.", kind)),
            _ => Err(say!("{field} is no relation, so nothing can stand after it.", field = parts[0])),
        })
    }

    /// Required fields that the load leaves out and for which Odoo has no default.
    async fn missing(&mut self, load: &ModelLoad) -> Result<Vec<Problem>> {
        let given: BTreeSet<&str> = load.fields.iter().filter_map(|field| field.split('/').next()).collect();
        let delegates = catalogue::facts(&load.model).map_or(&[][..], |facts| facts.delegates);
        let odoo = self.odoo;
        let Some(fields) = self.fields(&load.model).await? else {
            return Ok(Vec::new());
        };
        let required = fields.iter().filter(|(name, field)| {
            must_be_given(field) && !given.contains(name.as_str()) && !delegates.contains(&name.as_str())
        });
        let mut problems = Vec::new();
        for (name, _) in required {
            if !has_default(odoo, &load.model, name).await? {
                let message =
                    say!("Odoo requires this field and has no default for it, but the mapping does not fill it.");
                problems.push(Problem { model: load.model.clone(), field: Some(name.clone()), message });
            }
        }
        Ok(problems)
    }
}

/// Whether somebody must say what the field holds: an unticked box says no.
fn must_be_given(field: &Field) -> bool {
    field.required && field.stored && !field.computed && field.kind != "boolean"
}

/// Whether Odoo has a default for a field. Some defaults cannot be had yet, such as the journal of an entry before there
/// is any journal; they get the benefit of the doubt.
async fn has_default(odoo: &Odoo, model: &str, field: &str) -> Result<bool> {
    match odoo.call(model, "default_get", json!([[field]]), json!({}), Repeat::Safe).await {
        Ok(defaults) => Ok(!matches!(&defaults[field], Value::Null | Value::Bool(false))),
        Err(CallError::Fault(fault)) if fault.kind != FaultKind::Denied => Ok(true),
        Err(error) => Err(odoo.explain(error, model, "default_get")),
    }
}
