//! Ask for a session from where no browser is: a program shows a code, its person types it into a browser in which they are
//! signed in, and the program then collects a session of that person's, once.
//!
//! The shape of RFC 8628 (the OAuth device grant). What is waited for is kept sealed; the code only as the request's name,
//! which is made from the code and the installation's secret, and the program's own secret only as its hash. A request is
//! over after ten minutes, and with its answer.

use super::{
    SignedIn,
    confirm_session::{code_hash, spelled},
    text,
};
use crate::{
    App, Secret,
    door::{Arrival, token_hash},
    factors,
    factors::ceremony::Kind,
    watch::is_over,
};
use bailee_model::{
    Ceremony, CeremonyId, Error, ErrorKind, Factor, Person, PersonId, PersonState, Result, Rng, Session, SessionId,
    clock::random, say,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A request waits for this long.
const WAITS: SignedDuration = SignedDuration::from_mins(10);
/// What an owner has to tell besides its name: nothing, the name is made from the code.
const OWNER: &str = "";

/// A request for a session, as the program that made it has it.
pub struct SessionRequest {
    /// Its name.
    pub id: CeremonyId,
    /// What the person types into the browser, as in `7K3M-Q0XZ`.
    pub code: Zeroizing<String>,
    /// What the program shows to collect the session: 32 random bytes in base64url.
    pub secret: Secret,
    /// When it is over.
    pub until: Timestamp,
}

/// What is remembered of a request.
#[derive(Serialize, Deserialize)]
pub(super) struct Asked {
    /// SHA-256 of the program's secret.
    secret: Vec<u8>,
    /// What the asking machine calls itself.
    pub(super) name: String,
    /// From which address it asked.
    pub(super) address: String,
    /// When.
    pub(super) at: Timestamp,
    /// What the person said.
    pub(super) answer: Option<Answer>,
}

/// What the person said.
#[derive(Serialize, Deserialize)]
pub(super) enum Answer {
    /// The program may have a session of theirs.
    Allowed {
        /// Who.
        person: PersonId,
        /// In which session.
        session: SessionId,
        /// How they had shown who they are there.
        factor: Factor,
        /// When.
        shown: Timestamp,
    },
    /// It may not.
    Refused,
}

impl App {
    /// Asks for a session for the machine of this name.
    ///
    /// # Errors
    /// When the name is empty or longer than 80 characters; `Unavailable` when one address asks again and again.
    pub async fn ask_session(&self, name: &str, from: &Arrival) -> Result<SessionRequest> {
        self.count_ceremony(from)?;
        let name = text("name", name, 80)?;
        let bits = random::<8>(self.rng.as_ref() as &dyn Rng);
        let (code, secret) = (spelled(u64::from_be_bytes(bits)), factors::fresh_code(self.rng.as_ref()));
        let (id, at) = (self.request_id(&code), self.clock.now());
        let asked = Asked { secret: token_hash(&secret), name, address: from.address.clone(), at, answer: None };
        let request = Ceremony {
            id,
            kind: Kind::Session.word().to_owned(),
            person: None,
            state: self.seal_request(id, &asked)?,
            until: at + WAITS,
        };
        self.store.ledger().keep_ceremony(&request).await?;
        Ok(SessionRequest { id, code, secret: secret.into(), until: request.until })
    }

    /// Collects the session that was asked for, once the person allowed it; none while they have said nothing.
    ///
    /// The session is as fresh as the one in which it was allowed: no factor was shown since.
    ///
    /// # Errors
    /// Not found, whatever was wrong: the request is unknown, over or collected, or its secret another. `SignIn` when it was
    /// refused, or the person or the session that allowed it may no longer come in. `Unavailable` to a program that asks
    /// all the time.
    pub async fn collect_session(
        self: &Arc<Self>,
        id: CeremonyId,
        secret: &Secret,
        from: Arrival,
    ) -> Result<Option<SignedIn>> {
        let waiting = self.store.get::<Ceremony>(id).await?;
        if self.collectable(waiting, secret)?.answer.is_none() {
            let patient = self.polls.count(&id.to_string(), self.clock.now());
            let hasty =
                || Error::unavailable(say!("This program asks too often.")).hint(say!("Ask every two seconds."));
            return if patient { Ok(None) } else { Err(hasty()) };
        }
        // Whoever takes it out has it: a second answer to the same request finds nothing.
        let taken = self.store.ledger().take_ceremony(id, self.clock.now()).await?;
        let refused =
            || Error::sign_in(say!("It was refused in the browser.")).hint(say!("Ask again if that was a mistake."));
        match self.collectable(taken, secret)?.answer {
            Some(Answer::Allowed { person, session, factor, shown }) => {
                let person = self.still_allowed(person, session).await?.ok_or_else(refused)?;
                self.let_in(person, from, factor, shown).await.map(Some)
            }
            Some(Answer::Refused) | None => Err(refused()),
        }
    }

    /// What is remembered, for whoever has the secret.
    fn collectable(&self, request: Option<Ceremony>, secret: &Secret) -> Result<Asked> {
        let over = || {
            Error::new(
                ErrorKind::NotFound,
                say!("This request is not known, was collected, or is older than ten minutes."),
            )
            .hint(say!("Ask for a session again."))
        };
        let asked = request.and_then(|request| self.open_request(&request)).ok_or_else(over)?;
        let given = token_hash(secret.expose());
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(&asked.secret, &given).is_ok();
        if same { Ok(asked) } else { Err(over()) }
    }

    /// The person, while they and the session in which they allowed it may still come in.
    async fn still_allowed(&self, person: PersonId, session: SessionId) -> Result<Option<Person>> {
        let session = self.store.get::<Session>(session).await?;
        if session.is_none_or(|session| is_over(&session, self.clock.now())) {
            return Ok(None);
        }
        let person = self.store.get::<Person>(person).await?;
        Ok(person.filter(|person| person.state == PersonState::Active))
    }

    /// The name of the request with this code. Without the installation's secret nobody tries codes against it.
    pub(super) fn request_id(&self, code: &str) -> CeremonyId {
        let key = self.keys.derive(&format!("session request {}", hex::encode(code_hash(code))));
        let mut id = [0; 16];
        id.copy_from_slice(&key[..16]);
        CeremonyId::from_bytes(id)
    }

    pub(super) fn seal_request(&self, id: CeremonyId, asked: &Asked) -> Result<Vec<u8>> {
        let state = serde_json::to_vec(asked)
            .map_err(|error| Error::internal("A request for a session could not be written.").because(error))?;
        self.keys.seal(&Kind::Session.seal(id, OWNER), &state, self.rng.as_ref())
    }

    /// What a request remembers; none when it is over or is no request for a session.
    pub(super) fn open_request(&self, request: &Ceremony) -> Option<Asked> {
        if request.kind != Kind::Session.word() || self.clock.now() >= request.until {
            return None;
        }
        let state = self.keys.open_sealed(&Kind::Session.seal(request.id, OWNER), &request.state).ok()?;
        serde_json::from_slice(&state).ok()
    }
}
