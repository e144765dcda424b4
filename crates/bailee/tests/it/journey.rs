//! The commands against a real server: one journey through the demonstration, because starting it takes seconds.

mod returning;
mod taking;

use std::fs;

use bailee_model::{Clock as _, ErrorKind, SystemClock};
use jiff::SignedDuration;
use serde_json::Value;

use crate::demo::{Demo, text};
use crate::desk::Desk;

#[test]
fn the_commands_do_what_the_pages_do() {
    let demo = Demo::start();
    signing_in(&demo);
    enrolling(&demo, "cole");
    looking(&demo);
    bringing(&demo);
    asking(&demo);
    mapping_and_loading(&demo);
    granting(&demo);
    taking::taking(&demo);
    returning::dropping(&demo);
    deciding_for_the_client(&demo);
    returning::returning(&demo);
    proving(&demo);
    returning::witnessing(&demo);
    returning::auditing(&demo);
    signing_out(&demo);
}

fn signing_in(demo: &Demo) {
    demo.run("cole", &["whoami"]).ends(12, &["Nobody is signed in here.", "bailee login URL"]);
    let address = demo.address();
    let login =
        ["login", address, "--email", "cole@quillbridge.example", "--password-file", "password", "--code", "000000"];
    demo.run("cole", &login).ends(14, &["certificate is not to be trusted", "--ca"]);
    let plain = address.replace("https://localhost", "http://bailee.example");
    demo.run("cole", &["login", &plain]).ends(1, &["https only"]);
    let ca = demo.path("data/tls/ca.pem");
    let wrong = [&login[..], &["--ca", ca.to_str().unwrap()]].concat();
    demo.run("cole", &wrong).ends(12, &["error: "]);

    demo.login("cole").ends(0, &["Signed in as Cole Ferris"]);
    demo.run("cole", &["whoami"]).ends(0, &["Cole Ferris <cole@quillbridge.example>", address]);
    let who = demo.run("cole", &["whoami", "--json"]).ends(0, &[]).json();
    assert_eq!(text(&who, "/person/standing"), "staff");
    only_the_owner_reads_the_session(demo);
}

#[cfg(unix)]
fn only_the_owner_reads_the_session(demo: &Demo) {
    use std::os::unix::fs::PermissionsExt as _;
    let session = demo.path("config-cole/bailee/session.json");
    assert_eq!(fs::metadata(&session).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&session, fs::Permissions::from_mode(0o644)).unwrap();
    demo.run("cole", &["whoami"]).ends(1, &["Others can read"]);
    fs::set_permissions(&session, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn only_the_owner_reads_the_session(_demo: &Demo) {}

/// Makes this machine known as somebody's device: enrolled by them, approved by the officer, in good order by its own word,
/// and behind the session of their command line.
fn enrolling(demo: &Demo, who: &str) {
    let enrolled = demo.run(who, &["device", "enrol", "--name", "Desk (fictional)", "--home", "file"]);
    let enrolled = enrolled.ends(0, &["Enrolled as dev_", "waits for an approval"]);
    let device = enrolled.out.split([' ', ',']).find(|word| word.starts_with("dev_")).unwrap().to_owned();
    if !demo.path("config-odile/bailee/session.json").exists() {
        demo.login("odile").ends(0, &["Odile "]);
    }
    demo.run(who, &["device", "approve", &device]).ends(10, &["clause: "]);
    demo.run("odile", &["device", "approve", &device]).ends(0, &["Approved: ", "Receipt: "]);
    let desk = Desk::of(demo, who);
    let reported = desk.report(2).unwrap();
    assert!(!reported.checks.is_empty());
    assert_eq!(desk.report(2).unwrap_err().kind(), ErrorKind::Refused, "a number that was there already");
    demo.run(who, &["device", "confirm", &desk.code()]).ends(0, &["Confirmed: ses_"]);
    demo.run(who, &["device", "status"]).ends(0, &["Desk (fictional)", "✓ encrypted"]);
    demo.run(who, &["session", "list"]).ends(0, &["command_line", "Desk (fictional)"]);
}

fn looking(demo: &Demo) {
    let under_way = demo.engagement(1);
    demo.run("cole", &["engagements"]).ends(0, &[under_way, "consultant", "Minoterie Marrow (fictional)"]);
    demo.run("cole", &["holdings", under_way]).ends(0, &["grand-livre.csv", "grand_livre", "quarantined"]);
    let holdings = demo.run("cole", &["holdings", under_way, "--json"]).ends(0, &[]).json();
    assert!(holdings.as_array().unwrap().iter().all(|each| each.get("salt").is_none()));
    demo.run("cole", &["work"]).ends(0, &["employes.csv"]);
    // Invariant 6: what one may not know of answers as if it did not exist.
    demo.run("cole", &["holdings", "eng_00000000000000000000000000"]).ends(11, &["nothing that you may see"]);
    demo.run("cole", &["holdings", "eng_1"]).ends(1, &["not an identifier"]);
}

fn bringing(demo: &Demo) {
    let under_way = demo.engagement(1);
    let put = |file: &str, category: &str| {
        demo.run("cole", &["put", file, "--engagement", under_way, "--category", category, "--purpose", "audit"])
    };
    put("export/clients.csv", "customers_and_vendors")
        .ends(0, &["243 rows, 1 kept aside", "Line ", "table clients_2", "Receipt: entry"]);
    put("export/clients.csv", "employees_and_users").ends(10, &["clause: D2 (Declared categories)", "hint: "]);
    put("export/clients.csv", "gossip").ends(1, &["possible values", "financial"]);
    put("export/nowhere.csv", "financial").ends(1, &["There is no such file."]);
    put("export", "financial").ends(1, &["This is no file"]);
    put("export/employes.csv", "financial").ends(0, &["waits in quarantine"]);
    fs::write(demo.path("empty.csv"), "").unwrap();
    put("empty.csv", "financial").ends(1, &["The file is empty."]);
}

fn asking(demo: &Demo) {
    let under_way = demo.engagement(1);
    let ask = |more: &[&str]| demo.run("cole", &[&["query", under_way], more].concat());
    let sql = "select \"Customer ID\", \"IBAN\" from clients order by 1";
    ask(&[sql]).ends(10, &["clause: D3.2 (Purpose limitation)", "hint: "]);
    demo.run("cole", &["purpose", "audit"]).ends(0, &["Working for: audit."]);
    ask(&[sql, "--limit", "2"]).ends(0, &["C0001", "Masked: IBAN.", "There are more rows than these 2"]);
    let rows = ask(&[sql, "--json"]).ends(0, &[]).json();
    assert_eq!((rows["rows"].as_array().unwrap().len(), &rows["more"]), (100, &Value::Bool(true)));
    fs::write(demo.path("question.sql"), "select count(*) as n\nfrom grand_livre").unwrap();
    assert_eq!(ask(&["@question.sql", "--csv"]).ends(0, &[]).out, "n\n16738\n");
    ask(&["select nope from clients"]).ends(1, &["line 1, column 8", "nope"]);
    ask(&["delete from clients"]).ends(1, &["error: ", "hint: "]);

    let table = holding(demo, "cole", "clients");
    demo.run("cole", &["profile", &table])
        .ends(0, &["243 rows, 1 kept aside, 3 that repeat another", "financial_sensitive"]);
    demo.run("cole", &["rejects", &table]).ends(10, &["clause: S4.1"]);
}

fn mapping_and_loading(demo: &Demo) {
    let under_way = demo.engagement(1);
    let good = "version = 1\ntitle = \"Partners\"\n\n[[load]]\nmodel = \"res.partner\"\nfrom = \"clients\"\nid = \"c_{_line}\"\n[load.fields]\nref = '\"Customer ID\"'\nname = '\"Name\"'\n";
    fs::write(demo.path("good.toml"), good).unwrap();
    fs::write(demo.path("bad.toml"), good.replace("\"clients\"", "\"customers\"")).unwrap();
    demo.run("cole", &["mapping", "check", under_way, "bad.toml"])
        .ends(16, &["bad.toml:6:8: from: There is no table or view ‘customers’", "hint: "]);
    demo.run("cole", &["mapping", "check", under_way, "good.toml"]).ends(0, &["Partners: no mistakes", "res.partner"]);
    let saved = demo.run("cole", &["mapping", "save", under_way, "good.toml"]).ends(0, &["Saved as hol_"]);
    let mapping = saved.out.trim().rsplit(' ').next().unwrap().to_owned();
    assert_eq!(demo.run("cole", &["mapping", "show", &mapping]).ends(0, &[]).out, good);
    // Cole's live grant is for the audit: loading files asks for one of its own.
    demo.run("cole", &["load", "start", under_way, &mapping, "--mode", "files"]).ends(10, &["clause: "]);
}

fn granting(demo: &Demo) {
    let under_way = demo.engagement(1);
    let grants = demo.run("cole", &["grant", "list", under_way, "--json"]).ends(0, &[]).json();
    let waiting = grants.as_array().unwrap().iter().find(|each| each["grant"]["approved_at"].is_null()).unwrap();
    let grant = text(waiting, "/grant/id");
    demo.run("cole", &["grant", "approve", grant]).ends(10, &["clause: "]);
    demo.login("lena").ends(0, &["Lena Harrow"]);
    enrolling(demo, "lena");
    demo.run("lena", &["work"]).ends(0, &[grant]);
    demo.run("lena", &["grant", "approve", grant]).ends(0, &["Approved; it ends by itself", "Receipt: "]);
    demo.run("cole", &["grant", "list", under_way]).ends(0, &["test_load", "until "]);
    let ask = [
        "grant",
        "ask",
        under_way,
        "--purpose",
        "support",
        "--category",
        "financial,customers_and_vendors",
        "--days",
        "2",
        "--reason",
        "A question",
    ];
    let asked = demo.run("cole", &ask).ends(0, &["Asked for as grt_"]);
    let id = asked.out.split(' ').find(|word| word.starts_with("grt_")).unwrap().trim_end_matches('.').to_owned();
    demo.run("lena", &["grant", "end", &id]).ends(0, &["Ended."]);

    demo.run("cole", &["purpose", "test_load"]).ends(0, &[]);
    let mapping = holding(demo, "cole", "good");
    let load = demo
        .run("cole", &["load", "start", under_way, &mapping, "--mode", "files"])
        .ends(0, &["The load is done.", "res.partner"]);
    let run = load.out.split_whitespace().find(|word| word.starts_with("run_")).unwrap().to_owned();
    demo.run("cole", &["load", "list", under_way]).ends(0, &[&run, "not compared"]);
    demo.run("cole", &["load", "report", &run]).ends(0, &["res.partner"]);
}

fn deciding_for_the_client(demo: &Demo) {
    let under_way = demo.engagement(1);
    demo.login("oona").ends(0, &["Oona Marrow"]);
    let original = holding(demo, "oona", "grand-livre.csv");
    let fetch = ["fetch", under_way, "--holding", &original, "-o", "back.age"];
    demo.run("oona", &fetch).ends(0, &["sealed to the client", "bailee received"]);
    assert!(fs::read(demo.path("back.age")).unwrap().starts_with(b"age-encryption.org/v1\n"));
    demo.run("oona", &fetch).ends(1, &["not overwritten"]);
    fs::write(demo.path("no.txt"), "# no key\n").unwrap();
    demo.run("oona", &["received", "back.age", "-i", "no.txt"]).ends(1, &["no age key"]);
    let stranger = age::x25519::Identity::generate();
    fs::write(demo.path("other.txt"), age::secrecy::ExposeSecret::expose_secret(&stranger.to_string())).unwrap();
    demo.run("oona", &["received", "back.age", "-i", "other.txt"]).ends(1, &["sealed to another key"]);
    let until = (SystemClock.now() + SignedDuration::from_hours(24 * 30)).strftime("%Y-%m-%d").to_string();
    let place =
        ["hold", "place", under_way, "--holding", &original, "--until", &until, "--reason", "The tax office asked"];
    let hold = demo.run("oona", &place).ends(0, &[&format!("until {until} 23:59:59Z")]);
    demo.run("oona", &["destroy", under_way, &original]).ends(1, &["no terminal to ask at"]);
    demo.run("oona", &["destroy", under_way, &original, "--yes"]).ends(10, &["clause: D5.2"]);
    let hold = hold.out.split_whitespace().find(|word| word.starts_with("hld_")).unwrap().to_owned();
    demo.run("oona", &["hold", "end", &hold]).ends(0, &["Ended on "]);
    demo.run("oona", &["verify-result", under_way, "--statement", "It is right."])
        .ends(0, &["Everything without a hold is gone by "]);
    let destroyed = demo.run("oona", &["destroy", under_way, &original, "--yes"]);
    destroyed.ends(0, &["To be destroyed, 2 in all:", "grand_livre", "Destroyed: 2 things, certified as crt_"]);
    demo.run("oona", &["close", under_way]).ends(10, &["clause: "]);
}

fn proving(demo: &Demo) {
    let under_way = demo.engagement(1);
    demo.run("oona", &["log", under_way, "--count", "500"])
        .ends(0, &["access.refused (D2)", "Cole Ferris", "entries."]);
    let page = demo.run("oona", &["log", under_way, "--json", "--count", "1"]).ends(0, &[]).json();
    assert_eq!(page["entries"][0]["index"].as_u64().unwrap() + 1, page["size"].as_u64().unwrap());
    demo.run("oona", &["log", under_way, "--proof", "0"]).ends(0, &["c2sp.org/tlog-proof@v1"]);

    let id = certificate(demo, under_way);
    demo.run("oona", &["certificate", &id]).ends(0, &["Destroyed: ", "What it does not prove:"]);
    demo.run("oona", &["certificate", &id, "-o", "certificate.zip", "--policy", "policy.txt"])
        .ends(0, &["bailee verify certificate.zip"]);
    let verify = ["verify", "certificate.zip", "--policy", "policy.txt"];
    demo.run("nobody", &verify).ends(0, &["The certificate is valid."]);
    let mut bytes = fs::read(demo.path("certificate.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(demo.path("certificate.zip"), bytes).unwrap();
    demo.run("nobody", &verify).ends(2, &["not valid"]);
    demo.run("oona", &["certificate", &id, "--policy", "policy.txt"]).ends(1, &["not overwritten"]);
}

fn signing_out(demo: &Demo) {
    demo.run("cole", &["logout"]).ends(0, &["Signed out."]);
    demo.run("cole", &["whoami"]).ends(12, &["Nobody is signed in here."]);
    assert!(!demo.path("config-cole/bailee/session.json").exists());
}

/// The identifier of what is held under this name.
fn holding(demo: &Demo, who: &str, name: &str) -> String {
    let list = demo.run(who, &["holdings", demo.engagement(1), "--json"]).ends(0, &[]).json();
    let found = list.as_array().unwrap().iter().find(|each| each["name"] == name);
    text(found.unwrap_or_else(|| panic!("no {name} in {list}")), "/id").to_owned()
}

/// The certificate that the log of an engagement tells of.
fn certificate(demo: &Demo, engagement: &str) -> String {
    let page = demo.run("oona", &["log", engagement, "--json", "--count", "1000"]).ends(0, &[]).json();
    let ids = page["entries"].as_array().unwrap().iter().filter_map(|entry| entry["ids"]["certificate"].as_str());
    ids.into_iter().next().unwrap().to_owned()
}
