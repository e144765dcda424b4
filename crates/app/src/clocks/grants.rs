//! What clocks share: each looks at what has not ended or was not said, and decides again inside the change.

use crate::{App, granting, post};
use bailee_model::{EntryDraft, Error, ErrorKind, Grant, GrantEnd, Mail, MailKind, PersonId, Result, say};
use bailee_policy::Limits;
use jiff::Timestamp;
use std::{collections::HashMap, sync::Arc};

/// One way in which a grant ends by itself.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    /// How the log names it.
    pub(super) event: &'static str,
    /// Why it ended.
    pub(super) why: GrantEnd,
    /// When it came to that, if it has by now.
    pub(super) at: fn(&Grant, Timestamp, &Limits) -> Option<Timestamp>,
}

/// Ends every grant that is due. One client's trouble does not delay what is owed to another.
pub(super) async fn end_all(app: &Arc<App>, due: Ending) -> Result<()> {
    let now = app.clock.now();
    let mut all = Ok(());
    for grant in app.store.grants_not_ended().await? {
        if (due.at)(&grant, now, &app.limits()).is_some() {
            all = all.and(once(end(app, &grant, due, now).await));
        }
    }
    all
}

async fn end(app: &Arc<App>, grant: &Grant, due: Ending, now: Timestamp) -> Result<()> {
    let id = grant.id;
    let entry = EntryDraft::new(grant.engagement, due.event).id("grant", id).id("granted", grant.person);
    let letter = post::to(app, grant.person, MailKind::GrantEnded, granting::page(id));
    let limits = app.limits();
    let change = app.store.ledger().record([entry], move |tx| async move {
        let mut grant = tx.get::<Grant>(id).await?.filter(|each| each.ended.is_none()).ok_or_else(done_before)?;
        let at = (due.at)(&grant, now, &limits).ok_or_else(done_before)?;
        granting::end(&mut grant, at, due.why);
        granting::save_and_tell(&tx, &grant, &[letter]).await
    });
    change.await.map(drop)
}

/// What a change says that finds its work done, by another server or by a person a moment ago.
pub(super) fn done_before() -> Error {
    Error::conflict(say!("This was done in the meantime."))
}

/// Writes these messages, each unless its person was told the same, at the same page, since the moment given with it. That is
/// looked at inside the change too, so that of several servers one tells. `entry` says to how many it was written.
pub(super) async fn tell_once(
    app: &App,
    letters: Vec<(Mail, Timestamp)>,
    entry: impl Fn(usize) -> EntryDraft,
) -> Result<()> {
    let (Some(kind), Some(since)) = (letters.first().map(|each| each.0.kind), letters.iter().map(|each| each.1).min())
    else {
        return Ok(());
    };
    let letters = unsaid(letters, &app.store.mails_since(kind, since).await?);
    if letters.is_empty() {
        return Ok(());
    }
    let entry = entry(letters.len());
    let change = app.store.ledger().record([entry], move |tx| async move {
        let count = letters.len();
        let letters = unsaid(letters, &tx.mails_since(kind, since).await?);
        if letters.len() < count {
            // Another server was faster with some; the next look finds who is left.
            return Err(done_before());
        }
        for (letter, _) in &letters {
            tx.save(letter).await?;
        }
        Ok(())
    });
    once(change.await.map(drop))
}

pub(super) fn unsaid(letters: Vec<(Mail, Timestamp)>, said: &[Mail]) -> Vec<(Mail, Timestamp)> {
    let mut last: HashMap<(PersonId, &str), Timestamp> = HashMap::new();
    for mail in said {
        let at = last.entry((mail.person, &mail.path)).or_insert(mail.since);
        *at = (*at).max(mail.since);
    }
    let mut letters = letters;
    letters.retain(|(mail, since)| last.get(&(mail.person, mail.path.as_str())).is_none_or(|at| at < since));
    letters
}

/// Done by somebody else is done.
pub(super) fn once(result: Result<()>) -> Result<()> {
    result.or_else(|error| if error.kind() == ErrorKind::Conflict { Ok(()) } else { Err(error) })
}
