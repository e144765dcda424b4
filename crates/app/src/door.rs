//! The door: who is there, how strongly and how recently they showed it, and what for.
//!
//! Every request passes it once. It decides nothing about things; that is [`crate::lookup`]'s, with live facts at each look.

mod imagined;

pub(crate) use imagined::sound_machine;

use crate::{
    App,
    actions::make_room,
    factors::{self, Secret},
    obligations, post,
    watch::is_over,
};
use bailee_model::{
    Action, Device, EntryDraft, Error, Factor, MailKind, Obligation, Organisation, Person, PersonState, PostureReport,
    Purpose, Receipt, Result, Session, SessionId, SessionKind, Standing, say,
};
use bailee_policy::{DeviceFacts, Strength, TokenFacts};
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
/// Whoever came in by a recovery code has so long to set up a factor.
const RECOVERY: SignedDuration = SignedDuration::from_mins(30);

/// Somebody who came through the door, for the length of one request.
#[derive(Clone)]
pub struct Door {
    /// The application behind it.
    pub app: Arc<App>,
    /// Who.
    pub who: Person,
    /// Through which session.
    pub session: Session,
    /// What they still owe before they may work.
    pub outstanding: Vec<Obligation>,
    /// The device that confirmed the session, with its newest report.
    pub machine: Option<Machine>,
    /// Whether they are the only active officer.
    pub alone: bool,
}

/// A device and what it last said of itself.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The device.
    pub device: Device,
    /// Its newest report.
    pub report: Option<PostureReport>,
}

/// From where somebody signs in, as far as it is known before who they are.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// What for.
    pub kind: SessionKind,
    /// What the browser or program calls itself.
    pub name: String,
    /// From which address.
    pub address: String,
    /// What the browser kept from an earlier sign-in, if it has anything.
    pub known: Option<String>,
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
pub struct SessionToken(Secret);

impl SessionToken {
    pub(crate) fn new(text: String) -> Self {
        Self(text.into())
    }

    /// The text to send once, over TLS.
    pub fn expose(&self) -> &str {
        self.0.expose()
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
        let expired =
            || Error::sign_in(say!("Your session has ended.")).hint(say!("Sign in again; nothing you saved is lost."));
        let mut session = self.store.session_by_token(&token_hash(token)).await?.ok_or_else(expired)?;
        if is_over(&session, now) {
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
        self.through(who, session).await
    }

    /// Somebody in the door, with what is known of them at this moment.
    async fn through(self: &Arc<Self>, who: Person, session: Session) -> Result<Door> {
        let outstanding = obligations::outstanding(&self.store, &who, self.clock.now(), &self.limits()).await?;
        let machine = self.machine(&session).await?;
        let alone = self.is_only_officer(&who).await?;
        Ok(Door { app: self.clone(), who, session, outstanding, machine, alone })
    }

    async fn machine(&self, session: &Session) -> Result<Option<Machine>> {
        let Some(device) = session.device else { return Ok(None) };
        let Some(device) = self.store.get::<Device>(device).await? else { return Ok(None) };
        let report = self.store.report(device.id, device.last_number).await?;
        Ok(Some(Machine { device, report }))
    }

    async fn is_only_officer(&self, who: &Person) -> Result<bool> {
        let is_officer = |person: &Person| {
            person.organisation == Organisation::Firm
                && person.standing == Standing::Officer
                && person.state == PersonState::Active
        };
        if !is_officer(who) {
            return Ok(false);
        }
        let officers = self.store.people_of(Organisation::Firm).await?;
        Ok(!officers.iter().any(|person| person.id != who.id && is_officer(person)))
    }

    /// Makes a session for somebody who showed both factors at that instant. Where they have too many, the one that was idle for
    /// longest ends, and they are told.
    pub(crate) async fn admit(
        self: &Arc<Self>,
        who: Person,
        from: Arrival,
        factor: Factor,
        shown: Timestamp,
    ) -> Result<(SessionToken, Session)> {
        let now = self.clock.now();
        let token = factors::fresh_code(self.rng.as_ref());
        let session = Session {
            id: SessionId::new(self.rng.as_ref()),
            token_hash: token_hash(&token),
            person: who.id,
            kind: from.kind,
            name: from.name.chars().filter(|letter| !letter.is_control()).take(200).collect(),
            address: from.address,
            factor,
            since: now,
            seen: now,
            until: now + if factor == Factor::RecoveryCode { RECOVERY } else { ABSOLUTE },
            stepped_up: shown,
            purpose: None,
            device: None,
            confirm_hash: Vec::new(),
            confirm_until: None,
            scope: None,
            engagement: None,
            ended: None,
        };
        let entry = EntryDraft::site("session.began")
            .id("person", who.id)
            .id("session", session.id)
            .detail("factor", factor.as_str());
        let kept = session.clone();
        let crowded = post::to(self, who.id, MailKind::SecurityNotice, "/sessions");
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            // They may have been suspended or let go since their factors were looked at.
            let person = tx.get::<Person>(kept.person).await?;
            if person.is_none_or(|person| person.state != PersonState::Active) {
                return Err(
                    Error::sign_in(say!("You may not sign in any more.")).hint(say!("Ask the security officer."))
                );
            }
            if make_room(&tx, kept.person, now).await? {
                tx.save(&crowded).await?;
            }
            tx.save(&kept).await
        });
        recorded.await?;
        Ok((SessionToken::new(token), session))
    }
}

impl Door {
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// How strongly and how recently they showed who they are. A session exists only behind two factors; a recovery code
    /// counts for none until a factor was set up again. Nobody sits before a token, so it is never fresh.
    pub fn strength(&self) -> Strength {
        let age = self.now().duration_since(self.session.stepped_up).as_secs();
        let fresh = self.session.kind != SessionKind::Token;
        Strength { two_factors: !self.is_recovering(), factors_age_secs: if fresh { age } else { i64::MAX } }
    }

    /// Whether both factors were shown so recently that what binds may be done.
    pub fn is_fresh(&self) -> bool {
        self.strength().factors_age_secs <= self.app.limits().step_up_secs
    }

    /// Whether they came in by a recovery code and have not set up a factor since.
    pub fn is_recovering(&self) -> bool {
        self.session.factor == Factor::RecoveryCode
    }

    /// The same person later, for work that outlives its request. Who they are is read again; how recently they showed their
    /// factors stays as it was when the work began, since nobody sits before it to show them.
    pub(crate) async fn later(&self, began: Timestamp) -> Result<Self> {
        let who = self.app.store.get::<Person>(self.who.id).await?.ok_or_else(Error::not_found)?;
        let mut later = self.app.through(who, self.session.clone()).await?;
        later.session.stepped_up = self.session.stepped_up + self.now().duration_since(began);
        Ok(later)
    }

    /// What is known of the device behind the session.
    pub(crate) fn device_facts(&self) -> Option<DeviceFacts<'_>> {
        self.machine.as_ref().map(|machine| DeviceFacts { device: &machine.device, report: machine.report.as_ref() })
    }

    /// The bounds of the session, when it is a token.
    pub(crate) fn token_facts(&self) -> Option<TokenFacts> {
        self.session.scope.map(|scope| TokenFacts { scope, engagement: self.session.engagement })
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
