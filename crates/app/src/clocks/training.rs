//! Clause S5.2: training runs out. Its person is told 30, 7 and 1 days before, on the day, and when the grace is over; then the
//! officers too. The gate does not wait for it: it reads the dates themselves.

use super::due::Due;
use crate::{App, obligations::training_grace};
use bailee_model::{Completion, Person, PersonId, PersonState, Result};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

/// The day on which each working person's training runs out, and the one on which its grace does.
pub(super) async fn due(app: &App) -> Result<Vec<Due>> {
    let working = |person: &Person| person.state == PersonState::Active && person.organisation.works_for_firm();
    let here: HashSet<PersonId> =
        app.store.people().await?.iter().filter(|person| working(person)).map(|person| person.id).collect();
    let mut latest: HashMap<PersonId, (Timestamp, Timestamp)> = HashMap::new();
    for Completion { person, at, until, .. } in app.store.completions().await? {
        let last = latest.entry(person).or_insert((at, until));
        *last = (*last).max((at, until));
    }
    let mut all = Vec::new();
    for (person, (since, until)) in latest.into_iter().filter(|(person, _)| here.contains(person)) {
        for (kind, at) in [("training", until), ("training_grace", until + training_grace(&app.limits()))] {
            all.push(Due {
                kind,
                subject: person.to_string(),
                engagement: None,
                since,
                at,
                who: vec![person],
                page: "/training".to_owned(),
                by_itself: false,
            });
        }
    }
    Ok(all)
}
