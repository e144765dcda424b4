//! Once a day, in the morning by UTC, each person for whom something waits is told so: one message that names nothing and
//! leads to their first page. Whoever has nothing to do hears nothing.

use super::{
    due::{self, Due},
    grants::tell_once,
};
use crate::{
    App, post,
    views::{self, WorkItem, WorkKind},
};
use bailee_model::{EntryDraft, MailKind, Person, PersonId, PersonState, Result};
use jiff::{SignedDuration, civil::Date, tz::TimeZone};
use std::{
    collections::HashSet,
    sync::{Arc, PoisonError},
};

/// The hour from which it is morning.
const MORNING: i8 = 6;
/// So many people are looked at in one round, so that other clocks are not kept waiting.
const AT_ONCE: usize = 50;
/// What is due later than this does not wait yet.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Who was looked at today. Only spares looking twice: that somebody was told is read from their messages.
#[derive(Default)]
pub(crate) struct LookedAt {
    day: Option<Date>,
    people: HashSet<PersonId>,
}

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now().to_zoned(TimeZone::UTC);
    // Without a mail server yesterday's digests would go out together one day.
    if app.postman.is_none() || now.hour() < MORNING {
        return Ok(());
    }
    let midnight =
        now.start_of_day().map_err(|error| bailee_model::Error::internal("A day has no beginning.").because(error))?;
    let mut letters = Vec::new();
    let mut all = Ok(());
    let people = not_looked_at(app, now.date()).await?;
    if people.is_empty() {
        return Ok(());
    }
    let due = due::all(app).await?;
    for person in people {
        match something_waits(app, &person, &due).await {
            Ok(true) => letters.push((post::to(app, person.id, MailKind::Digest, "/"), midnight.timestamp())),
            Ok(false) => {}
            // One person's trouble must not keep the others from hearing.
            Err(error) => all = all.and(Err(error)),
        }
    }
    all.and(tell_once(app, letters, |count| EntryDraft::site("digest.written").detail("people", count)).await)
}

/// The next people of today.
async fn not_looked_at(app: &App, today: Date) -> Result<Vec<Person>> {
    let people = app.store.people().await?;
    let mut looked = app.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
    if looked.day != Some(today) {
        *looked = LookedAt { day: Some(today), people: HashSet::new() };
    }
    let next: Vec<Person> = people
        .into_iter()
        .filter(|each| each.state == PersonState::Active && !looked.people.contains(&each.id))
        .take(AT_ONCE)
        .collect();
    looked.people.extend(next.iter().map(|each| each.id));
    Ok(next)
}

/// Whether anything stands in their queue that is wanted now or soon, as the gate would answer them. What it says of a device
/// is about a session, and there is none.
async fn something_waits(app: &Arc<App>, person: &Person, due: &[Due]) -> Result<bool> {
    let door = app.imagine(person.clone(), None, true).await?;
    let soon = door.now() + SOON;
    let waits = |item: &WorkItem| {
        !matches!(item.kind, WorkKind::DeviceMissing | WorkKind::DeviceFailing)
            && item.due.is_none_or(|due| due <= soon)
    };
    Ok(views::my_work::queue(&door, due).await?.iter().any(waits))
}
