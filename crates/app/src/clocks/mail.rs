//! Clause S4.3: messages go out, each until the mail server has taken it. One that fails is tried again after 1, 5 and 30
//! minutes and 2 hours, then daily, and is given up after 5 days or when the server refuses it for good; the officer sees it
//! then.
//!
//! Sending comes before the note that it was sent, so a crash in between sends again: at least once, and under the same name.

use crate::{
    App,
    mail::{Postman, Trouble},
};
use bailee_model::{Mail, Person, PersonState, Result};
use jiff::{SignedDuration, Timestamp};

/// So many messages go out in one round, so that other clocks are not kept waiting.
const AT_ONCE: usize = 200;
/// How long after each failure it is tried again; the last one counts for all that follow.
const AGAIN_MINUTES: [i64; 5] = [1, 5, 30, 120, 24 * 60];
/// How long it is tried.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(5 * 24);

pub(super) async fn run(app: &App) -> Result<()> {
    match &app.postman {
        Some(postman) => send_waiting(app, postman).await,
        None => Ok(()),
    }
}

async fn send_waiting(app: &App, postman: &Postman) -> Result<()> {
    let now = app.clock.now();
    let due = |mail: &Mail| mail.next_at.is_some_and(|next| next <= now);
    let waiting: Vec<Mail> = app.store.mail_waiting().await?.into_iter().filter(due).take(AT_ONCE).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let firm = app.firm().await?;
    let origin = app.origin(&firm);
    for mut mail in waiting {
        let sent = match app.store.get::<Person>(mail.person).await? {
            Some(person) if person.state != PersonState::Departed => postman.send(&mail, &person, &firm, &origin).await,
            _ => Err(Trouble { word: "departed".to_owned(), for_good: true, of_server: false }),
        };
        let server_down = sent.as_ref().is_err_and(|trouble| trouble.of_server);
        note(&mut mail, sent, now);
        app.store.ledger().note_mail(&mail).await?;
        if server_down {
            // The others are due as before; one knock a minute is enough.
            break;
        }
    }
    Ok(())
}

fn note(mail: &mut Mail, sent: Result<(), Trouble>, now: Timestamp) {
    mail.attempts = mail.attempts.saturating_add(1);
    match sent {
        Ok(()) => {
            mail.sent_at = Some(now);
            mail.next_at = None;
            mail.trouble.clear();
        }
        Err(trouble) => {
            let over = trouble.for_good || now.duration_since(mail.since) >= GIVE_UP;
            mail.next_at = (!over).then(|| now + pause(mail.attempts));
            mail.trouble = trouble.word;
        }
    }
}

fn pause(attempts: i32) -> SignedDuration {
    let last = AGAIN_MINUTES.len() - 1;
    let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(last);
    SignedDuration::from_mins(AGAIN_MINUTES[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_day() {
        let minutes: Vec<i64> = (1..8).map(|attempts| pause(attempts).as_mins()).collect();
        assert_eq!(minutes, [1, 5, 30, 120, 1440, 1440, 1440]);
    }
}
