//! The tables of a pack, as CSV (RFC 4180) in UTF-8: one row a promise, a spell, a piece of evidence.

use super::Contents;
use bailee_model::LogId;
use jiff::Timestamp;

/// How every promise stands at the end.
pub(super) fn promises(contents: &Contents) -> String {
    let head = [
        "promise",
        "name",
        "clauses",
        "kinds",
        "status",
        "attested",
        "says_en",
        "says_fr",
        "since",
        "checked_at",
        "valid_until",
        "parameters",
        "evidence",
        "against",
        "evidence_sha256",
    ];
    let rows = contents.trust.promises.iter().map(|each| {
        let parameters: Vec<String> =
            each.parameters.iter().map(|it| format!("{}={} {}", it.name, it.value, it.unit)).collect();
        let kinds: Vec<&str> = each.kinds.iter().map(|kind| kind.as_str()).collect();
        vec![
            each.promise.to_owned(),
            each.name.en.clone(),
            each.clauses.join(" "),
            kinds.join(" "),
            each.status.as_str().to_owned(),
            each.attested.to_string(),
            each.says.en.clone(),
            each.says.fr.clone(),
            moment(each.since),
            moment(each.checked_at),
            moment(each.valid_until),
            parameters.join("; "),
            each.evidence.to_string(),
            each.against.to_string(),
            each.evidence_sha256.clone().unwrap_or_default(),
        ]
    });
    csv(&head, rows)
}

/// How every promise stood, from when until when.
pub(super) fn history(contents: &Contents) -> String {
    let rows = contents.trust.promises.iter().flat_map(|each| {
        let spells = contents.spells(each.promise);
        spells.into_iter().map(|spell| {
            let status = spell.status.as_str().to_owned();
            vec![
                each.promise.to_owned(),
                status,
                spell.from.to_string(),
                moment(spell.until),
                spell.says.en,
                spell.says.fr,
            ]
        })
    });
    csv(&["promise", "status", "from", "until", "says_en", "says_fr"], rows)
}

/// What shows it.
pub(super) fn evidence(contents: &Contents) -> String {
    let rows = contents.shown.iter().map(|shown| {
        let log = match shown.evidence.log {
            LogId::Site => "site".to_owned(),
            LogId::Engagement(engagement) => engagement.to_string(),
        };
        let place = shown.place.map(|place| place.to_string()).unwrap_or_default();
        let side = if shown.evidence.against { "against" } else { "for" };
        vec![
            shown.promise.clone(),
            side.to_owned(),
            shown.evidence.what.clone(),
            shown.evidence.at.to_string(),
            log,
            place,
        ]
    });
    csv(&["promise", "speaks", "what", "at", "log", "entry"], rows)
}

fn moment(at: Option<Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

fn csv(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = head.join(",") + "\r\n";
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// In quotes where the format asks for it. What a spreadsheet would take for a formula is kept from being one.
fn quoted(cell: &str) -> String {
    let cell = if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
    }
}
