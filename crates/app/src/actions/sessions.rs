//! One's own sessions: browsers, command lines and tokens; and ending them. An ended session opens nothing at its next
//! request, wherever it is.

use super::done;
use crate::{Done, Door, leaving::runs, watch::is_over};
use bailee_model::{Action, Device, EntryDraft, Error, LogId, PersonId, Result, Session, SessionId, SessionKind, say};
use bailee_store::Tx;
use jiff::Timestamp;

/// As many browsers and command lines as one person may be signed in with at a time: whoever signs in once more ends the one
/// that was idle for longest.
pub const MOST_SESSIONS: usize = 20;

/// A session of one's own.
pub struct OwnSession {
    /// The session.
    pub session: Session,
    /// What its owner calls the device that confirmed it.
    pub device: Option<String>,
    /// Whether it is the one that asks.
    pub here: bool,
}

/// The caller's sessions that still open something, the newest first.
///
/// # Errors
/// When the store does not answer.
pub async fn own_sessions(door: &Door) -> Result<Vec<OwnSession>> {
    let (now, store) = (door.now(), &door.app.store);
    let mut sessions = Vec::new();
    for session in store.sessions_of(door.who.id).await?.into_iter().rev().filter(|session| !is_over(session, now)) {
        let device = match session.device {
            Some(device) => store.get::<Device>(device).await?.map(|device| device.name),
            None => None,
        };
        let here = session.id == door.session.id;
        sessions.push(OwnSession { session, device, here });
    }
    Ok(sessions)
}

/// Ends one of the caller's sessions, this one too.
///
/// # Errors
/// [`bailee_model::ErrorKind::NotFound`] when it is not theirs; a token ends itself only.
pub async fn end_session(door: &Door, id: SessionId) -> Result<Done<()>> {
    may_end(door, id == door.session.id).await?;
    let (who, now) = (door.who.id, door.now());
    let entry = door.by(EntryDraft::site("session.ended")).id("session", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let session = tx.get::<Session>(id).await?.filter(|session| session.person == who);
        let session = session.ok_or_else(Error::not_found)?;
        let ended = session.ended.or(Some(now));
        tx.save(&Session { ended, ..session }).await
    });
    Ok(done(recorded.await?))
}

/// Ends all of the caller's sessions but this one, tokens too. Says how many.
///
/// # Errors
/// When a token asks.
pub async fn end_other_sessions(door: &Door) -> Result<Done<usize>> {
    may_end(door, false).await?;
    let (who, here, now) = (door.who.id, door.session.id, door.now());
    let entry = door.by(EntryDraft::site("session.others_ended")).id("session", here);
    let recorded = door
        .app
        .store
        .ledger()
        .record([entry], move |tx| async move { end_those(&tx, who, now, |other| other.id != here).await });
    Ok(done(recorded.await?))
}

/// Ends those of a person's sessions that are chosen; says how many ended before their day, each with its entry. A session that
/// began by a clock ahead of this one ends too: it opens nothing yet.
pub(super) async fn end_those(
    tx: &Tx,
    who: PersonId,
    now: Timestamp,
    chosen: impl Fn(&Session) -> bool,
) -> Result<usize> {
    let mut those = tx.sessions_of(who).await?;
    those.retain(|session| session.ended.is_none() && chosen(session));
    let mut ended = 0;
    for session in those {
        if runs(&session, now) {
            ended += 1;
            end(tx, session, now, "by their owner").await?;
        } else {
            close(tx, session, now).await?;
        }
    }
    Ok(ended)
}

/// Makes room for one more: ends the browsers and command lines that were idle for longest, as far as there are too many.
/// Says whether any ended.
pub(crate) async fn make_room(tx: &Tx, who: PersonId, now: Timestamp) -> Result<bool> {
    tx.lock(LogId::Site).await?;
    let mut open = tx.sessions_of(who).await?;
    open.retain(|session| session.kind != SessionKind::Token && !is_over(session, now));
    open.sort_by_key(|session| (session.seen, session.since, session.id));
    let too_many = (open.len() + 1).saturating_sub(MOST_SESSIONS);
    for session in open.into_iter().take(too_many) {
        end(tx, session, now, "too many at a time").await?;
    }
    Ok(too_many > 0)
}

async fn end(tx: &Tx, session: Session, now: Timestamp, why: &'static str) -> Result<()> {
    let entry = EntryDraft::site("session.ended").id("person", session.person).id("session", session.id);
    tx.entry(entry.detail("why", why)).await?;
    close(tx, session, now).await
}

async fn close(tx: &Tx, session: Session, now: Timestamp) -> Result<()> {
    // A device can confirm it no more either.
    tx.save(&Session { ended: Some(now), confirm_hash: Vec::new(), confirm_until: None, ..session }).await
}

/// Nobody has to be fresh to close a door. A program closes its own only.
async fn may_end(door: &Door, own: bool) -> Result<()> {
    if own || door.session.kind != SessionKind::Token { Ok(()) } else { door.require(Action::ChangeOwnAccess).await }
}

/// Changes the caller's session as it is on record now, unless it has ended meanwhile.
pub(super) async fn change_session(
    door: &Door,
    entry: EntryDraft,
    change: impl FnOnce(&mut Session) + Send + 'static,
) -> Result<Done<()>> {
    let id = door.session.id;
    let recorded = door.app.store.ledger().record([door.by(entry).id("session", id)], move |tx| async move {
        let ended =
            || Error::sign_in(say!("Your session has ended.")).hint(say!("Sign in again; nothing you saved is lost."));
        let mut session = tx.get::<Session>(id).await?.filter(|session| session.ended.is_none()).ok_or_else(ended)?;
        change(&mut session);
        tx.save(&session).await
    });
    Ok(done(recorded.await?))
}
