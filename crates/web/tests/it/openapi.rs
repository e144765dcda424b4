//! The description of the API is a snapshot: it changes on purpose, or the test fails.

use bailee_web::{contents, openapi};
use std::{env, fs, path::PathBuf};

#[test]
fn the_reference_is_what_the_routes_say() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/openapi.json");
    let text = serde_json::to_string_pretty(&openapi()).expect("json") + "\n";
    if env::var_os("BAILEE_WRITE_REFERENCE").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(&file, &text).expect("written");
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == text,
        "docs/reference/openapi.json is stale: run this test with BAILEE_WRITE_REFERENCE=1 and look at the change"
    );
}

#[test]
fn every_route_of_the_api_is_described() {
    let document = openapi();
    for listed in contents().iter().filter(|listed| listed.path.starts_with("/api/")) {
        let operation = &document["paths"][listed.path.replace("{*", "{")][listed.method.to_lowercase()];
        assert!(operation["summary"].is_string(), "{listed:?}");
    }
}
