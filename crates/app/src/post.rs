//! Writing messages: a [`Mail`] is saved in the same change as what it tells of, and sent afterwards by its clock.

use crate::App;
use bailee_model::{Mail, MailId, MailKind, Organisation, PersonId, PersonState, Result, Rng, Standing};
use jiff::Timestamp;

/// A message to one person that leads to a page.
pub(crate) fn to(app: &App, person: PersonId, kind: MailKind, path: impl Into<String>) -> Mail {
    at(app.rng.as_ref(), app.clock.now(), person, kind, path)
}

/// The same from within a change, which has no application.
pub(crate) fn at(rng: &dyn Rng, now: Timestamp, person: PersonId, kind: MailKind, path: impl Into<String>) -> Mail {
    Mail {
        id: MailId::new(rng),
        person,
        kind,
        path: path.into(),
        since: now,
        next_at: Some(now),
        attempts: 0,
        sent_at: None,
        trouble: String::new(),
    }
}

/// A message to every active officer but the one who causes it.
pub(crate) async fn to_officers(app: &App, but: PersonId, kind: MailKind, path: &str) -> Result<Vec<Mail>> {
    let people = app.store.people_of(Organisation::Firm).await?;
    let officers = people.iter().filter(|person| {
        person.standing == Standing::Officer && person.state == PersonState::Active && person.id != but
    });
    Ok(officers.map(|officer| to(app, officer.id, kind, path)).collect())
}
