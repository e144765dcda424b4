//! Access reviews: the list, and opening one before its date.

use crate::{
    fields::Posted,
    frame::Frame,
    said::Said,
    visitor::{Answer, Visitor, show},
    words::{ReviewWords, Words},
};
use askama::Template;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use bailee_app::{
    actions,
    views::{self, ReviewLine},
};
use bailee_model::Action;

#[derive(Template)]
#[template(path = "reviews.html")]
pub(crate) struct ReviewsPage {
    t: &'static Words,
    v: &'static ReviewWords,
    f: Frame,
    reviews: Vec<ReviewLine>,
    may_open: bool,
}

impl ReviewsPage {
    pub(crate) fn new(f: Frame, reviews: Vec<ReviewLine>, may_open: bool) -> Self {
        let v = f.v();
        let open = reviews.iter().filter(|line| line.review.closed_at.is_none());
        let undecided: usize = open.map(|line| line.undecided).sum();
        let title = if undecided > 0 { f.n(v.title_reviews_n, undecided) } else { v.title_reviews_none.to_owned() };
        Self { t: f.t(), v, f: f.titled(title), reviews, may_open }
    }
}

pub(crate) async fn list(visitor: Visitor) -> Answer {
    let reviews = views::reviews(&visitor.door).await?;
    let none_open = reviews.iter().all(|line| line.review.closed_at.is_some());
    let may_open = none_open && visitor.door.may_at_installation(Action::OpenReview);
    show(&ReviewsPage::new(visitor.frame().await?, reviews, may_open))
}

pub(crate) async fn open(Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::open_review(&visitor.door).await?;
    Ok(visitor.done(Said::OpenReview, done.receipt.as_ref(), &format!("/reviews/{}", done.id)))
}

/// Whom to trust for certificates of reviews.
pub(crate) async fn policy(visitor: Visitor) -> Answer {
    let text = views::review_policy(&visitor.door).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

/// A file for the reader to keep.
pub(crate) fn attached(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
