//! The device half of the program, against a server that believes signatures and nothing else.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use crate::stub::{CODE, DEVICE, SESSION, Stub, is_private};

const ENROL: [&str; 6] = ["device", "enrol", "--name", "Cole’s desk", "--home", "file"];

fn enrolled() -> Stub {
    let stub = Stub::start();
    stub.login().ends(0, &["Signed in as Cole Ferris"]);
    stub.run(&ENROL).ends(0, &[DEVICE, "Cole’s desk", "in a file that only you can read", "waits for an approval"]);
    stub
}

#[test]
fn a_device_enrols_once_and_keeps_its_key_to_itself() {
    let stub = enrolled();
    let told = stub.known.lock().unwrap().enrolled.clone().unwrap();
    assert_eq!(
        (&told["home"], &told["owner"], &told["algorithm"]),
        (&"file".into(), &"firm".into(), &"ed25519".into())
    );
    let files = fs::read_dir(stub.path("bailee")).unwrap().map(|each| each.unwrap().path());
    let (mut keys, mut all) = (0, 0);
    for file in files {
        assert!(is_private(&file), "{}", file.display());
        keys += usize::from(file.extension().is_some_and(|extension| extension == "key"));
        all += 1;
    }
    assert_eq!((keys, all), (1, 3), "a key, the enrolments, the session");
    stub.run(&ENROL).ends(13, &["enrolled there already", "bailee device revoke"]);
    stub.run(&["device", "revoke", DEVICE]).ends(0, &["Revoked: ", "its key is thrown away"]);
    assert_eq!(fs::read_dir(stub.path("bailee")).unwrap().count(), 2);
    stub.run(&["device", "report"]).ends(1, &["not enrolled"]);
    stub.run(&[&ENROL[..], &["--personal"]].concat()).ends(0, &[DEVICE]);
    assert_eq!(stub.known.lock().unwrap().enrolled.as_ref().unwrap()["owner"], "personal");
}

#[test]
fn nothing_is_enrolled_without_a_session() {
    let stub = Stub::start();
    stub.run(&ENROL).ends(12, &["Nobody is signed in here."]);
    assert!(!stub.path("bailee").exists(), "no key that nobody knows");
}

#[test]
fn reports_are_signed_and_numbered_and_a_dry_run_sends_none() {
    let stub = enrolled();
    stub.run(&["device", "report", "--dry-run"])
        .ends(0, &["encryption ", "screen lock ", "SHA-256 ", "Nothing was sent."]);
    assert!(stub.known.lock().unwrap().reports.is_empty());
    for _ in 0..2 {
        stub.run(&["device", "report"])
            .ends(16, &["Reported to http://127.0.0.1", "✗ encrypted  S3.1  ext4 on disk", "Encrypt the volume."]);
    }
    let reports = stub.known.lock().unwrap().reports.clone();
    assert!(reports[1]["number"].as_i64() > reports[0]["number"].as_i64());
    assert_eq!(reports[0]["device"], DEVICE);
    assert!(reports[0]["posture"]["encryption"].is_object());
    stub.run(&["device", "status"]).ends(16, &["“Cole’s desk”", "by bailee ", "✓ confirmed", "Encrypt the volume."]);
    stub.run(&["device", "list"]).ends(0, &["(this machine)", "asked"]);
}

#[test]
fn a_key_that_others_can_read_or_that_is_another_signs_nothing() {
    let stub = enrolled();
    let mut files = fs::read_dir(stub.path("bailee")).unwrap().map(|each| each.unwrap().path());
    let key = files.find(|path| path.extension().is_some_and(|extension| extension == "key")).unwrap();
    fs::write(&key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    stub.run(&["device", "report"]).ends(10, &["This device is not known here.", "clause: S3.5"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        stub.run(&["device", "report"]).ends(1, &["Others can read this file", "revoke the device"]);
    }
    fs::remove_file(&key).unwrap();
    stub.run(&["device", "confirm", CODE]).ends(1, &["key is not where it was kept"]);
}

#[test]
fn a_session_is_confirmed_by_its_code_and_the_command_lines_own_by_itself() {
    let stub = enrolled();
    stub.run(&["device", "confirm", CODE]).ends(0, &["Confirmed: ", SESSION]);
    stub.run(&["device", "confirm", "0000-0000"]).ends(1, &["This code is not known."]);
    stub.run(&["device", "confirm", "not a code"]).ends(1, &["This is not a code."]);
    assert_eq!(stub.known.lock().unwrap().confirmed, 1);
    stub.login().ends(0, &["This device confirmed the session."]);
    assert_eq!(stub.known.lock().unwrap().confirmed, 2);
}

#[test]
fn sessions_and_tokens_are_listed_apart_made_and_ended() {
    let stub = Stub::start();
    stub.login().ends(0, &[]);
    let list = stub.run(&["session", "list"]).ends(0, &[SESSION, "command_line", "(this one)", "Cole’s desk"]);
    assert!(!list.out.contains("nightly"));
    let tokens = stub.run(&["token", "list"]).ends(0, &["nightly", "look", "all"]);
    assert!(!tokens.out.contains(SESSION));
    stub.run(&["session", "end", SESSION]).ends(0, &["Ended."]);
    stub.run(&["token", "revoke", SESSION]).ends(0, &["Revoked."]);
    let made = stub.run(&["token", "create", "--name", "nightly", "--days", "30"]).ends(0, &["not shown again"]);
    assert_eq!(made.out, "blt_look\n", "the token alone, for a program to read");
    stub.run(&["token", "create", "--name", "nightly", "--days", "30", "--scope", "all"]).ends(1, &["possible values"]);
}

#[test]
fn a_program_brings_its_own_token_and_server() {
    let stub = Stub::start();
    let whoami = |set: &[(&str, &str)]| {
        let mut command = stub.command(&["whoami"]);
        crate::demo::Ran::of(&command.envs(set.iter().copied()).output().unwrap(), &["whoami"])
    };
    whoami(&[("BAILEE_TOKEN", "blt_cedar")]).ends(1, &["BAILEE_SERVER is not"]);
    whoami(&[("BAILEE_TOKEN", "blt_cedar"), ("BAILEE_SERVER", &stub.address)]).ends(0, &["Cole Ferris"]);
    assert_eq!(stub.known.lock().unwrap().bearer, "blt_cedar");
    whoami(&[]).ends(12, &["Nobody is signed in here."]);
}

#[test]
fn the_agent_reports_and_confirms_what_the_servers_page_asks_for() {
    let stub = enrolled();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut agent = stub
        .command(&["device", "agent", "--port", &port.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let asked = |target: &str, headers: &str| {
        let mut stream = connected(port);
        write!(stream, "GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n\r\n").unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).unwrap();
        said
    };
    let from_page = format!("Referer: {}/", stub.address);
    let good = asked(&format!("/confirm?code={CODE}&back=%2Fwork"), &from_page);
    let wrong = asked("/confirm?code=0000-0000&back=%2Fwork", &from_page);
    let stranger = asked(&format!("/confirm?code={CODE}&back=%2Fwork"), "Referer: https://evil.example/");
    let nowhere = asked("/", &from_page);
    agent.kill().unwrap();
    agent.wait().unwrap();
    assert!(good.starts_with("HTTP/1.1 303 "), "{good}");
    assert!(good.contains(&format!("Location: {}/work\r\n", stub.address)), "{good}");
    assert!(wrong.starts_with("HTTP/1.1 502 "), "{wrong}");
    assert!(stranger.starts_with("HTTP/1.1 403 ") && nowhere.starts_with("HTTP/1.1 404 "), "{stranger}\n{nowhere}");
    let known = stub.known.lock().unwrap();
    assert_eq!(known.confirmed, 1);
}

fn connected(port: u16) -> TcpStream {
    for _ in 0..200 {
        if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) {
            return stream;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the agent does not listen");
}
