//! A key in a TPM: a simulated one (swtpm), through the same programs as a real one. Where swtpm or tpm2-tools is missing
//! the test says so on standard error, and has proved nothing.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::demo::Ran;
use crate::stub::{CODE, DEVICE, Stub};

/// A TPM of its own, gone when it is dropped.
struct Tpm(Child);

impl Tpm {
    fn start(folder: &Path) -> Option<Self> {
        Command::new("tpm2").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
        let socket = folder.join("tpm");
        let mut command = Command::new("swtpm");
        command.args(["socket", "--tpm2", "--flags", "not-need-init,startup-clear"]);
        command.arg("--tpmstate").arg(format!("dir={}", folder.display()));
        command.arg("--server").arg(format!("type=unixio,path={}", socket.display()));
        command.arg("--ctrl").arg(format!("type=unixio,path={}.ctrl", socket.display()));
        let tpm = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok().map(Self)?;
        for _ in 0..100 {
            if socket.exists() {
                return Some(tpm);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Tpm {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_tpm_keeps_the_key_and_signs_what_the_server_believes() {
    let stub = Stub::start();
    let folder = tempfile::tempdir().unwrap();
    let Some(_tpm) = Tpm::start(folder.path()) else {
        // Written past the harness, which keeps what a good test prints to itself.
        let mut terminal = std::io::stderr();
        writeln!(terminal, "skipped: a_tpm_keeps_the_key: swtpm and tpm2-tools are not both here").unwrap();
        return;
    };
    let tcti = format!("swtpm:path={}", folder.path().join("tpm").display());
    let run = |arguments: &[&str]| {
        let mut command = stub.command(arguments);
        Ran::of(&command.env("TPM2TOOLS_TCTI", &tcti).output().unwrap(), arguments)
    };
    stub.login().ends(0, &[]);
    // Where there is a TPM, it is the best home there is.
    run(&["device", "enrol"]).ends(0, &[DEVICE, "in this machine's TPM"]);
    let told = stub.known.lock().unwrap().enrolled.clone().unwrap();
    assert_eq!((&told["home"], &told["algorithm"]), (&"tpm".into(), &"p256".into()));
    run(&["device", "report"]).ends(16, &["Reported to "]);
    run(&["device", "confirm", CODE]).ends(0, &["Confirmed: "]);
    let kept = std::fs::read_dir(stub.path("bailee")).unwrap().map(|each| each.unwrap().path());
    let kept: Vec<_> = kept.filter(|path| path.is_dir()).collect();
    let mut files: Vec<_> = std::fs::read_dir(&kept[0]).unwrap().map(|each| each.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["about", "key.priv", "key.pub"], "nothing is left of what was loaded");
    stub.run(&["device", "report"]).ends(14, &["The TPM cannot be used"]);
    run(&["device", "revoke", DEVICE]).ends(0, &["its key is thrown away"]);
    assert!(!kept[0].exists());
}
