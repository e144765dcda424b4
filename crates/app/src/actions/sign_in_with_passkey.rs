//! Sign in with a passkey, without typing an address: the authenticator finds the key, asks for a finger, a face or a PIN,
//! and says whose it is. Nothing here can be guessed, so no failure makes anybody wait.

use super::SignedIn;
use crate::{
    App,
    door::Arrival,
    factors::{
        PasskeyOptions,
        ceremony::Kind,
        passkey::{Assertion, RelyingParty, refused},
    },
};
use bailee_model::{EntryDraft, Factor, Passkey, Person, PersonState, Result};
use std::sync::Arc;

/// The answer of an authenticator.
pub struct PasskeySignInAsk {
    /// The ceremony that was begun.
    pub ceremony: String,
    /// WebAuthn's answer in its JSON form.
    pub credential: String,
    /// From where.
    pub from: Arrival,
}

impl App {
    /// This installation, as authenticators know it.
    pub(crate) async fn relying_party(&self) -> Result<RelyingParty> {
        let firm = self.firm().await?;
        RelyingParty::new(&firm, &self.origin(&firm))
    }

    /// Asks whoever is there for a passkey.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::Unavailable`] when one address asks again and again; `Conflict` when passkeys do not work here.
    pub async fn begin_passkey_sign_in(&self, from: &Arrival) -> Result<PasskeyOptions> {
        self.count_ceremony(from)?;
        let (options, state) = self.relying_party().await?.begin_authentication(&[])?;
        let ceremony = self.begin_ceremony(Kind::SignIn, "", None, &state).await?;
        Ok(PasskeyOptions { ceremony, options })
    }

    /// Lets somebody in who shows a passkey.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::SignIn`], the same for whatever was wrong: the ceremony is over or was used, the passkey is not known or
    /// was removed, its owner was not verified or may not sign in.
    pub async fn sign_in_with_passkey(self: &Arc<Self>, ask: PasskeySignInAsk) -> Result<SignedIn> {
        let state = self.end_ceremony(Kind::SignIn, "", &ask.ceremony).await?.ok_or_else(refused)?;
        let answer = Assertion::read(&ask.credential)?;
        let passkey = self.store.passkey_by_credential(answer.credential_id()).await?.ok_or_else(refused)?;
        if answer.owner() != Some(passkey.person.as_bytes().as_slice()) {
            return Err(refused());
        }
        let person = self.store.get::<Person>(passkey.person).await?;
        let person = person.filter(|person| person.state == PersonState::Active).ok_or_else(refused)?;
        self.show_passkey(&state, &answer, passkey).await?;
        self.let_in(person, ask.from, Factor::Passkey, self.clock.now()).await
    }

    /// Checks an answer against the passkey that gave it, and writes the use down: once, and not after it was taken away.
    pub(crate) async fn show_passkey(&self, state: &[u8], answer: &Assertion, passkey: Passkey) -> Result<()> {
        let mut used = self.relying_party().await?.finish_authentication(state, answer, &passkey)?;
        used.used_at = Some(self.clock.now());
        let entry = EntryDraft::site("factors.shown").id("person", used.person).id("passkey", used.id);
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let now = tx.get::<Passkey>(used.id).await?.ok_or_else(refused)?;
            // Another answer of the same key came in between: one of the two is a copy, or a moment late.
            if now.ended.is_some() || now.credential != passkey.credential {
                return Err(refused());
            }
            tx.save(&Passkey { name: now.name, ..used }).await
        });
        recorded.await.map(drop)
    }
}
