//! Where the data of an engagement is, and may be; for a client, with what left and what authorities demanded.

use super::{
    client::{Chosen, enter},
    demands::day,
    register::{RegisterLine, lines},
};
use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{ExitWords, Words},
};
use askama::Template;
use axum::extract::{Path, Query};
use bailee_app::{
    Done,
    actions::{self, AssessRegionAsk},
    views::{self, Covered, DemandView, Place, Whereabouts},
};
use bailee_model::{Assessment, AssessmentId, EngagementId, Error, Result};

/// What was typed into the form, to be given back with its mistakes.
#[derive(Clone, Debug, Default)]
pub(crate) struct RegionForm {
    pub(crate) region: String,
    pub(crate) why: String,
    pub(crate) safeguards: String,
    pub(crate) until: String,
}

/// A place as a row: what kind of place it is, and how it stands.
pub(crate) struct PlaceRow {
    kind: &'static str,
    it: Place,
    class: &'static str,
    icon: &'static str,
    word: String,
}

/// An assessment as a row.
pub(crate) struct AssessmentRow {
    it: Assessment,
    by: String,
    class: &'static str,
    icon: &'static str,
    word: &'static str,
    /// Whether it waits for the client's answer, and whether it counts now.
    open: bool,
    live: bool,
}

#[derive(Template)]
#[template(path = "residency.html")]
pub(crate) struct ResidencyPage {
    t: &'static Words,
    x: &'static ExitWords,
    f: Frame,
    engagement: EngagementId,
    places: Vec<PlaceRow>,
    assessments: Vec<AssessmentRow>,
    may_assess: bool,
    may_agree: bool,
    may_set: bool,
    here: String,
    form: RegionForm,
    /// For a client: what left, and what they were told that authorities demanded.
    client: bool,
    lines: Vec<RegisterLine>,
    whole: bool,
    demands: Vec<DemandView>,
    handles: bool,
    decisions: Vec<Choice>,
    files: Vec<Choice>,
}

impl ResidencyPage {
    pub(crate) fn new(f: Frame, engagement: EngagementId, it: Whereabouts, form: RegionForm) -> Self {
        let (t, x) = (f.t(), ExitWords::of(f.lang));
        let mut places = vec![row(&f, x, x.this_installation, it.here.clone())];
        places.extend(it.systems.into_iter().map(|place| row(&f, x, x.a_system, place)));
        places.extend(it.devices.into_iter().map(|place| row(&f, x, x.a_device, place)));
        let now = f.now;
        let assessments = it.assessments.into_iter().map(|(each, by)| {
            let (open, live) = (each.is_open(now), each.is_live(now));
            let (class, icon, word) = match () {
                () if live => ("kept", "kept", x.live),
                () if open => ("due", "due", x.waits_for_client),
                () => ("", "waiting", x.over),
            };
            AssessmentRow { it: each, by, class, icon, word, open, live }
        });
        Self {
            t,
            x,
            engagement,
            places,
            assessments: assessments.collect(),
            may_assess: it.may_assess,
            may_agree: it.may_agree,
            may_set: it.may_set,
            here: it.here.region.unwrap_or_default(),
            form,
            client: false,
            lines: Vec::new(),
            whole: false,
            demands: Vec::new(),
            handles: false,
            decisions: Vec::new(),
            files: Vec::new(),
            f: f.titled(x.title_residency.replacen("{}", &it.agreed.join(", "), 1)),
        }
    }

    /// The same as a client reads it: with what left, and what they were told that authorities demanded.
    pub(crate) fn of_client(mut self, lines: Vec<RegisterLine>, demands: Vec<DemandView>) -> Self {
        self.x.title_where.clone_into(&mut self.f.title);
        Self { client: true, lines, demands, ..self }
    }
}

fn row(f: &Frame, x: &'static ExitWords, kind: &'static str, it: Place) -> PlaceRow {
    let (class, icon, word) = match it.covered {
        Covered::Agreed => ("kept", "kept", x.agreed.to_owned()),
        Covered::Assessed(until) => ("due", "due", f.fill(x.assessed_until, f.day_text(until))),
        Covered::Outside => ("broken", "broken", x.outside.to_owned()),
        Covered::Unknown => ("", "waiting", x.unknown.to_owned()),
    };
    PlaceRow { kind, it, class, icon, word }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, RegionForm::default(), None).await?)
}

async fn page(
    visitor: &Visitor,
    id: EngagementId,
    form: RegionForm,
    problem: Option<Problem>,
) -> Result<ResidencyPage> {
    let (mut f, _) = visitor.enter(id).await?;
    f.problems.extend(problem);
    Ok(ResidencyPage::new(f, id, views::whereabouts(&visitor.door, id).await?, form))
}

/// The client's room: where it is, what left, and what they were told that authorities demanded.
pub(crate) async fn client(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (f, id) = enter(&visitor, chosen.engagement).await?;
    let page = ResidencyPage::new(f, id, views::whereabouts(&visitor.door, id).await?, RegionForm::default());
    let left = lines(views::register(&visitor.door, id).await?);
    show(&page.of_client(left, views::demands(&visitor.door, id).await?))
}

/// Where somebody goes on: the client to their own room.
fn home(visitor: &Visitor, id: EngagementId) -> String {
    if visitor.door.is_client() { format!("/where?engagement={id}") } else { format!("/engagements/{id}/residency") }
}

pub(crate) async fn assess(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    visitor.enter(id).await?;
    match assess_it(&visitor, id, &fields).await {
        Ok(done) => Ok(visitor.done(Said::AssessRegion, done.receipt.as_ref(), &home(&visitor, id))),
        Err(error) => {
            let problem = put_right(error)?;
            let form = RegionForm {
                region: fields.owned("region"),
                why: fields.owned("why"),
                safeguards: fields.owned("safeguards"),
                until: fields.owned("until"),
            };
            show_again(&page(&visitor, id, form, Some(problem)).await?)
        }
    }
}

async fn assess_it(visitor: &Visitor, engagement: EngagementId, fields: &Fields) -> Result<Done<Assessment>> {
    let ask = AssessRegionAsk {
        engagement,
        region: fields.owned("region"),
        why: fields.owned("why"),
        safeguards: fields.owned("safeguards"),
        until: day(fields, "until", true)?,
    };
    actions::assess_region(&visitor.door, ask).await
}

/// An address names the engagement that the assessment is of, or nothing.
async fn require_of(visitor: &Visitor, id: EngagementId, assessment: AssessmentId) -> Result<()> {
    let it = views::whereabouts(&visitor.door, id).await?;
    let there = it.assessments.iter().any(|(each, _)| each.id == assessment);
    if there { Ok(()) } else { Err(Error::not_found()) }
}

pub(crate) async fn answer(
    Path((id, assessment)): Path<(EngagementId, AssessmentId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    require_of(&visitor, id, assessment).await?;
    let done = actions::agree_region(&visitor.door, assessment, fields.text("agrees") == "yes").await?;
    Ok(visitor.done(Said::AnswerRegion, done.receipt.as_ref(), &home(&visitor, id)))
}

pub(crate) async fn end(
    Path((id, assessment)): Path<(EngagementId, AssessmentId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    require_of(&visitor, id, assessment).await?;
    let done = actions::end_assessment(&visitor.door, assessment).await?;
    Ok(visitor.done(Said::AnswerRegion, done.receipt.as_ref(), &home(&visitor, id)))
}

pub(crate) async fn set_region(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    visitor.enter(id).await?;
    match actions::set_region(&visitor.door, fields.text("region")).await {
        Ok(done) => Ok(visitor.done(Said::SetRegion, done.receipt.as_ref(), &home(&visitor, id))),
        Err(error) => show_again(&page(&visitor, id, RegionForm::default(), Some(put_right(error)?)).await?),
    }
}
