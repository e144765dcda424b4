//! What was asked of the firm, for the officers who answer (clauses D8, S9).

use super::supplying::measure;
use crate::{
    fields::Posted,
    frame::{Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{ClientWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, AnswerEnquiryAsk},
    views::{self, EnquiryView},
};
use bailee_model::{EnquiryId, Result};

#[derive(Template)]
#[template(path = "enquiries.html")]
pub(crate) struct EnquiriesPage {
    t: &'static Words,
    c: &'static ClientWords,
    f: Frame,
    lines: Vec<EnquiryView>,
    within: String,
}

impl EnquiriesPage {
    pub(crate) fn new(f: Frame, lines: Vec<EnquiryView>, within: String) -> Self {
        let (t, c) = (f.t(), ClientWords::of(f.lang));
        let open = lines.iter().filter(|line| line.enquiry.answered_at.is_none()).count();
        let title = if open == 0 { c.title_enquiries_none.to_owned() } else { f.n(c.title_enquiries, open) };
        Self { t, c, f: f.titled(title), lines, within }
    }
}

pub(crate) async fn list(visitor: Visitor) -> Answer {
    let lines = views::enquiries(&visitor.door).await?;
    let within = measure(&visitor, "answer_days");
    show(&EnquiriesPage::new(visitor.frame().await?, lines, within))
}

#[derive(Template)]
#[template(path = "enquiry.html")]
pub(crate) struct EnquiryPage {
    t: &'static Words,
    c: &'static ClientWords,
    f: Frame,
    line: EnquiryView,
    answer: String,
}

impl EnquiryPage {
    pub(crate) fn new(f: Frame, line: EnquiryView, answer: String) -> Self {
        let (t, c) = (f.t(), ClientWords::of(f.lang));
        let title = f.say(line.enquiry.kind);
        Self { t, c, f: f.titled(title), line, answer }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EnquiryId>) -> Answer {
    show(&page(&visitor, id, String::new(), None).await?)
}

async fn page(visitor: &Visitor, id: EnquiryId, answer: String, problem: Option<Problem>) -> Result<EnquiryPage> {
    let line = views::enquiry(&visitor.door, id).await?;
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    Ok(EnquiryPage::new(f, line, answer))
}

pub(crate) async fn answer(Path(enquiry): Path<EnquiryId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = AnswerEnquiryAsk { enquiry, answer: fields.owned("answer") };
    match actions::answer_enquiry(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::Answered, done.receipt.as_ref(), &format!("/enquiries/{enquiry}"))),
        Err(error) => {
            let problem = put_right(error)?;
            show_again(&page(&visitor, enquiry, fields.owned("answer"), Some(problem)).await?)
        }
    }
}
