//! Clause D5.1: copies serve the stages that were agreed, and a trial goes to nothing but a system marked test.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{
    Engagement, Environment, Evidence, Holding, HoldingKind, HoldingState, LoadMode, LoadRun, LogId, PromiseKind,
    PromiseStatus, Result, System,
};
use futures::future::BoxFuture;

pub(super) const PROMISE: Promise =
    Promise { slug: "staged_migration", kinds: &[PromiseKind::Gate], parameters: &[], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (systems, engagements, runs) = (look.systems().await?, look.engagements().await?, look.runs().await?);
        let mut tally = Tally::default();
        for run in runs {
            tally.add(loaded(run, !goes_where_it_may(run, systems)));
        }
        let copies = look.holdings().await?.iter().filter(|each| is_copy(each));
        let mut held = 0;
        for copy in copies {
            held += 1;
            tally.add(kept_for(copy, engagements));
        }
        let (trials, wrong) = (runs.iter().filter(|run| run.mode == LoadMode::Test).count(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{}, all into systems marked test; {held} copies held, each for an agreed stage.",
                en(trials, "trial load", "trial loads")
            ),
            format!(
                "{}, toujours vers des systèmes d’essai ; {held} copies en garde, chacune pour une étape convenue.",
                fr(trials, "chargement d’essai", "chargements d’essai")
            ),
        );
        let broken = Said::new(
            format!(
                "{} went to a system of another kind, or serve no agreed stage.",
                en(wrong, "load or copy", "loads and copies")
            ),
            format!(
                "{} vers un système d’un autre genre ou sans étape convenue.",
                fr(wrong, "chargement ou copie", "chargements et copies")
            ),
        );
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, kept), broken))
    })
}

/// A trial into a test system, a go-live into production, and either into one that two people vouch for.
fn goes_where_it_may(run: &LoadRun, systems: &[System]) -> bool {
    let system = systems.iter().find(|each| Some(each.id) == run.system);
    let wanted = match run.mode {
        LoadMode::Test => Environment::Test,
        LoadMode::GoLive => Environment::Production,
        LoadMode::Files => return run.system.is_none(),
    };
    system.is_some_and(|system| {
        let vouched = system.confirmed_by.is_some_and(|by| by != system.added_by);
        system.environment == wanted && system.engagement == run.engagement && vouched
    })
}

fn loaded(run: &LoadRun, against: bool) -> Evidence {
    Evidence { what: format!("run {}", run.id), at: run.started_at, log: LogId::Engagement(run.engagement), against }
}

fn is_copy(holding: &Holding) -> bool {
    matches!(holding.kind, HoldingKind::Original | HoldingKind::Table) && holding.state == HoldingState::Held
}

fn kept_for(copy: &Holding, engagements: &[Engagement]) -> Evidence {
    let engagement = engagements.iter().find(|each| each.id == copy.engagement);
    let agreed = engagement.is_some_and(|engagement| engagement.purposes.contains(&copy.purpose));
    Evidence {
        what: format!("holding {}", copy.id),
        at: copy.arrived_at,
        log: LogId::Engagement(copy.engagement),
        against: !agreed,
    }
}
