//! Access reviews at the command line.

use crate::stub::{REVIEW, ROW, Stub};

#[test]
fn reviews_are_listed_shown_decided_and_restored() {
    let stub = Stub::start();
    stub.login().ends(0, &[]);
    stub.run(&["review", "list"]).ends(0, &[REVIEW, "until 2026-11-22", "undecided"]);
    stub.run(&["review", "open"]).ends(0, &["Opened ", REVIEW, "Silence suspends on"]);
    stub.run(&["review", "show", REVIEW]).ends(0, &[ROW, "Cole Ferris", "the installation", "waits for you"]);
    let shown = stub.run(&["review", "show", REVIEW, "--json"]).ends(0, &[]).json();
    assert_eq!(shown["rows"][0]["row"]["id"], ROW);
    stub.run(&["review", "decide", REVIEW, ROW, "remove", "--reason", "left"]).ends(0, &["Decided: remove."]);
    assert_eq!(stub.known.lock().unwrap().decided, Some(serde_json::json!({ "decision": "remove", "reason": "left" })));
    stub.run(&["review", "restore", REVIEW, ROW, "--reason", "was away"]).ends(0, &["Restored."]);
    assert_eq!(stub.known.lock().unwrap().decided, Some(serde_json::json!({ "reason": "was away" })));
}

#[test]
fn what_is_missing_or_unknown_is_said() {
    let stub = Stub::start();
    stub.login().ends(0, &[]);
    stub.run(&["review", "decide", REVIEW, ROW, "perhaps"]).ends(1, &["possible values: keep, reduce, remove"]);
    stub.run(&["review", "restore", REVIEW, ROW]).ends(1, &["--reason"]);
    stub.run(&["review", "certificate", REVIEW]).ends(1, &["nowhere to write to"]);
    assert!(stub.known.lock().unwrap().decided.is_none());
}
