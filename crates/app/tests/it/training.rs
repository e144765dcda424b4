//! Training: passed by quiz, reminded of, and a condition of work when it runs out.

use crate::agreements::subcontractor;
use bailee_app::{
    Door,
    actions::{self, PublishCourseAsk, TakeQuizAsk},
    clocks, training,
    views::{self, Trained},
};
use bailee_model::{
    Action, Category, Course, ErrorKind, MailKind, Obligation, Organisation, Person, SessionKind, Standing,
};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;

const COURSE: &str = "title = 'T'\npass = 1\n[[section]]\nheading = 'H'\ntext = 'Read.'\n\
    [[question]]\nquestion = 'Q?'\nanswers = ['a', 'b']\nright = 0\nbecause = 'so'\n";

async fn newest(firm: &TestFirm) -> Course {
    training::newest(&firm.app.store().courses().await.expect("courses"), "en").expect("a course").clone()
}

async fn signed_in(firm: &TestFirm, who: &Person) -> Door {
    firm.sign_in_bare(&who.email).await.expect("signs in").0
}

async fn reminders(firm: &TestFirm, who: &Person) -> usize {
    let all = firm.app.store().mails().await.expect("mails");
    all.iter().filter(|mail| mail.person == who.id && mail.kind == MailKind::TrainingDue).count()
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn a_quiz_explains_what_was_wrong_and_may_be_taken_again() {
    let firm = TestFirm::new().await.expect("a firm");
    let supplier = Organisation::Supplier(subcontractor(&firm).await.id);
    let worker = firm.person("Wil Fern", supplier, Standing::Staff).await.expect("a person");
    let door = signed_in(&firm, &worker).await;
    let course = newest(&firm).await;
    let right: Vec<usize> = course.questions.iter().map(|question| question.right).collect();
    let take = async |answers: Vec<usize>| actions::take_quiz(&door, TakeQuizAsk { course: course.id, answers }).await;

    let wrong: Vec<usize> = course.questions.iter().map(|each| (each.right + 1) % each.answers.len()).collect();
    let failed = take(wrong.clone()).await.expect("an answer");
    assert!(!failed.passed && failed.completion.is_none() && failed.receipt.is_some());
    assert_eq!((failed.score, failed.corrections.len()), (0, course.questions.len()));
    let first = &failed.corrections[0];
    assert_eq!((first.question, first.given, first.right), (0, wrong[0], right[0]));
    assert_eq!(first.because, course.questions[0].because);
    assert!(signed_in(&firm, &worker).await.outstanding.contains(&Obligation::Training));

    let pass = usize::try_from(course.pass).expect("a count");
    let just: Vec<usize> = right
        .iter()
        .zip(&wrong)
        .enumerate()
        .map(|(at, (right, wrong))| if at < pass { *right } else { *wrong })
        .collect();
    let passed = take(just).await.expect("an answer");
    assert!(passed.passed);
    assert_eq!(
        passed.corrections.len(),
        course.questions.len() - pass,
        "what was wrong is explained to who passes too"
    );
    let completion = passed.completion.clone().expect("on record");
    assert_eq!(completion.until, completion.at + days(365));
    assert!(!signed_in(&firm, &worker).await.outstanding.contains(&Obligation::Training));
}

#[tokio::test]
async fn what_is_no_answer_is_refused() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("north", &[Category::Financial]).await.expect("an engagement");
    let course = newest(&firm).await;
    let right: Vec<usize> = course.questions.iter().map(|question| question.right).collect();
    let take = async |door: &Door, answers: Vec<usize>| {
        actions::take_quiz(door, TakeQuizAsk { course: course.id, answers }).await.expect_err("refused")
    };
    let missing = take(&on.consultant, right[..3].to_vec()).await;
    assert_eq!(missing.place().and_then(|place| place.field.as_deref()), Some("q3"));
    let beyond: Vec<usize> = right.iter().map(|_| 9).collect();
    assert_eq!(take(&on.consultant, beyond).await.kind(), ErrorKind::BadInput);
    let more = [right.clone(), right.clone()].concat();
    assert_eq!(take(&on.consultant, more).await.kind(), ErrorKind::BadInput);
    assert_eq!(take(&on.owner, right.clone()).await.kind(), ErrorKind::NotFound, "a client's people owe nothing");
    assert!(views::my_training(&on.owner).await.is_err() && views::course(&on.owner, course.id).await.is_err());
    let mut program = on.consultant.clone();
    program.session.kind = SessionKind::Token;
    assert_eq!(take(&program, right.clone()).await.refusal().expect("refused").clause, "S5.2");

    let ask = || PublishCourseAsk { english: COURSE.to_owned(), french: COURSE.to_owned() };
    let refused = actions::publish_course(&on.lead, ask()).await.expect_err("officers only");
    assert_eq!(refused.refusal().expect("refused").clause, "S2.1");
    let officer = firm.officer().await.expect("the officer");
    let bad = PublishCourseAsk { english: "no course".to_owned(), ..ask() };
    assert_eq!(actions::publish_course(&officer, bad).await.expect_err("no course").kind(), ErrorKind::BadInput);
    actions::publish_course(&officer, ask()).await.expect("published");
    assert_eq!(take(&on.consultant, right).await.kind(), ErrorKind::Conflict, "the newest one is taken");
    let door = firm.sign_in(&on.consultant.who.email).await.expect("signs in");
    assert!(door.outstanding.is_empty(), "who passed an earlier version is asked at its end only");
}

#[tokio::test]
async fn invariant_8_training_that_runs_out_suspends_work() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("north", &[Category::Financial]).await.expect("an engagement");
    let who = &on.consultant.who;
    let passed = firm.app.store().completions_of(who.id).await.expect("completions").pop().expect("passed");
    let sees = async || {
        let door = signed_in(&firm, who).await;
        (door.engagement(on.it.id).for_(Action::ViewEngagement).await.is_ok(), door)
    };
    firm.advance(passed.until.duration_since(firm.app.clock().now()) - SignedDuration::from_mins(5));
    let (seen, door) = sees().await;
    assert!(seen, "until its last minute");
    assert_eq!(views::my_training(&door).await.expect("a view").stands, Trained::Soon);
    firm.advance(days(14) - SignedDuration::from_hours(1));
    let (seen, door) = sees().await;
    assert!(seen, "the grace runs");
    assert_eq!(views::my_training(&door).await.expect("a view").stands, Trained::Grace);
    let officer = firm.officer().await.expect("the officer");
    let view = views::firm_training(&officer).await.expect("the officer's view");
    assert_eq!((view.current, view.people.len()), (0, 3), "the grace does not count as current");

    firm.advance(SignedDuration::from_hours(2));
    let (seen, door) = sees().await;
    assert!(!seen, "nobody did anything, and it stopped");
    assert_eq!(door.outstanding, [Obligation::Training]);
    let refused = actions::set_purpose(&door, None).await;
    drop(refused);
    firm.settle(&door).await.expect("takes it again");
    assert!(sees().await.0);
}

#[tokio::test]
async fn people_are_reminded_once_at_each_moment() {
    let firm = TestFirm::new().await.expect("a firm");
    let staff = firm.person("Ada Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let passed = firm.app.store().completions_of(staff.id).await.expect("completions").pop().expect("passed");
    let at = async |day: i64| {
        firm.advance((passed.until + days(day)).duration_since(firm.app.clock().now()));
        clocks::tick(&firm.app).await.expect("ticks");
        clocks::tick(&firm.app).await.expect("ticks twice");
        reminders(&firm, &staff).await
    };
    let mut seen = Vec::new();
    for day in [-31, -30, -29, -3, -1, 0, 3, 14, 60] {
        seen.push(at(day).await);
    }
    assert_eq!(seen, [0, 1, 1, 2, 3, 4, 4, 5, 5], "30, 7 (late), 1 and 0 days before, and when the grace is over");
}
