//! Show both factors again, for what must not hang on an open screen; and say what one is working for.

use super::sessions::change_session;
use crate::{
    Done, Door,
    factors::{
        PasskeyOptions, Secret,
        ceremony::Kind,
        guessing::Guesser,
        passkey::{Assertion, refused},
    },
};
use bailee_model::{EntryDraft, Error, Passkey, Purpose, Result, SessionKind, say};

/// Both factors, again.
pub struct StepUpAsk {
    /// The password.
    pub password: Secret,
    /// The code that the authenticator app shows.
    pub code: String,
}

/// Makes the session fresh: for five minutes it may do what needs recent proof.
///
/// # Errors
/// [`bailee_model::ErrorKind::SignIn`] when either factor is wrong, and in the session of a token.
pub async fn step_up(door: &Door, ask: StepUpAsk) -> Result<Done<()>> {
    let wrong = || {
        Error::sign_in(say!("The password or the code is not right."))
            .hint(say!("A code works once: wait for the next one."))
    };
    somebody_is_there(door)?;
    let sign_in = door.app.store.sign_in(door.who.id).await?.ok_or_else(wrong)?;
    let right = door.app.password_matches(ask.password, Some(sign_in.password_hash.clone())).await?;
    let guesser = Guesser::in_session(door.session.id);
    if !door.app.both_right(&sign_in, &guesser, right, &ask.code).await? {
        return Err(wrong());
    }
    freshen(door).await
}

/// Asks for one of the caller's passkeys.
///
/// # Errors
/// `Conflict` when they have none.
pub async fn begin_passkey_step_up(door: &Door) -> Result<PasskeyOptions> {
    somebody_is_there(door)?;
    let passkeys = super::passkeys::live(&door.app.store.passkeys_of(door.who.id).await?);
    if passkeys.is_empty() {
        return Err(Error::conflict(say!("You have no passkey yet.")).hint(say!("Use your password and a code.")));
    }
    let (options, state) = door.app.relying_party().await?.begin_authentication(&passkeys)?;
    let owner = door.session.id.to_string();
    let ceremony = door.app.begin_ceremony(Kind::StepUp, &owner, Some(door.who.id), &state).await?;
    Ok(PasskeyOptions { ceremony, options })
}

/// Makes the session fresh by a passkey: the ceremony must have been begun in this session, the passkey be the caller's.
///
/// # Errors
/// [`bailee_model::ErrorKind::SignIn`], whatever was wrong.
pub async fn step_up_with_passkey(door: &Door, ceremony: &str, credential: &str) -> Result<Done<()>> {
    somebody_is_there(door)?;
    show_own_passkey(door, ceremony, credential).await?;
    freshen(door).await
}

async fn show_own_passkey(door: &Door, ceremony: &str, credential: &str) -> Result<()> {
    let owner = door.session.id.to_string();
    let state = door.app.end_ceremony(Kind::StepUp, &owner, ceremony).await?.ok_or_else(refused)?;
    let answer = Assertion::read(credential)?;
    let passkey: Option<Passkey> = door.app.store.passkey_by_credential(answer.credential_id()).await?;
    let passkey = passkey.filter(|passkey| passkey.person == door.who.id).ok_or_else(refused)?;
    door.app.show_passkey(&state, &answer, passkey).await
}

/// A token has nobody before it, and who came in by a recovery code sets up a factor first.
fn somebody_is_there(door: &Door) -> Result<()> {
    if door.session.kind == SessionKind::Token {
        return Err(Error::sign_in(say!("A token is never fresh."))
            .hint(say!("Sign in yourself for what needs both factors again.")));
    }
    if door.is_recovering() {
        return Err(Error::sign_in(say!("You came in by a recovery code."))
            .hint(say!("Add a passkey, or a password and a code, under ‘How you sign in’ first.")));
    }
    Ok(())
}

pub(super) async fn freshen(door: &Door) -> Result<Done<()>> {
    let now = door.now();
    change_session(door, EntryDraft::site("session.stepped_up"), move |session| session.stepped_up = now).await
}

/// Says what the caller works for from now on: the purpose in the standing line, which every opening names.
pub async fn set_purpose(door: &Door, purpose: Option<Purpose>) -> Result<Done<()>> {
    let entry = EntryDraft::site("session.purpose_set").detail("purpose", purpose.map_or("none", Purpose::as_str));
    change_session(door, entry, move |session| session.purpose = purpose).await
}
