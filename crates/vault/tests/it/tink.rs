//! Google's Tink opens what we seal, and we what it seals.

use std::path::Path;
use std::process::Command;

/// The Python that has the package `tink`, from `BAILEE_TINK_PYTHON` or the one on the path.
fn python() -> Option<String> {
    let python = std::env::var("BAILEE_TINK_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&python).args(["-c", "import tink.streaming_aead"]).output();
    found.is_ok_and(|output| output.status.success()).then_some(python)
}

#[test]
#[allow(clippy::print_stderr, reason = "a suite that is left out says so")]
fn tink_and_we_open_each_others_streams() {
    let Some(python) = python() else {
        let ci = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!ci, "with CI=true Google's Tink must be there: pip install tink, BAILEE_TINK_PYTHON=that python");
        eprintln!("left out: no Python with the package tink (set BAILEE_TINK_PYTHON)");
        return;
    };
    // The examples are built beside the test: target/<profile>/deps/it-… and target/<profile>/examples.
    let here = std::env::current_exe().expect("a test has a path");
    let examples = here.ancestors().nth(2).expect("it lies in target/<profile>/deps").join("examples");
    assert!(examples.join("seal").exists(), "first: cargo build -p bailee-vault --examples");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tink/check.py");
    let output = Command::new(python).arg(script).arg(examples).output().expect("Python starts");
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&told));
}
