//! Clause S2.2: a credential that somebody used who left is replaced, and seen to be. Bailee tries the old one until the
//! client's system refuses it, and tells the lead and the officers once a day when that is late.

use super::grants::tell_once;
use crate::{App, post, rotation::Tried};
use bailee_model::{
    EntryDraft, ErrorKind, MailKind, Organisation, PersonId, PersonState, Result, Role, Rotation, RotationState,
    Standing,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// Nobody is told of the same lateness more often.
const TELL_EVERY: SignedDuration = SignedDuration::from_hours(24);

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let mut all = Ok(());
    for rotation in app.store.rotations().await? {
        // One client's system that does not answer must not delay what is owed to another.
        all = all.and(look(app, &rotation).await);
    }
    all
}

async fn look(app: &Arc<App>, rotation: &Rotation) -> Result<()> {
    if rotation.state == RotationState::Confirmed {
        // A process that died after the proof left the dead secret in custody.
        return app.forget_secret(rotation).await;
    }
    let now = app.clock.now();
    let late = now >= rotation.due;
    if rotation.next_at.is_some_and(|at| at <= now) {
        let found = app.try_rotation(rotation, Tried::ByClock).await?;
        match app.note_try(rotation, found, Tried::ByClock, None).await {
            Ok(tried) if tried.state == RotationState::Confirmed => return Ok(()),
            // Somebody confirmed it while the system was being asked.
            Err(error) if error.kind() == ErrorKind::Conflict => return Ok(()),
            tried => drop(tried?),
        }
    }
    if late { tell(app, rotation, now).await } else { Ok(()) }
}

/// Tells the engagement's leads and the officers, each once a day.
async fn tell(app: &Arc<App>, rotation: &Rotation, now: Timestamp) -> Result<()> {
    let path = format!("/engagements/{}/systems", rotation.engagement);
    let since = now - TELL_EVERY + SignedDuration::from_millis(1);
    let letters = who_answers(app, rotation, now).await?.into_iter();
    let letters = letters.map(|person| (post::to(app, person, MailKind::RotationLate, path.clone()), since)).collect();
    tell_once(app, letters, |count| {
        EntryDraft::new(rotation.engagement, "rotation.late")
            .id("rotation", rotation.id)
            .id("system", rotation.system)
            .detail("told", count)
    })
    .await
}

async fn who_answers(app: &Arc<App>, rotation: &Rotation, now: Timestamp) -> Result<Vec<PersonId>> {
    let assignments = app.store.assignments(rotation.engagement).await?;
    let leads = assignments.iter().filter(|each| each.role == Role::Lead && each.runs(now));
    let mut people: Vec<PersonId> = leads.map(|each| each.person).collect();
    let firm = app.store.people_of(Organisation::Firm).await?;
    let officers = firm.iter().filter(|each| each.standing == Standing::Officer && each.state == PersonState::Active);
    people.extend(officers.map(|each| each.id));
    people.sort_unstable();
    people.dedup();
    Ok(people)
}
