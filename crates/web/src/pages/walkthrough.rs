//! Before anything is shared: what will be asked, why, where it will be, who works on it, when it is gone, how to stop. It is
//! one page that prints, and whoever of the client read it says so (clauses D8, S9).

use super::supplying::say;
use crate::{
    fields::Posted,
    frame::Frame,
    said::Said,
    visitor::{Answer, Visitor, show},
    words::{ClientWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions,
    views::{self, WalkthroughView},
};
use bailee_model::EngagementId;

#[derive(Template)]
#[template(path = "walkthrough.html")]
pub(crate) struct WalkthroughPage {
    t: &'static Words,
    c: &'static ClientWords,
    f: Frame,
    it: WalkthroughView,
    /// The days between the client's statement and destruction, in words.
    days: String,
}

impl WalkthroughPage {
    pub(crate) fn new(f: Frame, it: WalkthroughView) -> Self {
        let (t, c) = (f.t(), ClientWords::of(f.lang));
        let mut limits = it.limits;
        limits.deletion_days = i64::from(it.engagement.keep_days);
        let days = say(limits, "deletion_days", f.lang);
        Self { t, c, f: f.titled(c.title_walk), it, days }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    let it = views::walkthrough(&visitor.door, id).await?;
    let (f, _) = visitor.enter(id).await?;
    show(&WalkthroughPage::new(f, it))
}

pub(crate) async fn read(Path(id): Path<EngagementId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::read_walkthrough(&visitor.door, id).await?;
    Ok(visitor.done(Said::ReadWalkthrough, done.receipt.as_ref(), &format!("/engagements/{id}/walk-through")))
}
