//! Let a person go: everything of theirs ends in one commit, and what they used elsewhere is to be replaced (clause S2.2).

use super::{done, text};
use crate::{Done, Door, leaving::Leaving};
use bailee_model::{Action, Departure, EntryDraft, Error, PersonId, Result, say};
use jiff::Timestamp;

/// Who goes, since when, and why.
pub struct DepartPersonAsk {
    /// Who.
    pub person: PersonId,
    /// From when on they were to have nothing any more; not in the future. The time to revoke is measured from it.
    pub left_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Ends sessions, tokens, assignments, grants, trust in devices, passkeys, recovery codes and codes that wait, and asks for
/// the replacement of every credential that the person used: all of it, or nothing.
///
/// # Errors
/// When they have left already, the moment lies ahead or before they came, or they are the last active officer or the
/// caller.
pub async fn depart_person(door: &Door, ask: DepartPersonAsk) -> Result<Done<Departure>> {
    let person = door.person(ask.person, Action::ManagePeople).await?;
    let reason = text("reason", &ask.reason, 500)?;
    let ((rng, now), by, id, left_at) = (door.app.leaving(), door.who.id, person.id, ask.left_at);
    if left_at > now || left_at < person.since {
        return Err(Error::bad_input(say!("This moment lies ahead, or before they came."))
            .hint(say!("Give the moment at which they left, now at the latest; nothing is ended in advance."))
            .on_field("left_at"));
    }
    let entry = door
        .by(EntryDraft::site("person.departed"))
        .id("departed", id)
        .detail("left_at", left_at.to_string())
        .detail("reason", reason);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let leaving = Leaving { tx: &tx, rng, by, now };
        let person = leaving.may_go(id).await?;
        leaving.depart(person, left_at).await
    });
    Ok(done(recorded.await?))
}
