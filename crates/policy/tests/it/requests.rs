//! Single questions with the answer expected, from `policies/tests/*.json`.

use crate::sample::{Case, On, Who};
use bailee_model::Action;
use bailee_policy::{Decision, Gate};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    who: Who,
    action: Action,
    on: On,
    #[serde(default)]
    but: Vec<String>,
    expect: String,
}

fn spelled(decision: Decision) -> String {
    match decision {
        Decision::Allowed { clauses, .. } => format!("allowed by {}", clauses.join(" ")),
        Decision::Refused(refusal) => format!("refused by {}: {}", refusal.clause, refusal.reason),
        Decision::Unseen => "unseen".to_owned(),
    }
}

#[test]
fn every_request_on_file_is_answered_as_it_says() {
    let gate = Gate::new().expect("valid policies");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/tests");
    let (mut asked, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        let requests: Vec<Request> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for Request { who, action, on, but, expect } in requests {
            let mut case = Case::new(who, action, on);
            but.iter().for_each(|change| case.change(change));
            let answer = spelled(gate.decide(&case.question()));
            let place = path.file_name().expect("a file").to_string_lossy();
            if answer != expect {
                wrong.push(format!(
                    "{place}: {who:?} {action} {on:?} {but:?}\n  expected {expect}\n  found    {answer}"
                ));
            }
            asked += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 40, "{asked} requests were found");
}
