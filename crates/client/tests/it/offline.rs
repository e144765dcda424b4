//! Certificates judged from files, and the memory between them.

use std::fs;
use std::path::PathBuf;

use bailee_client::offline::Judgement;
use bailee_log::Outcome;
use bailee_log::bundle::Bundle;
use bailee_log::entry::Body;
use bailee_model::ErrorKind;
use tempfile::TempDir;

use crate::sample::{AT, SampleLog, certificate, policy};

struct Desk {
    folder: TempDir,
    files: Judgement,
}

impl Desk {
    fn with(bundle: &Bundle) -> Self {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        let files = Judgement {
            bundle: path("certificate.zip"),
            policy: path("policy.txt"),
            remember: Some(path("seen.json")),
            consistency: vec![],
        };
        fs::write(&files.policy, policy("two")).unwrap();
        let desk = Self { folder, files };
        desk.receive(bundle);
        desk
    }

    fn receive(&self, bundle: &Bundle) {
        fs::write(&self.files.bundle, bundle.encode().unwrap()).unwrap();
    }

    fn outcome(&self) -> Outcome {
        self.files.run().unwrap().outcome
    }

    fn memory(&self) -> Option<String> {
        fs::read_to_string(self.files.remember.as_ref().unwrap()).ok()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

#[test]
fn a_valid_certificates_checkpoint_is_remembered() {
    let desk = Desk::with(&certificate(&mut SampleLog::opened("a"), &[1, 2]));
    assert_eq!(desk.outcome(), Outcome::Valid);
    let memory = desk.memory().unwrap();
    assert!(memory.contains("witness.example/w1"), "the whole note is kept: {memory}");
    assert!(!desk.path("seen.json.new").exists());
    assert_eq!((desk.outcome(), desk.memory().unwrap()), (Outcome::Valid, memory));
}

#[test]
fn without_a_memory_nothing_is_written() {
    let mut desk = Desk::with(&certificate(&mut SampleLog::opened("a"), &[1, 2]));
    desk.files.remember = None;
    assert_eq!(desk.outcome(), Outcome::Valid);
    assert!(!desk.path("seen.json").exists());
}

#[test]
fn a_later_certificate_needs_the_proof_that_the_log_only_grew() {
    let mut log = SampleLog::opened("a");
    let mut desk = Desk::with(&certificate(&mut log, &[1, 2]));
    assert_eq!(desk.outcome(), Outcome::Valid);
    let (first_size, first) = (log.head().size, desk.memory());
    desk.receive(&certificate(&mut log, &[1, 2]));
    assert_eq!((desk.outcome(), desk.memory()), (Outcome::Incomplete, first.clone()));
    fs::write(desk.path("proof"), log.consistency(first_size).to_string()).unwrap();
    desk.files.consistency = vec![desk.path("proof")];
    assert_eq!(desk.outcome(), Outcome::Valid);
    assert_ne!(desk.memory(), first);
}

#[test]
fn a_fork_is_told_and_does_not_replace_what_was_seen() {
    let desk = Desk::with(&certificate(&mut SampleLog::opened("a"), &[1, 2]));
    assert_eq!(desk.outcome(), Outcome::Valid);
    let seen = desk.memory();
    desk.receive(&certificate(&mut SampleLog::opened("b"), &[1, 2]));
    assert_eq!((desk.outcome(), desk.memory()), (Outcome::Fork, seen));
}

#[test]
fn an_older_certificate_does_not_replace_a_newer_checkpoint() {
    let mut log = SampleLog::opened("a");
    let older = certificate(&mut log, &[1, 2]);
    let older_size = log.head().size;
    log.append(&Body::new("holding.opened", AT));
    let mut desk = Desk::with(&certificate(&mut log, &[1, 2]));
    assert_eq!(desk.outcome(), Outcome::Valid);
    let newer = desk.memory();
    desk.receive(&older);
    fs::write(desk.path("proof"), log.consistency(older_size).to_string()).unwrap();
    desk.files.consistency = vec![desk.path("proof")];
    assert_eq!((desk.outcome(), desk.memory()), (Outcome::Valid, newer));
}

#[test]
fn what_did_not_pass_is_not_remembered() {
    let desk = Desk::with(&certificate(&mut SampleLog::opened("a"), &[1]));
    assert_eq!((desk.outcome(), desk.memory()), (Outcome::Quorum, None));
    fs::write(&desk.files.bundle, b"not a zip").unwrap();
    assert_eq!((desk.outcome(), desk.memory()), (Outcome::Invalid, None));
}

#[test]
fn files_that_cannot_be_used_are_errors_with_their_place() {
    let mut desk = Desk::with(&certificate(&mut SampleLog::opened("a"), &[1, 2]));
    let refused = |desk: &Desk| desk.files.run().unwrap_err();

    fs::write(desk.path("seen.json"), "{").unwrap();
    assert_eq!(refused(&desk).kind(), ErrorKind::Corrupt);
    fs::write(desk.path("seen.json"), r#"{"checkpoints":{"o":"not a note"}}"#).unwrap();
    assert_eq!(refused(&desk).kind(), ErrorKind::Corrupt);
    fs::remove_file(desk.path("seen.json")).unwrap();

    fs::write(desk.path("proof"), "old 3").unwrap();
    desk.files.consistency = vec![desk.path("proof")];
    assert_eq!(refused(&desk).kind(), ErrorKind::BadInput);
    desk.files.consistency.clear();

    desk.files.remember = Some(desk.path("no such folder/seen.json"));
    assert_eq!(refused(&desk).kind(), ErrorKind::Unavailable);
    desk.files.remember = None;

    fs::write(&desk.files.policy, "quorum none\nlogs").unwrap();
    assert_eq!(refused(&desk).place().and_then(|place| place.line), Some(2));
    fs::remove_file(&desk.files.bundle).unwrap();
    fs::write(&desk.files.policy, policy("two")).unwrap();
    let error = refused(&desk);
    assert!(error.place().and_then(|place| place.file.clone()).is_some_and(|file| file.ends_with("certificate.zip")));
    assert!(error.hint_text().is_some());
}
