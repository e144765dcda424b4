//! What Odoo tells about the fields of a model.

use serde_json::Value;
use std::collections::BTreeMap;

/// A model's fields by name.
pub type Fields = BTreeMap<String, Field>;

/// One field of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Odoo's word for the type, as in `char`, `many2one`, `monetary`.
    pub kind: String,
    /// Whether a record cannot be without it.
    pub required: bool,
    /// Whether it can never be set; a field that can be set in some state of the record is not read-only here.
    pub readonly: bool,
    /// Whether it is a column of the model's own table.
    pub stored: bool,
    /// Whether Odoo works it out from other fields.
    pub computed: bool,
    /// The model that a relation leads to.
    pub relation: Option<String>,
    /// The keys that a selection allows.
    pub selection: Vec<String>,
}

impl Field {
    /// What to ask `fields_get` for; asking for everything can yield what XML-RPC cannot carry.
    pub(super) const ATTRIBUTES: [&str; 8] =
        ["type", "required", "readonly", "store", "depends", "states", "relation", "selection"];

    fn parse(facts: &Value) -> Option<Self> {
        let flag = |name: &str| facts[name].as_bool().unwrap_or(false);
        Some(Self {
            kind: facts["type"].as_str()?.to_owned(),
            required: flag("required"),
            readonly: flag("readonly") && !is_open_in_some_state(&facts["states"]),
            stored: facts["store"].as_bool().unwrap_or(true),
            computed: facts["depends"].as_array().is_some_and(|depends| !depends.is_empty()),
            relation: facts["relation"].as_str().map(str::to_owned),
            selection: facts["selection"].as_array().into_iter().flatten().filter_map(key).collect(),
        })
    }
}

/// Up to Odoo 16 a field can be read-only except in some states: `{"draft": [["readonly", false]]}`.
fn is_open_in_some_state(states: &Value) -> bool {
    states.as_object().into_iter().flatten().any(|(_, changes)| {
        changes.as_array().into_iter().flatten().any(|change| change[0] == "readonly" && change[1] == false)
    })
}

/// The key of a choice `[key, label]`; a few selections of Odoo have numbers for keys.
fn key(choice: &Value) -> Option<String> {
    match &choice[0] {
        Value::String(key) => Some(key.clone()),
        Value::Number(key) => Some(key.to_string()),
        _ => None,
    }
}

/// A reply of `fields_get`; none when it has another shape.
pub(super) fn parse(reply: &Value) -> Option<Fields> {
    reply.as_object()?.iter().map(|(name, facts)| Some((name.clone(), Field::parse(facts)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_read() {
        let fields = parse(&json!({
            "date": {"type": "date", "readonly": true, "required": true, "states": {"draft": [["readonly", false]]}, "depends": []},
            "state": {"type": "selection", "readonly": true, "selection": [["draft", "Draft"], [1, "One"]], "store": true},
            "total": {"type": "monetary", "readonly": true, "depends": ["line_ids.balance"]},
            "partner_id": {"type": "many2one", "relation": "res.partner", "store": false},
        }))
        .unwrap();
        assert!(!fields["date"].readonly && fields["date"].required && !fields["date"].computed);
        assert_eq!(fields["state"].selection, ["draft", "1"]);
        assert!(fields["state"].readonly && fields["total"].computed);
        assert_eq!(fields["partner_id"].relation.as_deref(), Some("res.partner"));
        assert!(!fields["partner_id"].stored);
        assert_eq!(parse(&json!({"x": {}})), None);
        assert_eq!(parse(&json!(false)), None);
    }
}
