//! The door: who is there, how strongly and how recently they showed it, and what for.
//!
//! Every request passes it once. It decides nothing about things; that is [`crate::lookup`]'s, with live facts at each look.

use crate::{App, factors};
use bailee_model::{
    Action, EntryDraft, Error, Organisation, Person, PersonState, Purpose, Receipt, Result, Session, SessionId,
    Standing,
};
use bailee_policy::Strength;
use bailee_store::Mode;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::{ops::Deref, sync::Arc};

/// A session ends after this long without use.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends after this long whatever happens.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// Uses closer together than this are not each written down.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// Somebody who came through the door, for the length of one request.
#[derive(Clone)]
pub struct Door {
    /// The application behind it.
    pub app: Arc<App>,
    /// Who.
    pub who: Person,
    /// Through which session.
    pub session: Session,
}

/// What an action gives back: its result, and the receipt of what was recorded.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// The result.
    pub value: T,
    /// The receipt of the last entry; none where nothing had to be recorded.
    pub receipt: Option<Receipt>,
}

impl<T> Deref for Done<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Done<T> {
    /// Turns the result into another and keeps the receipt.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Done<U> {
        Done { value: turn(self.value), receipt: self.receipt }
    }
}

/// The secret that a browser keeps in its cookie and the command line in its keyring: 32 random bytes in base64url.
pub struct SessionToken(String);

impl SessionToken {
    /// The text to send once, over TLS.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

pub(crate) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

impl App {
    /// Opens the door to the holder of a session token.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::SignIn`] when the session is unknown, ended, idle for 30 minutes or older than 12 hours, or the
    /// person may no longer sign in.
    pub async fn door(self: &Arc<Self>, token: &str) -> Result<Door> {
        let now = self.clock.now();
        let expired = || Error::sign_in("Your session has ended.").hint("Sign in again; nothing you saved is lost.");
        let mut session = self.store.session_by_token(&token_hash(token)).await?.ok_or_else(expired)?;
        if session.ended.is_some() || now >= session.until || now.duration_since(session.seen) >= IDLE {
            return Err(expired());
        }
        let who = self.store.get::<Person>(session.person).await?.ok_or_else(expired)?;
        if who.state != PersonState::Active {
            return Err(expired());
        }
        // A read-only store still lets in who was signed in; their session then ends by its own clock.
        if now.duration_since(session.seen) >= TOUCH_EVERY && self.store.mode() == Mode::Writable {
            session.seen = now;
            self.store.ledger().touch_session(session.id, now).await?;
        }
        Ok(Door { app: self.clone(), who, session })
    }

    /// Makes a session for somebody who has just shown both factors.
    pub(crate) async fn admit(self: &Arc<Self>, who: Person) -> Result<(SessionToken, Session)> {
        let now = self.clock.now();
        let token = factors::fresh_code(self.rng.as_ref());
        let session = Session {
            id: SessionId::new(self.rng.as_ref()),
            token_hash: token_hash(&token),
            person: who.id,
            since: now,
            seen: now,
            until: now + ABSOLUTE,
            stepped_up: now,
            purpose: None,
            ended: None,
        };
        let entry = EntryDraft::site("session.began").id("person", who.id).id("session", session.id);
        let kept = session.clone();
        self.store.ledger().record([entry], move |tx| async move { tx.save(&kept).await }).await?;
        Ok((SessionToken(token), session))
    }
}

impl Door {
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// How strongly and how recently they showed who they are. A session exists only behind two factors.
    pub fn strength(&self) -> Strength {
        let age = self.now().duration_since(self.session.stepped_up);
        Strength { two_factors: true, factors_age_secs: age.as_secs() }
    }

    /// The same person later, for work that outlives its request. Who they are is read again; how recently they showed their
    /// factors stays as it was when the work began, since nobody sits before it to show them.
    pub(crate) async fn later(&self, began: Timestamp) -> Result<Self> {
        let mut later = self.clone();
        later.who = self.app.store.get::<Person>(self.who.id).await?.ok_or_else(Error::not_found)?;
        later.session.stepped_up = self.session.stepped_up + self.now().duration_since(began);
        Ok(later)
    }

    /// What they said they are working for.
    pub fn purpose(&self) -> Option<Purpose> {
        self.session.purpose
    }

    /// Whether a client stands behind them.
    pub fn is_client(&self) -> bool {
        matches!(self.who.organisation, Organisation::Client(_))
    }

    /// Whether they are the firm's security officer.
    pub fn is_officer(&self) -> bool {
        self.who.organisation == Organisation::Firm && self.who.standing == Standing::Officer
    }

    /// An entry that names this person; actions add what they did to it.
    pub(crate) fn by(&self, entry: EntryDraft) -> EntryDraft {
        entry.id("person", self.who.id)
    }

    /// Refuses unless this installation-wide action is allowed.
    pub(crate) async fn require(&self, action: Action) -> Result<()> {
        self.decide(action, None, bailee_policy::Resource::Installation).await
    }
}
