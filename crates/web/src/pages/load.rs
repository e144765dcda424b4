//! Loads: the runs there were, the form that starts one, and one run with its outcomes and rejects.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{Say, Words},
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use bailee_app::actions::{self, StartLoadAsk, StartedLoad};
use bailee_model::{
    EngagementId, Error, Holding, HoldingKind, HoldingState, JobId, LoadMode, LoadRun, LoadRunId, Result, System,
    SystemId,
    load::{Outcome, Reject},
};

struct RunLine {
    target: String,
    created: u64,
    updated: u64,
    skipped: u64,
    rejected: u64,
    run: LoadRun,
}

/// The totals over all models of a run.
fn totals(outcomes: &[Outcome]) -> (u64, u64, u64, u64) {
    outcomes.iter().fold((0, 0, 0, 0), |(created, updated, skipped, rejected), outcome| {
        (created + outcome.created, updated + outcome.updated, skipped + outcome.skipped, rejected + outcome.rejected)
    })
}

/// What a run went into, in words.
pub(crate) fn target(f: &Frame, run: &LoadRun, systems: &[System]) -> String {
    run.system
        .and_then(|id| systems.iter().find(|system| system.id == id))
        .map_or_else(|| f.t().target_files.to_owned(), |system| system.name.clone())
}

#[derive(Template)]
#[template(path = "load.html")]
pub(crate) struct LoadPage {
    t: &'static Words,
    f: Frame,
    runs: Vec<RunLine>,
    mappings: Vec<Choice>,
    targets: Vec<Choice>,
    may_load: bool,
}

impl LoadPage {
    pub(crate) fn new(f: Frame, runs: Vec<LoadRun>, mappings: &[Holding], systems: &[System], may_load: bool) -> Self {
        let t = f.t();
        let runs: Vec<RunLine> = runs
            .into_iter()
            .map(|run| {
                let (created, updated, skipped, rejected) = totals(&run.outcomes);
                RunLine { target: target(&f, &run, systems), created, updated, skipped, rejected, run }
            })
            .collect();
        let title = runs.first().map_or_else(
            || t.title_load_none.to_owned(),
            |last| f.fill2(t.title_load_last, f.int(last.created + last.updated + last.skipped), f.int(last.rejected)),
        );
        let mappings = mappings
            .iter()
            .map(|mapping| {
                Choice::new(
                    mapping.id,
                    format!("{} · {}", mapping.name, crate::format::exact(f.lang, mapping.arrived_at)),
                    false,
                )
            })
            .collect();
        Self { t, targets: targets(&f, systems), f: f.titled(title), runs, mappings, may_load }
    }
}

/// Files first, then test systems, then production: the safest choice is the default.
fn targets(f: &Frame, systems: &[System]) -> Vec<Choice> {
    let mut choices = vec![Choice::new("files", f.t().target_files, true)];
    for mode in [LoadMode::Test, LoadMode::GoLive] {
        let wanted = if mode == LoadMode::Test {
            bailee_model::Environment::Test
        } else {
            bailee_model::Environment::Production
        };
        choices.extend(systems.iter().filter(|system| system.environment == wanted).map(|system| {
            Choice::new(
                format!("{}:{}", mode.as_str(), system.id),
                format!("{}: {}", mode.say(f.lang), system.name),
                false,
            )
        }));
    }
    choices
}

#[derive(Template)]
#[template(path = "run.html")]
pub(crate) struct RunPage {
    t: &'static Words,
    f: Frame,
    run: LoadRun,
    rejects: Vec<Reject>,
    job: Option<JobId>,
    created: u64,
    updated: u64,
    skipped: u64,
    rejected: u64,
}

impl RunPage {
    pub(crate) fn new(f: Frame, run: LoadRun, rejects: Vec<Reject>, job: Option<JobId>) -> Self {
        let t = f.t();
        let (created, updated, skipped, rejected) = totals(&run.outcomes);
        let title = f.fill2(t.title_run, f.int(created + updated + skipped), f.int(rejected));
        Self { t, f: f.titled(title), run, rejects, job, created, updated, skipped, rejected }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, None).await?)
}

async fn page(visitor: &Visitor, id: EngagementId, problem: Option<Problem>) -> Result<LoadPage> {
    let (mut f, it) = visitor.enter(id).await?;
    f.problems.extend(problem);
    let mut mappings: Vec<Holding> = it
        .holdings
        .into_iter()
        .filter(|holding| holding.kind == HoldingKind::Mapping && holding.state == HoldingState::Held)
        .collect();
    mappings.sort_by_key(|mapping| std::cmp::Reverse(mapping.arrived_at));
    Ok(LoadPage::new(f, it.runs, &mappings, &it.systems, !visitor.door.is_client()))
}

pub(crate) async fn start(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    match start_it(&visitor, id, &fields).await {
        Ok(started) => Ok(Redirect::to(&format!("/engagements/{id}/jobs/{}", started.job.id)).into_response()),
        Err(error) => show_again(&page(&visitor, id, Some(put_right(error)?)).await?),
    }
}

async fn start_it(
    visitor: &Visitor,
    engagement: EngagementId,
    fields: &Fields,
) -> Result<bailee_app::Done<StartedLoad>> {
    let (mode, system) = match fields.text("target").split_once(':') {
        None => (fields.parse::<LoadMode>("target")?, None),
        Some((mode, system)) => {
            let wrong = |error: Error| error.on_field("target");
            (mode.parse().map_err(wrong)?, Some(system.parse::<SystemId>().map_err(wrong)?))
        }
    };
    actions::start_load(&visitor.door, StartLoadAsk { engagement, mapping: fields.parse("mapping")?, mode, system })
        .await
}

pub(crate) async fn run(visitor: Visitor, Path((id, run)): Path<(EngagementId, LoadRunId)>) -> Answer {
    let (f, it) = visitor.enter(id).await?;
    it.runs.iter().find(|each| each.id == run).ok_or_else(Error::not_found)?;
    let report = actions::open_load_report(&visitor.door, run).await?.value;
    let job = it.jobs.iter().find(|job| job.kind == "load" && job.subject == run.to_string()).map(|job| job.id);
    show(&RunPage::new(f, report.run, report.rejects, job))
}
