//! `baileed backup` and `baileed restore` at the terminal: everything on the server is lost, and comes back from a backup, a kit
//! and the anchor, and from nothing less.

use bailee_vault::Identity;
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// A founded firm whose kit was tried, and one backup of it.
    fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        let keepers = [Identity::generate(), Identity::generate()];
        std::fs::write(site.path("keeper.txt"), keepers[0].to_secret_text().as_str()).unwrap();
        std::fs::write(site.path("stranger.txt"), Identity::generate().to_secret_text().as_str()).unwrap();
        let [one, other] = keepers.each_ref().map(|keeper| keeper.recipient().to_string());
        let firm = ["--firm", "Quillbridge Systems (fictional)", "--contact", "hello@quillbridge.example"];
        let officer = ["--officer", "Odile Quill", "--email", "odile@quillbridge.example"];
        let names = ["--domain", "bailee.quillbridge.example", "--recipient", &one, "--recipient", &other];
        let data = site.text("before");
        let arguments = [&["init", "--data", &data][..], &firm, &officer, &names].concat();
        ok(&baileed(&arguments));
        let kit = site.kit();
        ok(&baileed(&["kit", "--data", &data, "try", &kit, "--identity", &site.text("keeper.txt")]));
        let made = ok(&baileed(&["backup", "--data", &data, "--to", &site.text("copies")]));
        assert!(made.contains("a full backup"), "{made}");
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn kit(&self) -> String {
        let kits: Vec<_> = std::fs::read_dir(self.path("before/kits")).unwrap().collect();
        kits.into_iter().next().unwrap().unwrap().path().display().to_string()
    }

    fn restore(&self, more: &[&str]) -> Output {
        let (from, to) = (self.text("copies"), self.text("after"));
        baileed(&[&["restore", "--from", &from, "--to", &to][..], more].concat())
    }
}

fn baileed(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baileed")).args(arguments).env_remove("BAILEE_LOG").output().unwrap()
}

fn ok(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("baileed: ") && !said.contains("panicked"), "{said}");
    said
}

#[test]
fn a_lost_server_comes_back_from_backup_kit_and_anchor() {
    let site = Site::new();
    assert!(refused(&site.restore(&[])).contains("holds no root key"));
    let (kit, keeper) = (site.kit(), site.text("keeper.txt"));
    let stranger = site.text("stranger.txt");
    assert!(refused(&site.restore(&["--kit", &kit, "--identity", &stranger])).contains("not sealed to this identity"));
    let with_kit = ["--kit", kit.as_str(), "--identity", keeper.as_str()];
    let said = refused(&site.restore(&with_kit));
    assert!(said.contains("--anchor") && said.contains("--accept-loss"), "{said}");
    let after = site.text("after");
    assert!(refused(&baileed(&["fsck", "--data", &after])).contains("restored from a backup"), "the gate is shut");
    let anchor = site.text("before/anchor");
    let done = ok(&site.restore(&["--anchor", &anchor]));
    assert!(done.contains("The gate is lifted") && done.contains("entries since the backup"), "{done}");
    assert!(ok(&baileed(&["fsck", "--data", &after])).contains("Everything is whole."));
    assert!(refused(&site.restore(&[])).contains("already"), "nothing is overwritten");
}

#[test]
fn a_backup_is_listed_tried_and_told_from_another_installations() {
    let site = Site::new();
    let (data, copies) = (site.text("before"), site.text("copies"));
    let listed = ok(&baileed(&["restore", "--data", &data, "--from", &copies, "--list"]));
    assert!(listed.contains("bak_") && listed.contains("full"), "{listed}");
    let keeper = site.text("keeper.txt");
    let attempt = |from: &Path| {
        let from = from.display().to_string();
        baileed(&["restore", "--data", &data, "--from", &from, "--try", "--identity", &keeper])
    };
    assert!(ok(&attempt(Path::new(&copies))).contains("can be restored from"));
    assert!(refused(&attempt(&site.path("elsewhere"))).contains("no backup of this installation"));
    let stranger = Site::new();
    let other = ok(&baileed(&["restore", "--data", &stranger.text("before"), "--from", &copies, "--list"]));
    assert!(!other.contains("bak_"), "another installation’s backups are not its own: {other}");
}
