//! Mail: whether it goes out, for those who look after people.

use crate::Door;
use bailee_model::{Action, Mail, Person, PersonId, Result};
use jiff::Timestamp;
use std::collections::HashMap;

/// How the sending of messages stands.
#[derive(Clone, Debug)]
pub struct MailHealth {
    /// Whether a mail server is configured; without one, messages wait.
    pub configured: bool,
    /// How many wait.
    pub waiting: usize,
    /// Since when the oldest of them does.
    pub oldest: Option<Timestamp>,
    /// Those that are tried again or were given up, newest first, with their readers.
    pub troubled: Vec<(Mail, Person)>,
}

/// How the sending of messages stands.
///
/// # Errors
/// When the reader does not oversee people.
pub async fn mail_health(door: &Door) -> Result<MailHealth> {
    door.require(Action::ViewPeople).await?;
    let store = door.app.store();
    let waiting = store.mail_waiting().await?;
    let people: HashMap<PersonId, Person> = store.people().await?.into_iter().map(|each| (each.id, each)).collect();
    let tried = waiting.iter().filter(|each| !each.trouble.is_empty()).cloned();
    let mut troubled: Vec<(Mail, Person)> = tried
        .chain(store.mail_given_up().await?)
        .filter(|mail| mail.trouble != "departed")
        .filter_map(|mail| people.get(&mail.person).cloned().map(|person| (mail, person)))
        .collect();
    troubled.sort_by_key(|(mail, _)| std::cmp::Reverse(mail.since));
    Ok(MailHealth {
        configured: door.app.postman.is_some(),
        waiting: waiting.len(),
        oldest: waiting.iter().map(|each| each.since).min(),
        troubled,
    })
}
