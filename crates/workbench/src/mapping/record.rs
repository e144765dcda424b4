//! From a row of the answer to a record of the target: external id, cells, and the reason when there is none.

use super::source::external_id;
use bailee_model::load::Source;
use bailee_model::{Text, say};
use std::collections::{BTreeMap, HashSet};

/// A piece of a template, its expression computed.
#[derive(Clone, Debug)]
pub(crate) enum Slot {
    Literal(String),
    /// The place in the row.
    Column(usize),
}

/// A field's value, with expressions computed.
#[derive(Clone, Debug)]
pub(crate) enum BoundValue {
    Column(usize),
    Constant(String),
    Reference { model: String, key: Vec<Slot> },
    Map { map: String, column: usize, default: Option<String> },
}

/// A target field.
#[derive(Clone, Debug)]
pub(crate) struct BoundField {
    pub(crate) path: String,
    pub(crate) value: BoundValue,
}

/// A load whose names are resolved.
#[derive(Clone, Debug)]
pub(crate) struct BoundLoad {
    pub(crate) model: String,
    pub(crate) from: String,
    pub(crate) file: String,
    /// The question; none for a single record of constants.
    pub(crate) sql: Option<String>,
    pub(crate) id: Vec<Slot>,
    pub(crate) fields: Vec<BoundField>,
    pub(crate) lines: Vec<BoundField>,
    pub(crate) post: bool,
}

/// One row of the answer: the line and the expressions.
pub(crate) type Row = Vec<Option<String>>;

/// Why a row gives no record.
#[derive(Clone, Debug)]
pub(crate) struct Objection {
    pub(crate) field: Option<String>,
    pub(crate) message: Text,
}

/// External ids made so far, by model, and the value maps.
pub(crate) struct Known<'a> {
    pub(crate) made: BTreeMap<String, HashSet<String>>,
    pub(crate) maps: &'a BTreeMap<String, BTreeMap<String, String>>,
}

/// The template's text; empty when every expression in it is empty.
pub(crate) fn fill(template: &[Slot], row: &Row) -> String {
    let mut text = String::new();
    let mut holes = 0;
    let mut filled = 0;
    for slot in template {
        match slot {
            Slot::Literal(literal) => text.push_str(literal),
            Slot::Column(place) => {
                holes += 1;
                if let Some(value) = row.get(*place).and_then(Option::as_deref).filter(|value| !value.trim().is_empty())
                {
                    filled += 1;
                    text.push_str(value);
                }
            }
        }
    }
    if holes > 0 && filled == 0 { String::new() } else { external_id(&text) }
}

/// Where the row came from.
pub(crate) fn source(load: &BoundLoad, row: &Row) -> Source {
    let line = row.first().and_then(Option::as_deref).and_then(|line| line.parse().ok()).unwrap_or(0);
    Source { file: load.file.clone(), line }
}

/// The cells of these fields. `own` are the ids that the same load makes: a model may refer to itself.
pub(crate) fn cells(
    fields: &[BoundField],
    row: &Row,
    known: &Known<'_>,
    own: (&str, &HashSet<String>),
) -> Result<Vec<String>, Objection> {
    fields.iter().map(|field| cell(field, row, known, own)).collect()
}

fn cell(field: &BoundField, row: &Row, known: &Known<'_>, own: (&str, &HashSet<String>)) -> Result<String, Objection> {
    let object = |message: Text| Objection { field: Some(field.path.clone()), message };
    match &field.value {
        BoundValue::Column(place) => Ok(row.get(*place).cloned().flatten().unwrap_or_default()),
        BoundValue::Constant(text) => Ok(text.clone()),
        BoundValue::Reference { model, key } => {
            let id = fill(key, row);
            let there =
                known.made.get(model).is_some_and(|made| made.contains(&id)) || (own.0 == model && own.1.contains(&id));
            match (id.is_empty(), there) {
                (true, _) => Ok(String::new()),
                (false, true) => Ok(format!("@{id}")),
                (false, false) => Err(object(say!(
                    "It refers to a record of {model} that this mapping does not make, or that was itself refused.",
                    model
                ))),
            }
        }
        BoundValue::Map { map, column, default } => {
            let value = row.get(*column).cloned().flatten().unwrap_or_default();
            let mapped = known.maps.get(map).and_then(|map| map.get(value.trim()));
            match (mapped, default) {
                (Some(mapped), _) => Ok(mapped.clone()),
                (None, Some(default)) => Ok(default.clone()),
                (None, None) if value.trim().is_empty() => Ok(String::new()),
                (None, None) => Err(object(say!("Its value is not in the value map ‘{map}’.", map))),
            }
        }
    }
}
