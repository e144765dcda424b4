//! An engagement's links: ways in for files, ways out for named people.

use super::client::{self, Chosen};
use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{TransferWords, Words},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use bailee_app::{
    actions::{self, MakeDropLinkAsk, MakeOutLinkAsk},
    views::{self, DropLine, Links, OutLine},
};
use bailee_model::{DropLink, DropLinkId, EngagementId, Error, OutLink, OutLinkId, Result, UploadState, say};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// A megabyte, as the form counts.
const MEGABYTE: i64 = 1_000_000;

/// What was typed, to be given back with its mistakes.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkForm {
    pub(crate) label: String,
    pub(crate) asked_for: String,
    pub(crate) max_files: String,
    pub(crate) max_size: String,
    pub(crate) until: String,
}

#[derive(Template)]
#[template(path = "links.html")]
pub(crate) struct LinksPage {
    t: &'static Words,
    l: &'static TransferWords,
    f: Frame,
    base: String,
    drops: Vec<DropLine>,
    outs: Vec<OutLine>,
    may_make_drop: bool,
    categories: Vec<Choice>,
    purposes: Vec<Choice>,
    giveable: Vec<Choice>,
    people: Vec<Choice>,
    days: i64,
    form: LinkForm,
    /// The address of the link that was just made.
    made: Option<String>,
}

impl LinksPage {
    pub(crate) fn new(f: Frame, links: Links, days: i64, form: LinkForm, made: Option<String>) -> Self {
        let l = TransferWords::of(f.lang);
        let now = f.now;
        let running = links.drops.iter().filter(|each| each.link.runs(now)).count()
            + links.outs.iter().filter(|each| each.link.runs(now)).count();
        let title = if running == 0 { l.none_running.to_owned() } else { f.n(l.n_running, running) };
        let engagement = &links.engagement;
        let giveable = links.giveable.iter().map(|each| Choice::new(each.id, super::holdings::phrase(&f, each), false));
        Self {
            t: f.t(),
            l,
            base: format!("/engagements/{}/links", engagement.id),
            categories: f.choices(&engagement.categories, |_| false),
            purposes: f.choices(&engagement.purposes, |_| false),
            giveable: giveable.collect(),
            people: links.people.iter().map(|each| Choice::new(each.id, &each.name, false)).collect(),
            may_make_drop: links.may_make_drop,
            drops: links.drops,
            outs: links.outs,
            f: f.titled(title),
            days,
            form,
            made,
        }
    }
}

impl LinksPage {
    /// Whether an upload is in custody, for the list.
    fn is_taken(&self, state: &UploadState) -> bool {
        *state == UploadState::Taken
    }

    fn is_running(&self, link: &DropLink) -> bool {
        link.runs(self.f.now)
    }

    fn waits(&self, link: &OutLink) -> bool {
        link.runs(self.f.now)
    }
}

async fn page(
    visitor: &Visitor,
    id: EngagementId,
    form: LinkForm,
    made: Option<String>,
    problem: Option<Problem>,
) -> Result<LinksPage> {
    let links = views::links(&visitor.door, id).await?;
    let mut f =
        if visitor.door.is_client() { client::enter(visitor, Some(id)).await?.0 } else { visitor.enter(id).await?.0 };
    f.problems.extend(problem);
    Ok(LinksPage::new(f, links, visitor.door.app.limits().drop_link_days, form, made))
}

/// The client's way to the links of the engagement they are in.
pub(crate) async fn way(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let (_, id) = client::enter(&visitor, chosen.engagement).await?;
    Ok(Redirect::to(&format!("/engagements/{id}/links")).into_response())
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, LinkForm::default(), None, None).await?)
}

/// Answers the form itself, without a redirect: the address must be in no history.
pub(crate) async fn make(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    let make = async || actions::make_drop_link(&visitor.door, ask(id, &fields)?).await;
    match make().await {
        Ok(made) => {
            let address = made.address.expose().to_owned();
            show(&page(&visitor, id, LinkForm::default(), Some(address), None).await?)
        }
        Err(error) => again(&visitor, id, &fields, error).await,
    }
}

fn ask(engagement: EngagementId, fields: &Fields) -> Result<MakeDropLinkAsk> {
    let wrong =
        || Error::bad_input(say!("This is not a whole number.")).hint(say!("Use digits only.")).on_field("max_size");
    let megabytes: i64 = fields.text("max_size").trim().parse().map_err(|_| wrong())?;
    Ok(MakeDropLinkAsk {
        engagement,
        label: fields.owned("label"),
        asked_for: fields.owned("asked_for"),
        category: fields.parse("category")?,
        purpose: fields.parse("purpose")?,
        until: end_of(fields.text("until"))?,
        max_files: fields.number("max_files")?,
        max_bytes: megabytes.saturating_mul(MEGABYTE),
    })
}

pub(crate) async fn make_out(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    let make = async || {
        let ask = MakeOutLinkAsk {
            engagement: id,
            holding: fields.parse("holding")?,
            person: fields.parse("person")?,
            until: end_of(fields.text("until"))?,
        };
        actions::make_out_link(&visitor.door, ask).await
    };
    match make().await {
        Ok(made) => Ok(visitor.done(Said::OutLink, made.receipt.as_ref(), &format!("/engagements/{id}/links"))),
        Err(error) => again(&visitor, id, &fields, error).await,
    }
}

async fn again(visitor: &Visitor, id: EngagementId, fields: &Fields, error: Error) -> Answer {
    let problem = put_right(error)?;
    let form = LinkForm {
        label: fields.owned("label"),
        asked_for: fields.owned("asked_for"),
        max_files: fields.owned("max_files"),
        max_size: fields.owned("max_size"),
        until: fields.owned("until"),
    };
    show_again(&page(visitor, id, form, None, Some(problem)).await?)
}

pub(crate) async fn end_drop(
    Path((id, link)): Path<(EngagementId, DropLinkId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    let done = actions::end_drop_link(&visitor.door, link).await?;
    Ok(visitor.done(Said::EndLink, done.receipt.as_ref(), &format!("/engagements/{id}/links")))
}

pub(crate) async fn end_out(
    Path((id, link)): Path<(EngagementId, OutLinkId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    let done = actions::end_out_link(&visitor.door, link).await?;
    Ok(visitor.done(Said::EndLink, done.receipt.as_ref(), &format!("/engagements/{id}/links")))
}

/// The end of a day, in UTC: a link until the third runs through the third.
fn end_of(day: &str) -> Result<Timestamp> {
    let wrong =
        || Error::bad_input(say!("This is not a date.")).hint(say!("Write it as 2027-01-31.")).on_field("until");
    let day: Date = day.trim().parse().map_err(|_| wrong())?;
    let next = day.tomorrow().map_err(|_| wrong())?;
    Ok(next.to_zoned(TimeZone::UTC).map_err(|_| wrong())?.timestamp())
}
