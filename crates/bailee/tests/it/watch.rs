//! `bailee watch`, against a server that serves an honest log and then a forked one; `bailee verify` on what it kept.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use bailee_log::checkpoint::Checkpoint;
use bailee_log::merkle::{Frontier, leaf_hash};
use bailee_log::note::{Note, SignerKey, VerifierKey};
use bailee_log::tile::{Place, Resource, encode_entries};
use serde_json::{Value, json};
use tempfile::TempDir;

const ORIGIN: &str = "bailee.example/log/0123456789abcdef0123456789abcdef";
const ENGAGEMENT: &str = "eng_00000000000000000000000001";

#[derive(Default)]
struct Served {
    entries: Vec<String>,
    cosigned: Vec<Value>,
}

fn key() -> SignerKey {
    SignerKey::from_seed(ORIGIN, &[7; 32]).unwrap()
}

fn file(served: &Served, resource: Resource) -> Vec<u8> {
    let entries = &served.entries;
    match resource {
        Resource::Checkpoint => {
            let mut tree = Frontier::default();
            entries.iter().for_each(|entry| drop(tree.append(leaf_hash(entry.as_bytes()))));
            let head = Checkpoint { origin: ORIGIN.to_owned(), size: entries.len() as u64, root: tree.root() };
            head.sign(&key()).unwrap().to_string().into_bytes()
        }
        Resource::Entries(Place { index, width }) => {
            let first = usize::try_from(index).unwrap() * 256;
            encode_entries(entries[first..first + usize::from(width)].iter().map(String::as_bytes)).unwrap()
        }
        Resource::Tile { .. } => unreachable!("hashes are computed, not asked for"),
    }
}

fn answer(mut stream: TcpStream, served: &Mutex<Served>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    };
    let first = line();
    let headers: Vec<String> = std::iter::repeat_with(&mut line).take_while(|line| !line.is_empty()).collect();
    let length = headers.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let path = first.split(' ').nth(1).unwrap().to_owned();
    let path = path.strip_prefix(&format!("/api/v1/engagements/{ENGAGEMENT}/log/")).unwrap().to_owned();
    let mut served = served.lock().unwrap();
    let said = if path == "cosignatures" {
        let it: Value = serde_json::from_slice(&body).unwrap();
        served.cosigned.push(it.clone());
        let kept = json!({
            "id": "wit_00000000000000000000000002", "engagement": ENGAGEMENT, "person": "per_00000000000000000000000003",
            "size": 1, "key": it["key"], "note": it["note"], "at": "2026-11-22T12:00:00Z",
        });
        json!({ "value": kept, "receipt": null }).to_string().into_bytes()
    } else {
        file(&served, Resource::parse(&path).unwrap())
    };
    let head = format!("HTTP/1.1 200 x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", said.len());
    stream.write_all(&[head.as_bytes(), &said].concat()).unwrap();
}

struct Desk {
    served: Arc<Mutex<Served>>,
    address: String,
    folder: TempDir,
}

impl Desk {
    fn serving(count: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let served = Arc::new(Mutex::new(Served::default()));
        let theirs = Arc::clone(&served);
        std::thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.unwrap(), &theirs)));
        let desk = Self { served, address, folder: TempDir::new().unwrap() };
        std::fs::write(desk.folder.path().join("policy.txt"), format!("log {}\nquorum none\n", key().verifier()))
            .unwrap();
        desk.grow(count);
        desk
    }

    fn grow(&self, to: usize) {
        let mut served = self.served.lock().unwrap();
        let from = served.entries.len();
        served.entries.extend((from..to).map(|n| format!("entry {n}")));
    }

    fn bailee(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bailee"));
        command.current_dir(&self.folder).args(arguments).env("NO_COLOR", "1");
        command.env("BAILEE_SERVER", &self.address).env("BAILEE_TOKEN", "a-token").env_remove("BAILEE_CA");
        command.env("XDG_CONFIG_HOME", self.folder.path()).output().unwrap()
    }

    fn watch(&self, more: &[&str]) -> (i32, String) {
        let output =
            self.bailee(&[&["watch", ENGAGEMENT, "--into", "mirror", "--policy", "policy.txt"], more].concat());
        let said = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap()).concat();
        (output.status.code().unwrap(), said)
    }
}

#[test]
fn a_growing_log_is_kept_cosigned_and_verified_offline() {
    let desk = Desk::serving(3);
    let (code, said) = desk.watch(&["--cosign", "--name", "mill.example/witness"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("3 entries; 3 new") && said.contains("Cosigned as mill.example/witness+"), "{said}");
    let (code, said) = desk.watch(&["--cosign", "--name", "mill.example/witness"]);
    assert!(code == 0 && said.contains("3 entries, as before.") && !said.contains("Cosigned"), "{said}");
    desk.grow(300);
    let (code, said) = desk.watch(&["--cosign", "--name", "mill.example/witness"]);
    assert!(code == 0 && said.contains("300 entries; 297 new, and none of the earlier ones changed."), "{said}");
    let sent = desk.served.lock().unwrap().cosigned.clone();
    assert_eq!(sent.len(), 2);
    let own = VerifierKey::parse(sent[1]["key"].as_str().unwrap()).unwrap();
    let note = Note::parse(sent[1]["note"].as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(note.verify(&[&own, &key().verifier()]).unwrap().len(), 2, "both signatures hold");
    assert_eq!(sent[0]["key"], sent[1]["key"], "the key is made once");
    let verified = desk.bailee(&["verify", "mirror", "--policy", "policy.txt"]);
    let said = String::from_utf8(verified.stdout).unwrap();
    assert_eq!(verified.status.code(), Some(0), "{said}");
    assert!(said.contains("300 entries of") && said.contains("2 heads were kept over time"), "{said}");
    std::fs::write(desk.folder.path().join("mirror/tile/entries/000"), "changed").unwrap();
    assert_eq!(desk.bailee(&["verify", "mirror", "--policy", "policy.txt"]).status.code(), Some(2));
}

#[test]
fn a_fork_and_a_shrunken_log_are_shouted_about_with_evidence() {
    let desk = Desk::serving(10);
    assert_eq!(desk.watch(&[]).0, 0);
    desk.served.lock().unwrap().entries[4] = "nothing happened".to_owned();
    desk.grow(12);
    let (code, said) = desk.watch(&["--cosign", "--every", "60"]);
    assert_eq!(code, 4, "it stops at an alarm: {said}");
    assert!(said.contains("THE LOG CONTRADICTS ITSELF") && said.contains("its past was changed"), "{said}");
    assert!(desk.served.lock().unwrap().cosigned.is_empty(), "what lies is not cosigned");
    let evidence = || {
        let files = std::fs::read_dir(desk.folder.path().join("mirror")).unwrap().map(|file| file.unwrap().path());
        files.filter(|path| path.to_string_lossy().contains("alarm-")).collect::<Vec<_>>()
    };
    let text = std::fs::read_to_string(&evidence()[0]).unwrap();
    assert!(text.contains("\n10\n") && text.contains("\n12\n") && text.matches(ORIGIN).count() >= 4, "{text}");
    desk.served.lock().unwrap().entries.truncate(9);
    let (code, said) = desk.watch(&[]);
    assert!(code == 4 && said.contains("it shrank"), "{said}");
    let verified = desk.bailee(&["verify", "mirror", "--policy", "policy.txt"]);
    assert_eq!(verified.status.code(), Some(0), "what was kept before holds");
}

#[cfg(unix)]
#[test]
fn a_program_is_told_of_the_alarm() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::serving(2);
    assert_eq!(desk.watch(&[]).0, 0);
    desk.served.lock().unwrap().entries.truncate(1);
    let hook = desk.folder.path().join("hook.sh");
    std::fs::write(&hook, "#!/bin/sh\ncp \"$1\" told.txt\n").unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(desk.watch(&["--on-alarm", "./hook.sh"]).0, 4);
    assert!(std::fs::read_to_string(desk.folder.path().join("told.txt")).unwrap().contains("it shrank"));
}
