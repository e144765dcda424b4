//! `bailee verify`, by its exit codes and its words.

use std::fs;
use std::process::{Command, Output};

use bailee_log::Hash;
use bailee_log::bundle::{Bundle, Listing};
use bailee_log::certificate::{Event, Role};
use bailee_log::entry::Body;
use bailee_log::review::{AccessReview, Row, RowOutcome, Rows};
use tempfile::TempDir;

use crate::sample::{AT, ORIGIN, SampleLog, certificate, policy, recorded};

struct Desk(TempDir);

impl Desk {
    fn with(log: &mut SampleLog, witnesses: &[u8]) -> Self {
        let desk = Self(TempDir::new().unwrap());
        desk.put("policy.txt", policy("two").as_bytes());
        desk.receive(log, witnesses);
        desk
    }

    fn receive(&self, log: &mut SampleLog, witnesses: &[u8]) {
        self.put("certificate.zip", &certificate(log, witnesses).encode().unwrap());
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.path().join(name), bytes).unwrap();
    }

    fn bailee(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bailee"));
        command.current_dir(&self.0).args(arguments.split(' ')).output().unwrap()
    }

    fn code(&self, arguments: &str) -> i32 {
        self.bailee(arguments).status.code().unwrap()
    }
}

const VERIFY: &str = "verify certificate.zip --policy policy.txt";
const REMEMBER: &str = "verify certificate.zip --policy policy.txt --remember seen.json";

fn whole() -> Desk {
    Desk::with(&mut SampleLog::opened("a"), &[1, 2])
}

#[test]
fn a_valid_certificate_is_told_in_plain_words() {
    let output = whole().bailee(VERIFY);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    for sentence in [
        "✓ bundle     ",
        "✓ The certificate is valid.",
        "Destroyed: 1 × original (financial), 1 × table (financial)",
        "Still holds a key: recovery kit kit_1, gone by 2026-12-24",
        "What it does not prove:",
    ] {
        assert!(said.contains(sentence), "{sentence:?} in\n{said}");
    }
    assert!(!said.contains('\u{1b}'), "no colour in a pipe");
}

/// A review of one row, which stays.
fn review(log: &mut SampleLog) -> Bundle {
    let row = Row {
        decided_at: Some(AT.into()),
        decided_by: Some("per_9".into()),
        engagement: Some("eng_1".into()),
        flags: vec![],
        outcome: RowOutcome::Kept,
        person: "per_1".into(),
        probe: None,
        restored_at: None,
        row: "row_1".into(),
        scope: Hash::of(b"scope"),
        suspended_at: None,
    };
    let rows = Rows { rows: vec![row] };
    let opened = Body::new("review.opened", AT).id("review", "rev_1").digest("population", rows.population());
    let index = log.append(&opened);
    let review = AccessReview {
        at: AT.into(),
        does_not_prove: vec!["That the decisions were right.".into()],
        due: AT.into(),
        events: vec![Event { index, leaf: log.leaf(index), role: Role::Opening }],
        number: 3,
        opened_at: AT.into(),
        origin: ORIGIN.into(),
        population: rows.population(),
        proves: vec!["That everybody was asked about.".into()],
        review: "rev_1".into(),
        what: rows.counts(),
    };
    let statement = review.statement(Hash::of(&rows.encode().unwrap())).unwrap();
    recorded(log, statement, Listing::Reviewed(rows), &[index], &[1, 2])
}

#[test]
fn a_review_certificate_is_told_like_any_other() {
    let desk = whole();
    desk.put("certificate.zip", &review(&mut SampleLog::opened("a")).encode().unwrap());
    let output = desk.bailee(VERIFY);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    for sentence in [
        "✓ The certificate is valid.",
        "Access review 3 (rev_1), closed ",
        "Rows: 1 kept",
        "That the decisions were right.",
    ] {
        assert!(said.contains(sentence), "{sentence:?} in\n{said}");
    }
}

#[test]
fn the_json_report_names_every_check() {
    let output = whole().bailee(&format!("{VERIFY} --json"));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["outcome"], "valid");
    assert_eq!(report["checks"].as_array().unwrap().len(), 7);
    assert_eq!(
        report["checks"][5],
        serde_json::json!({"name": "witnesses", "ok": true, "detail": report["checks"][5]["detail"]})
    );
    assert_eq!(
        (&report["certificate"]["stage"], &report["witnesses"][0]["witness"]),
        (&"destroyed".into(), &"w1".into())
    );
}

#[test]
fn each_outcome_has_its_exit_code() {
    let desk = whole();
    let mut bytes = fs::read(desk.0.path().join("certificate.zip")).unwrap();
    bytes[700] ^= 1;
    desk.put("certificate.zip", &bytes);
    assert_eq!(desk.code(VERIFY), 2);

    assert_eq!(Desk::with(&mut SampleLog::opened("a"), &[1]).code(VERIFY), 3);

    let desk = whole();
    assert_eq!(desk.code(REMEMBER), 0);
    desk.receive(&mut SampleLog::opened("b"), &[1, 2]);
    assert_eq!(desk.code(REMEMBER), 4);
}

#[test]
fn a_later_certificate_asks_for_a_consistency_proof_and_takes_it() {
    let mut log = SampleLog::opened("a");
    let desk = Desk::with(&mut log, &[1, 2]);
    assert_eq!(desk.code(REMEMBER), 0);
    let seen = log.head().size;
    desk.receive(&mut log, &[1, 2]);
    let output = desk.bailee(REMEMBER);
    assert_eq!(output.status.code(), Some(5));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("ask the firm for the consistency proof from 5 to 9 entries")
    );
    desk.put("grown.txt", log.consistency(seen).to_string().as_bytes());
    assert_eq!(desk.code(&format!("{REMEMBER} --consistency grown.txt")), 0);
}

#[test]
fn what_keeps_it_from_judging_is_no_verdict() {
    let desk = whole();
    assert_eq!(desk.code("verify certificate.zip"), 1);
    assert_eq!(desk.code("verify elsewhere.zip --policy policy.txt"), 1);
    assert_eq!(desk.code(&format!("{VERIFY} --consistency grown.txt")), 1);
    desk.put("policy.txt", b"quorum none\nlogs\n");
    let output = desk.bailee(VERIFY);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("policy.txt") && said.contains("line 2") && said.contains("hint: "), "{said}");
}

#[test]
fn help_is_no_failure() {
    let output = whole().bailee("verify --help");
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("Exit codes: 0 valid"));
}
