//! Show both factors again, for what must not hang on an open screen; and say what one is working for.

use crate::{Done, Door};
use bailee_model::{EntryDraft, Error, Purpose, Result};

/// Both factors, again.
pub struct StepUpAsk {
    /// The password.
    pub password: String,
    /// The code that the authenticator app shows.
    pub code: String,
}

/// Makes the session fresh: for five minutes it may do what needs recent proof.
///
/// # Errors
/// [`bailee_model::ErrorKind::SignIn`] when either factor is wrong.
pub async fn step_up(door: &Door, ask: StepUpAsk) -> Result<Done<()>> {
    let wrong =
        || Error::sign_in("The password or the code is not right.").hint("A code works once: wait for the next one.");
    let sign_in = door.app.store.sign_in(door.who.id).await?.ok_or_else(wrong)?;
    let right = door.app.password_matches(ask.password, Some(sign_in.password_hash.clone())).await?;
    if !door.app.both_right(&sign_in, right, &ask.code).await? {
        return Err(wrong());
    }
    let mut session = door.session.clone();
    session.stepped_up = door.now();
    let entry = EntryDraft::site("session.stepped_up").id("session", session.id);
    Ok(door.keep(session, entry).await?.map(|_| ()))
}

/// Says what the caller works for from now on: the purpose in the standing line, which every opening names.
pub async fn set_purpose(door: &Door, purpose: Option<Purpose>) -> Result<Done<()>> {
    let mut session = door.session.clone();
    session.purpose = purpose;
    let entry = EntryDraft::site("session.purpose_set")
        .id("session", session.id)
        .detail("purpose", purpose.map_or("none", Purpose::as_str));
    Ok(door.keep(session, entry).await?.map(|_| ()))
}
