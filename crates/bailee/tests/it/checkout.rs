//! A checkout from this machine's side: taken sealed, opened in private, returned for good; and nothing plain on any disk.

use std::fs;
use std::path::Path;

use crate::stub::{CHECKOUT, PLAIN, Stub, is_private};

fn enrolled() -> Stub {
    let stub = Stub::start();
    stub.login().ends(0, &[]);
    stub.run(&["device", "enrol", "--name", "Cole’s desk", "--home", "file"]).ends(0, &["Enrolled as"]);
    stub
}

/// Every file below a folder that has this text in it.
pub(crate) fn plain_below(folder: &Path, text: &[u8], found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => plain_below(&path, text, found),
            Ok(kind) if kind.is_file() => {
                let bytes = fs::read(&path).unwrap_or_default();
                if bytes.windows(text.len()).any(|window| window == text) {
                    found.push(path.display().to_string());
                }
            }
            _ => {}
        }
    }
}

fn assert_nothing_plain(stub: &Stub) {
    let secret = PLAIN.lines().nth(1).unwrap().as_bytes();
    let mut found = Vec::new();
    plain_below(&stub.path(""), secret, &mut found);
    assert_eq!(found, Vec::<String>::new());
}

fn kept(stub: &Stub) -> bool {
    let list = fs::read_to_string(stub.path("bailee/checkouts.json")).unwrap_or_default();
    list.contains(CHECKOUT)
}

#[test]
fn a_checkout_is_taken_sealed_opened_in_private_and_returned_for_good() {
    let stub = enrolled();
    stub.run(&["checkout", "take", CHECKOUT]).ends(0, &["sealed to this machine", "It must be back by"]);
    let file = stub.path(&format!("bailee/checkouts/{CHECKOUT}.age"));
    assert!(fs::read(&file).unwrap().starts_with(b"age-encryption.org/v1"));
    let key = stub.path(&format!("bailee/checkout-{CHECKOUT}.key"));
    assert!(is_private(&key), "its key is its owner’s alone");
    assert_nothing_plain(&stub);
    stub.run(&["checkout", "list"]).ends(0, &[CHECKOUT, "out", "yes"]);
    let open = ["checkout", "open", CHECKOUT, "--"];
    let shown = stub.run(&[&open[..], &["cat", "{}"]].concat()).ends(0, &[]);
    assert_eq!(shown.out, PLAIN);
    let path = stub.run(&[&open[..], &["readlink", "{}"]].concat()).ends(0, &[]);
    if cfg!(target_os = "linux") {
        assert!(path.out.starts_with("/memfd:"), "it is in no folder: {}", path.out);
    }
    stub.run(&[&open[..], &["false", "{}"]].concat()).ends(1, &[]);
    stub.run(&[&open[..], &["no-such-program", "{}"]].concat()).ends(1, &["cannot be started"]);
    stub.run(&["checkout", "open", CHECKOUT]).ends(1, &["shown on a terminal only"]);
    stub.run(&["checkout", "take", CHECKOUT]).ends(13, &["has it already"]);
    assert_nothing_plain(&stub);
    stub.run(&["checkout", "return", CHECKOUT]).ends(0, &["Returned: ", "the server knows"]);
    assert!(!file.exists() && !key.exists() && !kept(&stub));
    let returned = stub.known.lock().unwrap().returned.clone().unwrap();
    assert_eq!((&returned["identity_destroyed"], &returned["file_removed"]), (&true.into(), &true.into()));
    assert_nothing_plain(&stub);
    stub.run(&[&open[..], &["cat", "{}"]].concat()).ends(11, &["does not have it"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_wants_a_name_gets_a_folder_in_memory_that_goes_with_it() {
    if !Path::new("/dev/shm").is_dir() {
        return;
    }
    let stub = enrolled();
    stub.run(&["checkout", "take", CHECKOUT]).ends(0, &[]);
    let script = "cat \"$1\"; stat -f -c %T \"$1\"; echo \"$1\"";
    let ran =
        stub.run(&["checkout", "open", CHECKOUT, "--file", "--", "sh", "-c", script, "sh", "{}"]).ends(0, &["tmpfs"]);
    let path = ran.out.lines().last().unwrap();
    assert!(path.ends_with("customers.csv") && !path.contains(".."), "{path}");
    assert!(!Path::new(path).parent().unwrap().exists(), "gone with the program");
    // A program that is told to end takes its file along.
    let mut command = stub.command(&["checkout", "open", CHECKOUT, "--file", "--", "sleep", "600"]);
    let mut child = command.spawn().unwrap();
    let folder = Path::new(path).parent().unwrap();
    for _ in 0..200 {
        if folder.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(folder.exists(), "it is open");
    std::thread::sleep(std::time::Duration::from_millis(300));
    std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    child.wait().unwrap();
    assert!(!folder.exists(), "and gone");
    assert_nothing_plain(&stub);
}

#[test]
fn what_is_refused_leaves_no_key_and_what_is_not_heard_is_returned_later() {
    let stub = enrolled();
    stub.known.lock().unwrap().breaks = true;
    stub.run(&["checkout", "take", CHECKOUT]).ends(13, &["not approved"]);
    assert!(!kept(&stub) && !stub.path(&format!("bailee/checkout-{CHECKOUT}.key")).exists());
    stub.known.lock().unwrap().breaks = false;
    stub.run(&["checkout", "take", CHECKOUT]).ends(0, &[]);
    stub.known.lock().unwrap().breaks = true;
    stub.run(&["checkout", "return", CHECKOUT]).ends(14, &["Not now."]);
    assert!(!stub.path(&format!("bailee/checkout-{CHECKOUT}.key")).exists(), "destroyed, heard or not");
    stub.run(&["checkout", "open", CHECKOUT, "--", "cat", "{}"]).ends(13, &["key is destroyed"]);
    assert!(kept(&stub), "the word is still to be sent");
    stub.known.lock().unwrap().breaks = false;
    stub.run(&["checkout", "return", CHECKOUT]).ends(0, &["the server knows"]);
    assert!(!kept(&stub) && stub.known.lock().unwrap().returned.is_some());
}
