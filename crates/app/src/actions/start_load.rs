//! Run a mapping into a target: a test system, the production system, or import files sealed for the client.
//!
//! A load moves data without showing it, so it needs the grant's categories for every table it reads and no column
//! clearance. What it does once it is started is in [`crate::loading`].

use crate::{
    Done, Door,
    custody::most_sensitive,
    disclosing::{Bound, Exit, Permit},
    jobs::NewJob,
    loading::Prepared,
};
use bailee_model::{
    Action, DisclosureKind, EngagementId, EntryDraft, Error, HoldingId, HoldingKind, Job, JobState, LoadMode, LoadRun,
    LoadRunId, Purpose, Receipt, Result, System, SystemId, Text, engine::TableRef, say,
};
use bailee_policy::Resource;

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
        (LoadMode::Files, Some(_)) => {
            return Err(Error::bad_input(say!("Import files go to no system."))
                .hint(say!("Leave the system out."))
                .on_field("system"));
        }
        (_, None) => {
            return Err(Error::bad_input(say!("No system is chosen."))
                .hint(say!("Choose one, or load into import files."))
                .on_field("system"));
        }
        (_, Some(_)) => {}
    }
    let prepared = prepare(door, ask.engagement, ask.mapping).await?;
    let run = LoadRun {
        id: LoadRunId::new(door.app.rng.as_ref()),
        engagement: ask.engagement,
        mapping: ask.mapping,
        mode: ask.mode,
        sources: prepared.sources.clone(),
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
    let (permit, receipt) = begin(door, &run, system.as_ref(), &prepared).await?;
    let (work, started) = (door.clone(), run.clone());
    let new = NewJob { engagement: run.engagement, kind: "load", subject: run.id.to_string(), unit: "records" };
    let job = door
        .start_job(new, move |live| async move { work.load(started, prepared, system.zip(permit), &live).await })
        .await?;
    Ok(Done { value: StartedLoad { run, job }, receipt })
}

/// What loading into a system is to the gate.
pub(crate) fn into_system(mode: LoadMode) -> Action {
    if mode == LoadMode::GoLive { Action::LoadProduction } else { Action::LoadTest }
}

/// The system, if the gate lets this load into it with its credential.
async fn target(door: &Door, ask: &StartLoadAsk, id: SystemId) -> Result<System> {
    let held = door.system(id).for_(into_system(ask.mode)).await?;
    if held.it.engagement != ask.engagement {
        return Err(Error::not_found());
    }
    door.decide(Action::UseCredential, Some(&held.facts), Resource::System(&held.it)).await?;
    if held.credential.is_none() {
        return Err(Error::conflict(say!("This system has no credential in custody yet."))
            .hint(say!("Store one on the systems page first."))
            .on_field("system"));
    }
    Ok(held.it)
}

/// Opens the mapping, which is on record before it is read (invariant 3), and asks the gate about every table it uses.
pub(crate) async fn prepare(door: &Door, engagement: EngagementId, mapping: HoldingId) -> Result<Prepared> {
    let mapping = door.holding(mapping).for_(Action::EditMapping).await?;
    if mapping.it.engagement != engagement || mapping.kind != HoldingKind::Mapping {
        return Err(Error::not_found());
    }
    door.app.store.ledger().note([door.opening(&mapping.facts, &mapping.it, "mapping")]).await?;
    let document = door.app.mapping_text(&mapping.it).await?;
    let tables = door.app.tables(engagement).await?;
    let refs: Vec<TableRef> = tables.iter().map(|(_, table)| table.clone()).collect();
    let outline = door.app.engine.check_mapping(engagement, &document, &refs).await?.map_err(|mistakes| {
        let first = mistakes.first();
        let said = first.map_or_else(|| Text::told(""), |each| each.message.clone());
        let mut error = Error::bad_input(match mistakes.len() {
            1 => say!("The mapping has a mistake: {mistake}", mistake = said),
            count => say!("The mapping has {count} mistakes, the first: {mistake}", count, mistake = said),
        });
        if let Some(line) = first.and_then(|each| each.place.line) {
            error = error.at_line(line);
        }
        error.in_file(mapping.name.clone()).hint(say!("Mend it on the mapping page."))
    })?;
    let used: Vec<_> =
        tables.iter().filter(|(_, table)| outline.tables.contains(&table.name)).map(|(holding, _)| holding).collect();
    for holding in &used {
        door.decide(Action::Query, Some(&mapping.facts), Resource::Holding(holding)).await?;
    }
    let categories: Vec<_> = used.iter().map(|holding| holding.category).collect();
    Ok(Prepared {
        category: most_sensitive(&categories).unwrap_or(mapping.category),
        sources: used.iter().map(|holding| holding.id).collect(),
        prefix: format!("bailee_{}", &engagement.to_string()[4..12]),
        mapping: mapping.it,
        document,
        tables: refs,
    })
}

/// Puts the run on record before the first row leaves (invariant 3). Into a system, it is a disclosure; import files stay in
/// custody until they are handed over.
async fn begin(
    door: &Door,
    run: &LoadRun,
    system: Option<&System>,
    prepared: &Prepared,
) -> Result<(Option<Permit>, Option<Receipt>)> {
    let purpose = door.purpose().map_or("none", Purpose::as_str);
    let Some(system) = system else {
        let entry = EntryDraft::new(run.engagement, "load.started")
            .id("run", run.id)
            .id("mapping", run.mapping)
            .detail("mode", run.mode.as_str())
            .detail("purpose", purpose);
        return Ok((None, door.keep(run.clone(), entry).await?.receipt));
    };
    let exit = Exit::from(into_system(run.mode), DisclosureKind::Load, run.engagement, prepared.mapping.name.clone())
        .to(format!("{} ({})", system.name, system.url), Bound::Region(system.region.clone()))
        .because("the agreed work (D4.1)")
        .under("run", run.id)
        .saying(|entry| {
            entry
                .id("mapping", run.mapping)
                .id("system", system.id)
                .detail("mode", run.mode.as_str())
                .detail("purpose", purpose)
        });
    let kept = run.clone();
    let Done { value: (permit, ()), receipt } =
        door.disclose_with(exit, move |tx, _| async move { tx.save(&kept).await }).await?;
    Ok((Some(permit), receipt))
}
