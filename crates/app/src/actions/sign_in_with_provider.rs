//! Sign in by way of the firm's identity provider, enrol by it, link it to oneself, or show it again.
//!
//! A company account opens nothing by itself: it is linked to a person who proved an invitation's code or was signed in with
//! fresh factors, and never found by an address. Where the provider does not vouch for two factors, the time-based code is
//! asked for besides. What began in one browser ends in that browser: it keeps a secret that the ceremony is sealed to.

use super::{
    SignedIn, done,
    enrol::linked_already,
    own_access::{AlsoEnd, allow, still_stands},
    sessions::change_session,
};
use crate::{
    App, Done, Door,
    door::{Arrival, token_hash},
    factors::{
        Secret,
        ceremony::Kind,
        fresh_code, guessing,
        provider::{Asked, MAX_AGE, Vouched},
    },
    post,
};
use bailee_model::{
    EntryDraft, Error, Factor, MailKind, Person, PersonId, PersonState, Result, SessionId, SessionKind, say,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// Where the browser goes, and what it keeps meanwhile.
pub struct ProviderRequest {
    /// The provider's address.
    pub url: String,
    /// What the browser has to show when it comes back.
    pub secret: Secret,
}

/// The browser came back.
pub struct ProviderAnswerAsk {
    /// The `state` in the address.
    pub state: String,
    /// What the browser kept.
    pub secret: Secret,
    /// The provider's code.
    pub code: String,
    /// From where.
    pub from: Arrival,
}

/// What came of it.
pub enum ProviderOutcome {
    /// Somebody is signed in.
    In {
        /// Who, and their session.
        signed: Box<SignedIn>,
        /// Where they wanted to go.
        back: String,
    },
    /// The provider did not vouch for two factors: the time-based code is asked for.
    CodeNeeded {
        /// The ceremony, to be named again with the code.
        ceremony: String,
    },
    /// The company account is linked to the caller.
    Linked(Done<()>),
    /// An invited person is enrolled with it.
    Enrolled(Box<Done<Person>>),
    /// The session is fresh.
    Fresh {
        /// What was recorded.
        done: Done<()>,
        /// Where they wanted to go.
        back: String,
    },
}

/// The time-based code, after the provider.
pub struct ProviderCodeAsk {
    /// The ceremony.
    pub ceremony: String,
    /// What the browser kept.
    pub secret: Secret,
    /// The code their authenticator app shows.
    pub code: String,
    /// From where.
    pub from: Arrival,
}

/// What the provider is asked for.
#[derive(Serialize, Deserialize)]
enum Purpose {
    SignIn,
    StepUp { session: SessionId, began: Timestamp },
    Link { session: SessionId },
    Enrol { invitation: Vec<u8> },
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    asked: Asked,
    purpose: Purpose,
    back: String,
}

/// One factor is shown; the other is not yet.
#[derive(Serialize, Deserialize)]
struct HalfWay {
    person: PersonId,
    at: Timestamp,
    back: String,
}

fn over() -> Error {
    Error::sign_in(say!("This took longer than five minutes, or began in another browser.")).hint(say!("Begin again."))
}

fn not_enough() -> Error {
    Error::sign_in(say!("Your company account does not vouch for two factors."))
        .hint(say!("Sign in with a passkey, or with a password and a code."))
}

impl App {
    async fn begin_provider(&self, purpose: Purpose, back: &str, max_age: SignedDuration) -> Result<ProviderRequest> {
        let secret = fresh_code(self.rng.as_ref());
        let asked = Asked::new(self.rng.as_ref());
        let remembered = Remembered { asked, purpose, back: back.to_owned() };
        let ceremony = self.begin_ceremony(Kind::Provider, &owner(&secret), None, &written(&remembered)?).await?;
        let url = self.ask_provider(ceremony.to_string(), &remembered.asked, max_age).await?;
        Ok(ProviderRequest { url, secret: secret.into() })
    }

    /// Sends somebody to the provider to sign in.
    ///
    /// # Errors
    /// `NotFound` where there is no provider; `Unavailable` when it does not answer, or one address asks again and again.
    pub async fn begin_provider_sign_in(&self, from: &Arrival, back: &str) -> Result<ProviderRequest> {
        self.count_ceremony(from)?;
        self.begin_provider(Purpose::SignIn, back, MAX_AGE).await
    }

    /// Sends an invited person to the provider to enrol with it.
    ///
    /// # Errors
    /// As above, and when the invitation's code is unknown, used or too old, or a client's person has it.
    pub async fn begin_provider_enrolment(&self, from: &Arrival, code: &str) -> Result<ProviderRequest> {
        self.count_ceremony(from)?;
        let (person, sign_in) = self.invited(code).await?;
        of_the_firm(&person)?;
        let purpose = Purpose::Enrol { invitation: sign_in.enrolment_hash };
        self.begin_provider(purpose, "", MAX_AGE).await
    }

    /// Takes the provider's answer. `door` is whoever is signed in in that browser.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::SignIn`] when the browser is another, it took too long, the provider's answer is not as asked,
    /// or nobody is known by this account.
    pub async fn take_provider_answer(
        self: &Arc<Self>,
        ask: ProviderAnswerAsk,
        door: Option<&Door>,
    ) -> Result<ProviderOutcome> {
        let owner = owner(ask.secret.expose());
        let state = self.end_ceremony(Kind::Provider, &owner, &ask.state).await?.ok_or_else(over)?;
        let Remembered { asked, purpose, back } = read(&state)?;
        let vouched = self.hear_provider(asked, &ask.code).await?;
        let here = |session: SessionId| door.filter(|door| door.session.id == session).ok_or_else(over);
        match purpose {
            Purpose::SignIn => self.sign_in_vouched(vouched, ask.from, back, &owner).await,
            Purpose::Link { session } => Ok(ProviderOutcome::Linked(link(here(session)?, vouched).await?)),
            Purpose::StepUp { session, began } => {
                Ok(ProviderOutcome::Fresh { done: freshen(here(session)?, vouched, began).await?, back })
            }
            Purpose::Enrol { invitation } => {
                let (person, mut sign_in) = self.invited_by_hash(&invitation).await?;
                if !vouched.two_factors {
                    return Err(not_enough());
                }
                sign_in.provider = Some(vouched.subject);
                let done = self.activate(person, sign_in, None, "identity provider").await?;
                Ok(ProviderOutcome::Enrolled(Box::new(done)))
            }
        }
    }

    async fn sign_in_vouched(
        self: &Arc<Self>,
        vouched: Vouched,
        from: Arrival,
        back: String,
        owner: &str,
    ) -> Result<ProviderOutcome> {
        let unknown = || {
            Error::sign_in(say!("Nobody here is known by this company account."))
                .hint(say!("Sign in another way, and link it under ‘How you sign in’."))
        };
        let sign_in = self.store.sign_in_by_provider(&vouched.subject).await?.ok_or_else(unknown)?;
        let person = self.active(sign_in.person).await?.ok_or_else(unknown)?;
        if vouched.two_factors {
            let signed = Box::new(self.let_in(person, from, Factor::Provider, vouched.at).await?);
            return Ok(ProviderOutcome::In { signed, back });
        }
        if sign_in.totp_sealed.is_empty() {
            return Err(not_enough());
        }
        let state = written(&HalfWay { person: person.id, at: vouched.at, back })?;
        let ceremony = self.begin_ceremony(Kind::Vouched, owner, Some(person.id), &state).await?;
        Ok(ProviderOutcome::CodeNeeded { ceremony: ceremony.to_string() })
    }

    /// Lets somebody in who showed their company account, and now shows their authenticator's code. Says where they wanted
    /// to go.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::SignIn`] when the code is wrong or it took too long; the provider is asked again then.
    pub async fn sign_in_with_provider_and_code(self: &Arc<Self>, ask: ProviderCodeAsk) -> Result<(SignedIn, String)> {
        let owner = owner(ask.secret.expose());
        let state = self.end_ceremony(Kind::Vouched, &owner, &ask.ceremony).await?.ok_or_else(over)?;
        let HalfWay { person, at, back } = read(&state)?;
        let person = self.active(person).await?.ok_or_else(over)?;
        let sign_in = self.store.sign_in(person.id).await?.ok_or_else(over)?;
        let guesser = self.guesser(&ask.from, Some(person.id));
        if !self.both_right(&sign_in, &guesser, true, &ask.code).await? {
            return Err(
                Error::sign_in(say!("The code is not right.")).hint(say!("Begin again, and wait for the next code."))
            );
        }
        Ok((self.let_in(person, ask.from, Factor::Provider, at).await?, back))
    }

    async fn active(&self, person: PersonId) -> Result<Option<Person>> {
        let person = self.store.get::<Person>(person).await?;
        Ok(person.filter(|person| person.state == PersonState::Active && of_the_firm(person).is_ok()))
    }

    /// Counts a ceremony that a stranger begins.
    pub(crate) fn count_ceremony(&self, from: &Arrival) -> Result<()> {
        let place = guessing::place(&from.address);
        if place.is_empty() || self.ceremony_tries.count(&place, self.clock.now()) {
            return Ok(());
        }
        Err(Error::unavailable(say!("Signing in was begun too often from this address."))
            .hint(say!("Wait five minutes, or use a password and a code.")))
    }
}

/// The provider is the firm's: a client's people have nothing to do with it.
fn of_the_firm(person: &Person) -> Result<()> {
    if person.organisation.works_for_firm() { Ok(()) } else { Err(Error::not_found()) }
}

/// Sends the caller to the provider, to link their company account to themselves.
///
/// # Errors
/// `NotFound` where there is no provider, or for a client's person; the gate asks for fresh factors.
pub async fn begin_link_provider(door: &Door) -> Result<ProviderRequest> {
    allow(door).await?;
    of_the_firm(&door.who)?;
    door.app.begin_provider(Purpose::Link { session: door.session.id }, "/security", MAX_AGE).await
}

async fn link(door: &Door, vouched: Vouched) -> Result<Done<()>> {
    allow(door).await?;
    let (who, here, now) = (door.who.id, door.session.id, door.now());
    let entry = door.by(EntryDraft::site("provider.linked"));
    let mail = post::to(&door.app, who, MailKind::SecurityNotice, "/security");
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        still_stands(&tx, here).await?;
        let other = tx.sign_in_by_provider(&vouched.subject).await?.filter(|other| other.person != who);
        if other.is_some() {
            return Err(linked_already());
        }
        let mut sign_in = tx.sign_in(who).await?.ok_or_else(Error::not_found)?;
        sign_in.provider = Some(vouched.subject);
        tx.save_sign_in(&sign_in).await?;
        AlsoEnd::default().carry_out(&tx, who, Some(here), now).await?;
        tx.save(&mail).await
    });
    Ok(done(recorded.await?))
}

/// Sends the caller to the provider to show who they are again; it must ask them anew.
///
/// # Errors
/// `NotFound` where there is no provider, or their company account is not linked; a token cannot.
pub async fn begin_provider_step_up(door: &Door, back: &str) -> Result<ProviderRequest> {
    let sign_in = door.app.store.sign_in(door.who.id).await?.ok_or_else(Error::not_found)?;
    if sign_in.provider.is_none() || door.session.kind == SessionKind::Token || door.is_recovering() {
        return Err(Error::not_found());
    }
    let purpose = Purpose::StepUp { session: door.session.id, began: door.now() };
    door.app.begin_provider(purpose, back, SignedDuration::ZERO).await
}

/// The session is as fresh as the provider's own question, which must have come after ours; clocks may differ by a minute.
async fn freshen(door: &Door, vouched: Vouched, began: Timestamp) -> Result<Done<()>> {
    let sign_in = door.app.store.sign_in(door.who.id).await?.ok_or_else(over)?;
    if sign_in.provider.as_deref() != Some(vouched.subject.as_str()) {
        return Err(
            Error::sign_in(say!("This is not the company account that is linked to you.")).hint(say!("Use your own."))
        );
    }
    let anew = vouched.at.duration_since(began) >= -SignedDuration::from_mins(1);
    if !vouched.two_factors || !anew {
        return Err(not_enough());
    }
    let at = vouched.at;
    change_session(door, EntryDraft::site("session.stepped_up"), move |session| session.stepped_up = at).await
}

/// What a ceremony is sealed to: the secret in one browser.
fn owner(secret: &str) -> String {
    hex::encode(token_hash(secret))
}

fn written(state: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(state).map_err(|error| Error::internal("A ceremony could not be remembered.").because(error))
}

fn read<T: DeserializeOwned>(state: &[u8]) -> Result<T> {
    serde_json::from_slice(state).map_err(|error| over().because(error))
}
