//! One's own sessions: browsers, command lines and tokens; and ending them. An ended session opens nothing at its next
//! request, wherever it is.

use super::done;
use crate::{Done, Door, watch::is_over};
use bailee_model::{Action, Device, EntryDraft, Error, Result, Session, SessionId, SessionKind};

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
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let others: Vec<Session> =
            tx.sessions_of(who).await?.into_iter().filter(|other| other.id != here && !is_over(other, now)).collect();
        let count = others.len();
        for other in others {
            tx.entry(EntryDraft::site("session.ended").id("person", who).id("session", other.id)).await?;
            tx.save(&Session { ended: Some(now), ..other }).await?;
        }
        Ok(count)
    });
    Ok(done(recorded.await?))
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
        let ended = || Error::sign_in("Your session has ended.").hint("Sign in again; nothing you saved is lost.");
        let mut session = tx.get::<Session>(id).await?.filter(|session| session.ended.is_none()).ok_or_else(ended)?;
        change(&mut session);
        tx.save(&session).await
    });
    Ok(done(recorded.await?))
}
