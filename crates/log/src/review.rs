//! The review certificate: what the firm states it has asked about everybody's access, and what came of it.
//!
//! Its form is that of a destruction's ([`crate::certificate`]): an in-toto Statement in a DSSE envelope, about a list by
//! its SHA-256, with the log entries that led to it. The list has one line for each row of the review: who, on what, what
//! was frozen, what was decided, by whom and when, and what became of rows that nobody decided. Ids are opaque; what was
//! frozen is a digest, so that the certificate may be shown to whoever audits the firm.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::certificate::{Event, Role, Statement};
use crate::merkle::Hash;
use crate::{Error, Result, json, text};

const WHAT: &str = "review certificate";
const LIST: &str = "review rows";
/// The type of the statement's predicate.
pub const PREDICATE_TYPE: &str = "https://bailee.example/access-review/v1";

/// What a review asked, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AccessReview {
    /// When it closed, as RFC 3339 in UTC.
    pub at: String,
    /// What this certificate cannot show, in plain sentences.
    pub does_not_prove: Vec<String>,
    /// When silence suspended.
    pub due: String,
    /// The entries of the log that tell how it came about, by rising index.
    pub events: Vec<Event>,
    /// Which review of this firm it was, counted from 1.
    pub number: u32,
    /// When it opened and its population was frozen.
    pub opened_at: String,
    /// The origin of the log that holds those entries, and this certificate's own.
    pub origin: String,
    /// [`population()`] as it was frozen: the same as of the rows listed, so that none came to them or went unseen.
    pub population: Hash,
    /// What this certificate shows, in plain sentences.
    pub proves: Vec<String>,
    /// The review's opaque id.
    pub review: String,
    /// How many rows ended how, sorted.
    pub what: Vec<Outcomes>,
}

/// How many rows ended one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcomes {
    /// How many.
    pub count: u64,
    /// How they ended.
    pub outcome: RowOutcome,
}

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowOutcome {
    /// Somebody decided that it stays.
    Kept,
    /// Its grants ended.
    Reduced,
    /// It ended.
    Removed,
    /// Nobody decided: it was suspended, and ended.
    Silent,
    /// Nobody decided, and it stands: without it the firm would have no officer left.
    Stands,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Row {
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// Who decided it, by opaque id; never the person it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// The engagement's opaque id; none for who administers the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement: Option<String>,
    /// What asked for a reason, as codes.
    pub flags: Vec<String>,
    /// How it ended.
    pub outcome: RowOutcome,
    /// Whose access, by opaque id.
    pub person: String,
    /// What the gate answered when the access was tried after it had ended: the clause that refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<String>,
    /// When it was restored after a suspension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored_at: Option<String>,
    /// Its opaque id.
    pub row: String,
    /// SHA-256 of the access as it was frozen.
    pub scope: Hash,
    /// When silence suspended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_at: Option<String>,
}

/// The list of a review's rows: a canonical JSON object a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Each row once.
    pub rows: Vec<Row>,
}

/// SHA-256 over whom a review asks about: for each row a line of the person, a tab and the engagement, if it is about one;
/// sorted by their bytes. The entry of its opening has it as `population`.
pub fn population<'a>(rows: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Hash {
    let line = |(person, engagement): (&str, Option<&str>)| format!("{person}\t{}\n", engagement.unwrap_or_default());
    let mut lines: Vec<String> = rows.into_iter().map(line).collect();
    lines.sort_unstable();
    Hash::of(lines.concat().as_bytes())
}

impl AccessReview {
    /// The statement to sign: this review, of the rows in the list with this SHA-256.
    ///
    /// # Errors
    /// [`Error::Format`] when what it says is not of its form, or contradicts itself.
    pub fn statement(&self, list: Hash) -> Result<Vec<u8>> {
        self.check()?;
        Ok(json::to_canonical(WHAT, &Statement::about(self, PREDICATE_TYPE, list))?.into_bytes())
    }

    /// Reads a statement: the review, and its list's SHA-256.
    ///
    /// # Errors
    /// [`Error::Format`] when it is another kind of statement, not in its one form, or contradicts itself.
    pub fn from_statement(bytes: &[u8]) -> Result<(Self, Hash)> {
        let (review, list): (Self, Hash) = Statement::read(WHAT, PREDICATE_TYPE, bytes)?;
        review.check()?;
        Ok((review, list))
    }

    fn check(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::format(WHAT, why));
        if !text::is_opaque(&self.review) {
            return wrong("an id holds letters, digits and `. _ : -` only");
        }
        if ![&self.at, &self.due, &self.opened_at].into_iter().all(|at| text::is_instant(at)) {
            return wrong("`at`, `due` and `openedAt` are instants in UTC");
        }
        if !self.events.iter().any(|event| event.role == Role::Opening) {
            return wrong("it names no log entry of its opening");
        }
        if !self.events.is_sorted_by(|a, b| a.index < b.index) {
            return wrong("its log entries are not listed once each, by rising index");
        }
        Ok(())
    }
}

impl Rows {
    /// Reads a list: one canonical JSON object a line. A review of nobody is an empty file.
    ///
    /// # Errors
    /// [`Error::Line`] for a line that is not a row in its one form, or that repeats an earlier one.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let body = bytes.strip_suffix(b"\n").ok_or_else(|| Error::format(LIST, "it does not end with a newline"))?;
        let lines = body.split(|byte| *byte == b'\n').zip(1_usize..);
        let read = |(line, number)| {
            json::from_canonical(LIST, line).map_err(|error| Error::line(LIST, number, error.to_string()))
        };
        let rows = Self { rows: lines.map(read).collect::<Result<_>>()? };
        rows.check()?;
        Ok(rows)
    }

    /// The exact bytes of the file.
    ///
    /// # Errors
    /// [`Error::Line`] when a row says what it may not, contradicts itself or stands twice.
    pub fn encode(&self) -> Result<Vec<u8>> {
        self.check()?;
        let lines =
            self.rows.iter().map(|row| Ok(json::to_canonical(LIST, row)? + "\n")).collect::<Result<String>>()?;
        Ok(lines.into_bytes())
    }

    /// How many rows ended how, sorted.
    pub fn counts(&self) -> Vec<Outcomes> {
        let mut counts: BTreeMap<RowOutcome, u64> = BTreeMap::new();
        for row in &self.rows {
            *counts.entry(row.outcome).or_default() += 1;
        }
        counts.into_iter().map(|(outcome, count)| Outcomes { count, outcome }).collect()
    }

    /// Whom the rows are about, as it was frozen when the review opened.
    pub fn population(&self) -> Hash {
        population(self.rows.iter().map(|row| (row.person.as_str(), row.engagement.as_deref())))
    }

    fn check(&self) -> Result<()> {
        let mut seen = std::collections::BTreeSet::new();
        for (row, number) in self.rows.iter().zip(1..) {
            row.check().map_err(|why| Error::line(LIST, number, why))?;
            if !seen.insert(&row.row) {
                return Err(Error::line(LIST, number, "this row is listed already"));
            }
        }
        Ok(())
    }
}

impl Row {
    fn check(&self) -> std::result::Result<(), &'static str> {
        let some = [&self.decided_by, &self.engagement, &self.probe];
        let codes = [&self.person, &self.row].into_iter().chain(some.into_iter().flatten()).chain(&self.flags);
        if !codes.into_iter().all(|code| text::is_opaque(code)) {
            return Err("ids, flags and the probe hold letters, digits and `. _ : -` only");
        }
        let instants = [&self.decided_at, &self.restored_at, &self.suspended_at];
        if !instants.into_iter().flatten().all(|at| text::is_instant(at)) {
            return Err("instants are in UTC, such as `2026-11-22T04:00:27Z`");
        }
        if self.decided_by.as_ref() == Some(&self.person) {
            return Err("nobody decides about themselves");
        }
        let decided = matches!(self.outcome, RowOutcome::Kept | RowOutcome::Reduced | RowOutcome::Removed);
        if decided != (self.decided_by.is_some() && self.decided_at.is_some()) {
            return Err("a decision has somebody who made it, and silence has nobody");
        }
        let ended = matches!(self.outcome, RowOutcome::Reduced | RowOutcome::Removed | RowOutcome::Silent);
        if ended != self.probe.is_some() {
            return Err("what ended was tried afterwards, and what stands was not");
        }
        if self.outcome == RowOutcome::Silent && self.suspended_at.is_none() {
            return Err("silence suspends before it ends");
        }
        Ok(())
    }
}

/// What every review certificate of Bailee proves, in plain sentences.
pub fn proves() -> Vec<String> {
    [
        "The firm stated, and signed, who was asked about whose access, and what came of each row.",
        "No row was decided by the person it is about.",
        "That statement, and the steps that led to it, stand in a log that cannot be changed unseen.",
    ]
    .map(String::from)
    .into()
}

/// What no review certificate of Bailee can prove, in plain sentences.
pub fn does_not_prove() -> Vec<String> {
    [
        "It does not prove that whoever decided a row thought about it.",
        "It says nothing of access outside Bailee, but for the accounts that the firm read and listed there.",
    ]
    .map(String::from)
    .into()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn row(n: u8, outcome: RowOutcome) -> Row {
        let decided = matches!(outcome, RowOutcome::Kept | RowOutcome::Reduced | RowOutcome::Removed);
        let stands = matches!(outcome, RowOutcome::Kept | RowOutcome::Stands);
        Row {
            decided_at: decided.then(|| "2026-11-22T04:00:27Z".into()),
            decided_by: decided.then(|| "per_9".into()),
            engagement: Some("eng_1".into()),
            flags: vec!["never_used".into()],
            outcome,
            person: format!("per_{n}"),
            probe: (!stands).then(|| "S2.2".into()),
            restored_at: None,
            row: format!("row_{n}"),
            scope: Hash::of(&[n]),
            suspended_at: (outcome == RowOutcome::Silent).then(|| "2026-11-20T04:00:27Z".into()),
        }
    }

    pub(crate) fn rows() -> Rows {
        Rows { rows: vec![row(1, RowOutcome::Kept), row(2, RowOutcome::Removed), row(3, RowOutcome::Silent)] }
    }

    pub(crate) fn sample() -> AccessReview {
        AccessReview {
            at: "2026-11-22T04:00:27Z".into(),
            does_not_prove: does_not_prove(),
            due: "2026-11-20T04:00:27Z".into(),
            events: vec![Event { index: 3, leaf: Hash::of(b"x"), role: Role::Opening }],
            number: 1,
            opened_at: "2026-11-06T04:00:27Z".into(),
            origin: "lanterne.example/log".into(),
            population: rows().population(),
            proves: proves(),
            review: "rev_1".into(),
            what: rows().counts(),
        }
    }

    #[test]
    fn statement_and_rows_read_back() {
        let list = rows().encode().unwrap();
        assert_eq!(Rows::parse(&list).unwrap(), rows());
        let bytes = sample().statement(Hash::of(&list)).unwrap();
        assert_eq!(AccessReview::from_statement(&bytes).unwrap(), (sample(), Hash::of(&list)));
        assert!(crate::certificate::Destruction::from_statement(&bytes).is_err(), "one kind is not the other");
        assert_eq!(Rows::parse(b"").unwrap().encode().unwrap(), b"");
    }

    #[test]
    fn contradictions_are_refused() {
        let refused = |row: Row| assert!(Rows { rows: vec![row] }.encode().is_err());
        refused(Row { decided_by: Some("per_1".into()), ..row(1, RowOutcome::Kept) });
        refused(Row { decided_by: None, ..row(1, RowOutcome::Kept) });
        refused(Row { probe: None, ..row(1, RowOutcome::Removed) });
        refused(Row { probe: Some("S2.2".into()), ..row(1, RowOutcome::Stands) });
        refused(Row { suspended_at: None, ..row(1, RowOutcome::Silent) });
        refused(Row { person: "Zoé Lanterne".into(), ..row(1, RowOutcome::Kept) });
        refused(Row { decided_at: Some("today".into()), ..row(1, RowOutcome::Kept) });
        assert!(Rows { rows: vec![row(1, RowOutcome::Kept), row(1, RowOutcome::Kept)] }.encode().is_err());
        assert!(AccessReview { events: vec![], ..sample() }.statement(Hash::of(b"l")).is_err());
        assert!(AccessReview { due: "soon".into(), ..sample() }.statement(Hash::of(b"l")).is_err());
        let list = rows().encode().unwrap();
        assert!(Rows::parse(&list[..list.len() - 1]).is_err());
    }
}
