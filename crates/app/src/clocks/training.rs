//! Clause S5.2: whoever's training runs out is told 30, 7 and 1 days before, on the day, and when the grace is over. The gate
//! does not wait for it: it reads the dates themselves.

use super::grants::tell_once;
use crate::{App, obligations::TRAINING_GRACE, post};
use bailee_model::{Completion, EntryDraft, MailKind, Person, PersonId, PersonState, Result};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// When somebody is told, in hours after their training ran out.
const TOLD_HOURS: [i64; 5] = [-30 * 24, -7 * 24, -24, 0, TRAINING_GRACE.as_hours()];
/// Reminders older than this belong to training that is long over.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(60 * 24);

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let working = |person: &Person| person.state == PersonState::Active && person.organisation.works_for_firm();
    let here: HashSet<PersonId> =
        app.store.people().await?.iter().filter(|person| working(person)).map(|person| person.id).collect();
    let mut until: HashMap<PersonId, Timestamp> = HashMap::new();
    for Completion { person, until: runs_out, .. } in app.store.completions().await? {
        let latest = until.entry(person).or_insert(runs_out);
        *latest = (*latest).max(runs_out);
    }
    let mut letters = Vec::new();
    for (person, until) in until {
        let Some(reached) = last_reached(until, now) else { continue };
        if here.contains(&person) {
            letters.push((post::to(app, person, MailKind::TrainingDue, "/training"), reached));
        }
    }
    tell_once(app, letters, |count| EntryDraft::site("training.reminded").detail("people", count)).await
}

/// The last of the moments to tell that has come; none once all of them are long past.
fn last_reached(until: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let moments = TOLD_HOURS.iter().map(|hours| until + SignedDuration::from_hours(*hours));
    moments.filter(|moment| *moment <= now).max().filter(|moment| now.duration_since(*moment) < LOOK_BACK / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_moment_that_has_come_counts_and_old_ones_are_forgotten() {
        let until: Timestamp = "2027-03-02T09:00:00Z".parse().expect("an instant");
        let day = |days: i64| until + SignedDuration::from_hours(24 * days);
        let cases =
            [(-31, None), (-30, Some(-30)), (-8, Some(-30)), (-3, Some(-7)), (0, Some(0)), (20, Some(14)), (90, None)];
        for (now, reached) in cases {
            assert_eq!(last_reached(until, day(now)), reached.map(day), "day {now}");
        }
    }
}
