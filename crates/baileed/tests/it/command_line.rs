//! `baileed` at the terminal: what it makes, what it refuses, and how it says so.

use bailee_vault::Identity;
use std::{
    path::Path,
    process::{Command, Output},
};

fn baileed(arguments: &[&str], data: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baileed"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env_remove("BAILEE_LOG")
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A refusal is one sentence on standard error and a code other than zero.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("baileed: ") && !said.contains("panicked"), "{said}");
    said
}

fn init(data: &Path, recipients: &[String]) -> Output {
    let mut arguments = vec![
        "init",
        "--firm",
        "Quillbridge Systems (fictional)",
        "--contact",
        "hello@quillbridge.example",
        "--domain",
        "bailee.quillbridge.example",
        "--officer",
        "Odile Quill",
        "--email",
        "odile@quillbridge.example",
    ];
    for recipient in recipients {
        arguments.extend(["--recipient", recipient]);
    }
    baileed(&arguments, data)
}

#[test]
fn an_installation_is_made_once_its_kit_tried_and_found_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("bailee");
    let keepers = [Identity::generate(), Identity::generate()];
    let recipients = keepers.each_ref().map(|keeper| keeper.recipient().to_string());
    assert!(refused(&init(&data, &recipients[..1])).contains("two"));
    let made = init(&data, &recipients);
    assert!(made.status.success(), "{made:?}");
    assert!(told(&made).contains("/enrol?invitation="), "{}", told(&made));
    let again = refused(&init(&data, &recipients));
    assert!(again.contains("already"), "{again}");

    let kit = data.join("kits").read_dir().unwrap().next().unwrap().unwrap().path();
    let file = folder.path().join("keeper.txt");
    let attempt = |identity: &Identity| {
        std::fs::write(&file, identity.to_secret_text().as_str()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_baileed"));
        command.args(["kit", "--data"]).arg(&data).arg("try").arg(&kit).arg("--identity").arg(&file).output().unwrap()
    };
    for keeper in &keepers {
        let tried = attempt(keeper);
        assert!(tried.status.success() && told(&tried).contains("opens all"), "{tried:?}");
    }
    refused(&attempt(&Identity::generate()));

    let whole = baileed(&["fsck"], &data);
    assert!(whole.status.success() && told(&whole).contains("Everything is whole."), "{whole:?}");
}

#[test]
fn where_there_is_no_installation_it_says_how_to_make_one() {
    let folder = tempfile::tempdir().unwrap();
    assert!(refused(&baileed(&["fsck"], folder.path())).contains("baileed init"));
    assert!(refused(&baileed(&["serve"], folder.path())).contains("baileed init"));
}

#[test]
fn a_demonstration_touches_no_folder_that_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "kept").unwrap();
    let said = refused(&baileed(&["demo", "--once"], folder.path()));
    assert!(said.contains("is not empty") && said.contains("serve --data"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
