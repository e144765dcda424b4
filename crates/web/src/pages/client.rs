//! The client's four rooms: what we hold, who opened it, your decisions, proof.

use crate::{
    charts, format,
    frame::{Choice, Frame},
    markup::Markup,
    words::{Say, Words},
};
use crate::{
    fields::{Fields, Posted},
    frame::{Group, Problem, RailLink},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::header,
    response::IntoResponse,
};
use bailee_app::{
    actions::{self, PlaceHoldAsk, VerifyAsk},
    views::{self, Opening, WhatWeHold},
};
use bailee_model::{Action, EngagementState, Error, HoldingKind, HoldingState, JobState, LoadRun, Result};
use bailee_model::{Category, Certificate, Engagement, EngagementId, Hold, HoldId, Holding, Purpose};
use jiff::Timestamp;
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;

/// Somebody who can open something now.
pub(crate) struct CanOpen {
    pub(crate) name: String,
    pub(crate) categories: Vec<Category>,
    pub(crate) until: Timestamp,
}

/// Somebody opened something.
pub(crate) struct OpeningLine {
    pub(crate) at: Timestamp,
    pub(crate) person: String,
    pub(crate) how: &'static str,
    pub(crate) what: String,
    pub(crate) purpose: Option<Purpose>,
}

/// What the pages for a client are made of.
pub(crate) struct HeldFacts {
    pub(crate) engagement: Engagement,
    /// Category, how many, how many bytes.
    pub(crate) by_category: Vec<(Category, u64, i64)>,
    pub(crate) can_open: Vec<CanOpen>,
    pub(crate) opened: Vec<OpeningLine>,
    /// Openings a day, today last.
    pub(crate) heat: Vec<u64>,
    /// Until when the longest running hold keeps something.
    pub(crate) held_until: Option<Timestamp>,
}

#[derive(Template)]
#[template(path = "held.html")]
pub(crate) struct HeldPage {
    t: &'static Words,
    f: Frame,
    engagement_title: String,
    gone: String,
    gone_by: Option<Timestamp>,
    bytes: i64,
    count: u64,
    regions: String,
    opened: usize,
    by_category: Vec<(Category, u64, i64)>,
    can_open: Vec<CanOpen>,
    bars: Markup,
    heat: Markup,
}

impl HeldPage {
    pub(crate) fn new(f: Frame, facts: HeldFacts) -> Self {
        let t = f.t();
        let bytes: i64 = facts.by_category.iter().map(|(.., bytes)| bytes).sum();
        let count = facts.by_category.iter().map(|(_, count, _)| count).sum();
        let title = if count == 0 { t.title_held_none.to_owned() } else { f.fill(t.title_held, f.size_text(bytes)) };
        let rows: Vec<(String, i64)> =
            facts.by_category.iter().map(|(category, _, bytes)| (category.say(f.lang).to_owned(), *bytes)).collect();
        Self {
            t,
            gone: gone(&f, &facts.engagement, count, facts.held_until),
            gone_by: facts.engagement.delete_by,
            bars: charts::bars(&f, &rows),
            heat: charts::heat(&f, &facts.heat),
            f: f.titled(title),
            bytes,
            count,
            regions: facts.engagement.regions.join(", "),
            engagement_title: facts.engagement.title,
            opened: facts.opened.len(),
            by_category: facts.by_category,
            can_open: facts.can_open,
        }
    }
}

/// When it will be gone, in one sentence.
fn gone(f: &Frame, engagement: &Engagement, count: u64, held_until: Option<Timestamp>) -> String {
    let t = f.t();
    match (engagement.delete_by, held_until) {
        _ if count == 0 => t.gone_sentence_none.to_owned(),
        (Some(by), Some(until)) if until > by => f.fill(t.gone_sentence_hold, format::day(f.lang, by)),
        (Some(by), _) => f.fill(t.gone_sentence, format::day(f.lang, by)),
        (None, _) => t.gone_sentence_not.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "opened.html")]
pub(crate) struct OpenedPage {
    t: &'static Words,
    f: Frame,
    openings: Vec<OpeningLine>,
    heat: Markup,
}

impl OpenedPage {
    pub(crate) fn new(f: Frame, openings: Vec<OpeningLine>, heat: &[u64]) -> Self {
        let t = f.t();
        let title = if openings.is_empty() { t.opened_none.to_owned() } else { f.n(t.n_opened, openings.len()) };
        Self { t, heat: charts::heat(&f, heat), f: f.titled(title), openings }
    }
}

struct HoldLine {
    id: HoldId,
    what: String,
    until: Timestamp,
    reason: String,
    runs: bool,
}

/// What was typed into the two forms, to be given back with its mistakes.
#[derive(Clone, Debug, Default)]
pub(crate) struct DecisionForm {
    pub(crate) statement: String,
    pub(crate) until: String,
    pub(crate) reason: String,
}

#[derive(Template)]
#[template(path = "decisions.html")]
pub(crate) struct DecisionsPage {
    t: &'static Words,
    f: Frame,
    engagement: EngagementId,
    keep_days: i32,
    verified: Option<Timestamp>,
    gone: String,
    runs: Vec<Choice>,
    holds: Vec<HoldLine>,
    holdings: Vec<Choice>,
    form_statement: String,
    form_until: String,
    form_reason: String,
    may_verify: bool,
    may_hold: bool,
}

impl DecisionsPage {
    pub(crate) fn new(
        f: Frame,
        engagement: &Engagement,
        (holds, holdings, runs): (&[Hold], &[Holding], Vec<Choice>),
        form: DecisionForm,
        (may_verify, may_hold): (bool, bool),
    ) -> Self {
        let t = f.t();
        let name = |hold: &Hold| {
            hold.holding
                .and_then(|id| holdings.iter().find(|holding| holding.id == id))
                .map_or_else(|| t.everything.to_owned(), |holding| holding.name.clone())
        };
        let mut keep = vec![Choice::new("", t.everything, true)];
        keep.extend(
            holdings.iter().map(|holding| Choice::new(holding.id, super::holdings::phrase(&f, holding), false)),
        );
        let title =
            if engagement.verified_at.is_none() && may_verify { t.title_decide_verify } else { t.title_decide_none };
        Self {
            t,
            engagement: engagement.id,
            keep_days: engagement.keep_days,
            verified: engagement.verified_at,
            gone: gone(
                &f,
                engagement,
                holdings.len() as u64,
                holds.iter().filter(|hold| hold.runs(f.now)).map(|hold| hold.until).max(),
            ),
            holds: holds
                .iter()
                .map(|hold| HoldLine {
                    id: hold.id,
                    what: name(hold),
                    until: hold.until,
                    reason: hold.reason.clone(),
                    runs: hold.runs(f.now),
                })
                .collect(),
            f: f.titled(title),
            runs,
            holdings: keep,
            form_statement: form.statement,
            form_until: form.until,
            form_reason: form.reason,
            may_verify,
            may_hold,
        }
    }
}

#[derive(Template)]
#[template(path = "proof.html")]
pub(crate) struct ProofPage {
    t: &'static Words,
    f: Frame,
    engagement: EngagementId,
    certificates: Vec<Certificate>,
    checkpoint: String,
}

impl ProofPage {
    pub(crate) fn new(f: Frame, engagement: EngagementId, certificates: Vec<Certificate>, checkpoint: String) -> Self {
        let t = f.t();
        let title = if certificates.is_empty() {
            t.title_proof_none.to_owned()
        } else {
            f.n(t.n_certificates, certificates.len())
        };
        Self { t, f: f.titled(title), engagement, certificates, checkpoint }
    }
}

/// Which engagement, where a client has several.
#[derive(Default, Deserialize)]
pub(crate) struct Chosen {
    engagement: Option<EngagementId>,
}

/// The chosen engagement, or the first that is not closed; with a rail that keeps the choice.
async fn enter(visitor: &Visitor, chosen: Option<EngagementId>) -> Result<(Frame, EngagementId)> {
    let mut rows = views::engagements(&visitor.door).await?;
    rows.sort_by_key(|row| (row.engagement.state == EngagementState::Closed, row.engagement.since));
    let id = match chosen {
        Some(id) => id,
        None => rows.first().map(|row| row.engagement.id).ok_or_else(Error::not_found)?,
    };
    let mut f = visitor.frame().await?;
    if rows.len() > 1 && visitor.door.is_client() {
        f.client_rooms(&format!("?engagement={id}"));
        let links = rows.iter().map(|row| RailLink {
            href: format!("/held?engagement={}", row.engagement.id),
            label: row.engagement.title.clone().into(),
            here: row.engagement.id == id,
            count: None,
        });
        f.rail.push(Group { title: f.t().engagements.to_owned(), links: links.collect() });
    }
    Ok((f, id))
}

pub(crate) async fn held(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (f, id) = enter(&visitor, chosen.engagement).await?;
    let facts = facts(&f, views::what_we_hold(&visitor.door, id).await?);
    show(&HeldPage::new(f, facts))
}

pub(crate) async fn opened(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (f, id) = enter(&visitor, chosen.engagement).await?;
    let it = views::what_we_hold(&visitor.door, id).await?;
    let lines = it.openings.into_iter().map(|opening| opening_line(&f, opening)).collect();
    show(&OpenedPage::new(f, lines, &it.heat))
}

fn facts(f: &Frame, it: WhatWeHold) -> HeldFacts {
    HeldFacts {
        by_category: it.shares.iter().map(|share| (share.category, share.holdings as u64, share.bytes)).collect(),
        can_open: it
            .can_open
            .into_iter()
            .filter_map(|each| {
                Some(CanOpen { name: each.person.name, categories: each.categories, until: each.until? })
            })
            .collect(),
        opened: it.openings.into_iter().map(|opening| opening_line(f, opening)).collect(),
        heat: it.heat,
        held_until: it.holds.iter().map(|hold| hold.until).max(),
        engagement: it.engagement,
    }
}

fn opening_line(f: &Frame, opening: Opening) -> OpeningLine {
    let t = f.t();
    let how = match opening.event.as_str() {
        "query.asked" => t.opened_query,
        "credential.used" => t.opened_credential,
        "disclosure.handed_over" => t.opened_given,
        "disclosure.load_started" => t.opened_load,
        _ => t.opened_holding,
    };
    OpeningLine { at: opening.at, person: opening.who, how, what: opening.what, purpose: opening.purpose.parse().ok() }
}

pub(crate) async fn decisions(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    show(&decisions_page(&visitor, chosen.engagement, DecisionForm::default(), None).await?)
}

async fn decisions_page(
    visitor: &Visitor,
    chosen: Option<EngagementId>,
    form: DecisionForm,
    problem: Option<Problem>,
) -> Result<DecisionsPage> {
    let (mut f, id) = enter(visitor, chosen).await?;
    f.problems.extend(problem);
    let it = views::overview(&visitor.door, id).await?;
    let may =
        (visitor.may(Action::Verify, &it.engagement).await?, visitor.may(Action::PlaceHold, &it.engagement).await?);
    let held: Vec<Holding> = it
        .holdings
        .into_iter()
        .filter(|holding| holding.state != HoldingState::Destroyed && holding.kind != HoldingKind::Credential)
        .collect();
    let runs = it.runs.iter().filter(|run| run.state == JobState::Done).map(|run| run_choice(&f, run)).collect();
    Ok(DecisionsPage::new(f, &it.engagement, (&it.holds, &held, runs), form, may))
}

fn run_choice(f: &Frame, run: &LoadRun) -> Choice {
    Choice::new(
        run.id,
        format!("{} · {}", run.mode.say(f.lang), format::exact(f.lang, run.started_at)),
        run.agrees == Some(true),
    )
}

pub(crate) async fn verify(Posted { visitor, fields }: Posted) -> Answer {
    let engagement: EngagementId = fields.parse("engagement")?;
    let ask = VerifyAsk { engagement, run: fields.parse_some("run")?, statement: fields.owned("statement") };
    match actions::verify(&visitor.door, ask).await {
        Ok(done) => {
            Ok(visitor.done(Said::Verify, done.receipt.as_ref(), &format!("/decisions?engagement={engagement}")))
        }
        Err(error) => again(&visitor, engagement, &fields, error).await,
    }
}

pub(crate) async fn hold(Posted { visitor, fields }: Posted) -> Answer {
    let engagement: EngagementId = fields.parse("engagement")?;
    let place = async || {
        let ask = PlaceHoldAsk {
            engagement,
            holding: fields.parse_some("holding")?,
            reason: fields.owned("reason"),
            until: end_of(fields.text("until"))?,
        };
        actions::place_hold(&visitor.door, ask).await
    };
    match place().await {
        Ok(done) => Ok(visitor.done(Said::Hold, done.receipt.as_ref(), &format!("/decisions?engagement={engagement}"))),
        Err(error) => again(&visitor, engagement, &fields, error).await,
    }
}

async fn again(visitor: &Visitor, engagement: EngagementId, fields: &Fields, error: Error) -> Answer {
    let problem = put_right(error)?;
    let form = DecisionForm {
        statement: fields.owned("statement"),
        until: fields.owned("until"),
        reason: fields.owned("reason"),
    };
    show_again(&decisions_page(visitor, Some(engagement), form, Some(problem)).await?)
}

/// The end of a day, in UTC: a hold until the third runs through the third.
fn end_of(day: &str) -> Result<Timestamp> {
    let wrong = || Error::bad_input("This is not a date.").hint("Write it as 2027-01-31.").on_field("until");
    let day: Date = day.trim().parse().map_err(|_| wrong())?;
    let next = day.tomorrow().map_err(|_| wrong())?;
    Ok(next.to_zoned(TimeZone::UTC).map_err(|_| wrong())?.timestamp())
}

pub(crate) async fn end_hold(Path(id): Path<HoldId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::end_hold(&visitor.door, id).await?;
    Ok(visitor.done(Said::EndHold, done.receipt.as_ref(), &format!("/decisions?engagement={}", done.engagement)))
}

pub(crate) async fn proof(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (f, id) = enter(&visitor, chosen.engagement).await?;
    let it = views::what_we_hold(&visitor.door, id).await?;
    let log = views::log(&visitor.door, id, None, 1).await?;
    show(&ProofPage::new(f, id, it.certificates, log.checkpoint))
}

pub(crate) async fn policy(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (_, id) = enter(&visitor, chosen.engagement).await?;
    let policy = views::verifier_policy(&visitor.door, id).await?;
    let about = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"policy.txt\""),
    ];
    Ok((about, policy).into_response())
}
