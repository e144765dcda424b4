//! The officer's view of training: who is trained, how old the oldest is, and publishing the course.

use crate::{
    fields::Posted,
    frame::Frame,
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, show, show_again},
    words::{AgreementWords, Words},
};
use askama::Template;
use bailee_app::{
    actions::{self, PublishCourseAsk},
    training,
    views::{self, FirmTraining, Trained, TrainedRow},
};
use bailee_model::Course;

struct TrainedLine {
    name: String,
    state: Markup,
    at: Option<Markup>,
    until: Option<Markup>,
    version: Option<i32>,
}

#[derive(Template)]
#[template(path = "firm_training.html")]
pub(crate) struct FirmTrainingPage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    people: Vec<TrainedLine>,
    oldest: Option<Markup>,
    courses: Vec<Course>,
    may_publish: bool,
}

impl FirmTrainingPage {
    pub(crate) fn new(f: Frame, it: FirmTraining) -> Self {
        let (t, g) = (f.t(), f.g());
        let title = f.fill2(g.title_firm_training, it.current, it.people.len());
        let people = it.people.iter().map(|row| line(&f, row)).collect();
        let oldest = it.oldest.map(|at| f.day(at));
        Self { t, g, people, oldest, courses: it.courses, may_publish: it.may_publish, f: f.titled(title) }
    }
}

fn line(f: &Frame, row: &TrainedRow) -> TrainedLine {
    let g = f.g();
    let state = match row.stands {
        Trained::Current => f.status("kept", "kept", g.current),
        Trained::Soon => f.status("due", "due", g.soon),
        Trained::Grace => f.status("due", "due", g.grace),
        Trained::Suspended => f.status("broken", "broken", g.suspended),
    };
    let last = row.last.as_ref();
    TrainedLine {
        name: row.person.name.clone(),
        state,
        at: last.map(|each| f.day(each.at)),
        until: last.map(|each| f.day(each.until)),
        version: last.map(|each| each.version),
    }
}

pub(crate) async fn look(visitor: Visitor) -> Answer {
    let it = views::firm_training(&visitor.door).await?;
    show(&FirmTrainingPage::new(visitor.frame().await?, it))
}

#[derive(Template)]
#[template(path = "publish_course.html")]
pub(crate) struct PublishCoursePage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    english: String,
    french: String,
}

impl PublishCoursePage {
    pub(crate) fn new(f: Frame, english: String, french: String) -> Self {
        let (t, g) = (f.t(), f.g());
        Self { t, g, f: f.titled(g.title_publish_course), english, french }
    }
}

pub(crate) async fn form(visitor: Visitor) -> Answer {
    let it = views::firm_training(&visitor.door).await?;
    let source = |language: &str| {
        it.courses
            .iter()
            .find(|each| each.language == language)
            .map(training::source)
            .transpose()
            .map(Option::unwrap_or_default)
    };
    show(&PublishCoursePage::new(visitor.frame().await?, source("en")?, source("fr")?))
}

pub(crate) async fn publish(Posted { visitor, fields }: Posted) -> Answer {
    let (english, french) = (fields.owned("en"), fields.owned("fr"));
    let ask = PublishCourseAsk { english: english.clone(), french: french.clone() };
    match actions::publish_course(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::Publish, done.receipt.as_ref(), "/firm/training")),
        Err(error) => {
            let problem = super::firm_agreements::keep_typed(error)?;
            let mut f = visitor.frame().await?;
            f.problems.push(problem);
            show_again(&PublishCoursePage::new(f, english, french))
        }
    }
}
