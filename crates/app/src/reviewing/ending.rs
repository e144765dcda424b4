//! What a decision does: access ends in the same commit, and is tried through the gate before the commit is made.

use super::population;
use crate::{
    App,
    door::{Machine, sound_machine},
    leaving::{Leaving, is_last_officer},
};
use bailee_model::{
    Action, Assignment, Engagement, EngagementId, EntryDraft, Error, Grant, GrantEnd, Organisation, Person, PersonId,
    Result, ReviewRow, Standing, say,
};
use bailee_policy::{Decision, DeviceFacts, EngagementFacts, Gate, Question, Resource, Strength};
use bailee_store::Tx;
use jiff::Timestamp;
use std::sync::Arc;

/// How much of a row's access ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The grants; the assignment stays.
    Grants,
    /// All of it.
    Everything,
}

/// Ends a row's access, writes that into the engagement's log, and tries it: the answer that the gate then gives is the row's probe.
///
/// # Errors
/// `Internal` when the gate would still open it: then nothing is changed at all.
pub(crate) async fn carry_out(app: &Arc<App>, tx: &Tx, row: &mut ReviewRow, extent: Extent) -> Result<()> {
    let now = app.clock.now();
    let person = tx.get::<Person>(row.person).await?.ok_or_else(Error::not_found)?;
    let answer = match row.engagement {
        Some(engagement) => {
            // First, since it locks the engagement's log: what is read afterwards stays true.
            let entry = EntryDraft::new(engagement, "access.ended").id("review", row.review).id("row", row.id);
            tx.entry(entry.id("ended", person.id).detail("all", extent == Extent::Everything)).await?;
            end_on(app, tx, engagement, row, extent).await?;
            try_engagement(&app.gate, tx, engagement, &person, now).await?
        }
        None => {
            if is_last_officer(&person, &tx.people_of(Organisation::Firm).await?) {
                return Err(Error::conflict(say!(
                    "This is the last active officer: without one nobody could manage people."
                ))
                .hint(say!("Invite another officer first, or keep this row.")));
            }
            let person = Person { standing: Standing::Staff, ..person };
            tx.save(&person).await?;
            ask(&app.gate, &person, Action::ManagePeople, None, &[], now)
        }
    };
    row.probe = Some(match answer {
        Decision::Refused(refusal) => refusal.clause,
        Decision::Unseen => "unseen".to_owned(),
        Decision::Allowed { .. } => {
            return Err(Error::internal("The gate would still open what was to end; nothing was changed."));
        }
    });
    Ok(())
}

async fn end_on(app: &Arc<App>, tx: &Tx, engagement: EngagementId, row: &ReviewRow, extent: Extent) -> Result<()> {
    let (rng, now) = app.leaving();
    // Silence has nobody who says so; the entries name no one then.
    let leaving = Leaving { tx, rng, by: row.decided_by.unwrap_or(row.person), now };
    let mut grants = tx.grants(engagement).await?;
    grants.retain(|grant| grant.person == row.person);
    leaving.end_grants(grants, GrantEnd::Reviewed).await?;
    if extent == Extent::Grants {
        return Ok(());
    }
    let mut assignments = tx.assignments(engagement).await?;
    assignments.retain(|assignment| assignment.person == row.person);
    leaving.end_assignments(assignments).await?;
    leaving.end_tokens(engagement, Some(row.person)).await?;
    leaving.disown_accounts(engagement, row.person).await?;
    let mut uses = tx.credential_uses_of(row.person).await?;
    uses.retain(|used| used.engagement == engagement);
    leaving.ask_rotations(&uses, Some(row.person)).await.map(drop)
}

/// Suspends a person's assignments on an engagement. What is suspended already stays so since then, and by whoever did it.
pub(crate) async fn suspend(tx: &Tx, engagement: EngagementId, person: PersonId, since: Timestamp) -> Result<()> {
    turn(tx, engagement, person, None, Some(since)).await
}

/// Lets a person's assignments run again that were suspended at this very moment: what an incident suspended is not a
/// review's to restore.
pub(crate) async fn let_run(tx: &Tx, engagement: EngagementId, person: PersonId, since: Timestamp) -> Result<()> {
    turn(tx, engagement, person, Some(since), None).await
}

async fn turn(
    tx: &Tx,
    engagement: EngagementId,
    person: PersonId,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<()> {
    for mut assignment in tx.assignments(engagement).await? {
        if assignment.person == person && assignment.ended.is_none() && assignment.suspended == from {
            assignment.suspended = to;
            tx.save(&assignment).await?;
        }
    }
    Ok(())
}

/// Ends at once what a review suspended of somebody who administers and is kept out for another reason now: as long as their row
/// could be restored, restoring it would undo that. Says whether there was such a row.
pub(crate) async fn settle_suspended(app: &Arc<App>, tx: &Tx, person: PersonId) -> Result<bool> {
    let Some(review) = tx.reviews().await?.pop().filter(|review| review.closed_at.is_none()) else { return Ok(false) };
    let mut settled = false;
    for mut row in tx.review_rows(review.id).await? {
        let waits = row.suspended_at.is_some() && row.decision.is_none() && row.probe.is_none();
        if row.person == person && row.engagement.is_none() && waits {
            let entry = EntryDraft::site("review.ended").id("review", row.review).id("row", row.id);
            tx.entry(entry.id("reviewed", person)).await?;
            carry_out(app, tx, &mut row, Extent::Everything).await?;
            tx.save(&row).await?;
            settled = true;
        }
    }
    Ok(settled)
}

/// The row's access as it stands under the change's lock.
pub(crate) async fn scope_now(tx: &Tx, row: &ReviewRow, now: Timestamp) -> Result<String> {
    match row.engagement {
        Some(engagement) => {
            let (assignments, grants) = (tx.assignments(engagement).await?, tx.grants(engagement).await?);
            Ok(population::scope_of(row.person, &assignments, &grants, now))
        }
        None => {
            let person = tx.get::<Person>(row.person).await?.ok_or_else(Error::not_found)?;
            Ok(person.standing.to_string())
        }
    }
}

async fn try_engagement(gate: &Gate, tx: &Tx, id: EngagementId, person: &Person, now: Timestamp) -> Result<Decision> {
    let engagement = tx.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
    let (assignments, grants) = (tx.assignments(id).await?, tx.grants(id).await?);
    Ok(ask(gate, person, Action::Query, Some((&engagement, &assignments)), &grants, now))
}

/// Asks as if all else were in order (factors just shown, a sound device, nothing owed), so that a refusal can only come
/// from the access itself being gone.
fn ask(
    gate: &Gate,
    person: &Person,
    action: Action,
    on: Option<(&Engagement, &[Assignment])>,
    grants: &[Grant],
    now: Timestamp,
) -> Decision {
    let mine: Vec<Grant> = grants.iter().filter(|grant| grant.person == person.id).cloned().collect();
    let Machine { device, report } = sound_machine(person, now);
    let engagement = on.map(|(engagement, assignments)| EngagementFacts {
        engagement,
        assignments,
        holds_running: false,
        nda_signed: true,
        assessed: &[],
        accepted: true,
    });
    gate.decide(&Question {
        who: person,
        action,
        engagement,
        resource: if on.is_some() { Resource::Engagement } else { Resource::Installation },
        grants: &mine,
        purpose: mine.last().map(|grant| grant.purpose).or_else(|| on?.0.purposes.first().copied()),
        now,
        strength: Strength { two_factors: true, factors_age_secs: 0 },
        outstanding: &[],
        device: Some(DeviceFacts { device: &device, report: report.as_ref() }),
        token: None,
        alone: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{
        AssignmentId, Category, ClientId, EngagementState, GrantId, GrantKind, PersonState, Purpose, Role,
    };
    use std::slice;

    /// Or else what is tried afterwards would be refused for another reason than that it has ended.
    #[test]
    fn what_has_not_ended_opens_when_it_is_tried() {
        let now: Timestamp = "2026-03-02T09:00:00Z".parse().expect("an instant");
        let person = Person {
            id: PersonId::from_bytes([1; 16]),
            name: "Ada Fictional".to_owned(),
            email: "ada@quillbridge.example".to_owned(),
            organisation: Organisation::Firm,
            standing: Standing::Staff,
            state: PersonState::Active,
            language: "en".to_owned(),
            since: now,
        };
        let engagement = Engagement {
            id: EngagementId::from_bytes([2; 16]),
            client: ClientId::from_bytes([3; 16]),
            title: String::new(),
            purposes: vec![Purpose::Audit],
            categories: vec![Category::Financial],
            regions: vec!["CA".to_owned()],
            state: EngagementState::Active,
            since: now,
            sealed: Vec::new(),
            nda_required: false,
            keep_days: 14,
            verified_at: None,
            delete_by: None,
            closed_at: None,
            frozen_by: None,
            frozen_at: None,
            thawed_at: None,
            notice_hours: None,
        };
        let assignment = Assignment {
            id: AssignmentId::from_bytes([4; 16]),
            engagement: engagement.id,
            person: person.id,
            role: Role::Consultant,
            since: now,
            suspended: None,
            ended: None,
        };
        let grant = Grant {
            id: GrantId::from_bytes([5; 16]),
            assignment: assignment.id,
            engagement: engagement.id,
            person: person.id,
            kind: GrantKind::Standard,
            extends: None,
            purpose: Purpose::Audit,
            categories: vec![Category::Financial],
            classes: Vec::new(),
            reason: String::new(),
            asked_at: now,
            days: 7,
            approved_by: Some(PersonId::from_bytes([6; 16])),
            approved_at: Some(now),
            agreed_by: None,
            agreed_at: None,
            expires_at: "2026-03-09T09:00:00Z".parse().ok(),
            used_at: None,
            ended: None,
            ended_why: None,
        };
        let gate = Gate::new().expect("valid policies");
        let tried = |assignments: &[Assignment], grants: &[Grant]| {
            ask(&gate, &person, Action::Query, Some((&engagement, assignments)), grants, now).is_allowed()
        };
        assert!(tried(slice::from_ref(&assignment), slice::from_ref(&grant)));
        assert!(!tried(slice::from_ref(&assignment), &[]), "without the grant");
        assert!(!tried(&[], &[grant]), "without the assignment");
        let officer = Person { standing: Standing::Officer, ..person.clone() };
        assert!(ask(&gate, &officer, Action::ManagePeople, None, &[], now).is_allowed());
        assert!(!ask(&gate, &person, Action::ManagePeople, None, &[], now).is_allowed());
    }
}
