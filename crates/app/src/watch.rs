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

/// Servers that share a store may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(2);

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
        let Some(session) = self.store.session_by_token(&token_hash(token)).await? else { return Ok(false) };
        if is_over(&session, self.clock.now()) {
            return Ok(false);
        }
        let who = self.store.get::<Person>(session.person).await?;
        Ok(who.is_some_and(|who| who.state == PersonState::Active))
    }
}
