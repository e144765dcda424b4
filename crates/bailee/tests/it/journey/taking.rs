//! A checkout, by three people's hands: asked for, approved by another person, taken sealed, opened in private, returned.

use std::fs;

use super::holding;
use crate::checkout::plain_below;
use crate::demo::{Demo, Ran};

pub(super) fn taking(demo: &Demo) {
    let under_way = demo.engagement(1);
    let cole = |arguments: &[&str]| demo.run("cole", &[&["checkout"], arguments].concat());
    let original = holding(demo, "cole", "clients.csv");
    let reason = ["--reason", "A tool that runs on laptops only", "--hours", "2", "--region"];
    let ask = |holding: &str, region: &str| cole(&[&["ask", holding][..], &reason, &[region]].concat());
    ask(&original, "CA-QC").ends(10, &["clause: "]);
    clearing(demo, under_way);
    ask(&holding(demo, "cole", "clients"), "CA-QC").ends(13, &["A table has no file of its own"]);
    ask(&original, "US-NY").ends(10, &["clause: D6"]);
    let asked = ask(&original, "CA-QC").ends(0, &["another person approves it", "Receipt: "]);
    let id = word(&asked, "cko_");

    cole(&["approve", &id]).ends(10, &["clause: "]);
    cole(&["take", &id]).ends(13, &[]);
    demo.run("lena", &["checkout", "approve", &id]).ends(0, &["Approved: it may be taken until ", "Receipt: "]);
    demo.run("lena", &["checkout", "take", &id]).ends(11, &[]);
    cole(&["take", &id]).ends(0, &["clients.csv: ", "sealed to this machine"]);
    cole(&["list"]).ends(0, &[&id, "out", "yes"]);
    let plain = fs::read_to_string(demo.path("export/clients.csv")).unwrap();
    nothing_plain(demo, &plain);
    let opened = cole(&["open", &id, "--", "cat", "{}"]).ends(0, &[]);
    assert_eq!(opened.out, plain, "byte for byte what the client sent");
    nothing_plain(demo, &plain);
    cole(&["return", &id]).ends(0, &["Returned: ", "the server knows"]);
    cole(&["open", &id, "--", "cat", "{}"]).ends(11, &["does not have it"]);
    cole(&["list"]).ends(0, &[&id, "returned"]);
    nothing_plain(demo, &plain);
}

/// A grant that clears every class: an original may quote any column.
fn clearing(demo: &Demo, engagement: &str) {
    let categories = ["--category", "financial,customers_and_vendors"];
    let classes = ["--class", "personal,financial_sensitive,employee_sensitive"];
    let why = ["--purpose", "support", "--days", "1", "--reason", "A tool that runs on laptops only"];
    let ask = [&["grant", "ask", engagement][..], &categories, &classes, &why].concat();
    let grant = word(&demo.run("cole", &ask).ends(0, &[]), "grt_");
    demo.run("lena", &["grant", "approve", &grant]).ends(0, &["Approved"]);
    demo.run("cole", &["purpose", "support"]).ends(0, &[]);
}

/// Looks for a line of the client's file in everything on disk but the copy that the demonstration was asked for.
fn nothing_plain(demo: &Demo, plain: &str) {
    let line = plain.lines().nth(3).unwrap();
    assert!(line.len() > 40, "a line that says something");
    let mut found = Vec::new();
    for folder in fs::read_dir(demo.path("")).unwrap().flatten().filter(|each| each.file_name() != "export") {
        plain_below(&folder.path(), line.as_bytes(), &mut found);
    }
    assert_eq!(found, Vec::<String>::new());
}

/// The identifier of this kind in what a command said.
pub(super) fn word(ran: &Ran, kind: &str) -> String {
    let words = ran.out.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words
        .into_iter()
        .find(|word| word.starts_with(kind))
        .unwrap_or_else(|| panic!("no {kind} in {}", ran.out))
        .to_owned()
}
