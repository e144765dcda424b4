//! How a credential is replaced in a client's system, and proved dead (clauses S2.2, D3.3).
//!
//! Somebody replaces the secret there, or takes the account away; Bailee then tries. The new secret has to open and the
//! old one to be refused. A refusal may have many reasons, so without a new secret that opens at the same time it takes
//! two, some minutes apart, unless a person says that the account is gone. Where nothing can be tried, only somebody's
//! word is left, and it is shown as such.

use crate::{
    App, Done,
    actions::{Asked, done},
    credentials::is_reachable,
};
use bailee_model::{
    EntryDraft, Error, Holding, HoldingId, HoldingState, PersonId, Result, Rotation, RotationId, RotationState,
    RotationTry, System, say,
};
use bailee_store::Tx;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// A credential is to be replaced within this time (clause S2.2: at most one hour, measured).
pub const TO_ROTATE_WITHIN: SignedDuration = SignedDuration::from_hours(1);
/// The pause after the first try; doubled after each further one.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(5);
/// The longest pause between tries.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(6);

/// Who had it tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// The clock.
    ByClock,
    /// Somebody who replaced the secret.
    Replaced(PersonId),
    /// Somebody who says that the account is gone.
    Removed(PersonId),
    /// Somebody whose word is all there is.
    Attested(PersonId),
}

impl Tried {
    fn person(self) -> Option<PersonId> {
        match self {
            Self::ByClock => None,
            Self::Replaced(person) | Self::Removed(person) | Self::Attested(person) => Some(person),
        }
    }
}

/// The entry that says a replacement was asked for.
pub(crate) fn requested(rotation: &Rotation) -> EntryDraft {
    let entry = EntryDraft::new(rotation.engagement, "rotation.requested")
        .id("rotation", rotation.id)
        .id("system", rotation.system)
        .id("holding", rotation.credential)
        .detail("due", rotation.due.to_string());
    match rotation.person {
        Some(person) => entry.id("used_by", person),
        None => entry,
    }
}

impl App {
    /// Tries what can be tried of a replacement.
    pub(crate) async fn try_rotation(&self, rotation: &Rotation, by: Tried) -> Result<RotationTry> {
        let system = self.store.get::<System>(rotation.system).await?.ok_or_else(Error::not_found)?;
        let old = self.held(rotation.credential).await?;
        let Some(old) = old.filter(|_| is_reachable(&system)) else { return Ok(RotationTry::CannotTry) };
        let new = match system.credential.filter(|current| *current != old.id) {
            Some(current) => self.held(current).await?,
            None => None,
        };
        if let Some(new) = &new {
            match self.opens(&system, new).await {
                Ok(true) => {}
                Ok(false) => return Ok(RotationTry::NewRefused),
                Err(error) => return Ok(unanswered(&error)),
            }
        }
        let once_is_enough =
            new.is_some() || matches!(by, Tried::Removed(_)) || rotation.note == RotationTry::RefusedOnce;
        match self.opens(&system, &old).await {
            Ok(true) => Ok(RotationTry::StillOpens),
            Ok(false) if once_is_enough => Ok(RotationTry::Dead),
            Ok(false) => Ok(RotationTry::RefusedOnce),
            Err(error) => Ok(unanswered(&error)),
        }
    }

    async fn held(&self, id: HoldingId) -> Result<Option<Holding>> {
        Ok(self.store.get::<Holding>(id).await?.filter(|holding| holding.state == HoldingState::Held))
    }

    /// Writes down what a try gave. What is proved dead, or attested to be, leaves custody too.
    pub(crate) async fn note_try(
        self: &Arc<Self>,
        rotation: &Rotation,
        found: RotationTry,
        by: Tried,
        reason: Option<String>,
    ) -> Result<Done<Rotation>> {
        let ends = matches!(found, RotationTry::Dead | RotationTry::Attested);
        let event = if ends { "rotation.confirmed" } else { "rotation.tried" };
        let mut entry = EntryDraft::new(rotation.engagement, event)
            .id("rotation", rotation.id)
            .id("system", rotation.system)
            .id("holding", rotation.credential)
            .detail("found", found.as_str());
        if let Some(person) = by.person() {
            entry = entry.id("person", person);
        }
        if let Some(reason) = reason {
            entry = entry.detail("reason", reason);
        }
        let (id, now) = (rotation.id, self.clock.now());
        let recorded =
            self.store.ledger().record([entry], move |tx| async move { keep_try(&tx, id, found, by, now).await });
        let noted = done(recorded.await?);
        if ends {
            self.forget_secret(&noted.value).await?;
        }
        Ok(noted)
    }

    /// Destroys the secret of a confirmed rotation, if it is still here.
    pub(crate) async fn forget_secret(self: &Arc<Self>, rotation: &Rotation) -> Result<()> {
        if self.held(rotation.credential).await?.is_some() {
            self.destroy_asked(rotation.engagement, vec![rotation.credential], Asked::Dead).await?;
        }
        Ok(())
    }
}

async fn keep_try(tx: &Tx, id: RotationId, found: RotationTry, by: Tried, now: Timestamp) -> Result<Rotation> {
    let mut rotation = tx.get::<Rotation>(id).await?.ok_or_else(Error::not_found)?;
    if rotation.state == RotationState::Confirmed {
        return Err(
            Error::conflict(say!("This replacement is confirmed already.")).hint(say!("Nothing needs to be done."))
        );
    }
    step(&mut rotation, found, by, now);
    tx.save(&rotation).await?;
    let system = tx.get::<System>(rotation.system).await?;
    // A dead secret is nobody's any more: the system waits for a new one.
    if rotation.state == RotationState::Confirmed
        && let Some(mut system) = system.filter(|system| system.credential == Some(rotation.credential))
    {
        system.credential = None;
        tx.save(&system).await?;
    }
    Ok(rotation)
}

/// Where a rotation stands after a try.
fn step(rotation: &mut Rotation, found: RotationTry, by: Tried, now: Timestamp) {
    rotation.attempts = rotation.attempts.saturating_add(1);
    rotation.note = found;
    let again = Some(now + pause(rotation.attempts));
    let by_clock = by == Tried::ByClock;
    (rotation.state, rotation.next_at) = match found {
        RotationTry::Dead | RotationTry::Attested => (RotationState::Confirmed, None),
        RotationTry::RefusedOnce => (RotationState::Requested, Some(now + FIRST_PAUSE)),
        // Nobody claimed that it was replaced, so nothing has failed.
        RotationTry::StillOpens | RotationTry::Waiting if by_clock => (rotation.state, again),
        RotationTry::CannotTry => (RotationState::Failed, None),
        _ => (RotationState::Failed, again),
    };
    if rotation.state == RotationState::Confirmed {
        rotation.confirmed_at = Some(now);
        rotation.confirmed_by = by.person();
        rotation.attested = found == RotationTry::Attested;
    }
}

fn pause(attempts: i32) -> SignedDuration {
    let doubled = FIRST_PAUSE.as_secs() << (attempts - 1).clamp(0, 10);
    SignedDuration::from_secs(doubled).min(LONGEST_PAUSE)
}

fn unanswered(error: &Error) -> RotationTry {
    tracing::info!(%error, "a client's system could not be asked whether it refuses a secret");
    RotationTry::NoAnswer
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{EngagementId, SystemId, clock::SeededRng};

    fn rotation() -> Rotation {
        let rng = SeededRng::new(3);
        let at = Timestamp::UNIX_EPOCH;
        Rotation {
            id: RotationId::new(&rng),
            engagement: EngagementId::new(&rng),
            system: SystemId::new(&rng),
            credential: HoldingId::new(&rng),
            person: None,
            state: RotationState::Requested,
            requested_at: at,
            due: at + TO_ROTATE_WITHIN,
            attempts: 0,
            next_at: Some(at),
            note: RotationTry::Waiting,
            confirmed_at: None,
            confirmed_by: None,
            attested: false,
        }
    }

    #[test]
    fn tries_come_at_longer_and_longer_pauses_up_to_six_hours() {
        let minutes: Vec<i64> = [1, 2, 3, 7, 8, i32::MAX].map(|attempts| pause(attempts).as_mins()).into();
        assert_eq!(minutes, [5, 10, 20, 320, 360, 360]);
    }

    #[test]
    fn what_still_opens_has_failed_only_when_somebody_said_that_it_was_replaced() {
        let person = PersonId::new(&SeededRng::new(4));
        for (by, state) in
            [(Tried::ByClock, RotationState::Requested), (Tried::Replaced(person), RotationState::Failed)]
        {
            let mut it = rotation();
            step(&mut it, RotationTry::StillOpens, by, Timestamp::UNIX_EPOCH);
            assert_eq!((it.state, it.attempts, it.next_at.is_some()), (state, 1, true), "{by:?}");
        }
    }

    #[test]
    fn a_word_is_kept_apart_from_a_proof() {
        let person = PersonId::new(&SeededRng::new(4));
        for (found, attested) in [(RotationTry::Dead, false), (RotationTry::Attested, true)] {
            let mut it = rotation();
            step(&mut it, found, Tried::Attested(person), Timestamp::UNIX_EPOCH);
            assert_eq!((it.state, it.attested, it.next_at), (RotationState::Confirmed, attested, None));
        }
        let mut it = rotation();
        step(&mut it, RotationTry::CannotTry, Tried::ByClock, Timestamp::UNIX_EPOCH);
        assert_eq!((it.state, it.next_at), (RotationState::Failed, None), "nothing is tried again that cannot be");
    }
}
