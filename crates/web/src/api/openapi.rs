//! The OpenAPI document, written from the table of routes. `docs/reference/openapi.json` is a snapshot of it.

use super::{Ask, Route, routes};
use serde_json::{Map, Value, json};

/// The whole API as an OpenAPI 3.1 document.
pub fn document() -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::from_iter([("Problem".to_owned(), problem()), ("Receipt".to_owned(), receipt())]);
    for route in routes() {
        if let Some(Ask::Document(name, schema)) = &route.ask {
            schemas.insert((*name).to_owned(), schema.clone());
        }
        // What takes the rest of a path is a parameter like any other.
        let path = paths.entry(format!("/api/v1{}", route.path.replace("{*", "{"))).or_insert_with(|| json!({}));
        path[route.method.to_lowercase()] = operation(&route);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Bailee", "version": env!("CARGO_PKG_VERSION"), "description": "The actions of a custody system: the same as its pages, through the same gates." },
        "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": { "session": { "type": "http", "scheme": "bearer" } } },
    })
}

fn operation(route: &Route) -> Value {
    let success = if route.gives.1 == "application/json" {
        json!({ "application/json": {} })
    } else {
        json!({ route.gives.1: { "schema": { "type": "string", "format": "binary" } } })
    };
    let mut operation = json!({
        "summary": route.about,
        "parameters": parameters(route),
        "security": if route.public { json!([]) } else { json!([{ "session": [] }]) },
        "responses": {
            "2XX": { "description": route.gives.0, "content": success },
            "default": { "description": "A problem (RFC 9457)", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } },
        },
    });
    match &route.ask {
        Some(Ask::Document(name, _)) => {
            operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } } });
        }
        Some(Ask::Bytes) => {
            operation["requestBody"] = json!({ "required": true, "content": { "application/octet-stream": {} } })
        }
        None => {}
    }
    operation
}

/// What stands in braces in the path, and what a summary names after `?`.
fn parameters(route: &Route) -> Vec<Value> {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = in_path.map(|name| name.trim_start_matches('*'));
    let mut parameters: Vec<Value> = in_path
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    if let Some((_, query)) = route.about.split_once('?') {
        let query = query.split([',', ' ']).next().unwrap_or_default();
        let names = query.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty());
        parameters.extend(names.map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } })));
    }
    parameters
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "RFC 9457, with what to do about it.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" }, "detail": { "type": "string" }, "instance": { "type": "string" },
            "hint": { "type": "string", "description": "What to do." },
            "place": { "type": "object", "description": "File, line, column and field of the input." },
            "refusal": { "type": "object", "description": "The clause that refuses, its promise, and what lifts it." },
        },
    })
}

fn receipt() -> Value {
    json!({
        "type": "object",
        "description": "Proof that an entry is in its log.",
        "properties": { "log": {}, "event": { "type": "string" }, "index": { "type": "integer" }, "leaf": { "type": "string", "description": "The leaf's RFC 6962 hash, hexadecimal." } },
    })
}
