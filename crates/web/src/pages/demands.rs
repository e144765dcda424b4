//! What authorities demand of an engagement's data, for those who decide about it.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, encode, put_right, show, show_again},
    words::{ExitWords, Words},
};
use askama::Template;
use axum::{body::Body, extract::Path, http::header, response::IntoResponse};
use bailee_app::{
    Done,
    actions::{self, GiveDemandAsk, ProposeDemandAsk, RecordDemandAsk},
    views::{self, DemandView},
};
use bailee_model::{
    DemandDecision, DemandId, EngagementId, Error, HoldingKind, HoldingState, LegalDemand, Result, say,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// What was typed into the form, to be given back with its mistakes.
#[derive(Clone, Debug, Default)]
pub(crate) struct DemandForm {
    pub(crate) authority: String,
    pub(crate) region: String,
    pub(crate) asks: String,
    pub(crate) basis: String,
    pub(crate) received: String,
    pub(crate) due: String,
    pub(crate) barred: String,
}

#[derive(Template)]
#[template(path = "demands.html")]
pub(crate) struct DemandsPage {
    t: &'static Words,
    x: &'static ExitWords,
    f: Frame,
    demands: Vec<DemandView>,
    decisions: Vec<Choice>,
    files: Vec<Choice>,
    form: DemandForm,
    /// Whether the reader handles demands, and is no client who was told of one.
    handles: bool,
}

impl DemandsPage {
    pub(crate) fn new(f: Frame, demands: Vec<DemandView>, files: Vec<Choice>, form: DemandForm, handles: bool) -> Self {
        let (t, x) = (f.t(), ExitWords::of(f.lang));
        let open = demands.iter().filter(|each| each.demand.answered_at.is_none()).count();
        let title = if open == 0 { x.title_demands_none.to_owned() } else { f.n(x.title_demands, open) };
        let decisions = f.choices(DemandDecision::ALL, |_| false);
        Self { t, x, f: f.titled(title), demands, decisions, files, form, handles }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, DemandForm::default(), None).await?)
}

async fn page(visitor: &Visitor, id: EngagementId, form: DemandForm, problem: Option<Problem>) -> Result<DemandsPage> {
    let (mut f, it) = visitor.enter(id).await?;
    f.problems.extend(problem);
    let handles = views::handles_demands(&visitor.door, id).await?;
    let demands = views::demands(&visitor.door, id).await?;
    let leaves = |kind| !matches!(kind, HoldingKind::Table | HoldingKind::Credential);
    let held = it.holdings.iter().filter(|each| each.state == HoldingState::Held && leaves(each.kind));
    let files = held.map(|each| Choice::new(each.id, &each.name, false)).collect();
    Ok(DemandsPage::new(f, demands, files, form, handles))
}

fn home(id: EngagementId) -> String {
    format!("/engagements/{id}/demands")
}

pub(crate) async fn record(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    visitor.enter(id).await?;
    match record_it(&visitor, id, &fields).await {
        Ok(done) => Ok(visitor.done(Said::RecordDemand, done.receipt.as_ref(), &home(id))),
        Err(error) => {
            let problem = put_right(error)?;
            let form = DemandForm {
                authority: fields.owned("authority"),
                region: fields.owned("region"),
                asks: fields.owned("asks"),
                basis: fields.owned("basis"),
                received: fields.owned("received_at"),
                due: fields.owned("answer_due"),
                barred: fields.owned("barred_until"),
            };
            show_again(&page(&visitor, id, form, Some(problem)).await?)
        }
    }
}

async fn record_it(visitor: &Visitor, engagement: EngagementId, fields: &Fields) -> Result<Done<LegalDemand>> {
    let barred = fields.text("barred_until").trim().to_owned();
    let ask = RecordDemandAsk {
        engagement,
        authority: fields.owned("authority"),
        region: fields.owned("region"),
        asks: fields.owned("asks"),
        basis: fields.owned("basis"),
        received_at: day(fields, "received_at", false)?,
        answer_due: day(fields, "answer_due", true)?,
        barred_until: if barred.is_empty() { None } else { Some(day(fields, "barred_until", true)?) },
    };
    actions::record_demand(&visitor.door, ask).await
}

/// A day as an instant: its beginning, or its end.
pub(crate) fn day(fields: &Fields, name: &'static str, end: bool) -> Result<Timestamp> {
    let wrong = || Error::bad_input(say!("This is not a date.")).hint(say!("Write it as 2027-01-31.")).on_field(name);
    let date: Date = fields.text(name).trim().parse().map_err(|_| wrong())?;
    let time = if end { date.at(23, 59, 59, 0) } else { date.at(0, 0, 0, 0) };
    Ok(time.to_zoned(TimeZone::UTC).map_err(|_| wrong())?.timestamp())
}

/// An address names the engagement that the demand is of, or nothing.
async fn require_of(visitor: &Visitor, id: EngagementId, demand: DemandId) -> Result<()> {
    let all = views::demands(&visitor.door, id).await?;
    if all.iter().any(|each| each.demand.id == demand) { Ok(()) } else { Err(Error::not_found()) }
}

pub(crate) async fn propose(
    Path((id, demand)): Path<(EngagementId, DemandId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    require_of(&visitor, id, demand).await?;
    let ask = ProposeDemandAsk {
        demand,
        decision: fields.parse("decision")?,
        reason: fields.owned("reason"),
        holdings: fields.parse_all("holdings")?,
    };
    match actions::propose_demand(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::DecideDemand, done.receipt.as_ref(), &home(id))),
        Err(error) => show_again(&page(&visitor, id, DemandForm::default(), Some(put_right(error)?)).await?),
    }
}

pub(crate) async fn confirm(
    Path((id, demand)): Path<(EngagementId, DemandId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    require_of(&visitor, id, demand).await?;
    let done = actions::confirm_demand(&visitor.door, demand).await?;
    Ok(visitor.done(Said::DecideDemand, done.receipt.as_ref(), &home(id)))
}

pub(crate) async fn give(
    Path((id, demand)): Path<(EngagementId, DemandId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    require_of(&visitor, id, demand).await?;
    let ask = GiveDemandAsk { demand, holding: fields.parse("holding")?, recipient: fields.owned("recipient") };
    let out = actions::give_demand(&visitor.door, ask).await?.value;
    let name = format!("attachment; filename*=UTF-8''{}", encode(&out.file_name.replace('/', "-")));
    let about = [(header::CONTENT_TYPE, "application/octet-stream".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((about, Body::from_stream(out.bytes)).into_response())
}
