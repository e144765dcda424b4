//! Assign a person to an engagement: the only source of access.

use super::named;
use crate::{Done, Door};
use bailee_model::{
    Action, Assignment, AssignmentId, EngagementId, EntryDraft, Error, Organisation, Person, PersonId, PersonState,
    Result, Role,
};

/// Whom, to what, as what.
pub struct AssignPersonAsk {
    /// The engagement.
    pub engagement: EngagementId,
    /// The person; of the firm.
    pub person: PersonId,
    /// What they will do there.
    pub role: Role,
}

/// Assigns a person.
///
/// # Errors
/// When the person is not of the firm, has left, or has this role there already.
pub async fn assign_person(door: &Door, ask: AssignPersonAsk) -> Result<Done<Assignment>> {
    let engagement = door.engagement(ask.engagement).for_(Action::AssignPerson).await?;
    let person = door.app.store.get::<Person>(ask.person).await?.ok_or_else(Error::not_found)?;
    if person.organisation != Organisation::Firm {
        return Err(Error::bad_input(
            "Only the firm's people are assigned; a client's people see their engagements anyway.",
        )
        .on_field("person"));
    }
    if matches!(person.state, PersonState::Departed | PersonState::Suspended) {
        return Err(Error::conflict("This person may not open anything now.").on_field("person"));
    }
    let there = door.app.store.assignments(engagement.id).await?;
    if there.iter().any(|each| each.person == person.id && each.role == ask.role && each.ended.is_none()) {
        return Err(Error::conflict("They have this role on the engagement already.").on_field("person"));
    }
    let assignment = Assignment {
        id: AssignmentId::new(door.app.rng.as_ref()),
        engagement: engagement.id,
        person: person.id,
        role: ask.role,
        since: door.now(),
        ended: None,
    };
    let entry = named(EntryDraft::new(engagement.id, "person.assigned"), "assignment", &assignment)
        .id("assigned", person.id)
        .detail("name", person.name)
        .detail("role", ask.role.as_str());
    door.keep(assignment, entry).await
}
