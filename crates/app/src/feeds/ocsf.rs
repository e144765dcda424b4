//! An entry as an event of the Open Cybersecurity Schema Framework 1.3 (<https://schema.ocsf.io/1.3.0>).
//!
//! `table` says for every name of an event which class and activity it is; here the class's required attributes are filled
//! from identifiers. Where the framework wants a name, the identifier stands for it.

mod table;

use super::opaque;
use bailee_model::LoggedEntry;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use table::{Class, Sort};

const VERSION: &str = "1.3.0";
/// Whom an event is about, by role, when it is about somebody: the one who did it comes last.
const SUBJECTS: [&str; 12] = [
    "invited",
    "assigned",
    "suspended",
    "reinstated",
    "departed",
    "restored",
    "ended",
    "granted",
    "reviewed",
    "owner",
    "taker",
    "person",
];
/// What stands for a file, by role.
const FILES: [&str; 8] = ["holding", "upload", "handover", "disclosure", "checkout", "link", "certificate", "incident"];

/// The event as one JSON object, to be one line.
pub(super) fn event(entry: &LoggedEntry) -> Value {
    let sort = table::sort(&entry.name);
    let ids = opaque::ids(entry);
    let log = opaque::log_name(entry.log);
    let mut event = about(&sort, entry);
    event.insert("metadata".to_owned(), metadata(entry, &log));
    event.insert("actor".to_owned(), actor(&ids));
    event.extend(of_class(sort.class, &entry.name, &ids, &log));
    event.insert("unmapped".to_owned(), json!({ "ids": ids, "leaf": entry.leaf }));
    Value::Object(event)
}

fn about(sort: &Sort, entry: &LoggedEntry) -> Map<String, Value> {
    let class = sort.class.uid();
    object(json!({
        "class_uid": class,
        "class_name": sort.class.name(),
        "category_uid": class / 1000,
        "category_name": sort.class.category(),
        "activity_id": sort.activity,
        "activity_name": sort.activity_name(&entry.name),
        "type_uid": class * 100 + sort.activity,
        "severity_id": sort.severity,
        "status_id": if sort.failed { 2 } else { 1 },
        "time": entry.at.as_millisecond(),
        "message": entry.name,
    }))
}

fn metadata(entry: &LoggedEntry, log: &str) -> Value {
    json!({
        "version": VERSION,
        "product": { "name": "Bailee", "vendor_name": "Bailee", "version": env!("CARGO_PKG_VERSION") },
        "uid": opaque::name(entry),
        "event_code": entry.name,
        "log_name": log,
        "sequence": entry.index,
    })
}

fn actor(ids: &BTreeMap<&str, &str>) -> Value {
    let mut actor = Map::new();
    match ids.get("person") {
        Some(person) => actor.insert("user".to_owned(), user(Some(person))),
        None => actor.insert("app_name".to_owned(), json!("bailee")),
    };
    if let Some(session) = ids.get("session") {
        actor.insert("session".to_owned(), json!({ "uid": session }));
    }
    Value::Object(actor)
}

fn of_class(class: Class, name: &str, ids: &BTreeMap<&str, &str>, log: &str) -> Map<String, Value> {
    let service = json!({ "name": "bailee" });
    let source = match ids.get("device") {
        Some(device) => json!({ "uid": device }),
        None => json!({ "svc_name": "bailee" }),
    };
    object(match class {
        Class::AccountChange => json!({ "user": user(first(ids, &SUBJECTS)), "src_endpoint": source }),
        Class::Authentication => {
            json!({ "user": user(ids.get("person").copied()), "service": service, "src_endpoint": source })
        }
        Class::EntityManagement => json!({ "entity": entity(name, ids, log) }),
        Class::ApiActivity => json!({ "api": { "operation": name, "service": service }, "src_endpoint": source }),
        Class::DatastoreActivity => match ids.get("holding") {
            Some(holding) => json!({ "table": { "uid": holding }, "type_id": 3, "src_endpoint": source }),
            None => json!({ "databucket": { "uid": log, "type_id": 99 }, "type_id": 2, "src_endpoint": source }),
        },
        Class::FileHosting => {
            let file = first(ids, &FILES).unwrap_or(log);
            json!({ "file": { "name": file, "uid": file, "type_id": 1 }, "src_endpoint": source })
        }
    })
}

/// The thing that an event is about: the identifier in the role of its noun, or the first that is not of a doer.
fn entity(name: &str, ids: &BTreeMap<&str, &str>, log: &str) -> Value {
    let noun = name.split('.').next().unwrap_or(name);
    let thing = ids.iter().find(|(role, _)| !matches!(**role, "person" | "session" | "device"));
    let uid = ids.get(noun).or(thing.map(|(_, id)| id)).copied().unwrap_or(log);
    json!({ "type": noun, "uid": uid })
}

fn user(id: Option<&str>) -> Value {
    match id {
        Some(id) => json!({ "uid": id, "type_id": 1 }),
        None => json!({ "name": "unknown", "type_id": 0 }),
    }
}

fn first<'a>(ids: &BTreeMap<&str, &'a str>, roles: &[&str]) -> Option<&'a str> {
    roles.iter().find_map(|role| ids.get(role)).copied()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
