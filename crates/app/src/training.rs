//! The course that everybody passes before they work, and again each year (clause S5.2).
//!
//! A course is written as TOML, one file a language: sections to read, and questions with the reason for their answers. The
//! same questions stand in the same order in both languages, so that a version is one course.

use crate::documents::LANGUAGES;
use bailee_model::{Course, CourseId, Error, QuizQuestion, Result, Rng, say};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The course that comes with an installation: English, French.
const SHIPPED: [&str; 2] = [
    include_str!("../../../policies/training/handling-client-data.en.toml"),
    include_str!("../../../policies/training/handling-client-data.fr.toml"),
];
/// The longest course, in bytes of its TOML.
const LONGEST: usize = 200_000;

/// A course as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    pass: i32,
    section: Vec<Section>,
    question: Vec<QuizQuestion>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    heading: String,
    text: String,
}

/// One version of a course in both languages.
///
/// # Errors
/// When a file is not a course, or the two do not belong together.
pub(crate) fn edition(rng: &dyn Rng, version: i32, texts: [&str; 2], at: Timestamp) -> Result<Vec<Course>> {
    let mut courses: Vec<Course> = Vec::new();
    for (language, text) in LANGUAGES.iter().zip(texts) {
        let written = read(text).map_err(|error| error.on_field(*language))?;
        let text = written.section.iter().map(|each| format!("## {}\n\n{}", each.heading.trim(), each.text.trim()));
        courses.push(Course {
            id: CourseId::new(rng),
            version,
            language: (*language).to_owned(),
            title: written.title.trim().to_owned(),
            text: text.collect::<Vec<_>>().join("\n\n"),
            questions: written.question,
            pass: written.pass,
            published_at: at,
        });
    }
    let shape = |course: &Course| {
        let asked: Vec<_> = course.questions.iter().map(|each| (each.answers.len(), each.right)).collect();
        (course.pass, asked)
    };
    if courses.windows(2).any(|pair| shape(&pair[0]) != shape(&pair[1])) {
        return Err(Error::bad_input(say!("The two languages do not ask the same questions."))
            .hint(say!(
                "Give both the same number of questions and answers, in the same order, with the same right ones."
            ))
            .on_field("fr"));
    }
    Ok(courses)
}

fn read(text: &str) -> Result<Written> {
    if text.len() > LONGEST {
        return Err(
            Error::bad_input(say!("This course is longer than 200,000 bytes.")).hint(say!("Publish a shorter one."))
        );
    }
    let written: Written = toml::from_str(text).map_err(|error| {
        Error::bad_input(say!("This is not a course: {message}.", message = error.message()))
            .hint(say!("See the one that came with the installation."))
    })?;
    let asked = written.question.len();
    let passable = usize::try_from(written.pass).is_ok_and(|pass| (1..=asked).contains(&pass));
    if written.title.trim().is_empty() || written.section.is_empty() || !passable {
        return Err(Error::bad_input(say!(
            "A course has a title, sections, questions, and a number of right answers that passes."
        )));
    }
    for (number, question) in written.question.iter().enumerate() {
        if question.answers.len() < 2 || question.right >= question.answers.len() || question.because.trim().is_empty()
        {
            return Err(Error::bad_input(say!(
                "Question {number} has too few answers, no right one, or no reason.",
                number = number + 1
            )));
        }
    }
    Ok(written)
}

/// A course as it is written, to begin a new version from.
///
/// # Errors
/// Never for a course that was published here.
pub fn source(course: &Course) -> Result<String> {
    let section = |part: &str| {
        let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
        Section { heading: heading.trim().to_owned(), text: format!("{}\n", text.trim()) }
    };
    let text = format!("\n{}", course.text);
    let written = Written {
        title: course.title.clone(),
        pass: course.pass,
        section: text.split("\n## ").skip(1).map(section).collect(),
        question: course.questions.clone(),
    };
    toml::to_string_pretty(&written).map_err(|error| Error::internal("A course cannot be written.").because(error))
}

/// Version 1 of the course, as an installation begins with it.
///
/// # Errors
/// Never for the course that is embedded; a test reads it.
pub fn shipped(rng: &dyn Rng, at: Timestamp) -> Result<Vec<Course>> {
    edition(rng, 1, SHIPPED, at)
}

/// The newest version of the course, in this language if it is there.
pub fn newest<'a>(courses: &'a [Course], language: &str) -> Option<&'a Course> {
    let version = courses.iter().map(|course| course.version).max()?;
    let mut of_version = courses.iter().filter(|course| course.version == version);
    of_version.clone().find(|course| course.language == language).or_else(|| of_version.next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[test]
    fn the_shipped_course_takes_ten_to_fifteen_minutes_and_asks_eight_to_ten_questions() {
        for course in shipped(&SeededRng::new(1), Timestamp::UNIX_EPOCH).expect("the shipped course is good") {
            let minutes = course.text.split_whitespace().count() / 130;
            assert!((10..=18).contains(&minutes), "{minutes} minutes in {}", course.language);
            assert!((8..=10).contains(&course.questions.len()));
        }
    }

    #[test]
    fn a_course_can_be_written_out_and_read_again() {
        let rng = SeededRng::new(1);
        let courses = shipped(&rng, Timestamp::UNIX_EPOCH).expect("the shipped course is good");
        let sources: Vec<String> = courses.iter().map(|course| source(course).expect("written")).collect();
        let again = edition(&rng, 2, [&sources[0], &sources[1]], Timestamp::UNIX_EPOCH).expect("a course");
        for (one, other) in courses.iter().zip(&again) {
            assert_eq!((&one.title, &one.text, &one.questions), (&other.title, &other.text, &other.questions));
        }
    }

    #[test]
    fn what_is_no_course_is_refused_and_said_why() {
        let good = "title = 'T'\npass = 1\n[[section]]\nheading = 'H'\ntext = 'Read.'\n\
                    [[question]]\nquestion = 'Q?'\nanswers = ['a', 'b']\nright = 0\nbecause = 'so'\n";
        let rng = SeededRng::new(1);
        assert!(edition(&rng, 2, [good, good], Timestamp::UNIX_EPOCH).is_ok());
        let other = good.replace("right = 0", "right = 1");
        let cases = [
            ("title", "nonsense".to_owned()),
            ("pass", good.replace("pass = 1", "pass = 2")),
            ("right", good.replace("right = 0", "right = 2")),
            ("because", good.replace("'so'", "''")),
        ];
        for (what, bad) in cases {
            let error = edition(&rng, 2, [&bad, good], Timestamp::UNIX_EPOCH).expect_err(what);
            assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("en"), "{what}");
        }
        assert!(edition(&rng, 2, [good, &other], Timestamp::UNIX_EPOCH).is_err());
    }
}
