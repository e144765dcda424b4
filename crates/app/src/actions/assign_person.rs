//! Assign a person to an engagement: the only source of access.

use super::{done, named};
use crate::{Done, Door, involving};
use bailee_model::{
    Action, Assignment, AssignmentId, Engagement, EngagementId, EngagementState, EntryDraft, Error, Organisation,
    Person, PersonId, PersonState, Result, Role, Standing, SupplierId, entry::LogId, say,
};
use bailee_policy::Resource;
use bailee_store::Tx;

/// Whom, to what, as what.
pub struct AssignPersonAsk {
    /// The engagement.
    pub engagement: EngagementId,
    /// The person; of the firm, or of a subcontractor.
    pub person: PersonId,
    /// What they will do there.
    pub role: Role,
}

/// Assigns a person.
///
/// # Errors
/// Refused when a subcontractor stands behind them that the client has not accepted here (clause S7). When a client stands
/// behind the person, they only audit, are suspended or gone, or have this role there already; and when a
/// subcontractor's person is to lead.
pub async fn assign_person(door: &Door, ask: AssignPersonAsk) -> Result<Done<Assignment>> {
    let engagement = door.engagement(ask.engagement).for_(Action::AssignPerson).await?;
    let person = door.app.store.get::<Person>(ask.person).await?.ok_or_else(Error::not_found)?;
    may_work(&person, ask.role)?;
    if let Organisation::Supplier(supplier) = person.organisation {
        let parts = door.app.store.involvements_of(engagement.id).await?;
        let accepted = involving::stands(&parts, supplier, door.now());
        door.decide(Action::AssignPerson, Some(&engagement.facts), Resource::Beginning { accepted }).await?;
    }
    let assignment = Assignment {
        id: AssignmentId::new(door.app.rng.as_ref()),
        engagement: engagement.id,
        person: person.id,
        role: ask.role,
        since: door.now(),
        suspended: None,
        ended: None,
    };
    let entry = named(EntryDraft::new(engagement.id, "person.assigned"), "assignment", &assignment)
        .id("assigned", person.id)
        .detail("name", person.name)
        .detail("role", ask.role.as_str());
    let entry = door.by(entry);
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        // Who leaves has everything ended that is there: nothing may come to be beside it. The site's log first, as everywhere.
        tx.lock(LogId::Site).await?;
        tx.entry(entry).await?;
        still_fits(&tx, &assignment).await?;
        tx.save(&assignment).await?;
        Ok(assignment)
    });
    Ok(done(recorded.await?))
}

/// Whether the person and the engagement still stand so that this may begin, under the change's lock.
async fn still_fits(tx: &Tx, assignment: &Assignment) -> Result<()> {
    let person = tx.get::<Person>(assignment.person).await?.ok_or_else(Error::not_found)?;
    if matches!(person.state, PersonState::Departed | PersonState::Suspended) {
        return Err(Error::conflict(say!("This person may not open anything now.")).on_field("person"));
    }
    let engagement = tx.get::<Engagement>(assignment.engagement).await?.ok_or_else(Error::not_found)?;
    if engagement.state == EngagementState::Closed {
        return Err(Error::conflict(say!("The engagement was closed in the meantime.")));
    }
    let there = tx.assignments(engagement.id).await?;
    if there.iter().any(|each| each.person == person.id && each.role == assignment.role && each.ended.is_none()) {
        return Err(Error::conflict(say!("They have this role on the engagement already.")).on_field("person"));
    }
    if let Organisation::Supplier(supplier) = person.organisation {
        begin(tx, assignment, supplier).await?;
    }
    Ok(())
}

/// A subcontractor is used from its first person on, as long as the client still accepts it.
async fn begin(tx: &Tx, assignment: &Assignment, supplier: SupplierId) -> Result<()> {
    let parts = tx.involvements_of(assignment.engagement).await?;
    let standing = parts.into_iter().find(|part| part.supplier == supplier && part.stands(assignment.since));
    let mut part = standing.ok_or_else(|| {
        Error::conflict(say!("The client objected to the subcontractor in the meantime.")).on_field("person")
    })?;
    if part.used_at.is_none() {
        part.used_at = Some(assignment.since);
        tx.save(&part).await?;
    }
    Ok(())
}

/// Whether somebody is one who works on engagements, in this role.
pub(crate) fn may_work(person: &Person, role: Role) -> Result<()> {
    let (wrong, hint, field) = match (person.organisation, person.standing) {
        (Organisation::Client(_), _) => (
            say!("A client's people are not assigned."),
            say!("They see their engagements anyway; choose somebody of the firm or of a subcontractor."),
            "person",
        ),
        (_, Standing::Auditor) => {
            (say!("An auditor opens nothing."), say!("Choose somebody who works on engagements."), "person")
        }
        (Organisation::Supplier(_), _) if role == Role::Lead => (
            say!("A subcontractor's person does not lead."),
            say!("Somebody of the firm answers to the client; choose another role."),
            "role",
        ),
        _ => return Ok(()),
    };
    Err(Error::bad_input(wrong).hint(hint).on_field(field))
}
