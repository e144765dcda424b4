//! Sign in with both factors; there is no session without two.
//!
//! Every failure answers alike and costs alike, whoever the address belongs to. Failures slow strangers down, by account
//! for a growing moment of at most five minutes, and by address; a browser that signed in before has tries of its own, and
//! a passkey waits for nobody (see [`crate::factors`]), so that guessing at an account does not keep its owner out.

use crate::{
    App, Done, Door,
    door::{Arrival, SessionToken},
    factors::{Secret, guessing::Guesser, password, totp::TotpSecret},
};
use bailee_model::{EntryDraft, Error, ErrorKind, Factor, Person, PersonId, PersonState, Result, Session, SignIn, say};
use jiff::{SignedDuration, Timestamp};
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
    pub password: Secret,
    /// The code their authenticator app shows.
    pub code: String,
    /// From where.
    pub from: Arrival,
}

/// Somebody signed in.
pub struct SignedIn {
    /// The session's secret, to be sent once.
    pub token: SessionToken,
    /// The session.
    pub session: Session,
    /// Who.
    pub person: Person,
    /// What the browser keeps, so that it is known when it comes again.
    pub known: String,
}

fn wrong() -> Error {
    Error::sign_in(say!("The address, the password or the code is not right."))
        .hint(say!("A code works once: wait for the next one before you try again."))
}

impl App {
    /// Lets somebody in who shows both factors.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::SignIn`], the same for whatever was wrong.
    pub async fn sign_in(self: &Arc<Self>, ask: SignInAsk) -> Result<SignedIn> {
        let (person, sign_in) = self.active_by_email(&ask.email).await?.unzip();
        let known = sign_in.as_ref().map(|each| each.password_hash.clone());
        let password_right = self.password_matches(ask.password, known).await?;
        let guesser = self.guesser(&ask.from, person.as_ref().map(|person| person.id));
        let (Some(person), Some(sign_in)) = (person, sign_in) else {
            self.note_failure(&guesser);
            return Err(wrong());
        };
        if !self.both_right(&sign_in, &guesser, password_right, &ask.code).await? {
            return Err(wrong());
        }
        self.let_in(person, ask.from, Factor::PasswordAndCode, self.clock.now()).await
    }

    /// Makes the session of somebody who showed who they are at that instant, and lets the browser be known from now on.
    pub(crate) async fn let_in(
        self: &Arc<Self>,
        person: Person,
        from: Arrival,
        factor: Factor,
        shown: Timestamp,
    ) -> Result<SignedIn> {
        let known = self.remember_browser(&from, person.id);
        let (token, session) = self.admit(person.clone(), from, factor, shown).await?;
        Ok(SignedIn { token, session, person, known })
    }

    /// Who has this address and may sign in, with how they do it.
    pub(crate) async fn active_by_email(&self, email: &str) -> Result<Option<(Person, SignIn)>> {
        let email = email.trim().to_lowercase();
        let person = self.store.person_by_email(&email).await?;
        let Some(person) = person.filter(|person| person.state == PersonState::Active) else { return Ok(None) };
        Ok(self.store.sign_in(person.id).await?.map(|sign_in| (person, sign_in)))
    }

    /// Checks a password at its full cost; few at a time, so that strangers cannot fill the memory with them.
    pub(crate) async fn password_matches(&self, attempt: Secret, kept: Option<String>) -> Result<bool> {
        let turn = self.password_checks.clone().acquire_owned().await;
        let turn = turn.map_err(|error| Error::internal("No password is checked any more.").because(error))?;
        // The turn goes along: who breaks the connection off must not free it before the work is done.
        let check = move || {
            let _turn = turn;
            password::matches(attempt.expose(), kept.as_deref())
        };
        tokio::task::spawn_blocking(check)
            .await
            .map_err(|error| Error::internal("The password could not be checked.").because(error))
    }

    /// Whether both factors were right, and whoever tries has tries left. A code is used up by it; a failure counts.
    pub(crate) async fn both_right(
        self: &Arc<Self>,
        sign_in: &SignIn,
        guesser: &Guesser,
        first_right: bool,
        code: &str,
    ) -> Result<bool> {
        let now = self.clock.now();
        let pausing = guesser.is_stranger() && sign_in.locked_until.is_some_and(|until| now < until);
        if pausing || !self.may_guess(guesser) {
            // As at an address that nobody has: what is counted must not tell them apart either.
            self.note_failure(guesser);
            return Ok(false);
        }
        match self.second_factor(sign_in, code)?.filter(|_| first_right) {
            Some(step) => self.accept_step(sign_in.person, step, guesser.is_stranger()).await,
            None => {
                self.count_failure(sign_in.person, guesser);
                Ok(false)
            }
        }
    }

    /// Counts a failure against whoever tried. Not waited for: an answer that took a commit longer would tell that the
    /// address is known.
    pub(crate) fn count_failure(self: &Arc<Self>, person: PersonId, guesser: &Guesser) {
        self.note_failure(guesser);
        let (app, stranger, now) = (self.clone(), guesser.is_stranger(), self.clock.now());
        tokio::spawn(async move {
            if let Err(error) = app.record_failure(person, stranger, now).await {
                tracing::error!(%error, "a failed sign-in could not be recorded");
            }
        });
    }

    /// Counts from what is on record now, so that attempts made at the same time all count.
    async fn record_failure(&self, person: PersonId, stranger: bool, now: Timestamp) -> Result<()> {
        let entry = EntryDraft::site("sign_in.failed").id("person", person).detail("stranger", stranger);
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let mut sign_in = tx.sign_in(person).await?.ok_or_else(wrong)?;
            if stranger {
                sign_in.failures = sign_in.failures.saturating_add(1);
                sign_in.locked_until = pause(sign_in.failures).map(|pause| now + pause);
            }
            tx.save_sign_in(&sign_in).await
        });
        recorded.await.map(drop)
    }

    pub(crate) fn second_factor(&self, sign_in: &SignIn, code: &str) -> Result<Option<i64>> {
        if sign_in.totp_sealed.is_empty() {
            return Ok(None);
        }
        let secret = self.keys.open_sealed(&sign_in.person.to_string(), &sign_in.totp_sealed)?;
        TotpSecret::from_bytes(secret.to_vec()).accept(code, sign_in.totp_step, self.clock.now())
    }

    /// Writes the step down before it counts, so that of two requests with one code only one passes, and none of a stranger
    /// whose account began to pause while it was under way.
    async fn accept_step(&self, person: PersonId, step: i64, stranger: bool) -> Result<bool> {
        let at = self.clock.now();
        let entry = EntryDraft::site("factors.shown").id("person", person);
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let mut sign_in = tx.sign_in(person).await?.ok_or_else(wrong)?;
            let pausing = stranger && sign_in.locked_until.is_some_and(|until| at < until);
            if sign_in.totp_step >= step || pausing {
                return Err(wrong());
            }
            sign_in.totp_step = step;
            sign_in.failures = 0;
            tx.save_sign_in(&sign_in).await
        });
        match recorded.await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::SignIn => Ok(false),
            Err(error) => Err(error),
        }
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
