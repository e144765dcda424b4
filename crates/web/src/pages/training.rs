//! Training: where the reader stands, the course with its questions, and what was right.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    markdown,
    markup::Markup,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{AgreementWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, QuizResult, TakeQuizAsk},
    views::{self, MyTraining, Trained},
};
use bailee_model::{Course, CourseId};
use jiff::Timestamp;

struct PassedLine {
    version: i32,
    score: i32,
    at: Markup,
    until: Markup,
}

#[derive(Template)]
#[template(path = "training.html")]
pub(crate) struct TrainingPage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    course: Option<Course>,
    lead: String,
    passed: Vec<PassedLine>,
    stands: Trained,
}

impl TrainingPage {
    pub(crate) fn new(f: Frame, mine: MyTraining) -> Self {
        let (t, g) = (f.t(), f.g());
        let day = |at: Option<Timestamp>| at.map(|at| crate::format::day(f.lang, at)).unwrap_or_default();
        let until = mine.passed.iter().map(|each| each.until).max();
        let title = match mine.stands {
            Trained::Current => f.fill(g.trained_until, day(until)),
            Trained::Soon => f.fill(g.trained_soon, day(until)),
            Trained::Grace => f.fill(g.trained_grace, day(mine.suspended_at)),
            Trained::Suspended => g.trained_not.to_owned(),
        };
        let passed = mine.passed.iter().map(|each| PassedLine {
            version: each.version,
            score: each.score,
            at: f.day(each.at),
            until: f.day(each.until),
        });
        let passed = passed.collect();
        let lead =
            mine.course.as_ref().map(|it| f.fill2(g.training_lead, it.questions.len(), it.pass)).unwrap_or_default();
        Self { t, g, f: f.titled(title), course: mine.course, lead, passed, stands: mine.stands }
    }

    fn rests(&self) -> bool {
        self.stands == Trained::Suspended
    }
}

pub(crate) async fn look(visitor: Visitor) -> Answer {
    let mine = views::my_training(&visitor.door).await?;
    show(&TrainingPage::new(visitor.frame().await?, mine))
}

struct Asked {
    /// The field's name.
    name: String,
    question: String,
    answers: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "course.html")]
pub(crate) struct CoursePage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    course: Course,
    text: Markup,
    asked: Vec<Asked>,
}

impl CoursePage {
    pub(crate) fn new(f: Frame, course: Course, chosen: &[Option<usize>]) -> Self {
        let (t, g) = (f.t(), f.g());
        let asked = course.questions.iter().enumerate().map(|(at, each)| Asked {
            name: format!("q{at}"),
            question: each.question.clone(),
            answers: each
                .answers
                .iter()
                .enumerate()
                .map(|(number, answer)| Choice::new(number, answer, chosen.get(at) == Some(&Some(number))))
                .collect(),
        });
        let asked = asked.collect();
        Self { t, g, text: markdown::render(&course.text, 0), f: f.titled(course.title.clone()), course, asked }
    }
}

pub(crate) async fn course(Path(id): Path<CourseId>, visitor: Visitor) -> Answer {
    let course = views::course(&visitor.door, id).await?;
    show(&CoursePage::new(visitor.frame().await?, course, &[]))
}

struct WrongLine {
    number: usize,
    question: String,
    given: String,
    right: String,
    because: String,
}

#[derive(Template)]
#[template(path = "quiz.html")]
pub(crate) struct QuizPage {
    t: &'static Words,
    g: &'static AgreementWords,
    f: Frame,
    course: CourseId,
    passed: bool,
    what: String,
    wrong: Vec<WrongLine>,
}

impl QuizPage {
    pub(crate) fn new(f: Frame, course: &Course, result: &QuizResult) -> Self {
        let (t, g) = (f.t(), f.g());
        let title = if result.passed { g.title_passed } else { g.title_failed };
        let what = match &result.completion {
            Some(completion) => f.fill(g.passed_what, crate::format::day(f.lang, completion.until)),
            None => f.fill(g.failed_what, course.pass),
        };
        let wrong = result.corrections.iter().filter_map(|each| {
            let asked = course.questions.get(each.question)?;
            Some(WrongLine {
                number: each.question + 1,
                question: asked.question.clone(),
                given: asked.answers.get(each.given)?.clone(),
                right: asked.answers.get(each.right)?.clone(),
                because: each.because.clone(),
            })
        });
        let title = f.fill2(title, result.score, course.questions.len());
        Self { t, g, f: f.titled(title), course: course.id, passed: result.passed, what, wrong: wrong.collect() }
    }
}

/// Answers the form itself, without a redirect: what was wrong is said once, where it was asked.
pub(crate) async fn take(Path(id): Path<CourseId>, Posted { visitor, fields }: Posted) -> Answer {
    let course = views::course(&visitor.door, id).await?;
    let chosen = chosen(&course, &fields);
    // A question without an answer is none of its answers, and so is refused by name.
    let answers = chosen.iter().map(|each| each.unwrap_or(usize::MAX)).collect();
    match actions::take_quiz(&visitor.door, TakeQuizAsk { course: id, answers }).await {
        Ok(done) => show(&QuizPage::new(visitor.frame().await?, &course, &done.value)),
        Err(error) => {
            let problem: Problem = put_right(error)?;
            let mut f = visitor.frame().await?;
            f.problems.push(problem);
            show_again(&CoursePage::new(f, course, &chosen))
        }
    }
}

fn chosen(course: &Course, fields: &Fields) -> Vec<Option<usize>> {
    (0..course.questions.len()).map(|at| fields.text(&format!("q{at}")).parse().ok()).collect()
}
