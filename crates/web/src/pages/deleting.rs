//! Delete now: what goes, what it means, and a typed confirmation.

use super::client::enter;
use crate::{
    fields::{Fields, Posted},
    format,
    frame::{Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{RetentionWords, Words},
};
use askama::Template;
use axum::extract::Query;
use bailee_app::{
    actions::{self, DeleteNowAsk},
    views::{self, Deletion},
};
use bailee_model::{EngagementId, Error, Holding, HoldingId, Result};
use serde::Deserialize;

/// What is to go.
#[derive(Default, Deserialize)]
pub(crate) struct About {
    engagement: Option<EngagementId>,
    holding: Option<HoldingId>,
}

/// A hold that keeps some of it.
pub(crate) struct KeptBy {
    pub(crate) what: String,
    pub(crate) until: String,
}

#[derive(Template)]
#[template(path = "deleting.html")]
pub(crate) struct DeletingPage {
    t: &'static Words,
    w: &'static RetentionWords,
    f: Frame,
    engagement: EngagementId,
    holding: Option<HoldingId>,
    holdings: Vec<Holding>,
    bytes: i64,
    holds: Vec<KeptBy>,
    jobs: usize,
    given_back: bool,
    to_type: String,
    means_stages: String,
    typed: String,
}

impl DeletingPage {
    pub(crate) fn new(f: Frame, it: Deletion, holding: Option<HoldingId>, days: i64, typed: String) -> Self {
        let (t, w) = (f.t(), RetentionWords::of(f.lang));
        let title = match holding {
            _ if it.holdings.is_empty() => w.title_delete_none.to_owned(),
            Some(_) => f.fill(w.title_delete_one, &it.confirmation),
            None => w.title_delete_all.to_owned(),
        };
        let kept = it.holds.iter().map(|hold| KeptBy {
            what: hold
                .holding
                .and_then(|id| it.holdings.iter().find(|each| each.id == id))
                .map_or_else(|| w.hold_on_all.to_owned(), |each| each.name.clone()),
            until: format::day(f.lang, hold.until),
        });
        Self {
            t,
            w,
            engagement: it.engagement.id,
            holding,
            bytes: it.holdings.iter().map(|each| each.bytes).sum(),
            holds: kept.collect(),
            jobs: it.jobs.len(),
            given_back: it.given_back,
            to_type: it.confirmation,
            means_stages: f.fill(w.means_stages, days),
            holdings: it.holdings,
            typed,
            f: f.titled(title),
        }
    }
}

pub(crate) async fn look(visitor: Visitor, Query(about): Query<About>) -> Answer {
    show(&page(&visitor, about, String::new(), None).await?)
}

async fn page(visitor: &Visitor, about: About, typed: String, problem: Option<Problem>) -> Result<DeletingPage> {
    let (mut f, id) = enter(visitor, about.engagement).await?;
    f.problems.extend(problem);
    let deletion = views::deletion(&visitor.door, id, about.holding).await?;
    let days = visitor.door.app.limits().backup_keep_days;
    Ok(DeletingPage::new(f, deletion, about.holding, days, typed))
}

pub(crate) async fn delete(Posted { visitor, fields }: Posted) -> Answer {
    let engagement: EngagementId = fields.parse("engagement")?;
    let holding: Option<HoldingId> = fields.parse_some("holding")?;
    let ask = DeleteNowAsk {
        engagement,
        holding,
        end_holds: fields.text("end_holds") == "yes",
        confirmation: fields.owned("confirmation"),
    };
    match actions::delete_now(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::Destroy, done.receipt.as_ref(), &format!("/certificates/{}", done.id))),
        Err(error) => again(&visitor, (engagement, holding), &fields, error).await,
    }
}

async fn again(
    visitor: &Visitor,
    (engagement, holding): (EngagementId, Option<HoldingId>),
    fields: &Fields,
    error: Error,
) -> Answer {
    let problem = put_right(error)?;
    let about = About { engagement: Some(engagement), holding };
    show_again(&page(visitor, about, fields.owned("confirmation"), Some(problem)).await?)
}
