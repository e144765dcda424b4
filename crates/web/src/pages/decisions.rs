//! The client's decisions: which grants on sealed categories to agree to, whether the result is right, what to keep longer.

use super::client::{Chosen, enter, gone};
use super::requests::RequestRow;
use crate::{
    fields::{Fields, Posted},
    format,
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{AccessWords, Say, Words},
};
use askama::Template;
use axum::extract::{Path, Query};
use bailee_app::{
    actions::{self, PlaceHoldAsk, VerifyAsk},
    views,
};
use bailee_model::{
    Action, Engagement, EngagementId, Error, Hold, HoldId, Holding, HoldingKind, HoldingState, JobState, LoadRun,
    Result, System, say,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

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
    a: &'static AccessWords,
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
    /// Those that wait for this reader to confirm them.
    systems: Vec<System>,
    /// Those that wait for this reader to agree.
    grants: Vec<RequestRow>,
    may_verify: bool,
    may_hold: bool,
    /// Whether the mutual agreement is wanted and a signature is missing.
    pub(crate) nda_waits: bool,
}

impl DecisionsPage {
    pub(crate) fn new(
        f: Frame,
        engagement: &Engagement,
        (holds, holdings, runs): (&[Hold], &[Holding], Vec<Choice>),
        (systems, grants): (Vec<System>, Vec<RequestRow>),
        form: DecisionForm,
        (may_verify, may_hold): (bool, bool),
    ) -> Self {
        let (t, a) = (f.t(), f.a());
        let name = |hold: &Hold| {
            hold.holding
                .and_then(|id| holdings.iter().find(|holding| holding.id == id))
                .map_or_else(|| t.everything.to_owned(), |holding| holding.name.clone())
        };
        let mut keep = vec![Choice::new("", t.everything, true)];
        keep.extend(
            holdings.iter().map(|holding| Choice::new(holding.id, super::holdings::phrase(&f, holding), false)),
        );
        let title = match grants.len() {
            0 if engagement.verified_at.is_none() && may_verify => t.title_decide_verify.to_owned(),
            0 => t.title_decide_none.to_owned(),
            n => f.n(a.n_to_agree, n),
        };
        Self {
            t,
            a,
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
            systems,
            grants,
            may_verify,
            may_hold,
            nda_waits: false,
        }
    }
}

pub(crate) async fn look(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
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
    let mut systems = Vec::new();
    for system in it.systems.into_iter().filter(|system| system.confirmed_by.is_none()) {
        if visitor.may(Action::ConfirmSystem, &system).await? {
            systems.push(system);
        }
    }
    let asked = views::requests(&visitor.door).await?.waiting.into_iter();
    let grants = asked.filter(|each| each.may.agree && each.engagement.id == id).map(RequestRow::from).collect();
    let held: Vec<Holding> = it
        .holdings
        .into_iter()
        .filter(|holding| holding.state != HoldingState::Destroyed && holding.kind != HoldingKind::Credential)
        .collect();
    let runs = it.runs.iter().filter(|run| run.state == JobState::Done).map(|run| run_choice(&f, run)).collect();
    let nda_waits = it.engagement.nda_required && !views::nda(&visitor.door, id).await?.complete;
    let page = DecisionsPage::new(f, &it.engagement, (&it.holds, &held, runs), (systems, grants), form, may);
    Ok(DecisionsPage { nda_waits, ..page })
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
    let wrong =
        || Error::bad_input(say!("This is not a date.")).hint(say!("Write it as 2027-01-31.")).on_field("until");
    let day: Date = day.trim().parse().map_err(|_| wrong())?;
    let next = day.tomorrow().map_err(|_| wrong())?;
    Ok(next.to_zoned(TimeZone::UTC).map_err(|_| wrong())?.timestamp())
}

pub(crate) async fn end_hold(Path(id): Path<HoldId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::end_hold(&visitor.door, id).await?;
    Ok(visitor.done(Said::EndHold, done.receipt.as_ref(), &format!("/decisions?engagement={}", done.engagement)))
}
