//! Sign in with both factors; there is no session without two.
//!
//! Every failure answers alike and costs alike, whoever the address belongs to. Failures slow the account down for a
//! growing moment, never for good, so that nobody can be locked out by a stranger.

use crate::{App, Done, Door, door::SessionToken, factors::{password, totp::TotpSecret}};
use bailee_model::{EntryDraft, Error, Person, PersonState, Result, Session, SignIn};
use jiff::SignedDuration;
use std::sync::Arc;

/// So many failures are free.
const FREE_FAILURES: i32 = 5;
/// The longest pause that failures can cause.
const LONGEST_PAUSE_SECS: i64 = 300;

/// Both factors.
pub struct SignInAsk {
    /// The person's address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// The code their authenticator app shows.
    pub code: String,
}

/// Somebody signed in.
pub struct SignedIn {
    /// The session's secret, to be sent once.
    pub token: SessionToken,
    /// The session.
    pub session: Session,
    /// Who.
    pub person: Person,
}

fn wrong() -> Error {
    Error::sign_in("The address, the password or the code is not right.").hint("A code works once: wait for the next one before you try again.")
}

impl App {
    /// Lets somebody in who shows both factors.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::SignIn`], the same for whatever was wrong.
    pub async fn sign_in(self: &Arc<Self>, ask: SignInAsk) -> Result<SignedIn> {
        let email = ask.email.trim().to_lowercase();
        let person = self.store.person_by_email(&email).await?.filter(|person| person.state == PersonState::Active);
        let sign_in = match &person {
            Some(person) => self.store.sign_in(person.id).await?,
            None => None,
        };
        let known = sign_in.as_ref().map(|each| each.password_hash.clone());
        let attempt = ask.password.clone();
        let password_right = tokio::task::spawn_blocking(move || password::matches(&attempt, known.as_deref()))
            .await
            .map_err(|error| Error::internal("The password could not be checked.").because(error))?;
        let (Some(person), Some(mut sign_in)) = (person, sign_in) else { return Err(wrong()) };
        let now = self.clock.now();
        if sign_in.locked_until.is_some_and(|until| now < until) {
            return Err(wrong());
        }
        let step = self.second_factor(&sign_in, &ask.code)?;
        match step {
            Some(step) if password_right => {
                self.accept_step(sign_in, step).await?;
                let (token, session) = self.admit(person.clone()).await?;
                Ok(SignedIn { token, session, person })
            }
            _ => {
                sign_in.failures += 1;
                sign_in.locked_until = pause(sign_in.failures).map(|pause| now + pause);
                let entry = EntryDraft::site("sign_in.failed").id("person", person.id).detail("failures", sign_in.failures);
                self.store.ledger().record([entry], move |tx| async move { tx.save_sign_in(&sign_in).await }).await?;
                Err(wrong())
            }
        }
    }

    pub(crate) fn second_factor(&self, sign_in: &SignIn, code: &str) -> Result<Option<i64>> {
        if sign_in.totp_sealed.is_empty() {
            return Ok(None);
        }
        let secret = self.keys.open_sealed(&sign_in.person.to_string(), &sign_in.totp_sealed)?;
        TotpSecret::from_bytes(secret.to_vec()).accept(code, sign_in.totp_step, self.clock.now())
    }

    /// Writes the step down before it counts, so that two requests with one code cannot both pass.
    pub(crate) async fn accept_step(&self, mut sign_in: SignIn, step: i64) -> Result<()> {
        sign_in.totp_step = step;
        sign_in.failures = 0;
        sign_in.locked_until = None;
        let entry = EntryDraft::site("factors.shown").id("person", sign_in.person);
        self.store
            .ledger()
            .record([entry], move |tx| async move {
                let now = tx.sign_in(sign_in.person).await?.ok_or_else(wrong)?;
                if now.totp_step >= step {
                    return Err(wrong());
                }
                tx.save_sign_in(&sign_in).await
            })
            .await?;
        Ok(())
    }
}

fn pause(failures: i32) -> Option<SignedDuration> {
    let beyond = failures - FREE_FAILURES;
    (beyond > 0).then(|| SignedDuration::from_secs((1_i64 << beyond.min(9)).min(LONGEST_PAUSE_SECS)))
}

/// Ends the caller's own session.
pub async fn sign_out(door: &Door) -> Result<Done<()>> {
    let mut session = door.session.clone();
    session.ended = Some(door.now());
    let entry = EntryDraft::site("session.ended").id("session", session.id);
    Ok(door.keep(session, entry).await?.map(|_| ()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_slow_down_and_never_lock_out() {
        assert_eq!(pause(5), None);
        assert_eq!(pause(6), Some(SignedDuration::from_secs(2)));
        assert_eq!(pause(1_000_000), Some(SignedDuration::from_secs(300)));
    }
}
