//! Training: where the reader stands, the course itself, and how the firm stands.

use crate::{Door, obligations::training_grace, training};
use bailee_model::{Action, Completion, Course, CourseId, Error, Person, PersonId, PersonState, Result};
use bailee_policy::Limits;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// How long before it runs out training is said to run out soon.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How somebody's training stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trained {
    /// The grace is over, or nothing was ever passed: nothing opens.
    Suspended,
    /// It ran out, and the grace runs.
    Grace,
    /// It runs out within 30 days.
    Soon,
    /// It is current.
    Current,
}

impl Trained {
    fn at(until: Option<Timestamp>, now: Timestamp, limits: &Limits) -> Self {
        match until {
            Some(until) if now < until - SOON => Self::Current,
            Some(until) if now < until => Self::Soon,
            Some(until) if now < until + training_grace(limits) => Self::Grace,
            _ => Self::Suspended,
        }
    }

    /// The word as it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Grace => "grace",
            Self::Soon => "soon",
            Self::Current => "current",
        }
    }
}

/// The reader's own training.
#[derive(Clone, Debug)]
pub struct MyTraining {
    /// The newest course, in the reader's language.
    pub course: Option<Course>,
    /// What they passed, newest first.
    pub passed: Vec<Completion>,
    /// How they stand.
    pub stands: Trained,
    /// When nothing opens any more, if nothing is done.
    pub suspended_at: Option<Timestamp>,
}

/// Where the reader stands.
///
/// # Errors
/// [`bailee_model::ErrorKind::NotFound`] for a client's people, who owe no training.
pub async fn my_training(door: &Door) -> Result<MyTraining> {
    for_workers(door)?;
    let store = door.app.store();
    let course = training::newest(&store.courses().await?, &door.who.language).cloned();
    let mut passed = store.completions_of(door.who.id).await?;
    passed.reverse();
    let until = passed.iter().map(|each| each.until).max();
    let stands = Trained::at(until, door.now(), &door.app.limits());
    Ok(MyTraining {
        course,
        passed,
        stands,
        suspended_at: until.map(|until| until + training_grace(&door.app.limits())),
    })
}

/// A course, to be read; any version of it.
///
/// # Errors
/// [`bailee_model::ErrorKind::NotFound`] for a client's people, or when there is no such course.
pub async fn course(door: &Door, id: CourseId) -> Result<Course> {
    for_workers(door)?;
    door.app.store().get::<Course>(id).await?.ok_or_else(Error::not_found)
}

fn for_workers(door: &Door) -> Result<()> {
    if door.who.organisation.works_for_firm() { Ok(()) } else { Err(Error::not_found()) }
}

/// How the firm stands.
#[derive(Clone, Debug)]
pub struct FirmTraining {
    /// Everybody who works for the firm and may sign in; who needs something first.
    pub people: Vec<TrainedRow>,
    /// How many of them are current, the grace not counted.
    pub current: usize,
    /// The oldest training that anybody works on.
    pub oldest: Option<Timestamp>,
    /// The newest version of the course, in both languages.
    pub courses: Vec<Course>,
    /// Whether the reader may publish a course, once both factors are shown.
    pub may_publish: bool,
}

/// One person's training.
#[derive(Clone, Debug)]
pub struct TrainedRow {
    /// Who.
    pub person: Person,
    /// What they passed last.
    pub last: Option<Completion>,
    /// How they stand.
    pub stands: Trained,
}

/// Who is trained, and who is not.
///
/// # Errors
/// When the reader does not oversee people.
pub async fn firm_training(door: &Door) -> Result<FirmTraining> {
    door.require(Action::ViewPeople).await?;
    let (store, now) = (door.app.store(), door.now());
    let mut last: HashMap<PersonId, Completion> = HashMap::new();
    for completion in store.completions().await? {
        match last.get(&completion.person) {
            Some(other) if other.until >= completion.until => {}
            _ => drop(last.insert(completion.person, completion)),
        }
    }
    let works = |person: &Person| person.organisation.works_for_firm() && person.state == PersonState::Active;
    let mut people: Vec<TrainedRow> = Vec::new();
    for person in store.people().await?.into_iter().filter(works) {
        let last = last.remove(&person.id);
        let stands = Trained::at(last.as_ref().map(|each| each.until), now, &door.app.limits());
        people.push(TrainedRow { person, last, stands });
    }
    people.sort_by_key(|row| (row.stands, row.last.as_ref().map(|each| each.until)));
    let current = people.iter().filter(|row| row.stands >= Trained::Soon).count();
    let oldest = people.iter().filter_map(|row| row.last.as_ref()).map(|each| each.at).min();
    let courses = store.courses().await?;
    let newest = courses.iter().map(|each| each.version).max();
    let courses = courses.into_iter().filter(|each| Some(each.version) == newest).collect();
    Ok(FirmTraining { people, current, oldest, courses, may_publish: door.is_officer() })
}
