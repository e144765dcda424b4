//! Run a mapping into a target: a test system, the production system, or import files sealed for the client.
//!
//! A load moves data without showing it, so it needs the grant's categories for every table it reads and no column
//! clearance. What the target complains of may quote a value; that report opens only to a grant that clears it.

use super::done;
use crate::{App, Done, Door, custody::NewHolding, jobs::{Live, NewJob, OnBehalf}};
use bailee_model::{
    Action, ColumnClass, EngagementId, EntryDraft, Error, Holding, HoldingId, HoldingKind, Job, JobState, LoadMode, LoadRun, LoadRunId,
    Progress as _, Purpose, Result, System, SystemId,
    engine::{MapAsk, Mapped, TableRef},
    load::{Outcome, Plan, Reject},
};
use bailee_odoo::{
    Odoo, Options, Secret,
    files::File,
    loader::{BatchOutcome, Journal, LoadOptions, Loader, Next},
};
use bailee_policy::Resource;
use std::{io::Write as _, sync::Arc};
use zeroize::Zeroizing;

/// What to load.
pub struct StartLoadAsk {
    /// Under which engagement.
    pub engagement: EngagementId,
    /// The mapping document.
    pub mapping: HoldingId,
    /// What for.
    pub mode: LoadMode,
    /// Into which system; none for files.
    pub system: Option<SystemId>,
}

/// A load under way.
#[derive(Clone, Debug)]
pub struct StartedLoad {
    /// The run.
    pub run: LoadRun,
    /// Its progress.
    pub job: Job,
}

/// What a run left out, and why.
#[derive(Clone, Debug)]
pub struct LoadReport {
    /// The run.
    pub run: LoadRun,
    /// What was not taken.
    pub rejects: Vec<Reject>,
    /// Whether the reader's grant lets them see the messages.
    pub cleared: bool,
}

/// Everything a load works with.
pub(crate) struct Prepared {
    pub(crate) mapping: Holding,
    pub(crate) document: String,
    pub(crate) tables: Vec<TableRef>,
    pub(crate) prefix: String,
}

/// Starts a load.
///
/// # Errors
/// When the mapping has mistakes or the system no credential; the gate refuses the wrong purpose, environment or region.
pub async fn start_load(door: &Door, ask: StartLoadAsk) -> Result<Done<StartedLoad>> {
    let system = match ask.system {
        Some(id) => Some(target(door, &ask, id).await?),
        None => None,
    };
    match (ask.mode, &system) {
        (LoadMode::Files, None) => drop(door.engagement(ask.engagement).for_(Action::LoadFiles).await?),
        (LoadMode::Files, Some(_)) => return Err(Error::bad_input("Import files go to no system.").hint("Leave the system out.").on_field("system")),
        (_, None) => return Err(Error::bad_input("No system is chosen.").hint("Choose one, or load into import files.").on_field("system")),
        (_, Some(_)) => {}
    }
    let prepared = prepare(door, ask.engagement, ask.mapping).await?;
    let run = LoadRun {
        id: LoadRunId::new(door.app.rng.as_ref()),
        engagement: ask.engagement,
        mapping: ask.mapping,
        mode: ask.mode,
        system: ask.system,
        state: JobState::Running,
        by: door.who.id,
        started_at: door.now(),
        ended_at: None,
        outcomes: Vec::new(),
        report: None,
        agrees: None,
        reconciliation: None,
    };
    let entry = disclosure(&run, system.as_ref()).detail("purpose", door.purpose().map_or("none", Purpose::as_str));
    let kept = door.keep(run.clone(), entry).await?;
    let (app, by, started) = (door.app.clone(), OnBehalf::of(door), run.clone());
    let new = NewJob { engagement: run.engagement, kind: "load", subject: run.id.to_string(), unit: "records" };
    let job = door.start_job(new, move |live| async move { app.load(started, prepared, system, by, &live).await }).await?;
    Ok(kept.map(|_| StartedLoad { run, job }))
}

/// The system, if the gate lets this load into it with its credential.
async fn target(door: &Door, ask: &StartLoadAsk, id: SystemId) -> Result<System> {
    let action = if ask.mode == LoadMode::GoLive { Action::LoadProduction } else { Action::LoadTest };
    let held = door.system(id).for_(action).await?;
    if held.it.engagement != ask.engagement {
        return Err(Error::not_found());
    }
    door.decide(Action::UseCredential, Some(&held.facts), Resource::System(&held.it)).await?;
    if held.credential.is_none() {
        return Err(Error::conflict("This system has no credential in custody yet.").hint("Store one on the systems page first.").on_field("system"));
    }
    Ok(held.it)
}

/// Reads the mapping and asks the gate about every table it uses.
pub(crate) async fn prepare(door: &Door, engagement: EngagementId, mapping: HoldingId) -> Result<Prepared> {
    let mapping = door.holding(mapping).for_(Action::EditMapping).await?;
    if mapping.it.engagement != engagement || mapping.kind != HoldingKind::Mapping {
        return Err(Error::not_found());
    }
    let document = door.app.mapping_text(&mapping.it).await?;
    let tables = door.app.tables(engagement).await?;
    let refs: Vec<TableRef> = tables.iter().map(|(_, table)| table.clone()).collect();
    let outline = door.app.engine.check_mapping(engagement, &document, &refs).await?.map_err(|mistakes| {
        let first = mistakes.first();
        let mut error = Error::bad_input(format!("The mapping has {} mistakes, the first: {}", mistakes.len(), first.map_or("", |each| &each.message)));
        if let Some(line) = first.and_then(|each| each.place.line) {
            error = error.at_line(line);
        }
        error.in_file(mapping.name.clone()).hint("Mend it on the mapping page.")
    })?;
    for (holding, table) in &tables {
        if outline.tables.contains(&table.name) {
            door.decide(Action::Query, Some(&mapping.facts), Resource::Holding(holding)).await?;
        }
    }
    let prefix = format!("bailee_{}", &engagement.to_string()[4..12]);
    Ok(Prepared { mapping: mapping.it, document, tables: refs, prefix })
}

/// A load is a disclosure: it is on record before the first row leaves (invariants 3, 11).
fn disclosure(run: &LoadRun, system: Option<&System>) -> EntryDraft {
    let entry = EntryDraft::new(run.engagement, "disclosure.load_started")
        .id("run", run.id)
        .id("mapping", run.mapping)
        .detail("mode", run.mode.as_str())
        .detail("basis", "the agreed work (D4.1)");
    match system {
        Some(system) => entry.id("system", system.id).detail("to", system.name.clone()).detail("region", system.region.clone()),
        None => entry.detail("to", "import files sealed for the client"),
    }
}

impl App {
    async fn load(self: Arc<Self>, mut run: LoadRun, prepared: Prepared, system: Option<System>, by: OnBehalf, live: &Live) -> Result<()> {
        let result = self.load_into(&mut run, &prepared, system, live).await;
        run.state = match &result {
            Ok(()) => JobState::Done,
            Err(_) if live.stopped() => JobState::Stopped,
            Err(_) => JobState::Failed,
        };
        run.ended_at = Some(self.clock.now());
        let total = |count: fn(&Outcome) -> u64| run.outcomes.iter().map(count).sum::<u64>();
        let entry = by
            .by(EntryDraft::new(run.engagement, "load.ended"))
            .id("run", run.id)
            .detail("state", run.state.as_str())
            .detail("created", total(|each| each.created))
            .detail("updated", total(|each| each.updated))
            .detail("skipped", total(|each| each.skipped))
            .detail("rejected", total(|each| each.rejected));
        self.store.ledger().record([entry], move |tx| async move { tx.save(&run).await }).await?;
        result
    }

    async fn load_into(&self, run: &mut LoadRun, prepared: &Prepared, system: Option<System>, live: &Live) -> Result<()> {
        let Mapped { plan, rejects, .. } = self.map(run.engagement, prepared, live).await?;
        let plan = plan.ok_or_else(|| Error::conflict("The mapping yields nothing to load.").hint("Look at its filters."))?;
        live.note(&format!("{} models, {} rows, {} not mapped.", plan.loads.len(), plan.loads.iter().map(|load| load.rows.len()).sum::<usize>(), rejects.len()));
        let mut left = LeftOut { rejects, unposted: Vec::new() };
        let sent = match system {
            Some(system) => self.send(run, &system, &plan, &mut left, live).await,
            None => self.write_files(run, prepared, &plan, &mut left.rejects).await,
        };
        count_rejects(&mut run.outcomes, &left.rejects);
        // What was left out is kept also when the load broke off: it costs hours to find again.
        left.rejects.append(&mut left.unposted);
        if run.mode != LoadMode::Files && !left.rejects.is_empty() {
            run.report = Some(self.keep_rejects(run, prepared, &left.rejects).await?);
        }
        sent
    }

    pub(crate) async fn map(&self, engagement: EngagementId, prepared: &Prepared, live: &dyn bailee_model::Progress) -> Result<Mapped> {
        let ask = MapAsk { engagement, mapping: prepared.document.clone(), tables: prepared.tables.clone(), prefix: prepared.prefix.clone() };
        self.engine.map(&ask, live).await
    }

    /// Signs in to a client's system with the secret in custody; its use is on record before it is read.
    pub(crate) async fn connect(&self, system: &System, why: &'static str) -> Result<Odoo> {
        let id = system.credential.ok_or_else(|| Error::conflict("This system has no credential in custody."))?;
        let credential = self.store.get::<Holding>(id).await?.ok_or_else(Error::not_found)?;
        let entry = EntryDraft::new(system.engagement, "credential.used").id("holding", id).id("system", system.id).detail("why", why);
        self.store.ledger().note([entry]).await?;
        let bytes = Zeroizing::new(self.unseal(&credential).await?.to_vec());
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| Error::corrupt("The credential is not text."))?;
        Odoo::connect(&system.url, &system.database, &system.login, Secret::new(text), &Options::default()).await
    }

    async fn send(&self, run: &mut LoadRun, system: &System, plan: &Plan, left: &mut LeftOut, live: &Live) -> Result<()> {
        let LeftOut { rejects, unposted } = left;
        let odoo = self.connect(system, "load").await?;
        live.note(&format!("Signed in to Odoo {}.", odoo.version()));
        let mut journal = Watched { live, outcomes: Vec::new(), rejects: Vec::new() };
        let report = Loader::new(&odoo, run.mode, system.environment, LoadOptions::default()).run(plan, &mut journal).await;
        let Watched { outcomes, rejects: refused, .. } = journal;
        match report {
            Ok(report) => {
                run.outcomes = report.outcomes;
                rejects.extend(report.rejects);
                if report.posted > 0 {
                    live.note(&format!("{} journal entries posted.", report.posted));
                }
                if !report.unposted.is_empty() {
                    // They are in the target, as drafts: kept with the rejects so that somebody looks, and not counted as such.
                    live.note(&format!("{} journal entries were loaded and could not be posted; see the report.", report.unposted.len()));
                    unposted.extend(report.unposted);
                }
                if report.stopped {
                    return Err(Error::conflict("The load was stopped.").hint("Start it again: it goes on where it was."));
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

    async fn write_files(&self, run: &mut LoadRun, prepared: &Prepared, plan: &Plan, rejects: &mut Vec<Reject>) -> Result<()> {
        let (files, refused) = import_files(plan)?;
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
        let new = self.made_by_run(run, prepared, HoldingKind::Handover, "odoo-import.zip".to_owned());
        let holding = self.deposit(new, "bundle.made", bundle).await?;
        run.report = Some(holding.id);
        Ok(())
    }

    async fn keep_rejects(&self, run: &LoadRun, prepared: &Prepared, rejects: &[Reject]) -> Result<HoldingId> {
        let bytes = serde_json::to_vec(rejects).map_err(|error| Error::internal("The rejects could not be written.").because(error))?;
        let new = self.made_by_run(run, prepared, HoldingKind::Report, format!("Rejects of {}", prepared.mapping.name));
        Ok(self.deposit(new, "rejects.kept", bytes).await?.id)
    }

    pub(crate) fn made_by_run(&self, run: &LoadRun, prepared: &Prepared, kind: HoldingKind, name: String) -> NewHolding {
        NewHolding {
            engagement: run.engagement,
            kind,
            name,
            category: prepared.mapping.category,
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
        outcome.rejected = u64::try_from(rejects.iter().filter(|reject| reject.model == outcome.model).count()).unwrap_or(u64::MAX);
    }
}

/// What a load left out.
struct LeftOut {
    /// Records that are not in the target.
    rejects: Vec<Reject>,
    /// Journal entries that are, as drafts.
    unposted: Vec<Reject>,
}

struct Watched<'a> {
    live: &'a Live,
    outcomes: Vec<Outcome>,
    rejects: Vec<Reject>,
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
                self.live.note(&format!("{}…", one.model));
                self.outcomes.push(one.clone());
            }
        }
        self.rejects.extend(batch.rejects.iter().cloned());
        Ok(if self.live.stopped() { Next::Stop } else { Next::Continue })
    }
}

/// The import files of a plan, and the rows that no target could take.
pub(crate) fn import_files(plan: &Plan) -> Result<(Vec<File>, Vec<Reject>)> {
    let (files, rejects) = bailee_odoo::files::bundle(plan)?;
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

/// What a run left out. The target's messages may quote values, so they are shown to a grant that clears every class only.
///
/// # Errors
/// The gate refuses without a live grant.
pub async fn open_load_report(door: &Door, id: LoadRunId) -> Result<Done<LoadReport>> {
    let run = door.run(id).for_(Action::ViewEngagement).await?;
    let Some(report) = run.report.filter(|_| run.mode != LoadMode::Files) else {
        return Ok(Done { value: LoadReport { run: run.it, rejects: Vec::new(), cleared: true }, receipt: None });
    };
    let held = door.holding(report).for_(Action::OpenHolding).await?;
    let entry = door.opening(&held.facts, &held.it, "rejects of a load");
    let recorded = door.app.store.ledger().record([entry], |_| async { Ok(()) }).await?;
    let bytes = door.app.unseal(&held.it).await?;
    let mut rejects: Vec<Reject> = serde_json::from_slice(&bytes).map_err(|error| Error::corrupt("The rejects do not read.").because(error))?;
    let clear = door.cleared(&held.facts, &held.it);
    let cleared = [ColumnClass::Personal, ColumnClass::FinancialSensitive].iter().all(|class| clear.contains(class));
    if !cleared {
        for reject in &mut rejects {
            "The message is hidden: your grant does not clear what it may quote.".clone_into(&mut reject.message);
        }
    }
    Ok(done(recorded).map(|()| LoadReport { run: run.it, rejects, cleared }))
}
