//! Enrol with a one-time code: a passkey, or a password and a time-based code, each shown to work before it counts.

use super::{
    ChangePasswordAsk, done,
    passkeys::{over, taken},
};
use crate::{
    App, Done,
    door::token_hash,
    factors::{PasskeyOptions, Secret, ceremony::Kind},
};
use bailee_model::{EntryDraft, Error, Passkey, Person, PersonState, Result, SignIn, say};

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
    pub password: Secret,
    /// A code that their authenticator app shows now.
    pub totp_code: String,
}

/// A passkey instead.
pub struct EnrolPasskeyAsk {
    /// The one-time code.
    pub code: String,
    /// The ceremony that was begun.
    pub ceremony: String,
    /// WebAuthn's answer in its JSON form.
    pub credential: String,
    /// What its owner calls the passkey.
    pub name: String,
}

const TICKET: &str = "enrolment";

pub(super) fn linked_already() -> Error {
    Error::conflict(say!("This company account is linked to somebody here already."))
        .hint(say!("Use another, or ask the officer."))
}

fn unknown() -> Error {
    Error::sign_in(say!("This enrolment code is not known, was used, or is older than three days."))
        .hint(say!("Ask the officer for a new one."))
}

impl App {
    /// Who may enrol with this code now. Codes are 256 random bits and found by their hash.
    pub(crate) async fn invited(&self, code: &str) -> Result<(Person, SignIn)> {
        self.invited_by_hash(&token_hash(code.trim())).await
    }

    pub(crate) async fn invited_by_hash(&self, hash: &[u8]) -> Result<(Person, SignIn)> {
        let sign_in = self.store.sign_in_by_enrolment(hash).await?.ok_or_else(unknown)?;
        let person = self.store.get::<Person>(sign_in.person).await?.ok_or_else(unknown)?;
        let lives = sign_in.enrolment_until.is_some_and(|until| self.clock.now() < until);
        if lives && person.state == PersonState::Invited { Ok((person, sign_in)) } else { Err(unknown()) }
    }

    /// What to show to somebody with this code.
    ///
    /// # Errors
    /// When the code is unknown, used or too old.
    pub async fn enrolment(&self, code: &str) -> Result<EnrolmentOffer> {
        let (person, _) = self.invited(code).await?;
        let offer = self.offer_code(TICKET, &person)?;
        Ok(EnrolmentOffer { person, totp_secret: offer.totp_secret, totp_uri: offer.totp_uri, ticket: offer.ticket })
    }

    /// Takes a password and a time-based code, once the second is shown to work.
    ///
    /// # Errors
    /// When the code is unknown, the password weak, or the second factor's code wrong.
    pub async fn enrol(&self, ask: EnrolAsk) -> Result<Done<Person>> {
        let (person, mut sign_in) = self.invited(&ask.code).await?;
        let ask = ChangePasswordAsk {
            ticket: ask.ticket,
            password: ask.password,
            totp_code: ask.totp_code,
            also_end: Default::default(),
        };
        let proved = self.prove(TICKET, &person, ask).await?;
        sign_in.password_hash = proved.password_hash;
        sign_in.totp_sealed = proved.totp_sealed;
        sign_in.totp_step = proved.totp_step;
        self.activate(person, sign_in, None, "password and time-based code").await
    }

    /// Asks for the first passkey of somebody with this code.
    ///
    /// # Errors
    /// When the code is unknown, used or too old, or passkeys do not work here.
    pub async fn begin_passkey_enrolment(&self, code: &str) -> Result<PasskeyOptions> {
        let (person, sign_in) = self.invited(code).await?;
        let (options, state) = self.relying_party().await?.begin_registration(&person, &[])?;
        let owner = hex::encode(&sign_in.enrolment_hash);
        let ceremony = self.begin_ceremony(Kind::Enrol, &owner, Some(person.id), &state).await?;
        Ok(PasskeyOptions { ceremony, options })
    }

    /// Takes a passkey, which is two factors in one.
    ///
    /// # Errors
    /// When the code is unknown, the ceremony over, or the answer not as asked.
    pub async fn enrol_with_passkey(&self, ask: EnrolPasskeyAsk) -> Result<Done<Person>> {
        let (person, sign_in) = self.invited(&ask.code).await?;
        let owner = hex::encode(&sign_in.enrolment_hash);
        let state = self.end_ceremony(Kind::Enrol, &owner, &ask.ceremony).await?.ok_or_else(over)?;
        let new = self.relying_party().await?.finish_registration(&state, &ask.credential)?;
        let passkey = self.new_passkey(person.id, &ask.name, new)?;
        self.activate(person, sign_in, Some(passkey), "passkey").await
    }

    /// Lets an invited person be active, with what they enrolled; the code is used up.
    pub(crate) async fn activate(
        &self,
        mut person: Person,
        mut sign_in: SignIn,
        passkey: Option<Passkey>,
        factors: &'static str,
    ) -> Result<Done<Person>> {
        let code = std::mem::take(&mut sign_in.enrolment_hash);
        sign_in.enrolment_until = None;
        person.state = PersonState::Active;
        let kept = person.clone();
        let entry = EntryDraft::site("person.enrolled").id("person", person.id).detail("factors", factors);
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let invited = tx.get::<Person>(kept.id).await?.is_some_and(|now| now.state == PersonState::Invited);
            let unused = tx.sign_in(kept.id).await?.is_some_and(|now| now.enrolment_hash == code);
            if !invited || !unused {
                return Err(unknown());
            }
            if let Some(passkey) = &passkey {
                if tx.passkey_by_credential(&passkey.credential_id).await?.is_some() {
                    return Err(taken());
                }
                tx.save(passkey).await?;
            }
            if let Some(subject) = &sign_in.provider
                && tx.sign_in_by_provider(subject).await?.is_some()
            {
                return Err(linked_already());
            }
            tx.save(&kept).await?;
            tx.save_sign_in(&sign_in).await
        });
        Ok(done(recorded.await?).map(|()| person))
    }
}
