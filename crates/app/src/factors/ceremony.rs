//! The two halves of a ceremony: what the server remembers while an authenticator or a provider is asked.
//!
//! The state stays here, sealed; the browser carries its name only. It is taken out once, within five minutes, and opens
//! for the one it was begun for: its kind and its owner are bound to the seal.

use crate::App;
use bailee_model::{Ceremony, CeremonyId, PersonId, Result};
use jiff::SignedDuration;
use zeroize::Zeroizing;

/// How long somebody may take between the two halves.
pub(crate) const CEREMONY: SignedDuration = SignedDuration::from_mins(5);

/// What a ceremony is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A first passkey, by the code of an invitation.
    Enrol,
    /// Another passkey, by somebody signed in.
    Register,
    /// Signing in with a passkey, by anybody.
    SignIn,
    /// Showing a passkey again, in a session.
    StepUp,
    /// Asking the firm's identity provider.
    Provider,
    /// What a provider vouched for, until a factor of ours is shown too.
    Vouched,
    /// A session that a program asks for, until its person has answered in a browser.
    Session,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Enrol => "passkey.enrol",
            Self::Register => "passkey.register",
            Self::SignIn => "passkey.sign_in",
            Self::StepUp => "passkey.step_up",
            Self::Provider => "provider.ask",
            Self::Vouched => "provider.vouched",
            Self::Session => "session.ask",
        }
    }

    pub(crate) fn seal(self, id: CeremonyId, owner: &str) -> String {
        format!("ceremony {} {id} {owner}", self.word())
    }
}

impl App {
    /// Remembers the first half. `owner` has to be told again for the second: a session, an invitation, or nobody.
    pub(crate) async fn begin_ceremony(
        &self,
        kind: Kind,
        owner: &str,
        person: Option<PersonId>,
        state: &[u8],
    ) -> Result<CeremonyId> {
        let id = CeremonyId::new(self.rng.as_ref());
        let state = self.keys.seal(&kind.seal(id, owner), state, self.rng.as_ref())?;
        let until = self.clock.now() + CEREMONY;
        self.store.ledger().keep_ceremony(&Ceremony { id, kind: kind.word().to_owned(), person, state, until }).await?;
        Ok(id)
    }

    /// Takes the first half out; none when it is unknown, over, used, another's or for something else. Whoever asks with
    /// the wrong kind or owner has used it up.
    pub(crate) async fn end_ceremony(&self, kind: Kind, owner: &str, id: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let Ok(id) = id.parse::<CeremonyId>() else { return Ok(None) };
        let taken = self.store.ledger().take_ceremony(id, self.clock.now()).await?;
        let ours = taken.filter(|ceremony| ceremony.kind == kind.word());
        Ok(ours.and_then(|ceremony| self.keys.open_sealed(&kind.seal(id, owner), &ceremony.state).ok()))
    }
}
