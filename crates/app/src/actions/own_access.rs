//! What changes of how one signs in have in common: who may make them, and that one way in must stay.

use super::sessions::end_those;
use crate::{App, Door, door::ABSOLUTE};
use bailee_model::{Action, Error, Factor, Passkey, PersonId, Result, Session, SessionId, SessionKind, SignIn, say};
use bailee_store::Tx;
use jiff::Timestamp;

/// How the caller may sign in.
pub struct OwnAccess {
    /// Their passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// Whether they have a password and a time-based code.
    pub password: bool,
    /// How many recovery codes were not used yet.
    pub recovery_left: usize,
    /// Whether the firm's identity provider knows them.
    pub provider: bool,
    /// Whether they must set up a factor before anything else.
    pub recovering: bool,
}

/// Reads how the caller may sign in.
///
/// # Errors
/// When the store does not answer.
pub async fn own_access(door: &Door) -> Result<OwnAccess> {
    let sign_in = door.app.store.sign_in(door.who.id).await?.ok_or_else(Error::not_found)?;
    Ok(OwnAccess {
        passkeys: super::passkeys::live(&door.app.store.passkeys_of(door.who.id).await?),
        password: has_password(&sign_in),
        recovery_left: sign_in.recovery.len(),
        provider: sign_in.provider.is_some(),
        recovering: door.is_recovering(),
    })
}

/// What ends along with a password that is changed. Without a word about it: every other session, and no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlsoEnd {
    /// The other sessions, in browsers and on command lines.
    pub sessions: bool,
    /// These tokens of programs; what is not the caller's own is passed over.
    pub tokens: Vec<SessionId>,
}

impl Default for AlsoEnd {
    fn default() -> Self {
        Self { sessions: true, tokens: Vec::new() }
    }
}

impl AlsoEnd {
    /// Ends what was chosen, and never the session `here`. Somebody else may have begun it with what is changed now.
    pub(super) async fn carry_out(
        self,
        tx: &Tx,
        who: PersonId,
        here: Option<SessionId>,
        now: Timestamp,
    ) -> Result<usize> {
        end_those(tx, who, now, move |session| match session.kind {
            SessionKind::Token => self.tokens.contains(&session.id),
            _ => self.sessions && Some(session.id) != here,
        })
        .await
    }
}

impl App {
    /// Whether this firm's people may sign in by way of an identity provider.
    pub fn has_provider(&self) -> bool {
        self.signing_in.provider.is_some()
    }
}

pub(super) fn has_password(sign_in: &SignIn) -> bool {
    !sign_in.password_hash.is_empty() && !sign_in.totp_sealed.is_empty()
}

/// Refuses unless the caller may change how they sign in, which needs fresh factors.
pub(super) async fn allow(door: &Door) -> Result<()> {
    door.require(Action::ChangeOwnAccess).await
}

/// The same for adding a factor, which is all that somebody may do who came in by a recovery code.
pub(super) async fn allow_new_factor(door: &Door) -> Result<()> {
    if door.is_recovering() { Ok(()) } else { allow(door).await }
}

/// Refuses what was asked for in a session that ended meanwhile: a new factor, device or token would outlive its end.
pub(super) async fn still_stands(tx: &Tx, session: SessionId) -> Result<()> {
    let session = tx.get::<Session>(session).await?.filter(|session| session.ended.is_none());
    session.map(drop).ok_or_else(|| Error::sign_in(say!("Your session has ended.")).hint(say!("Sign in again.")))
}

/// Refuses a change after which its person could not sign in any more.
pub(super) async fn still_signs_in(tx: &Tx, who: PersonId, provider: bool) -> Result<()> {
    let sign_in = tx.sign_in(who).await?.ok_or_else(Error::not_found)?;
    let passkeys = super::passkeys::live(&tx.passkeys_of(who).await?);
    if has_password(&sign_in) || !passkeys.is_empty() || (provider && sign_in.provider.is_some()) {
        return Ok(());
    }
    Err(Error::conflict(say!("This is your last way to sign in.")).hint(say!("Add another one first.")))
}

/// What a new factor makes of a session that began with a recovery code: an ordinary one.
pub(super) struct Upgrade(Option<(SessionId, Factor, Timestamp)>);

pub(super) fn upgrade(door: &Door, factor: Factor) -> Upgrade {
    Upgrade(door.is_recovering().then(|| (door.session.id, factor, door.now())))
}

impl Upgrade {
    pub(super) async fn save(self, tx: &Tx) -> Result<()> {
        let Some((id, factor, now)) = self.0 else { return Ok(()) };
        let ended = || Error::sign_in(say!("Your session has ended.")).hint(say!("Sign in again."));
        let session = tx.get::<Session>(id).await?.filter(|session| session.ended.is_none()).ok_or_else(ended)?;
        tx.save(&Session { factor, stepped_up: now, until: session.since + ABSOLUTE, ..session }).await
    }
}
