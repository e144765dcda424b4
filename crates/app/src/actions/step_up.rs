//! Show both factors again, for what must not hang on an open screen; and say what one is working for.

use crate::{Done, Door, factors::password};
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
    let wrong = || Error::sign_in("The password or the code is not right.").hint("A code works once: wait for the next one.");
    let sign_in = door.app.store.sign_in(door.who.id).await?.ok_or_else(wrong)?;
    let kept = sign_in.password_hash.clone();
    let attempt = ask.password;
    let right = tokio::task::spawn_blocking(move || password::matches(&attempt, Some(&kept)))
        .await
        .map_err(|error| Error::internal("The password could not be checked.").because(error))?;
    let step = door.app.second_factor(&sign_in, &ask.code)?.filter(|_| right).ok_or_else(wrong)?;
    door.app.accept_step(sign_in, step).await?;
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
