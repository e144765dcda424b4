//! Answer a course's questions: enough right ones pass, and every wrong one is explained (clause S5.2).

use super::done;
use crate::{Done, Door, policies::review::months_after};
use bailee_model::{Completion, CompletionId, Course, CourseId, EntryDraft, Error, Refusal, Result, SessionKind, say};
use bailee_policy::promise;

/// What is answered.
pub struct TakeQuizAsk {
    /// Which course, in the language it was read in.
    pub course: CourseId,
    /// For each question, in order, which answer; counted from 0.
    pub answers: Vec<usize>,
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizResult {
    /// How many answers were right.
    pub score: usize,
    /// Whether that was enough.
    pub passed: bool,
    /// What is on record since, when it was.
    pub completion: Option<Completion>,
    /// What was wrong, and why.
    pub corrections: Vec<Correction>,
}

/// A wrong answer, and the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Which question, counted from 0.
    pub question: usize,
    /// Which answer was given.
    pub given: usize,
    /// Which one is right.
    pub right: usize,
    /// Why.
    pub because: String,
}

/// Takes the quiz. It may be taken again at any time.
///
/// # Errors
/// When the caller owes no training, the course is not the newest, an answer is missing, or a program answers.
pub async fn take_quiz(door: &Door, ask: TakeQuizAsk) -> Result<Done<QuizResult>> {
    let course = door.app.store.get::<Course>(ask.course).await?.ok_or_else(Error::not_found)?;
    if !door.who.organisation.works_for_firm() {
        return Err(Error::not_found());
    }
    if door.session.kind == SessionKind::Token {
        return Err(Error::refused(by_program(&door.who.language)));
    }
    let courses = door.app.store.courses().await?;
    if courses.iter().any(|each| each.version > course.version) {
        return Err(Error::conflict(say!("A newer version of this course is there.")).hint(say!("Take that one.")));
    }
    let corrections = correct(&course, &ask.answers)?;
    let score = course.questions.len() - corrections.len();
    let count = i32::try_from(score).map_err(|error| Error::internal("A score cannot be counted.").because(error))?;
    let passed = count >= course.pass;
    let now = door.now();
    let completion = passed.then(|| Completion {
        id: CompletionId::new(door.app.rng.as_ref()),
        person: door.who.id,
        course: course.id,
        version: course.version,
        score: count,
        at: now,
        until: months_after(now, door.app.limits().training_months).unwrap_or(now),
    });
    let entry = EntryDraft::site(if passed { "training.passed" } else { "training.failed" })
        .id("course", course.id)
        .detail("version", course.version)
        .detail("score", count);
    let result = QuizResult { score, passed, completion: completion.clone(), corrections };
    let Some(completion) = completion else {
        let receipts = door.app.store.ledger().note([door.by(entry)]).await?;
        return Ok(Done { value: result, receipt: receipts.last().cloned() });
    };
    let entry = door.by(entry).id("completion", completion.id).detail("until", completion.until.to_string());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move { tx.save(&completion).await });
    Ok(done(recorded.await?).map(|()| result))
}

fn correct(course: &Course, answers: &[usize]) -> Result<Vec<Correction>> {
    let unanswered = |question: usize| {
        Error::bad_input(say!("Question {question} has no answer.", question = question + 1))
            .hint(say!("Choose one of its answers."))
            .on_field(format!("q{question}"))
    };
    if answers.len() > course.questions.len() {
        return Err(Error::bad_input(say!("There are more answers than questions.")).on_field("answers"));
    }
    let mut corrections = Vec::new();
    for (number, question) in course.questions.iter().enumerate() {
        let given =
            *answers.get(number).filter(|given| **given < question.answers.len()).ok_or_else(|| unanswered(number))?;
        if given != question.right {
            let because = question.because.clone();
            corrections.push(Correction { question: number, given, right: question.right, because });
        }
    }
    Ok(corrections)
}

fn by_program(language: &str) -> Refusal {
    let told = |en: &str, fr: &str| if language == "fr" { fr } else { en }.to_owned();
    Refusal {
        clause: "S5.2".to_owned(),
        promise: promise("training").map(|it| it.name.in_language(language).to_owned()).unwrap_or_default(),
        reason: told("A program cannot learn for a person.", "Un programme ne peut pas apprendre pour une personne."),
        lift: told(
            "Sign in yourself, and take the course in the browser.",
            "Connectez-vous vous-même, et suivez la formation dans le navigateur.",
        ),
    }
}
