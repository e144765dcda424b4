//! Enrol both factors with a one-time code: a password and a time-based code, shown to work before they count.

use super::done;
use crate::{
    App, Done,
    door::token_hash,
    factors::{password, totp::TotpSecret},
};
use bailee_model::{EntryDraft, Error, Person, PersonState, Result, SignIn};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// What somebody with an enrolment code is shown.
pub struct EnrolmentOffer {
    /// Who they are.
    pub person: Person,
    /// The second factor's secret as people type it.
    pub totp_secret: String,
    /// The second factor's secret as an authenticator app reads it from a QR code.
    pub totp_uri: String,
    /// The same secret, sealed, to be sent back with the answer: nothing is kept until it is proved to work.
    pub ticket: String,
}

/// The answer to an offer.
pub struct EnrolAsk {
    /// The one-time code.
    pub code: String,
    /// The offer's ticket.
    pub ticket: String,
    /// The password they chose.
    pub password: String,
    /// A code that their authenticator app shows now.
    pub totp_code: String,
}

fn unknown() -> Error {
    Error::sign_in("This enrolment code is not known, was used, or is older than three days.")
        .hint("Ask the officer for a new one.")
}

impl App {
    async fn invited(&self, code: &str) -> Result<(Person, SignIn)> {
        let hash = token_hash(code);
        for person in self.store.people().await? {
            let Some(sign_in) = self.store.sign_in(person.id).await? else { continue };
            let lives = sign_in.enrolment_until.is_some_and(|until| self.clock.now() < until);
            if lives && person.state == PersonState::Invited && sign_in.enrolment_hash == hash {
                return Ok((person, sign_in));
            }
        }
        Err(unknown())
    }

    /// What to show to somebody with this code.
    ///
    /// # Errors
    /// When the code is unknown, used or too old.
    pub async fn enrolment(&self, code: &str) -> Result<EnrolmentOffer> {
        let (person, _) = self.invited(code).await?;
        let secret = TotpSecret::new(self.rng.as_ref());
        let ticket = self.keys.seal(&ticket_of(&person), secret.expose(), self.rng.as_ref())?;
        Ok(EnrolmentOffer {
            totp_secret: secret.base32(),
            totp_uri: secret.uri(&person.email),
            ticket: URL_SAFE_NO_PAD.encode(ticket),
            person,
        })
    }

    /// Takes both factors, once the second is shown to work.
    ///
    /// # Errors
    /// When the code is unknown, the password weak, or the second factor's code wrong.
    pub async fn enrol(&self, ask: EnrolAsk) -> Result<Done<Person>> {
        let (mut person, mut sign_in) = self.invited(&ask.code).await?;
        password::check_strength(&ask.password, &[&person.name, &person.email])?;
        let ticket = URL_SAFE_NO_PAD.decode(&ask.ticket).map_err(|_| unknown())?;
        let secret = TotpSecret::from_bytes(self.keys.open_sealed(&ticket_of(&person), &ticket)?.to_vec());
        let step = secret.accept(&ask.totp_code, 0, self.clock.now())?.ok_or_else(|| {
            Error::bad_input("This is not the code your authenticator app shows now.")
                .hint("Check that the clock of your telephone is right, then type the newest code.")
                .on_field("totp_code")
        })?;
        sign_in.password_hash = password::hash(&ask.password, self.rng.as_ref())?;
        sign_in.totp_sealed = self.keys.seal(&person.id.to_string(), secret.expose(), self.rng.as_ref())?;
        sign_in.totp_step = step;
        sign_in.enrolment_hash.clear();
        sign_in.enrolment_until = None;
        person.state = PersonState::Active;
        let kept = person.clone();
        let entry = EntryDraft::site("person.enrolled")
            .id("person", person.id)
            .detail("factors", "password and time-based code");
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let still = tx.get::<Person>(kept.id).await?.is_some_and(|now| now.state == PersonState::Invited);
            if !still {
                return Err(unknown());
            }
            tx.save(&kept).await?;
            tx.save_sign_in(&sign_in).await
        });
        Ok(done(recorded.await?).map(|()| person))
    }
}

fn ticket_of(person: &Person) -> String {
    format!("enrolment {}", person.id)
}
