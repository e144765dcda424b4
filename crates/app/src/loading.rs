//! What a load does once [`crate::actions::start_load`] has let it begin: map, send or write files, keep what was left out.
//!
//! A load may run for hours, so nothing about it is decided once: before anything leaves, and again after each batch, the
//! gate is asked as if the load began now. A grant that has ended, or a person who has left, stops it at the next batch.

use crate::{App, Door, actions::into_system, custody::NewHolding, disclosing::Permit, jobs::Live, rejects};
use bailee_model::{
    Action, Category, EngagementId, EntryDraft, Error, ErrorKind, Holding, HoldingId, HoldingKind, JobState, LoadMode,
    LoadRun, Progress as _, Result, System, Text,
    engine::{MapAsk, Mapped, TableRef},
    load::{Outcome, Plan, Reject},
    say,
};
use bailee_odoo::{
    files::File,
    loader::{BatchOutcome, Journal, LoadOptions, Loader, Next},
};
use bailee_policy::Resource;
use futures::FutureExt as _;
use std::{io::Write as _, panic::AssertUnwindSafe};

/// Everything a load works with.
pub(crate) struct Prepared {
    pub(crate) mapping: Holding,
    pub(crate) document: String,
    pub(crate) tables: Vec<TableRef>,
    /// Those of the tables that the mapping reads.
    pub(crate) sources: Vec<HoldingId>,
    /// Of what is made from them: the most sensitive among theirs.
    pub(crate) category: Category,
    pub(crate) prefix: String,
}

impl Door {
    /// Loads, and writes down how that ended, whatever happens in between.
    pub(crate) async fn load(
        self,
        mut run: LoadRun,
        prepared: Prepared,
        bound: Option<(System, Permit)>,
        live: &Live,
    ) -> Result<()> {
        let worked = AssertUnwindSafe(self.load_into(&mut run, &prepared, bound, live)).catch_unwind().await;
        // What panicked has been told to the server's log by the panic itself.
        let result = worked.unwrap_or_else(|_| {
            Err(Error::internal("The load broke off by a defect of ours.")
                .hint(say!("What was loaded is kept; start it again.")))
        });
        run.state = match &result {
            Ok(()) => JobState::Done,
            Err(_) if live.stopped() => JobState::Stopped,
            Err(_) => JobState::Failed,
        };
        run.ended_at = Some(self.now());
        let total = |count: fn(&Outcome) -> u64| run.outcomes.iter().map(count).sum::<u64>();
        let mut entry = self
            .by(EntryDraft::new(run.engagement, "load.ended"))
            .id("run", run.id)
            .detail("state", run.state.as_str())
            .detail("created", total(|each| each.created))
            .detail("updated", total(|each| each.updated))
            .detail("skipped", total(|each| each.skipped))
            .detail("rejected", total(|each| each.rejected));
        if let (JobState::Stopped, Err(error)) = (run.state, &result) {
            entry = entry.detail("why", error.to_string());
        }
        self.app.store.ledger().record([entry], move |tx| async move { tx.save(&run).await }).await?;
        result
    }

    async fn load_into(
        &self,
        run: &mut LoadRun,
        prepared: &Prepared,
        bound: Option<(System, Permit)>,
        live: &Live,
    ) -> Result<()> {
        let Mapped { plan, rejects, .. } = self.app.map(run.engagement, prepared, live).await?;
        let plan = plan.ok_or_else(|| {
            Error::conflict(say!("The mapping yields nothing to load.")).hint(say!("Look at its filters."))
        })?;
        let rows: usize = plan.loads.iter().map(|load| load.rows.len()).sum();
        live.note(say!(
            "Models: {models}. Rows: {rows}. Not mapped: {rejects}.",
            models = plan.loads.len(),
            rows,
            rejects = rejects.len()
        ));
        // Mapping takes its time: what was allowed at the start may not be any more.
        self.may_go_on(run, live).await?;
        let mut left = LeftOut { rejects, unposted: Vec::new() };
        let sent = match bound {
            Some((system, permit)) => {
                permit.covers_load(run.engagement)?;
                self.send(run, &system, permit, &plan, &mut left, live).await
            }
            None => self.write_files(run, prepared, &plan, &mut left.rejects, live).await,
        };
        count_rejects(&mut run.outcomes, &left.rejects);
        // What was left out is kept also when the load broke off: it costs hours to find again.
        left.rejects.append(&mut left.unposted);
        if run.mode != LoadMode::Files && !left.rejects.is_empty() {
            run.report = Some(self.keep_rejects(run, prepared, &left.rejects).await?);
        }
        sent
    }

    /// Stops a load that [`crate::actions::start_load`] would refuse now, and tells why.
    async fn may_go_on(&self, run: &LoadRun, live: &Live) -> Result<()> {
        self.still_may(run).await.map_err(|error| match error.kind() {
            ErrorKind::Refused => {
                live.stop();
                error
            }
            ErrorKind::NotFound => {
                live.stop();
                Error::conflict(say!("Who started this load is no longer let in here, so it does not go on."))
                    .hint(say!("Somebody on the engagement starts it again: it goes on where it was."))
            }
            _ => error,
        })
    }

    /// Asks the gate what it was asked at the start, with the facts of this moment.
    async fn still_may(&self, run: &LoadRun) -> Result<()> {
        let door = self.later(run.started_at).await?;
        let facts = door.facts(run.engagement).await?;
        match run.system {
            Some(id) => {
                let system = self.app.store.get::<System>(id).await?.ok_or_else(Error::not_found)?;
                for action in [into_system(run.mode), Action::UseCredential] {
                    door.decide(action, Some(&facts), Resource::System(&system)).await?;
                }
            }
            None => door.decide(Action::LoadFiles, Some(&facts), Resource::Engagement).await?,
        }
        for id in &run.sources {
            let table = self.app.store.get::<Holding>(*id).await?.ok_or_else(Error::not_found)?;
            door.decide(Action::Query, Some(&facts), Resource::Holding(&table)).await?;
        }
        Ok(())
    }

    async fn send(
        &self,
        run: &mut LoadRun,
        system: &System,
        permit: Permit,
        plan: &Plan,
        left: &mut LeftOut,
        live: &Live,
    ) -> Result<()> {
        tracing::debug!(disclosure = %permit.line(), "rows leave for a system");
        let LeftOut { rejects, unposted } = left;
        let odoo = self.app.connect(system, self.who.id, "load").await?;
        live.note(say!("Signed in to Odoo {version}.", version = odoo.version().to_string()));
        let mut journal =
            Watched { door: self, run: run.clone(), live, outcomes: Vec::new(), rejects: Vec::new(), halted: None };
        let report =
            Loader::new(&odoo, run.mode, system.environment, LoadOptions::default()).run(plan, &mut journal).await;
        let Watched { outcomes, rejects: refused, halted, .. } = journal;
        match report {
            Ok(report) => {
                run.outcomes = report.outcomes;
                rejects.extend(report.rejects);
                if report.posted > 0 {
                    live.note(match report.posted {
                        1 => say!("1 journal entry posted."),
                        posted => say!("{posted} journal entries posted.", posted),
                    });
                }
                if !report.unposted.is_empty() {
                    // They are in the target, as drafts: kept with the rejects so that somebody looks, and not counted as such.
                    live.note(match report.unposted.len() {
                        1 => say!("1 journal entry was loaded and could not be posted; see the report."),
                        many => {
                            say!("{many} journal entries were loaded and could not be posted; see the report.", many)
                        }
                    });
                    unposted.extend(report.unposted);
                }
                if let Some(error) = halted {
                    return Err(error);
                }
                if report.stopped {
                    return Err(Error::conflict(say!("The load was stopped."))
                        .hint(say!("Start it again: it goes on where it was.")));
                }
                Ok(())
            }
            Err(error) => {
                run.outcomes = outcomes;
                rejects.extend(refused);
                Err(error)
            }
        }
    }

    async fn write_files(
        &self,
        run: &mut LoadRun,
        prepared: &Prepared,
        plan: &Plan,
        rejects: &mut Vec<Reject>,
        live: &Live,
    ) -> Result<()> {
        let (files, refused) = import_files(plan, &self.who.language)?;
        let bundle = zip_of(&files)?;
        rejects.extend(refused);
        run.outcomes = plan
            .loads
            .iter()
            .map(|load| Outcome {
                model: load.model.clone(),
                created: u64::try_from(load.rows.iter().filter(|row| !row.id.is_empty()).count()).unwrap_or(u64::MAX),
                ..Outcome::default()
            })
            .collect();
        // Writing them takes its time too, and what is made of them stays.
        self.may_go_on(run, live).await?;
        let new = self.app.made_by_run(run, prepared, HoldingKind::Handover, "odoo-import.zip".to_owned());
        let holding = self.app.deposit(new, "bundle.made", bundle).await?;
        run.report = Some(holding.id);
        Ok(())
    }

    async fn keep_rejects(&self, run: &LoadRun, prepared: &Prepared, rejects: &[Reject]) -> Result<HoldingId> {
        let bytes = rejects::write(rejects)?;
        let of = &prepared.mapping.name;
        let name = self.naming(format!("Rejects of {of}"), format!("Rejets : {of}"));
        let new = self.app.made_by_run(run, prepared, HoldingKind::Report, name);
        Ok(self.app.deposit(new, "rejects.kept", bytes).await?.id)
    }
}

impl App {
    pub(crate) async fn map(
        &self,
        engagement: EngagementId,
        prepared: &Prepared,
        live: &dyn bailee_model::Progress,
    ) -> Result<Mapped> {
        let ask = MapAsk {
            engagement,
            mapping: prepared.document.clone(),
            tables: prepared.tables.clone(),
            prefix: prepared.prefix.clone(),
        };
        self.engine.map(&ask, live).await
    }

    pub(crate) fn made_by_run(
        &self,
        run: &LoadRun,
        prepared: &Prepared,
        kind: HoldingKind,
        name: String,
    ) -> NewHolding {
        NewHolding {
            engagement: run.engagement,
            kind,
            name,
            category: prepared.category,
            purpose: prepared.mapping.purpose,
            source: None,
            brought_by: run.by,
        }
    }
}

/// Rows that the mapping itself could not turn into records count as rejected too: nothing is lost silently.
fn count_rejects(outcomes: &mut Vec<Outcome>, rejects: &[Reject]) {
    for reject in rejects {
        if !outcomes.iter().any(|outcome| outcome.model == reject.model) {
            outcomes.push(Outcome { model: reject.model.clone(), ..Outcome::default() });
        }
    }
    for outcome in outcomes {
        outcome.rejected =
            u64::try_from(rejects.iter().filter(|reject| reject.model == outcome.model).count()).unwrap_or(u64::MAX);
    }
}

/// What a load left out.
struct LeftOut {
    /// Records that are not in the target.
    rejects: Vec<Reject>,
    /// Journal entries that are, as drafts.
    unposted: Vec<Reject>,
}

/// What comes of a load, batch by batch, and whether it may go on.
struct Watched<'a> {
    door: &'a Door,
    run: LoadRun,
    live: &'a Live,
    outcomes: Vec<Outcome>,
    rejects: Vec<Reject>,
    /// Why the gate let it go no further.
    halted: Option<Error>,
}

#[async_trait::async_trait]
impl Journal for Watched<'_> {
    async fn recorded(&mut self, batch: &BatchOutcome) -> Result<Next> {
        self.live.at(batch.done, Some(batch.total));
        let one = &batch.outcome;
        match self.outcomes.iter_mut().find(|sum| sum.model == one.model) {
            Some(sum) => {
                sum.created += one.created;
                sum.updated += one.updated;
                sum.skipped += one.skipped;
                sum.rejected += one.rejected;
            }
            None => {
                self.live.note(Text::told(format!("{}…", one.model)));
                self.outcomes.push(one.clone());
            }
        }
        self.rejects.extend(batch.rejects.iter().cloned());
        self.may_go_on().await
    }

    async fn may_go_on(&mut self) -> Result<Next> {
        match self.door.may_go_on(&self.run, self.live).await {
            Err(error) if !self.live.stopped() => return Err(error),
            Err(error) => self.halted = Some(error),
            Ok(()) => {}
        }
        Ok(if self.live.stopped() { Next::Stop } else { Next::Continue })
    }
}

/// The import files of a plan, what to do with them in this language, and the rows that no target could take.
pub(crate) fn import_files(plan: &Plan, language: &str) -> Result<(Vec<File>, Vec<Reject>)> {
    let (files, rejects) = bailee_odoo::files::bundle(plan, language)?;
    Ok((files.collect::<Result<_>>()?, rejects))
}

fn zip_of(files: &[File]) -> Result<Vec<u8>> {
    let fault = |error: zip::result::ZipError| Error::internal("The bundle could not be written.").because(error);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for file in files {
        writer.start_file(file.name.as_str(), zip::write::SimpleFileOptions::default()).map_err(fault)?;
        writer.write_all(&file.bytes)?;
    }
    Ok(writer.finish().map_err(fault)?.into_inner())
}
