//! What was loaded against what was given, to the cent.

use crate::{
    charts,
    fields::Posted,
    frame::{Choice, Frame},
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, show},
    words::{Say, Words},
};
use askama::Template;
use axum::extract::{Path, Query};
use bailee_app::actions;
use bailee_model::{
    EngagementId, Error, JobState, LoadRun, LoadRunId, System,
    load::{BalanceLine, Reconciliation},
};
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "reconcile.html")]
pub(crate) struct ReconcilePage {
    t: &'static Words,
    f: Frame,
    run: Option<LoadRunId>,
    target: String,
    runs: Vec<Choice>,
    result: Option<Reconciliation>,
    waterfall: Markup,
    given: Decimal,
    loaded: Decimal,
    difference: Decimal,
    may_reconcile: bool,
}

impl ReconcilePage {
    pub(crate) fn new(
        f: Frame,
        runs: &[LoadRun],
        chosen: Option<&LoadRun>,
        systems: &[System],
        result: Option<Reconciliation>,
        may_reconcile: bool,
    ) -> Self {
        let t = f.t();
        let lines = result.as_ref().map(|result| result.balances.as_slice()).unwrap_or_default();
        // Debits alone: a trial balance as a whole comes to zero and would show nothing.
        let debit = |amount: Decimal| amount.max(Decimal::ZERO);
        let (given, loaded) = (sum(lines, |line| debit(line.given)), sum(lines, |line| debit(line.loaded)));
        let steps: Vec<(String, Decimal)> =
            lines.iter().map(|line| (line.code.clone(), debit(line.loaded) - debit(line.given))).collect();
        let target = chosen.map(|run| super::load::target(&f, run, systems)).unwrap_or_default();
        Self {
            t,
            waterfall: charts::waterfall(&f, given, loaded, &steps),
            given: sum(lines, |line| line.given),
            loaded: sum(lines, |line| line.loaded),
            difference: sum(lines, BalanceLine::difference),
            run: chosen.map(|run| run.id),
            runs: runs
                .iter()
                .map(|run| {
                    let label = format!("{} · {}", run.mode.say(f.lang), crate::format::exact(f.lang, run.started_at));
                    Choice::new(run.id, label, Some(run.id) == chosen.map(|run| run.id))
                })
                .collect(),
            target,
            may_reconcile,
            f: {
                let title = title(&f, result.as_ref());
                f.titled(title)
            },
            result,
        }
    }
}

fn sum(lines: &[BalanceLine], of: impl Fn(&BalanceLine) -> Decimal) -> Decimal {
    lines.iter().map(of).sum()
}

fn title(f: &Frame, result: Option<&Reconciliation>) -> String {
    let t = f.t();
    let Some(result) = result else {
        return t.title_reconcile_none.to_owned();
    };
    let differ = result.balances.iter().filter(|line| !line.difference().is_zero()).count();
    match (differ, result.agrees()) {
        (0, true) => t.title_reconcile_ok.to_owned(),
        (0, false) => t.title_reconcile_counts.to_owned(),
        (count, _) => f.n(t.n_differ, count),
    }
}

/// Which run to look at; the latest when none is named.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    run: Option<LoadRunId>,
}

pub(crate) async fn look(
    visitor: Visitor,
    Path(id): Path<EngagementId>,
    Query(Chosen { run }): Query<Chosen>,
) -> Answer {
    let (f, it) = visitor.enter(id).await?;
    let runs: Vec<LoadRun> = it.runs.into_iter().filter(|run| run.state == JobState::Done).collect();
    let chosen = match run {
        Some(id) => Some(runs.iter().find(|run| run.id == id).ok_or_else(Error::not_found)?),
        None => runs.first(),
    };
    let result = match chosen.filter(|run| run.agrees.is_some()) {
        Some(run) => actions::open_reconciliation(&visitor.door, run.id).await?.value,
        None => None,
    };
    show(&ReconcilePage::new(f, &runs, chosen, &it.systems, result, !visitor.door.is_client()))
}

pub(crate) async fn compare(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    let run: LoadRunId = fields.parse("run")?;
    let done = actions::reconcile(&visitor.door, run).await?;
    Ok(visitor.done(Said::Compare, done.receipt.as_ref(), &format!("/engagements/{id}/reconcile?run={run}")))
}
