//! What was agreed for an engagement, and a change of it: proposed by the firm, agreed to by the client (clauses D1, D2).

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{ClientWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    Done,
    actions::{self, AnswerTermsAsk, ProposeTermsAsk},
    views::{self, TermsView},
};
use bailee_model::{Category, EngagementId, Purpose, Result, TermsChange, TermsChangeId};

#[derive(Template)]
#[template(path = "terms.html")]
pub(crate) struct TermsPage {
    t: &'static Words,
    c: &'static ClientWords,
    f: Frame,
    it: TermsView,
    categories: Vec<Choice>,
    purposes: Vec<Choice>,
    reason: String,
}

impl TermsPage {
    pub(crate) fn new(f: Frame, it: TermsView, reason: String) -> Self {
        let (t, c) = (f.t(), ClientWords::of(f.lang));
        let title = if it.open.is_some() { c.title_terms_open } else { c.title_terms };
        Self {
            t,
            c,
            categories: f.choices(Category::ALL, |word| it.engagement.categories.contains(&word)),
            purposes: f.choices(Purpose::ALL, |word| it.engagement.purposes.contains(&word)),
            f: f.titled(title),
            it,
            reason,
        }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, String::new(), None).await?)
}

async fn page(visitor: &Visitor, id: EngagementId, reason: String, problem: Option<Problem>) -> Result<TermsPage> {
    let it = views::terms(&visitor.door, id).await?;
    let (mut f, _) = visitor.enter(id).await?;
    f.problems.extend(problem);
    Ok(TermsPage::new(f, it, reason))
}

pub(crate) async fn propose(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    match propose_it(&visitor, id, &fields).await {
        Ok(done) => Ok(visitor.done(Said::ProposeTerms, done.receipt.as_ref(), &room(id))),
        Err(error) => {
            let problem = put_right(error)?;
            show_again(&page(&visitor, id, fields.owned("reason"), Some(problem)).await?)
        }
    }
}

async fn propose_it(visitor: &Visitor, engagement: EngagementId, fields: &Fields) -> Result<Done<TermsChange>> {
    views::terms(&visitor.door, engagement).await?;
    let ask = ProposeTermsAsk {
        engagement,
        categories: fields.parse_all("categories")?,
        purposes: fields.parse_all("purposes")?,
        reason: fields.owned("reason"),
    };
    actions::propose_terms(&visitor.door, ask).await
}

fn room(engagement: EngagementId) -> String {
    format!("/engagements/{engagement}/terms")
}

pub(crate) async fn agree(Path(change): Path<TermsChangeId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::answer_terms(&visitor.door, AnswerTermsAsk { change, agree: true }).await?;
    Ok(visitor.done(Said::AgreeTerms, done.receipt.as_ref(), &room(done.engagement)))
}

pub(crate) async fn refuse(Path(change): Path<TermsChangeId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::answer_terms(&visitor.door, AnswerTermsAsk { change, agree: false }).await?;
    Ok(visitor.done(Said::RefuseTerms, done.receipt.as_ref(), &room(done.engagement)))
}

pub(crate) async fn withdraw(Path(change): Path<TermsChangeId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::withdraw_terms(&visitor.door, change).await?;
    Ok(visitor.done(Said::RefuseTerms, done.receipt.as_ref(), &room(done.engagement)))
}
