//! An engagement's unusual uses: the days, the figures, and the form in which somebody says what each was.

use crate::{
    fields::Posted,
    frame::{Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{UnusualWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, LookAtUseAsk},
    views::{self, UseView},
};
use bailee_model::{EngagementId, Error, Result, UnusualKind, UnusualUse, UnusualUseId, UseDecision};
use jiff::{civil::Date, tz::TimeZone};

/// What was typed into a row's form, to be given back with its mistake.
pub(crate) struct Typed {
    pub(crate) unusual: UnusualUseId,
    pub(crate) note: String,
    pub(crate) problem: Problem,
}

struct Row {
    view: UseView,
    day: String,
    figures: Vec<String>,
    note: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "uses.html")]
pub(crate) struct UsesPage {
    t: &'static Words,
    u: &'static UnusualWords,
    f: Frame,
    rows: Vec<Row>,
}

impl UsesPage {
    pub(crate) fn new(mut f: Frame, uses: Vec<UseView>, typed: Option<Typed>) -> Self {
        let (t, u) = (f.t(), UnusualWords::of(f.lang));
        let waiting = uses.iter().filter(|each| each.unusual.is_open() && !each.nobody).count();
        let title = if waiting == 0 { u.title_none.to_owned() } else { f.n(u.title_waiting, waiting) };
        f.problems.extend(typed.as_ref().map(|typed| typed.problem.clone()));
        let mut rows = Vec::new();
        for view in uses {
            let mine = typed.as_ref().filter(|typed| typed.unusual == view.unusual.id);
            rows.push(Row {
                day: day(&f, view.unusual.day),
                figures: view.unusual.kinds.iter().map(|kind| figure(&f, *kind, &view.unusual)).collect(),
                note: mine.map(|typed| typed.note.clone()).unwrap_or_default(),
                problem: mine.map(|typed| f.tell(&typed.problem.message)),
                view,
            });
        }
        Self { t, u, f: f.titled(title), rows }
    }
}

fn day(f: &Frame, day: Date) -> String {
    day.to_zoned(TimeZone::UTC).map_or_else(|_| day.to_string(), |midnight| f.day_text(midnight.timestamp()))
}

/// What is unusual, with its figures.
fn figure(f: &Frame, kind: UnusualKind, it: &UnusualUse) -> String {
    let u = UnusualWords::of(f.lang);
    match (kind, it.outside_at) {
        (UnusualKind::Volume, _) if it.usual == 0 => f.fill(u.volume_first, f.int(it.openings)),
        (UnusualKind::Volume, _) => f.fill2(u.volume, f.int(it.openings), f.int(it.usual)),
        (UnusualKind::Hour, None) => f.n(u.outside, it.outside),
        (UnusualKind::Hour, Some(at)) => {
            let hour = at.strftime("%H:%M").to_string();
            format!("{}, {}", f.n(u.outside, it.outside), f.fill(u.outside_from, hour))
        }
        (UnusualKind::FirstTime, _) => f.n(u.first_time, it.quiet_days),
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, None).await?)
}

async fn page(visitor: &Visitor, id: EngagementId, typed: Option<Typed>) -> Result<UsesPage> {
    let uses = views::unusual_uses(&visitor.door, id).await?;
    Ok(UsesPage::new(visitor.enter(id).await?.0, uses, typed))
}

pub(crate) async fn decide(
    Path((id, unusual)): Path<(EngagementId, UnusualUseId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    require_of(&visitor, id, unusual).await?;
    let (decision, note): (UseDecision, _) = (fields.parse("decision")?, fields.owned("note"));
    match actions::look_at_use(&visitor.door, LookAtUseAsk { unusual, decision, note: note.clone() }).await {
        Ok(done) if decision == UseDecision::Incident => {
            Ok(visitor.done(Said::UseIncident, done.receipt.as_ref(), "/incidents/new"))
        }
        Ok(done) => {
            Ok(visitor.done(Said::LookAtUse, done.receipt.as_ref(), &format!("/engagements/{id}/uses#{unusual}")))
        }
        Err(error) => {
            let typed = Typed { unusual, note, problem: put_right(error)? };
            show_again(&page(&visitor, id, Some(typed)).await?)
        }
    }
}

/// An address names the engagement that the use is of, or nothing.
async fn require_of(visitor: &Visitor, id: EngagementId, unusual: UnusualUseId) -> Result<()> {
    let uses = views::unusual_uses(&visitor.door, id).await?;
    if uses.iter().any(|each| each.unusual.id == unusual) { Ok(()) } else { Err(Error::not_found()) }
}
