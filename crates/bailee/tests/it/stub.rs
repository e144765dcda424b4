//! A server that speaks the device half of the API and nothing else, so that the program's own half is tested without one:
//! it believes what the real one believes, as far as signatures go.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use bailee_model::exits::{RETURN_CONTEXT, TAKE_CONTEXT};
use bailee_model::posture::{CONFIRM_CONTEXT, ENROL_CONTEXT, REPORT_CONTEXT};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use p256::ecdsa::signature::Verifier as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::demo::{Ran, text};

pub(crate) const PERSON: &str = "per_00000000000000000000000001";
pub(crate) const DEVICE: &str = "dev_00000000000000000000000002";
pub(crate) const SESSION: &str = "ses_00000000000000000000000003";
pub(crate) const REQUEST: &str = "cer_00000000000000000000000005";
pub(crate) const REVIEW: &str = "rev_00000000000000000000000006";
pub(crate) const ROW: &str = "row_00000000000000000000000007";
pub(crate) const CHECKOUT: &str = "cko_00000000000000000000000008";
pub(crate) const CODE: &str = "7K3M-Q0XZ";
const AT: &str = "2026-11-22T12:00:00Z";

/// What the server knows.
#[derive(Default)]
pub(crate) struct Known {
    /// What a device enrolled with.
    pub(crate) enrolled: Option<Value>,
    /// The reports that came, as they were signed.
    pub(crate) reports: Vec<Value>,
    /// How many sessions were confirmed.
    pub(crate) confirmed: usize,
    /// The bearer of the last request.
    pub(crate) bearer: String,
    /// What somebody who asked for a session is answered, one look after the other.
    pub(crate) answers: VecDeque<(u16, Value)>,
    /// The name that somebody asked for a session under.
    pub(crate) asked_as: Option<String>,
    /// The last decision about a row of a review.
    pub(crate) decided: Option<Value>,
    /// What a checkout was sealed to, once it was taken.
    pub(crate) sealed_to: Option<String>,
    /// The return of a checkout, as it was signed.
    pub(crate) returned: Option<Value>,
    /// Whether the server breaks off while it sends a checkout, or does not take a return.
    pub(crate) breaks: bool,
    revoked: bool,
}

/// The server, and a desk to work at.
pub(crate) struct Stub {
    pub(crate) known: Arc<Mutex<Known>>,
    pub(crate) address: String,
    desk: TempDir,
}

impl Stub {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let known = Arc::new(Mutex::new(Known::default()));
        let theirs = Arc::clone(&known);
        std::thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.unwrap(), &theirs)));
        let desk = TempDir::new().unwrap();
        std::fs::write(desk.path().join("password"), "cedar lantern\n").unwrap();
        Self { known, address, desk }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.desk.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bailee"));
        command.current_dir(self.desk.path()).args(arguments).stdin(Stdio::null());
        command.env("XDG_CONFIG_HOME", self.desk.path()).env("NO_COLOR", "1");
        for name in ["BAILEE_TOKEN", "BAILEE_SERVER", "BAILEE_CA", "TPM2TOOLS_TCTI"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&self.command(arguments).output().unwrap(), arguments)
    }

    pub(crate) fn login(&self) -> Ran {
        let factors = ["--email", "cole@quillbridge.example", "--password-file", "password", "--code", "123456"];
        self.run(&[&["login", &self.address], &factors[..]].concat())
    }
}

fn answer(mut stream: TcpStream, known: &Mutex<Known>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    };
    let first = line();
    let headers: Vec<String> = std::iter::repeat_with(&mut line).take_while(|line| !line.is_empty()).collect();
    let header = |name: &str| headers.iter().find_map(|line| line.to_lowercase().strip_prefix(name).map(str::to_owned));
    let length: usize = header("content-length: ").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut known = known.lock().unwrap();
    known.bearer = header("authorization: bearer ").unwrap_or_default();
    let target = first.rsplit_once(' ').unwrap().0.replace("/api/v1", "");
    if target == format!("POST /checkouts/{CHECKOUT}/taking") && !known.breaks {
        let sealed = take(&body, &mut known);
        let head = format!("HTTP/1.1 200 x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", sealed.len());
        let _ = stream.write_all(&[head.as_bytes(), &sealed].concat());
        return;
    }
    let (status, said) = decide(&target, &body, &mut known);
    let said = said.to_string();
    let head = format!(
        "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        said.len()
    );
    // A client that is gone needs no answer.
    let _ = stream.write_all(format!("{head}{said}").as_bytes());
}

fn decide(target: &str, body: &Value, known: &mut Known) -> (u16, Value) {
    let person = json!({ "id": PERSON, "name": "Cole Ferris", "email": "cole@quillbridge.example", "organisation": "firm",
        "standing": "staff", "state": "active", "language": "en", "since": AT });
    let session =
        json!({ "id": SESSION, "person": person, "purpose": null, "since": AT, "until": AT, "stepped_up": AT });
    let rows = json!([
        { "id": SESSION, "kind": "command_line", "name": "bailee/0.1.0", "address": "127.0.0.1", "since": AT, "seen": AT,
          "until": AT, "device": "Cole’s desk", "scope": null, "engagement": null, "factor": "password_and_code", "here": true },
        { "id": "ses_00000000000000000000000004", "kind": "token", "name": "nightly", "address": "", "since": AT, "seen": AT,
          "until": AT, "device": null, "scope": "look", "engagement": null, "factor": "password_and_code", "here": false },
    ]);
    match target {
        "POST /session" => (200, json!({ "token": "Juniper", "until": AT, "person": person })),
        "GET /session" => (200, session),
        "POST /session/requests" => {
            known.asked_as = body["name"].as_str().map(str::to_owned);
            let until = bailee_model::Clock::now(&bailee_model::SystemClock) + jiff::SignedDuration::from_mins(10);
            (201, json!({ "request": REQUEST, "code": CODE, "secret": "hazel", "until": until }))
        }
        _ if target == format!("POST /session/requests/{REQUEST}") && body["secret"] == "hazel" => {
            let unknown = || (404, json!({ "type": "x/not-found", "detail": "This request is not known." }));
            let (status, said) = known.answers.pop_front().unwrap_or_else(unknown);
            (status, if status == 200 { json!({ "token": "Juniper", "until": AT, "person": person }) } else { said })
        }
        "GET /reviews" => (200, json!([{ "review": review(), "rows": 2, "undecided": 1, "suspended": 0 }])),
        "POST /reviews" => (201, json!({ "value": review(), "receipt": null })),
        _ if target.starts_with("POST /reviews/") => {
            known.decided = Some(body.clone());
            (200, json!({ "value": review_row(), "receipt": null }))
        }
        _ if target == format!("GET /reviews/{REVIEW}") => {
            let row = json!({ "row": review_row(), "person": "Cole Ferris", "engagement": null, "reviewer": "Ada Marsh",
                "given_by": null, "decided_by": null, "may_decide": true, "restore_until": null });
            (200, json!({ "review": review(), "rows": [row], "whole": false }))
        }
        "POST /session/confirmation" => (200, json!({ "code": CODE, "until": AT })),
        "GET /sessions" => (200, rows),
        "POST /tokens" => {
            let made = json!({ "id": SESSION, "token": format!("blt_{}", text(body, "/scope")), "until": AT });
            (201, json!({ "value": made, "receipt": null }))
        }
        _ if target.starts_with("POST /sessions/") => (200, json!({ "value": null, "receipt": null })),
        "POST /devices" => enrol(body, known),
        "GET /devices" => (200, json!([row(known)])),
        "GET /checkouts" => (200, json!([checkout(known)])),
        _ if target == format!("GET /checkouts/{CHECKOUT}") => (200, checkout(known)),
        _ if target.ends_with("/taking") => (409, json!({ "type": "x/conflict", "detail": "It is not approved." })),
        _ if target == format!("POST /devices/{DEVICE}/returns") => give_back(body, known),
        _ if !target.contains(DEVICE) => (404, json!({ "type": "x/not-found", "detail": "There is nothing here." })),
        _ if target.ends_with("/revoke") => {
            known.revoked = true;
            (200, json!({ "value": row(known), "receipt": null }))
        }
        _ if target.ends_with("/approve") => (200, json!({ "value": row(known), "receipt": null })),
        _ if target.ends_with("/reports") => report(body, known),
        _ if target.ends_with("/confirmations") => confirm(body, known),
        _ => {
            let mut view = row(known);
            let report = known.reports.last().map(|report| {
                json!({ "number": report["number"], "taken_at": report["taken_at"], "received_at": AT, "collector": report["collector"], "os_version": report["os_version"] })
            });
            view["report"] = report.unwrap_or_default();
            view["checks"] = checks();
            (200, view)
        }
    }
}

fn review() -> Value {
    json!({ "id": REVIEW, "number": 3, "opened_at": AT, "due": AT, "population": "00", "closed_at": null })
}

fn review_row() -> Value {
    json!({ "id": ROW, "review": REVIEW, "person": PERSON, "engagement": null, "assignment": null, "scope": "officer",
        "given_by": null, "last_used": null, "flags": ["administrator"], "reviewer": null, "decision": null, "reason": "",
        "decided_by": null, "decided_at": null, "suspended_at": null, "restored_at": null, "probe": null })
}

fn row(known: &Known) -> Value {
    let enrolled = known.enrolled.clone().unwrap_or_default();
    let state = if known.revoked { "revoked" } else { "asked" };
    json!({ "id": DEVICE, "name": enrolled["name"], "os": enrolled["os"], "owner": enrolled["owner"], "home": enrolled["home"],
        "state": state, "since": AT, "approved_until": null })
}

fn checks() -> Value {
    json!([
        { "check": "confirmed", "met": true, "clause": "S3.1", "found": null, "mend": null },
        { "check": "encrypted", "met": false, "clause": "S3.1", "found": "ext4 on disk", "mend": "Encrypt the volume." },
    ])
}

fn enrol(body: &Value, known: &mut Known) -> (u16, Value) {
    if !signed(body, ENROL_CONTEXT, PERSON, text(body, "/proof")) {
        return (422, json!({ "type": "x/bad-input", "detail": "The device did not show that it has the key." }));
    }
    known.enrolled = Some(body.clone());
    known.revoked = false;
    (201, row(known))
}

fn report(body: &Value, known: &mut Known) -> (u16, Value) {
    let enrolled = known.enrolled.clone().unwrap_or_default();
    if !signed(&enrolled, REPORT_CONTEXT, text(body, "/body"), text(body, "/signature")) {
        return stranger();
    }
    let told: Value = serde_json::from_str(text(body, "/body")).unwrap();
    let number = told["number"].as_i64().unwrap();
    known.reports.push(told);
    (200, json!({ "number": number, "received_at": AT, "checks": checks() }))
}

fn confirm(body: &Value, known: &mut Known) -> (u16, Value) {
    let enrolled = known.enrolled.clone().unwrap_or_default();
    let told: Value = serde_json::from_str(text(body, "/body")).unwrap();
    if !signed(&enrolled, CONFIRM_CONTEXT, text(body, "/body"), text(body, "/signature")) {
        return stranger();
    }
    if told["code"] != CODE {
        return (422, json!({ "type": "x/bad-input", "detail": "This code is not known." }));
    }
    known.confirmed += 1;
    (200, json!({ "session": SESSION, "person": PERSON }))
}

/// The file that can be taken.
pub(crate) const PLAIN: &str = "id,name\n1,Ada Marrow (fictional)\n";

fn checkout(known: &Known) -> Value {
    let taken = known.sealed_to.as_ref().map(|_| AT);
    json!({ "id": CHECKOUT, "engagement": "eng_00000000000000000000000009", "holding": "hol_0000000000000000000000000a",
        "holding_name": "../customers.csv", "person": "Cole Ferris", "device": "Cole’s desk", "reason": "a tool",
        "region": "CA", "hours": 24, "asked_at": AT, "approved_at": AT, "approved_by": "Lena", "expires_at": "2126-11-22T12:00:00Z",
        "taken_at": taken, "returned_at": null, "ended": null, "ended_why": null, "overdue": false })
}

/// Seals the file to the recipient that the device signed, as the real server does.
fn take(body: &Value, known: &mut Known) -> Vec<u8> {
    let enrolled = known.enrolled.clone().unwrap_or_default();
    assert!(signed(&enrolled, TAKE_CONTEXT, text(body, "/body"), text(body, "/signature")), "signed by the device");
    let told: Value = serde_json::from_str(text(body, "/body")).unwrap();
    let recipient: age::x25519::Recipient = text(&told, "/recipient").parse().unwrap();
    known.sealed_to = Some(recipient.to_string());
    age::encrypt(&recipient, PLAIN.as_bytes()).unwrap()
}

fn give_back(body: &Value, known: &mut Known) -> (u16, Value) {
    let enrolled = known.enrolled.clone().unwrap_or_default();
    if known.breaks {
        return (503, json!({ "type": "x/unavailable", "detail": "Not now." }));
    }
    if !signed(&enrolled, RETURN_CONTEXT, text(body, "/body"), text(body, "/signature")) {
        return stranger();
    }
    let told: Value = serde_json::from_str(text(body, "/body")).unwrap();
    if told["recipient"].as_str() != known.sealed_to.as_deref() {
        return (422, json!({ "type": "x/bad-input", "detail": "This device does not have it." }));
    }
    known.returned = Some(told);
    (200, json!({ "checkout": CHECKOUT, "returned_at": AT }))
}

fn stranger() -> (u16, Value) {
    let refusal = json!({ "clause": "S3.5", "promise": "Devices", "reason": "This device is not known here.", "lift": "Enrol it." });
    (403, json!({ "type": "x/refused", "refusal": refusal }))
}

fn signed(enrolled: &Value, context: &[u8], body: &str, signature: &str) -> bool {
    let bytes = |text: &str| STANDARD.decode(text).unwrap();
    let (key, signature) = (bytes(text(enrolled, "/key")), bytes(signature));
    let message = [context, body.as_bytes()].concat();
    if enrolled["algorithm"] == "p256" {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&key).unwrap();
        return key.verify(&message, &p256::ecdsa::Signature::from_slice(&signature).unwrap()).is_ok();
    }
    let key = VerifyingKey::from_bytes(key.as_slice().try_into().unwrap()).unwrap();
    key.verify_strict(&message, &Signature::from_slice(&signature).unwrap()).is_ok()
}

/// Whether nobody but its owner can read a file.
#[cfg(unix)]
pub(crate) fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o077 == 0
}

#[cfg(not(unix))]
pub(crate) fn is_private(path: &Path) -> bool {
    path.exists()
}
