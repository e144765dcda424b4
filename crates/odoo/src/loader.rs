//! Sends a plan of rows into an Odoo, and may be run as often as anybody likes.
//!
//! A run goes through four steps:
//!
//! 1. **The target** is what it is meant to be: a test load never goes into a system that is not a test system, and the
//!    other way round ([`target`]).
//! 2. **Preflight**: every field of the plan is held against what Odoo tells about its models, and every cell against its
//!    field, before a row is sent ([`preflight`]).
//! 3. **Batches**, model by model in dependency order, by Odoo's own `load()`. Each call is one transaction of Odoo's:
//!    all of its records are made, or none. When Odoo refuses a batch, the rows that it names are kept as rejects with
//!    its message, and the others are sent again; where it names none, the batch is halved until the row is found.
//! 4. **Posting** of those journal entries that the plan wants posted.
//!
//! *Run again*: every record carries an external id under the engagement's prefix, made in the same transaction as
//! the record. Before each batch Odoo is asked which of them it has, and those are left alone (or brought up to date, by
//! choice). So a run that was stopped, killed or cut off needs no memory of how far it came. Should two runs meet, the
//! unique external id makes one of their transactions fail at Odoo's isolation level, and the loser asks again.
//!
//! Every batch's outcome goes to the caller's [`Journal`] before the next batch is sent.

mod batch;
mod cell;
mod post;
pub mod preflight;
pub mod target;
mod verdict;

use crate::{Odoo, plan};
use bailee_model::{
    Environment, LoadMode, Result,
    load::{Outcome, Plan, Reject},
};
use preflight::{Preflight, Prepared};

/// What to do with records that are in Odoo already from an earlier run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Leave them as they are, with what people have changed since.
    #[default]
    Skip,
    /// Write the plan's values over them.
    Update,
}

/// How a plan is sent.
#[derive(Clone, Copy, Debug)]
pub struct LoadOptions {
    /// How many rows go into one call at most; a record with more lines than that goes alone. Odoo ends a call after
    /// 120 s and makes 20 to 150 records a second.
    pub batch: usize,
    /// What to do with records that are there already.
    pub existing: Existing,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self { batch: 500, existing: Existing::Skip }
    }
}

/// Whether to go on after a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Send the next batch.
    Continue,
    /// Stop here; a later run goes on from here.
    Stop,
}

/// What became of one batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchOutcome {
    /// The records of this batch, counted.
    pub outcome: Outcome,
    /// Those that were not taken.
    pub rejects: Vec<Reject>,
    /// How many records of the plan are through.
    pub done: u64,
    /// How many records the plan has.
    pub total: u64,
}

/// Where outcomes are kept as they come.
#[async_trait::async_trait]
pub trait Journal: Send {
    /// Keeps a batch's outcome and says whether to go on. An error ends the run.
    async fn recorded(&mut self, batch: &BatchOutcome) -> Result<Next>;

    /// Says whether to go on before each call that posts what is loaded: such a call has no outcome to keep. An error ends
    /// the run.
    async fn may_go_on(&mut self) -> Result<Next>;
}

/// What became of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadReport {
    /// One outcome a model, in the order in which they were sent.
    pub outcomes: Vec<Outcome>,
    /// Every record that was not taken.
    pub rejects: Vec<Reject>,
    /// How many journal entries were posted now.
    pub posted: u64,
    /// Journal entries that are loaded, and that Odoo would not post.
    pub unposted: Vec<Reject>,
    /// Whether the journal ended the run before its end.
    pub stopped: bool,
}

/// Sends plans into one Odoo.
pub struct Loader<'o> {
    odoo: &'o Odoo,
    mode: LoadMode,
    environment: Environment,
    options: LoadOptions,
}

impl<'o> Loader<'o> {
    /// A loader into the system behind `odoo`, which Bailee knows as `environment`, for a load of the given mode.
    pub fn new(odoo: &'o Odoo, mode: LoadMode, environment: Environment, options: LoadOptions) -> Self {
        Self { odoo, mode, environment, options }
    }

    /// Holds the plan against the target and changes nothing: what would keep it from being sent, and which rows would be
    /// refused before they reach Odoo.
    ///
    /// # Errors
    ///
    /// `BadInput` for a prefix that Odoo does not take; whatever calling Odoo can meet.
    pub async fn preflight(&self, plan: &Plan) -> Result<Preflight> {
        let (problems, prepared) = preflight::prepare(self.odoo, plan).await?;
        Ok(Preflight { problems, rejects: prepared.into_iter().flat_map(|load| load.rejects).collect() })
    }

    /// Sends the plan.
    ///
    /// # Errors
    ///
    /// `Conflict` when the target is not what the load is for; `BadInput` when the plan does not fit the target, naming
    /// each field; `Unavailable` when Odoo goes away, whereupon the same run can be made again; the journal's own.
    pub async fn run(&self, plan: &Plan, journal: &mut dyn Journal) -> Result<LoadReport> {
        target::check(self.odoo, self.mode, self.environment).await?;
        let (problems, loads) = preflight::prepare(self.odoo, plan).await?;
        preflight::refuse(&problems)?;
        let mut run = Run {
            loader: self,
            prefix: &plan.prefix,
            journal,
            report: LoadReport::default(),
            done: 0,
            total: count(&loads),
        };
        for load in &loads {
            if run.model(load).await? == Next::Stop {
                run.report.stopped = true;
                return Ok(run.report);
            }
        }
        for load in loads.iter().filter(|load| load.load.post) {
            let (posted, next) = post::post(self.odoo, &plan.prefix, load, run.journal).await?;
            run.report.posted += posted.posted;
            run.report.unposted.extend(posted.unposted);
            if next == Next::Stop {
                run.report.stopped = true;
                break;
            }
        }
        Ok(run.report)
    }
}

fn count(loads: &[Prepared<'_>]) -> u64 {
    loads.iter().map(|load| (load.waves.iter().flatten().count() + load.rejects.len()) as u64).sum()
}

/// A run under way.
struct Run<'r> {
    loader: &'r Loader<'r>,
    prefix: &'r str,
    journal: &'r mut dyn Journal,
    report: LoadReport,
    done: u64,
    total: u64,
}

impl Run<'_> {
    async fn model(&mut self, load: &Prepared<'_>) -> Result<Next> {
        self.report.outcomes.push(Outcome { model: load.load.model.clone(), ..Outcome::default() });
        if !load.rejects.is_empty() && self.keep(load, Outcome::default(), load.rejects.clone()).await? == Next::Stop {
            return Ok(Next::Stop);
        }
        for wave in &load.waves {
            for batch in batch::cut(wave, self.loader.options.batch) {
                let sender = batch::Sender {
                    odoo: self.loader.odoo,
                    prefix: self.prefix,
                    load,
                    existing: self.loader.options.existing,
                };
                let (outcome, rejects) = sender.send(batch).await?;
                if self.keep(load, outcome, rejects).await? == Next::Stop {
                    return Ok(Next::Stop);
                }
            }
        }
        Ok(Next::Continue)
    }

    async fn keep(&mut self, load: &Prepared<'_>, mut outcome: Outcome, rejects: Vec<Reject>) -> Result<Next> {
        outcome.model.clone_from(&load.load.model);
        outcome.rejected = rejects.len() as u64;
        self.done += outcome.created + outcome.updated + outcome.skipped + outcome.rejected;
        let batch = BatchOutcome { outcome, rejects, done: self.done, total: self.total };
        let next = self.journal.recorded(&batch).await?;
        if let Some(sum) = self.report.outcomes.last_mut() {
            sum.created += batch.outcome.created;
            sum.updated += batch.outcome.updated;
            sum.skipped += batch.outcome.skipped;
            sum.rejected += batch.outcome.rejected;
        }
        self.report.rejects.extend(batch.rejects);
        Ok(next)
    }
}

/// The database ids behind external ids of the prefix, by name; those that Odoo has.
async fn known(odoo: &Odoo, prefix: &str, names: &[String]) -> Result<std::collections::HashMap<String, i64>> {
    let domain = serde_json::json!([["module", "=", prefix], ["name", "in", names]]);
    let rows = odoo.search_read("ir.model.data", domain, &["name", "res_id"]).await?;
    Ok(rows.iter().filter_map(|row| Some((row["name"].as_str()?.to_owned(), row["res_id"].as_i64()?))).collect())
}

/// The names of records' external ids.
fn names(records: &[plan::Record<'_>]) -> Vec<String> {
    records.iter().map(|record| plan::name(&record.head().id)).collect()
}
