//! Signing in by way of a browser: the program shows a code, waits, and takes the answer.

use serde_json::{Value, json};

use crate::stub::{CODE, Stub, is_private};

fn answering(answers: impl IntoIterator<Item = (u16, Value)>) -> Stub {
    let stub = Stub::start();
    stub.known.lock().unwrap().answers = answers.into_iter().collect();
    stub
}

#[test]
fn a_session_is_allowed_in_a_browser() {
    let stub =
        answering([(202, json!({ "waiting": true })), (503, json!({ "type": "x/unavailable" })), (200, Value::Null)]);
    let address = format!("{}/sessions/allow", stub.address);
    stub.run(&["login", "--browser", &stub.address]).ends(0, &[&address, CODE, "Signed in as Cole Ferris"]);
    assert!(stub.known.lock().unwrap().asked_as.as_ref().is_some_and(|name| !name.trim().is_empty()));
    assert!(is_private(&stub.path("bailee/session.json")));
    stub.run(&["whoami"]).ends(0, &["Cole Ferris"]);
    assert_eq!(stub.known.lock().unwrap().bearer, "juniper", "the token that was collected");
}

#[test]
fn what_was_refused_or_is_over_signs_nobody_in() {
    let refused = json!({ "type": "x/sign-in", "detail": "It was refused in the browser." });
    let stub = answering([(401, refused)]);
    stub.run(&["login", "--browser", &stub.address]).ends(12, &["It was refused in the browser."]);
    assert!(!stub.path("bailee/session.json").exists());
    stub.run(&["login", "--browser", &stub.address]).ends(11, &["This request is not known."]);
    assert!(!stub.path("bailee/session.json").exists());
}

#[test]
fn a_browser_needs_no_factors_here() {
    let stub = Stub::start();
    stub.run(&["login", "--browser", "--code", "123456", &stub.address]).ends(1, &["cannot be used with"]);
    assert!(stub.known.lock().unwrap().asked_as.is_none());
}
