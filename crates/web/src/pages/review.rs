//! One access review, row by row: what somebody may do, when they last did, and whether it should stand.

use super::reviews::attached;
use crate::{
    fields::Posted,
    frame::{Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{ReviewWords, Say, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, DecideReviewAsk, RestoreAccessAsk},
    views::{self, ReviewRowView, ReviewView},
};
use bailee_model::{
    Category, ColumnClass, Error, Purpose, Review, ReviewDecision, ReviewFlag, ReviewId, ReviewRowId, Role, Standing,
};

/// What was typed into a row's form, to be given back with its mistake.
pub(crate) struct Typed {
    pub(crate) row: ReviewRowId,
    pub(crate) reason: String,
    pub(crate) problem: Problem,
}

struct Row {
    view: ReviewRowView,
    scope: Vec<String>,
    must_say: bool,
    reason: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "review.html")]
pub(crate) struct ReviewPage {
    t: &'static Words,
    v: &'static ReviewWords,
    f: Frame,
    review: Review,
    rows: Vec<Row>,
    undecided: usize,
}

impl ReviewPage {
    pub(crate) fn new(mut f: Frame, it: ReviewView, typed: Option<Typed>) -> Self {
        let v = f.v();
        let undecided = it.rows.iter().filter(|view| view.may_decide).count();
        let title = match it.review.closed_at {
            Some(_) => f.fill(v.title_review_closed, it.review.number),
            None => f.fill2(v.title_review_open, it.review.number, f.n(v.rows_to_decide, undecided)),
        };
        f.problems.extend(typed.as_ref().map(|typed| typed.problem.clone()));
        let mut rows = Vec::new();
        for view in it.rows {
            let mine = typed.as_ref().filter(|typed| typed.row == view.row.id);
            rows.push(Row {
                scope: scope(&f, &view.row.scope),
                must_say: view.row.flags.iter().any(|flag| asks_why(*flag)),
                reason: mine.map(|typed| typed.reason.clone()).unwrap_or_default(),
                problem: mine.map(|typed| f.tell(&typed.problem.message)),
                view,
            });
        }
        Self { t: f.t(), v, f: f.titled(title), review: it.review, rows, undecided }
    }
}

fn asks_why(flag: ReviewFlag) -> bool {
    !matches!(flag, ReviewFlag::Administrator | ReviewFlag::Subcontractor)
}

/// The frozen access in words: roles by name; grants by purpose, categories and classes.
fn scope(f: &Frame, frozen: &str) -> Vec<String> {
    frozen
        .split("; ")
        .filter(|part| !part.is_empty())
        .map(|part| said(f, part).unwrap_or_else(|| part.to_owned()))
        .collect()
}

fn said(f: &Frame, part: &str) -> Option<String> {
    if let Ok(role) = part.parse::<Role>() {
        return Some(role.say(f.lang).to_owned());
    }
    if let Ok(standing) = part.parse::<Standing>() {
        return Some(standing.say(f.lang).to_owned());
    }
    let mut words = part.split(' ').skip(1);
    let purpose: Purpose = words.next()?.parse().ok()?;
    let categories = all::<Category>(words.next()?)?;
    let classes = all::<ColumnClass>(words.next().unwrap_or_default())?;
    let cleared = if classes.is_empty() { String::new() } else { format!(" ({})", f.list(&classes)) };
    Some(format!("{}: {}{cleared}", purpose.say(f.lang), f.list(&categories)))
}

fn all<T: std::str::FromStr>(joined: &str) -> Option<Vec<T>> {
    joined.split('+').filter(|word| !word.is_empty()).map(|word| word.parse().ok()).collect()
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<ReviewId>) -> Answer {
    let it = views::review(&visitor.door, id).await?;
    show(&ReviewPage::new(visitor.frame().await?, it, None))
}

pub(crate) async fn decide(
    Path((review, row)): Path<(ReviewId, ReviewRowId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    let decision: ReviewDecision = fields.parse("decision")?;
    let reason = fields.owned("reason");
    let ask = DecideReviewAsk { row, decision, reason: reason.clone() };
    match actions::decide_review(&visitor.door, ask).await {
        Ok(done) => {
            let next = next_row(&visitor, review).await?;
            Ok(visitor.done(Said::DecideReview, done.receipt.as_ref(), &format!("/reviews/{review}{next}")))
        }
        Err(error) => again(&visitor, review, row, reason, error).await,
    }
}

pub(crate) async fn restore(
    Path((review, row)): Path<(ReviewId, ReviewRowId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    let reason = fields.owned("reason");
    match actions::restore_access(&visitor.door, RestoreAccessAsk { row, reason: reason.clone() }).await {
        Ok(done) => Ok(visitor.done(Said::RestoreAccess, done.receipt.as_ref(), &format!("/reviews/{review}#{row}"))),
        Err(error) => again(&visitor, review, row, reason, error).await,
    }
}

async fn again(visitor: &Visitor, review: ReviewId, row: ReviewRowId, reason: String, error: Error) -> Answer {
    let typed = Typed { row, reason, problem: put_right(error)? };
    let it = views::review(&visitor.door, review).await?;
    show_again(&ReviewPage::new(visitor.frame().await?, it, Some(typed)))
}

/// The next row that waits for the reader, so that the keyboard goes on there.
async fn next_row(visitor: &Visitor, review: ReviewId) -> Result<String, Error> {
    let it = views::review(&visitor.door, review).await?;
    let next = it.rows.iter().find(|view| view.may_decide);
    Ok(next.map(|view| format!("#{}", view.row.id)).unwrap_or_default())
}

pub(crate) async fn bundle(visitor: Visitor, Path(id): Path<ReviewId>) -> Answer {
    let bytes = views::review_bundle(&visitor.door, id).await?;
    Ok(attached("certificate.zip", "application/zip", bytes))
}
