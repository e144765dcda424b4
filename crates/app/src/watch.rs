//! Watching a session without using it: whether it still stands.
//!
//! A page that is left open asks every second, so that it closes when its session does. Asking is no use of the session:
//! it does not keep an idle one from ending.

use crate::{
    App,
    door::{IDLE, token_hash},
};
use bailee_model::{Person, PersonState, Result, Session, SessionKind};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Servers that share a store may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(2);

/// Pages that may listen at a time for one session, which is one for each window in sight; and for all sessions of one person.
/// Each server counts its own.
pub const MOST_LISTENERS: [usize; 2] = [16, 64];

/// Who listens now, by session and by person.
#[derive(Default)]
pub(crate) struct Listeners(Mutex<HashMap<String, usize>>);

impl Listeners {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more under each of these names, if none of them has as many as it may.
    fn enter(&self, names: &[String; 2]) -> bool {
        let mut now = self.lock();
        let full = names.iter().zip(MOST_LISTENERS).any(|(name, most)| now.get(name).is_some_and(|many| *many >= most));
        if !full {
            for name in names {
                *now.entry(name.clone()).or_default() += 1;
            }
        }
        !full
    }

    fn leave(&self, names: &[String; 2]) {
        let mut now = self.lock();
        for name in names {
            if let Some(many) = now.get_mut(name) {
                *many -= 1;
                if *many == 0 {
                    now.remove(name);
                }
            }
        }
    }
}

/// A page that listens; it counts until this is dropped.
pub struct Listening {
    app: Arc<App>,
    names: [String; 2],
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.app.listeners.leave(&self.names);
    }
}

/// What somebody who wants to listen is told.
pub enum Heard {
    /// They may.
    Listening(Listening),
    /// The session is over.
    Ended,
    /// Too many pages of it, or of its person, listen already.
    TooMany,
}

/// Whether a session is over: ended, past its day, or idle for too long. One that began in the future began by a clock that
/// was wrong, and so would end too late.
pub(crate) fn is_over(session: &Session, now: Timestamp) -> bool {
    let idle = session.kind != SessionKind::Token && now.duration_since(session.seen) >= IDLE;
    session.ended.is_some() || now >= session.until || idle || session.since.duration_since(now) > SKEW
}

impl App {
    /// Whether the door would open to the holder of this token now. The session stays as it is.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn stands(&self, token: &str) -> Result<bool> {
        Ok(self.standing(token).await?.is_some())
    }

    async fn standing(&self, token: &str) -> Result<Option<Session>> {
        let Some(session) = self.store.session_by_token(&token_hash(token)).await? else { return Ok(None) };
        if is_over(&session, self.clock.now()) {
            return Ok(None);
        }
        let who = self.store.get::<Person>(session.person).await?;
        Ok(who.filter(|who| who.state == PersonState::Active).map(|_| session))
    }

    /// Lets a page of this token's session listen until it goes.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn listen(self: &Arc<Self>, token: &str) -> Result<Heard> {
        let Some(session) = self.standing(token).await? else { return Ok(Heard::Ended) };
        let names = [session.id.to_string(), session.person.to_string()];
        let entered = self.listeners.enter(&names);
        Ok(if entered { Heard::Listening(Listening { app: self.clone(), names }) } else { Heard::TooMany })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listeners_are_bounded_by_session_and_by_person_and_leave_room() {
        let listeners = Listeners::default();
        let [by_session, by_person] = MOST_LISTENERS;
        let names = |session: usize| [format!("session {session}"), "person".to_owned()];
        for _ in 0..by_session {
            assert!(listeners.enter(&names(0)));
        }
        assert!(!listeners.enter(&names(0)), "one session");
        for number in by_session..by_person {
            assert!(listeners.enter(&names(number)));
        }
        assert!(!listeners.enter(&names(by_person)), "one person");
        assert!(listeners.enter(&["another".to_owned(), "other".to_owned()]));
        listeners.leave(&names(0));
        assert!(listeners.enter(&names(0)));
        for _ in 0..by_session {
            listeners.leave(&names(0));
        }
        for number in by_session..by_person {
            listeners.leave(&names(number));
        }
        assert_eq!(listeners.lock().len(), 2, "only the other two names are left");
    }
}
