//! One batch: which of its records are new, and sending them until each is made or refused.

use super::{
    Existing, known, names,
    preflight::Prepared,
    verdict::{self, Refusal, Verdict},
};
use crate::{
    Odoo,
    client::{CallError, Repeat},
    plan::{self, Record},
    wire::{Fault, FaultKind},
};
use bailee_model::{
    Error, Result, Text,
    load::{Outcome, Reject},
    say,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

/// How often a batch that collides with another transaction is sent, and the first pause between.
const COLLISIONS: u32 = 6;
const PAUSE: Duration = Duration::from_millis(200);

/// Cuts a wave into batches of at most so many rows, never within a record.
pub(super) fn cut<'w, 'p>(wave: &'w [Record<'p>], rows: usize) -> Vec<&'w [Record<'p>]> {
    let mut batches = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, record) in wave.iter().enumerate() {
        if at > start && size + record.rows.len() > rows {
            batches.push(&wave[start..at]);
            (start, size) = (at, 0);
        }
        size += record.rows.len();
    }
    if start < wave.len() {
        batches.push(&wave[start..]);
    }
    batches
}

/// Sends batches of one model.
pub(super) struct Sender<'s> {
    pub(super) odoo: &'s Odoo,
    pub(super) prefix: &'s str,
    pub(super) load: &'s Prepared<'s>,
    pub(super) existing: Existing,
}

impl Sender<'_> {
    /// Sends a batch; its outcome, but for the number of rejects, and the rejects.
    pub(super) async fn send(&self, batch: &[Record<'_>]) -> Result<(Outcome, Vec<Reject>)> {
        let (new, old) = self.part(batch).await?;
        let made = self.settle(new).await?;
        let mut outcome = Outcome { created: made.taken, skipped: made.skipped, ..Outcome::default() };
        let mut rejects = made.rejects;
        match self.existing {
            Existing::Skip => outcome.skipped += old.len() as u64,
            Existing::Update => {
                let changed = self.settle(old).await?;
                outcome.updated = changed.taken;
                rejects.extend(changed.rejects);
            }
        }
        Ok((outcome, rejects))
    }

    /// The records that Odoo does not have, and those that it has.
    async fn part<'p>(&self, records: &[Record<'p>]) -> Result<(Vec<Record<'p>>, Vec<Record<'p>>)> {
        let known = known(self.odoo, self.prefix, &names(records)).await?;
        Ok(records.iter().partition(|record| !known.contains_key(&plan::name(&record.head().id))))
    }

    /// Sends records until each is taken or refused.
    async fn settle<'p>(&self, records: Vec<Record<'p>>) -> Result<Work<'p>> {
        let model = &self.load.load.model;
        let mut work = Work { waiting: vec![records], ..Work::default() };
        let mut pause = PAUSE;
        while let Some(records) = work.next() {
            match self.call(&records).await? {
                Verdict::Collided if pause >= PAUSE * 2_u32.pow(COLLISIONS) => return Err(collided(model)),
                Verdict::Collided => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                    let again = self.still_to_send(records, &mut work.skipped).await?;
                    work.waiting.push(again);
                }
                Verdict::Taken => work.taken += records.len() as u64,
                Verdict::Refused(refusals) => work.refused(model, records, &refusals),
                Verdict::Unclear(message) => work.unclear(model, records, message),
            }
        }
        Ok(work)
    }

    /// After a collision: what another run made is skipped, unless it is to be written over anyway.
    async fn still_to_send<'p>(&self, records: Vec<Record<'p>>, skipped: &mut u64) -> Result<Vec<Record<'p>>> {
        if self.existing == Existing::Update {
            return Ok(records);
        }
        let (new, old) = self.part(&records).await?;
        *skipped += old.len() as u64;
        Ok(new)
    }

    /// One call of `load()`.
    async fn call(&self, records: &[Record<'_>]) -> Result<Verdict> {
        let model = &self.load.load.model;
        let rows: Vec<Vec<Vec<String>>> = records.iter().map(|record| self.load.columns.cells(record)).collect();
        let starts = verdict::starts(&rows);
        let args = json!([self.load.columns.header(), rows.concat()]);
        let reply = self.odoo.call(model, "load", args, json!({"context": context()}), Repeat::Never).await;
        match reply {
            Ok(reply) => verdict::read(&reply, &starts).ok_or_else(|| miscounted(model)),
            Err(CallError::Fault(fault)) if fault.kind == FaultKind::Concurrency => Ok(Verdict::Collided),
            Err(CallError::Fault(Fault {
                kind: FaultKind::User | FaultKind::Missing | FaultKind::Other,
                message,
                ..
            })) => Ok(Verdict::Unclear(Text::told(message))),
            Err(error) => Err(self.odoo.explain(error, model, "load")),
        }
    }
}

/// What the import does not do: send mail, follow documents, keep a history of changes. Without a language Odoo answers,
/// and takes translated values, in its source language.
fn context() -> Value {
    json!({
        "tracking_disable": true,
        "mail_create_nosubscribe": true,
        "mail_create_nolog": true,
        "mail_notrack": true,
        "no_reset_password": true,
    })
}

/// Records on their way: those that are still to be sent, call by call, and what became of the others.
#[derive(Default)]
struct Work<'p> {
    waiting: Vec<Vec<Record<'p>>>,
    taken: u64,
    skipped: u64,
    rejects: Vec<Reject>,
}

impl<'p> Work<'p> {
    /// The records of the next call.
    fn next(&mut self) -> Option<Vec<Record<'p>>> {
        while let Some(records) = self.waiting.pop() {
            if !records.is_empty() {
                return Some(records);
            }
        }
        None
    }

    /// Odoo named the records that it refuses; the others are sent again.
    fn refused(&mut self, model: &str, records: Vec<Record<'p>>, refusals: &BTreeMap<usize, Refusal>) {
        let mut others = Vec::new();
        for (at, record) in records.into_iter().enumerate() {
            match refusals.get(&at) {
                Some(refusal) => {
                    self.rejects.push(record.reject(model, refusal.field.clone(), Text::told(&refusal.message)));
                }
                None => others.push(record),
            }
        }
        self.waiting.push(others);
    }

    /// Odoo named none: a single record is the one, of several each half is sent by itself, the first half first.
    fn unclear(&mut self, model: &str, mut records: Vec<Record<'p>>, message: Text) {
        if let [record] = records[..] {
            self.rejects.push(record.reject(model, None, message));
        } else {
            let rest = records.split_off(records.len() / 2);
            self.waiting.extend([rest, records]);
        }
    }
}

fn collided(model: &str) -> Error {
    Error::unavailable(say!("Somebody else keeps changing the same records of {model}.", model)).hint(say!(
        "Wait until the other load or user is through, then run it again: what is done already is recognised."
    ))
}

fn miscounted(model: &str) -> Error {
    Error::conflict(say!("Odoo took a batch of {model} and named another number of records than were sent.", model))
        .hint(say!("A module of the client's may change how it imports; compare the counts before going on."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::row;

    #[test]
    fn batches_are_cut_between_records() {
        let rows =
            [row("a", &[], 1), row("", &[], 2), row("", &[], 3), row("b", &[], 4), row("c", &[], 5), row("d", &[], 6)];
        let wave = [
            Record { rows: &rows[..3] },
            Record { rows: &rows[3..4] },
            Record { rows: &rows[4..5] },
            Record { rows: &rows[5..] },
        ];
        let sizes = |rows| cut(&wave, rows).iter().map(|batch| batch.len()).collect::<Vec<_>>();
        assert_eq!(sizes(2), [1, 2, 1]);
        assert_eq!(sizes(4), [2, 2]);
        assert_eq!(sizes(0), [1, 1, 1, 1]);
        assert_eq!(sizes(100), [4]);
        assert!(cut(&[], 3).is_empty());
    }

    /// Answers every call as a target would that refuses some records; how many calls it took.
    fn work_off<'p>(work: &mut Work<'p>, answer: impl Fn(&[Record<'p>]) -> Verdict) -> usize {
        let mut calls = 0;
        while let Some(records) = work.next() {
            calls += 1;
            match answer(&records) {
                Verdict::Refused(refusals) => work.refused("res.partner", records, &refusals),
                Verdict::Unclear(message) => work.unclear("res.partner", records, message),
                Verdict::Taken | Verdict::Collided => work.taken += records.len() as u64,
            }
        }
        calls
    }

    #[test]
    fn a_row_that_odoo_does_not_name_is_found_by_halving() {
        let rows: Vec<_> = (0..100).map(|at| row(&format!("p{at}"), &[], at + 2)).collect();
        let records = rows.chunks(1).map(|rows| Record { rows }).collect();
        let mut work = Work { waiting: vec![records], ..Work::default() };
        let bad = |record: &Record<'_>| ["p17", "p18", "p99"].contains(&record.head().id.as_str());
        let calls = work_off(&mut work, |records| match records.iter().any(bad) {
            true => Verdict::Unclear(Text::told("No.")),
            false => Verdict::Taken,
        });
        assert_eq!(work.taken, 97);
        assert_eq!(work.rejects.iter().map(|reject| reject.source.line).collect::<Vec<_>>(), [19, 20, 101]);
        assert!(calls < 40, "{calls} calls");
    }

    #[test]
    fn rows_that_odoo_names_are_taken_out_and_the_rest_goes_again() {
        let rows: Vec<_> = (0..4).map(|at| row(&format!("p{at}"), &[], at + 2)).collect();
        let records = rows.chunks(1).map(|rows| Record { rows }).collect();
        let mut work = Work { waiting: vec![records], ..Work::default() };
        let refusal = Refusal { field: Some("name".into()), message: "No.".into() };
        let calls = work_off(&mut work, |records| match records.len() {
            4 => Verdict::Refused([(0, refusal.clone()), (2, refusal.clone())].into()),
            _ => Verdict::Taken,
        });
        assert_eq!((work.taken, calls), (2, 2));
        assert_eq!(work.rejects.iter().map(|reject| reject.id.as_str()).collect::<Vec<_>>(), ["p0", "p2"]);
    }
}
