//! Reading what `load()` answers: `{"ids": [...] | false, "messages": [...]}`.
//!
//! Errors come in-band, in a reply that looks like success. A message names the rows it is about by their place in the
//! call (`rows: {from, to}`, counted from 0), and says `error` or `warning`; only errors undo the call. Odoo gives up
//! after ten errors, so a later call may bring more.

use crate::wire::is_concurrency;
use bailee_model::{Text, say};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a call came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Every record was taken.
    Taken,
    /// None was taken; these, by their place in the call, are why.
    Refused(BTreeMap<usize, Refusal>),
    /// None was taken, and Odoo does not say which record is why.
    Unclear(Text),
    /// None was taken, because another transaction was changing the same things.
    Collided,
}

/// Why a record was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) field: Option<String>,
    pub(super) message: String,
}

/// The place of each record's first row in the call.
pub(super) fn starts(records: &[Vec<Vec<String>>]) -> Vec<usize> {
    records
        .iter()
        .scan(0, |next, rows| {
            let start = *next;
            *next += rows.len();
            Some(start)
        })
        .collect()
}

/// The verdict in a reply; none when Odoo took the call and names another number of records than were sent, or the
/// reply has another shape.
pub(super) fn read(reply: &Value, starts: &[usize]) -> Option<Verdict> {
    if let Some(ids) = reply["ids"].as_array() {
        return (ids.len() == starts.len()).then_some(Verdict::Taken);
    }
    let errors: Vec<&Value> =
        reply["messages"].as_array()?.iter().filter(|message| message["type"] == "error").collect();
    let text = |error: &Value| error["message"].as_str().unwrap_or_default().trim().to_owned();
    if errors.iter().any(|error| is_concurrency(&text(error))) {
        return Some(Verdict::Collided);
    }
    let mut refusals: BTreeMap<usize, Refusal> = BTreeMap::new();
    for error in &errors {
        let Some(at) = place(error, starts) else { continue };
        let message = text(error);
        refusals
            .entry(at)
            .and_modify(|refusal| refusal.add(&message))
            .or_insert_with(|| Refusal { field: field(error), message: message.clone() });
    }
    if refusals.is_empty() {
        let message = errors
            .first()
            .map_or_else(|| say!("Odoo refused it and did not say why."), |error| Text::told(text(error)));
        return Some(Verdict::Unclear(message));
    }
    Some(Verdict::Refused(refusals))
}

impl Refusal {
    fn add(&mut self, message: &str) {
        if !self.message.contains(message) {
            self.message = format!("{} {message}", self.message);
        }
    }
}

/// The record that a message is about.
fn place(error: &Value, starts: &[usize]) -> Option<usize> {
    let row = usize::try_from(error["rows"]["from"].as_u64()?).ok()?;
    starts.partition_point(|start| *start <= row).checked_sub(1)
}

/// The field that a message is about: a name, or in later versions a path.
fn field(error: &Value) -> Option<String> {
    match (&error["field_path"], &error["field"]) {
        (Value::Array(path), _) => Some(path.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("/")),
        (_, Value::String(field)) => Some(field.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn records_taken_are_counted() {
        assert_eq!(read(&json!({"ids": [4, 5], "messages": []}), &[0, 1]), Some(Verdict::Taken));
        assert_eq!(read(&json!({"ids": [4], "messages": []}), &[0, 1]), None);
        assert_eq!(read(&json!(null), &[0]), None);
    }

    #[test]
    fn messages_lead_back_to_their_records() {
        let starts = starts(&[vec![vec![]], vec![vec![], vec![], vec![]], vec![vec![]]]);
        assert_eq!(starts, [0, 1, 4]);
        let reply = json!({"ids": false, "messages": [
            {"type": "warning", "message": "never mind", "rows": {"from": 0, "to": 0}},
            {"type": "error", "message": "No such account.", "rows": {"from": 3, "to": 3}, "field": "line_ids"},
            {"type": "error", "message": "Missing value.", "rows": {"from": 1, "to": 3}},
            {"type": "error", "message": "Missing value.", "rows": {"from": 1, "to": 3}},
            {"type": "error", "message": "Twice.", "rows": {"from": 4, "to": 4}, "field_path": ["bank_ids", "acc_number"]},
        ]});
        let Some(Verdict::Refused(refusals)) = read(&reply, &starts) else { panic!("not refused") };
        assert_eq!(refusals.keys().collect::<Vec<_>>(), [&1, &2]);
        assert_eq!(
            refusals[&1],
            Refusal { field: Some("line_ids".into()), message: "No such account. Missing value.".into() }
        );
        assert_eq!(refusals[&2].field.as_deref(), Some("bank_ids/acc_number"));
    }

    #[test]
    fn a_refusal_without_rows_is_unclear_and_a_collision_is_none() {
        let error = |message: &str| json!({"ids": false, "messages": [{"type": "error", "message": message}]});
        assert_eq!(read(&error("What?"), &[0]), Some(Verdict::Unclear(Text::told("What?"))));
        assert!(matches!(read(&json!({"ids": false, "messages": []}), &[0]), Some(Verdict::Unclear(_))));
        let message = "could not serialize access due to concurrent update";
        assert_eq!(read(&error(message), &[0]), Some(Verdict::Collided));
    }
}
