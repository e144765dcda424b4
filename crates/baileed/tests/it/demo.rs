//! The demonstration as whoever clones the repository runs it, and what it leaves behind.

use crate::{stage::files_below, stand::Stand};
use bailee_log::{policy::Policy, verify::verify};
use regex::bytes::{Regex, RegexBuilder};
use std::{
    collections::BTreeSet,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// Where one demonstration has everything.
struct Folders(tempfile::TempDir);

impl Folders {
    fn new() -> Self {
        let folders = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(folders.0.path().join("tmp")).unwrap();
        folders
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn start(&self, more: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baileed"));
        command.args(["demo", "--once", "--out"]).arg(self.at("out"));
        command.arg("--data").arg(self.at("data")).arg("--export").arg(self.at("export")).args(more);
        command
            .env("TMPDIR", self.at("tmp"))
            .env("BAILEE_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// The two files left for the client prove the destruction; with one bit changed they prove nothing.
    fn proves(&self) {
        let mut bundle = std::fs::read(self.at("out/certificate.zip")).unwrap();
        let policy = Policy::parse(&std::fs::read(self.at("out/policy.txt")).unwrap()).unwrap();
        let report = verify(&bundle, &policy, None);
        assert_eq!(report.outcome.exit_code(), 0, "{:?}", report.checks);
        let middle = bundle.len() / 3;
        bundle[middle] ^= 1;
        assert_ne!(verify(&bundle, &policy, None).outcome.exit_code(), 0);
    }
}

fn succeeded(output: &Output) -> String {
    let (told, traced) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let end: Vec<&str> = traced.lines().rev().take(8).collect();
    assert!(output.status.success(), "{told}\n…\n{end:#?}");
    told.into_owned()
}

/// What nobody but the client has any business to read: people, addresses, bank accounts, numbers of insurance, salaries.
fn canaries(export: &Path) -> BTreeSet<String> {
    let text = |file: &str| {
        let bytes = std::fs::read(export.join(file)).unwrap();
        if file == "clients.csv" {
            String::from_utf8(bytes).unwrap()
        } else {
            encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned()
        }
    };
    let (clients, employees) = (text("clients.csv"), text("employes.csv"));
    let of = |text: &str, delimiter: char, columns: &[usize]| -> Vec<String> {
        let cells = |line: &str| line.split(delimiter).map(str::to_owned).collect::<Vec<_>>();
        text.lines()
            .skip(1)
            .map(cells)
            .flat_map(|cells| columns.iter().map(|at| cells[*at].clone()).collect::<Vec<_>>())
            .collect()
    };
    let mut found: BTreeSet<String> = of(&clients, ',', &[1, 2, 3, 6]).into_iter().collect();
    found.extend(of(&employees, ';', &[1, 5, 6, 7]));
    found.retain(|canary| canary.len() > 7);
    assert!(found.len() > 700, "the export is as large as it was");
    found
}

/// One expression for all of them, in both encodings.
fn any_of(canaries: &BTreeSet<String>) -> Regex {
    let escaped = |bytes: &[u8]| bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
    let forms = canaries
        .iter()
        .flat_map(|canary| [escaped(canary.as_bytes()), escaped(&encoding_rs::WINDOWS_1252.encode(canary).0)]);
    let forms: BTreeSet<String> = forms.collect();
    let pattern = forms.into_iter().collect::<Vec<_>>().join("|");
    RegexBuilder::new(&pattern).unicode(false).size_limit(1 << 28).dfa_size_limit(1 << 28).build().unwrap()
}

/// Fails with the place, and not with the value.
fn clean(canary: &Regex, what: &str, bytes: &[u8]) {
    if let Some(found) = canary.find(bytes) {
        let around = &bytes[found.start().saturating_sub(160)..(found.end() + 160).min(bytes.len())];
        panic!("plaintext in {what} at byte {}: {}", found.start(), String::from_utf8_lossy(around));
    }
}

/// Looks into the temporary folder for as long as the demonstration runs.
fn watched(canary: &Regex, folder: &Path, child: Child) -> Output {
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                files_below(folder).iter().for_each(|(path, bytes)| clean(canary, &path.display().to_string(), bytes));
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        let output = child.wait_with_output().unwrap();
        ended.store(true, Ordering::Relaxed);
        watch.join().unwrap();
        output
    })
}

#[test]
fn invariant_4_the_demonstration_leaves_no_plaintext() {
    let folders = Folders::new();
    // The export is the same every time: what is looked for is known before it runs.
    std::fs::create_dir(folders.at("known")).unwrap();
    for file in baileed::demo::export(2025) {
        std::fs::write(folders.at("known").join(file.name), file.bytes).unwrap();
    }
    let canary = any_of(&canaries(&folders.at("known")));
    let output = watched(&canary, &folders.at("tmp"), folders.start(&[]));
    let told = succeeded(&output);
    assert_eq!(
        canaries(&folders.at("export")),
        canaries(&folders.at("known")),
        "the copy that was asked for is what was searched for"
    );
    assert!(
        canary.is_match(&std::fs::read(folders.at("export/clients.csv")).unwrap()),
        "the search finds what is there"
    );

    clean(&canary, "standard output", &output.stdout);
    clean(&canary, "the server's log", &output.stderr);
    assert!(output.stderr.len() > 1_000, "the log was on");
    let mut bytes = 0;
    for folder in ["data", "tmp", "out"] {
        for (path, content) in files_below(&folders.at(folder)) {
            bytes += content.len();
            clean(&canary, &path.display().to_string(), &content);
        }
    }
    assert!(bytes > 300_000, "there was something to look through");
    println!("searched {} MB of files, {} MB of log", bytes >> 20, output.stderr.len() >> 20);
    folders.proves();
    assert!(told.contains("is valid by the client's own policy file") && told.contains("✗ refused"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn invariant_4_a_load_into_a_live_odoo_logs_no_plaintext() {
    let Some(stand) = Stand::new("demo").await else { return };
    let before = stand.count("res.partner").await;
    let folders = Folders::new();
    let password = stand.password_file.to_str().unwrap();
    let child =
        folders.start(&["--odoo", &stand.url, "--db", &stand.db, "--login", &stand.login, "--password-file", password]);
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    let told = succeeded(&output);
    folders.proves();
    assert!(told.contains("Every account agrees"), "{told}");
    assert!(stand.count("res.partner").await >= before + 200);
    let canary = any_of(&canaries(&folders.at("export")));
    clean(&canary, "the server's log of a load", &output.stderr);
    assert!(stand.password.len() > 7 && !String::from_utf8_lossy(&output.stderr).contains(&stand.password));
    stand.finish().await;
}
