//! The collector on a real encrypted volume: LUKS on a loop file, and the same file without it. Needs root, cryptsetup and
//! a kernel with device mapper; where one is missing the test says so on standard error, and has proved nothing.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const NAME: &str = "bailee-test-volume";

#[test]
fn a_real_luks_volume_is_told_from_a_bare_one() {
    let desk = TempDir::new().unwrap();
    let (image, mount) = (desk.path().join("image"), desk.path().join("mount"));
    fs::create_dir(&mount).unwrap();
    fs::File::create(&image).unwrap().set_len(64 << 20).unwrap();
    let Some(device) = said("losetup", &["--find", "--show", text(&image)], "") else {
        return skipped("no loop device");
    };
    let device = device.trim().to_owned();
    let _loop = Undo("losetup", vec!["--detach".to_owned(), device.clone()]);

    if said("mkfs.ext4", &["-q", &device], "").is_none() || said("mount", &[&device, text(&mount)], "").is_none() {
        return skipped("no mount");
    }
    {
        let _mount = Undo("umount", vec![text(&mount).to_owned()]);
        told(&mount, "encryption   off: ext4 on loop holds ");
    }

    let format = [
        "luksFormat",
        "--batch-mode",
        "--type",
        "luks2",
        "--pbkdf",
        "pbkdf2",
        "--pbkdf-force-iterations",
        "1000",
        &device,
        "-",
    ];
    if said("cryptsetup", &format, "cedar lantern").is_none() {
        return skipped("no cryptsetup");
    }
    if said("cryptsetup", &["open", "--key-file", "-", &device, NAME], "cedar lantern").is_none() {
        return skipped("no device mapper in this kernel");
    }
    let _open = Undo("cryptsetup", vec!["close".to_owned(), NAME.to_owned()]);
    let mapped = format!("/dev/mapper/{NAME}");
    said("mkfs.ext4", &["-q", &mapped], "").unwrap();
    said("mount", &[&mapped, text(&mount)], "").unwrap();
    let _mount = Undo("umount", vec![text(&mount).to_owned()]);
    told(&mount, "encryption   on: ext4 on LUKS on loop holds ");
    // The machine has an encrypted volume now, and the files elsewhere are none the safer for it.
    let elsewhere = report(desk.path());
    assert!(!elsewhere.contains("on LUKS on loop holds"), "{elsewhere}");
}

/// What the program says of a home in this folder.
fn report(home: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bailee"));
    command.args(["device", "report", "--dry-run"]).env("HOME", home).env_remove("XDG_CONFIG_HOME");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn told(home: &Path, line: &str) {
    let said = report(home);
    assert!(said.contains(line), "{line:?} in\n{said}");
}

/// What a program said, if it is there and did well.
fn said(program: &str, arguments: &[&str], input: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    let output = child.wait_with_output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

fn skipped(why: &str) {
    // Written past the harness, which keeps what a good test prints to itself.
    let mut terminal = std::io::stderr();
    writeln!(terminal, "skipped: a_real_luks_volume_is_told_from_a_bare_one: {why}").unwrap();
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A command that undoes another, whatever happens in between.
struct Undo(&'static str, Vec<String>);

impl Drop for Undo {
    fn drop(&mut self) {
        let _ = Command::new(self.0).args(&self.1).status();
    }
}
