//! A key in a real keyring: GNOME's, on a message bus of its own. Where it is not installed the test says so on standard
//! error, and has proved nothing.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::demo::Ran;
use crate::stub::{DEVICE, Stub};

/// Opens a keyring on a fresh bus, then does what a person would.
const SCRIPT: &str = "printf cedar | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 && \
    \"$BAILEE\" device enrol && ls bailee && \"$BAILEE\" device report; echo code $?; \"$BAILEE\" device revoke \"$DEVICE\"; \
    gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets/collection/login \
    --method org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Items";

fn there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

#[test]
fn a_keyring_keeps_the_key_and_forgets_it_when_the_device_is_revoked() {
    if !["dbus-run-session", "gnome-keyring-daemon", "gdbus"].into_iter().all(there) {
        // Written past the harness, which keeps what a good test prints to itself.
        let mut terminal = std::io::stderr();
        writeln!(terminal, "skipped: a_keyring_keeps_the_key: GNOME's keyring is not here").unwrap();
        return;
    }
    let stub = Stub::start();
    stub.login().ends(0, &[]);
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", SCRIPT]).env("BAILEE", env!("CARGO_BIN_EXE_bailee")).env("DEVICE", DEVICE);
    command.env("XDG_CONFIG_HOME", stub.path("")).env("HOME", stub.path("")).env("XDG_DATA_HOME", stub.path("data"));
    command.env("XDG_RUNTIME_DIR", stub.path("")).env_remove("TPM2TOOLS_TCTI").current_dir(stub.path(""));
    let ran = Ran::of(&command.stdin(Stdio::null()).output().unwrap(), &["in a keyring"]);
    let ran = ran
        .ends(0, &["Its key is in your keyring.", "Reported to ", "code 16", "its key is thrown away", "(<@ao []>,)"]);
    assert!(!ran.out.contains(".key"), "no key beside it: {}", ran.out);
    assert_eq!(stub.known.lock().unwrap().enrolled.as_ref().unwrap()["home"], "keyring");
}
