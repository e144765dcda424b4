//! The whole matrix, person × resource × action in every circumstance that matters, kept as a readable snapshot.

use crate::sample::{ASKABLE, CIRCUMSTANCES, Case, On, Who};
use bailee_model::Action;
use bailee_policy::{Decision, Gate};
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "\
# Who may do what, and which clause stands in the way.
#
# yes: allowed; a clause: refused, and told why; dot: as if it did not exist. Unless the heading says otherwise the
# engagement is active, those assigned have a live grant for the purpose go_live, the category financial and personal
# columns, the holding is financial and held, the system was added by one person and confirmed by another, nothing is
# outstanding, an approved device has reported an hour ago that all is in order, and both factors have just been shown.
# The first section shows every row; each later one those rows that differ from it, unless nobody sees anything at all or
# an earlier section had the very same rows.
#
# Supplier is a subcontractor’s consultant; auditor is the firm’s auditor, whom somebody has assigned by mistake as a
# consultant with a grant; unassigned is staff who are not on the engagement; departed is a lead who has left; stranger is
# the owner at another client. A row is about somebody else and for somebody else to review; row_to_review is for the person
# themselves; own_row is about them.
#
# Written by `BAILEE_BLESS=1 cargo test -p bailee-policy`.
";

fn cell(decision: &Decision) -> &str {
    match decision {
        Decision::Allowed { .. } => "yes",
        Decision::Refused(refusal) => &refusal.clause,
        Decision::Unseen => "·",
    }
}

/// `ProductionSystem` as `production_system`.
fn spelled(on: On) -> String {
    let mut out = String::new();
    for letter in format!("{on:?}").chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// The rows of one circumstance, with the refusals in it that no policy named.
fn section(gate: &Gate, circumstance: &str, unnamed: &mut Vec<String>) -> Vec<String> {
    let row = |(action, on): &(Action, On)| {
        let mut out = format!("{:21}{:19}", action.as_str(), spelled(*on));
        for who in Who::ALL {
            let mut case = Case::new(who, *action, *on);
            case.change(circumstance);
            let decision = gate.decide(&case.question());
            let _ = write!(out, "{:11}", cell(&decision));
            if matches!(&decision, Decision::Refused(refusal) if refusal.reason.starts_with("Nothing permits")) {
                unnamed.push(format!("{who:?} {action} {on:?} {circumstance}"));
            }
        }
        out.trim_end().to_owned()
    };
    ASKABLE.iter().map(row).collect()
}

/// The table, and the refusals in it that no policy named.
fn matrix(gate: &Gate) -> (String, Vec<String>) {
    let (mut out, mut unnamed) = (HEAD.to_owned(), Vec::new());
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    for circumstance in CIRCUMSTANCES {
        let _ = write!(out, "\n## {circumstance}\n\n");
        let mut rows = section(gate, circumstance, &mut unnamed);
        if let Some((_, usual)) = told.first() {
            rows.retain(|row| !usual.contains(row));
        }
        match told.iter().find(|(_, earlier)| *earlier == rows) {
            Some((earlier, _)) => {
                let _ = writeln!(out, "As under “{earlier}”.");
            }
            None if rows.iter().all(|row| !row.contains("yes") && !row.contains(|c: char| c.is_ascii_uppercase())) => {
                let _ = writeln!(out, "{}", if rows.is_empty() { "As always." } else { "Nobody sees anything." });
            }
            None => {
                let _ = write!(out, "{:40}", "");
                for who in Who::ALL {
                    let _ = write!(out, "{:11}", format!("{who:?}").to_lowercase());
                }
                let _ = writeln!(out, "\n{}", rows.join("\n"));
            }
        }
        told.push((circumstance, rows));
    }
    (out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n", unnamed)
}

#[test]
fn the_matrix_is_as_agreed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/tests/matrix.txt");
    let (found, unnamed) = matrix(&Gate::new().expect("valid policies"));
    assert_eq!(unnamed, Vec::<String>::new(), "every refusal has words of its own");
    if std::env::var_os("BAILEE_BLESS").is_some() {
        std::fs::write(&path, &found).expect("the snapshot can be written");
    }
    let agreed = std::fs::read_to_string(&path).expect("the snapshot is there");
    let differ = agreed.lines().zip(found.lines()).enumerate().find(|(_, (agreed, found))| agreed != found);
    if let Some((line, (agreed, found))) = differ {
        panic!("line {}: agreed\n{agreed}\nfound\n{found}\nIf that is meant, run again with BAILEE_BLESS=1.", line + 1);
    }
    assert_eq!(agreed.lines().count(), found.lines().count(), "one of the two ends early");
}

#[test]
fn the_matrix_asks_for_every_action() {
    for action in Action::ALL {
        assert!(ASKABLE.iter().any(|(asked, _)| asked == action), "{action} is in no row");
    }
}
