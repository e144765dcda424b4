//! One engagement at a glance: what is held, where it stands in time, what comes next.

use crate::{
    charts::{Milestone, timeline},
    fields::Posted,
    frame::Frame,
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, show},
    words::{Forms, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{actions, views::Balance};
use bailee_model::{
    Action, Client, Engagement, EngagementId, EngagementState, Holding, HoldingKind, HoldingState, Job, LoadRun,
};

/// What keeps an engagement from closing, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Remaining {
    pub(crate) holdings: u64,
    pub(crate) credentials: u64,
    pub(crate) grants: u64,
    pub(crate) holds_running: u64,
    pub(crate) jobs_running: u64,
}

impl Remaining {
    /// How many kinds of things remain, and how many things.
    pub(crate) fn total(&self) -> u64 {
        self.holdings + self.credentials + self.grants + self.holds_running + self.jobs_running
    }
}

/// One step of the job or of a checklist.
pub(crate) struct Step {
    pub(crate) class: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) state: &'static str,
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) detail: String,
}

#[derive(Template)]
#[template(path = "overview.html")]
pub(crate) struct OverviewPage {
    t: &'static Words,
    f: Frame,
    engagement: Engagement,
    client: Client,
    regions: String,
    balance: Remaining,
    bytes: i64,
    steps: Vec<Step>,
    jobs: Vec<Job>,
    timeline: Markup,
    may_activate: bool,
}

impl OverviewPage {
    pub(crate) fn new(
        f: Frame,
        (engagement, client): (Engagement, Client),
        (holdings, runs, jobs): (&[Holding], &[LoadRun], Vec<Job>),
        balance: Remaining,
        may_activate: bool,
    ) -> Self {
        let t = f.t();
        let held: Vec<&Holding> = holdings.iter().filter(|holding| holding.state != HoldingState::Destroyed).collect();
        Self {
            t,
            regions: engagement.regions.join(", "),
            bytes: held.iter().map(|holding| holding.bytes).sum(),
            steps: steps(&f, &engagement, holdings, runs),
            timeline: life(&f, &engagement, holdings, runs),
            f: f.titled(format!("{}: {}", client.name, engagement.title)),
            engagement,
            client,
            balance,
            jobs,
            may_activate,
        }
    }
}

fn life(f: &Frame, engagement: &Engagement, holdings: &[Holding], runs: &[LoadRun]) -> Markup {
    let t = f.t();
    let event = |label: &str, at| Milestone { label: label.to_owned(), at };
    timeline(
        f,
        &[
            event(t.step_agreed, Some(engagement.since)),
            event(t.arrived, holdings.iter().map(|holding| holding.arrived_at).min()),
            event(t.loaded, runs.iter().filter_map(|run| run.ended_at).min()),
            event(t.step_verified, engagement.verified_at),
            event(t.step_gone_by, engagement.delete_by),
            event(t.step_closed, engagement.closed_at),
        ],
    )
}

fn steps(f: &Frame, engagement: &Engagement, holdings: &[Holding], runs: &[LoadRun]) -> Vec<Step> {
    let t = f.t();
    let count = |kind| holdings.iter().filter(|holding| holding.kind == kind).count();
    let (originals, tables, mappings) =
        (count(HoldingKind::Original), count(HoldingKind::Table), count(HoldingKind::Mapping));
    let some = |forms: &Forms, count: usize| if count == 0 { t.not_yet.to_owned() } else { f.n(forms, count) };
    let agreed = runs.iter().any(|run| run.agrees == Some(true));
    let facts = [
        (t.step_files, "/holdings", originals > 0, some(&t.n_originals, originals)),
        (t.step_findings, "/holdings", tables > 0, some(&t.n_tables, tables)),
        (t.step_mapping, "/mapping", mappings > 0, some(&t.n_mappings, mappings)),
        (t.step_load, "/load", !runs.is_empty(), some(&t.n_runs, runs.len())),
        (t.step_reconcile, "/reconcile", agreed, if agreed { t.title_reconcile_ok } else { t.not_yet }.to_owned()),
        (
            t.step_verify,
            "/log",
            engagement.verified_at.is_some(),
            engagement.verified_at.map_or_else(|| t.not_yet.to_owned(), |at| crate::format::day(f.lang, at)),
        ),
        (
            t.step_close,
            "/close",
            engagement.closed_at.is_some(),
            engagement.closed_at.map_or_else(|| t.not_yet.to_owned(), |at| crate::format::day(f.lang, at)),
        ),
    ];
    let next = facts.iter().position(|(.., done, _)| !done);
    facts
        .into_iter()
        .enumerate()
        .map(|(at, (label, path, done, detail))| {
            let (class, icon, state) = match (done, next == Some(at)) {
                (true, _) => ("kept", "kept", t.step_done),
                (false, true) => ("due", "due", t.step_next),
                (false, false) => ("", "waiting", t.step_later),
            };
            Step { class, icon, state, href: format!("{}{path}", f.base), label: label.to_owned(), detail }
        })
        .collect()
}

impl From<Balance> for Remaining {
    fn from(balance: Balance) -> Self {
        Self {
            holdings: balance.holdings as u64,
            credentials: balance.credentials as u64,
            grants: balance.grants as u64,
            holds_running: balance.holds as u64,
            jobs_running: balance.jobs as u64,
        }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    let (f, it) = visitor.enter(id).await?;
    let may_activate =
        it.engagement.state == EngagementState::Open && visitor.may(Action::ActivateEngagement, &it.engagement).await?;
    let jobs = it.jobs.into_iter().take(8).collect();
    show(&OverviewPage::new(
        f,
        (it.engagement, it.client),
        (&it.holdings, &it.runs, jobs),
        it.balance.into(),
        may_activate,
    ))
}

pub(crate) async fn activate(Path(id): Path<EngagementId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::activate_engagement(&visitor.door, id).await?;
    Ok(visitor.done(Said::Activate, done.receipt.as_ref(), &format!("/engagements/{id}")))
}
