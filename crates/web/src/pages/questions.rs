//! A client's questions about their data, and what was answered (clauses D8, S7).

use super::client::{Chosen, enter};
use super::supplying::measure;
use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{ClientWords, Words},
};
use askama::Template;
use axum::extract::Query;
use bailee_app::{
    Done,
    actions::{self, AskEnquiryAsk},
    views::{self, EnquiryView},
};
use bailee_model::{Action, EngagementId, Enquiry, Result};

#[derive(Template)]
#[template(path = "questions.html")]
pub(crate) struct QuestionsPage {
    t: &'static Words,
    c: &'static ClientWords,
    f: Frame,
    engagement: EngagementId,
    lines: Vec<EnquiryView>,
    about: Vec<Choice>,
    text: String,
    within: String,
}

impl QuestionsPage {
    pub(crate) fn new(
        f: Frame,
        engagement: EngagementId,
        lines: Vec<EnquiryView>,
        (about, text): (Vec<Choice>, String),
        within: String,
    ) -> Self {
        let (t, c) = (f.t(), ClientWords::of(f.lang));
        let open = lines.iter().filter(|line| line.enquiry.answered_at.is_none()).count();
        let title = if open == 0 { c.title_questions_none.to_owned() } else { f.n(c.title_questions, open) };
        Self { t, c, f: f.titled(title), engagement, lines, about, text, within }
    }
}

pub(crate) async fn look(visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    show(&page(&visitor, chosen.engagement, String::new(), None).await?)
}

async fn page(
    visitor: &Visitor,
    chosen: Option<EngagementId>,
    text: String,
    problem: Option<Problem>,
) -> Result<QuestionsPage> {
    let (mut f, id) = enter(visitor, chosen).await?;
    f.problems.extend(problem);
    let lines = views::own_enquiries(&visitor.door, id).await?;
    let it = views::walkthrough(&visitor.door, id).await?;
    let c = ClientWords::of(f.lang);
    let mut about = vec![Choice::new("", c.about_nobody, true)];
    if visitor.may(Action::Object, &it.engagement).await? {
        let person = |(person, _): &(bailee_model::Person, _)| {
            Choice::new(person.id, f.fill(c.about_object, &person.name), false)
        };
        about.extend(it.people.iter().map(person));
    }
    let within = measure(visitor, "answer_days");
    Ok(QuestionsPage::new(f, id, lines, (about, text), within))
}

pub(crate) async fn ask(Posted { visitor, fields }: Posted) -> Answer {
    let engagement: EngagementId = fields.parse("engagement")?;
    match ask_it(&visitor, engagement, &fields).await {
        Ok(done) => Ok(visitor.done(Said::Ask, done.receipt.as_ref(), &format!("/questions?engagement={engagement}"))),
        Err(error) => {
            let problem = put_right(error)?;
            show_again(&page(&visitor, Some(engagement), fields.owned("text"), Some(problem)).await?)
        }
    }
}

async fn ask_it(visitor: &Visitor, engagement: EngagementId, fields: &Fields) -> Result<Done<Enquiry>> {
    let ask = AskEnquiryAsk { engagement, about: fields.parse_some("about")?, text: fields.owned("text") };
    actions::ask_enquiry(&visitor.door, ask).await
}
