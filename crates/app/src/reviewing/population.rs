//! Whom a review asks about, and whom it asks.

use super::UNUSED_AFTER;
use crate::{App, obligations};
use bailee_model::{
    Assignment, AssignmentId, Engagement, EngagementState, Grant, GrantKind, Organisation, Person, PersonId,
    PersonState, Result, ReviewFlag, ReviewId, ReviewRow, ReviewRowId, Role, Standing,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap, hash_map::Entry};

/// An assignment younger than this is not told apart as never used.
const SETTLES_IN: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How far back an emergency still asks for a reason.
const LAST_QUARTER: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Somebody's access on one engagement, or to the installation, as it is at this moment.
pub(crate) struct Subject {
    person: PersonId,
    engagement: Option<Engagement>,
    assignment: Option<AssignmentId>,
    scope: String,
    given_by: Option<PersonId>,
    last_used: Option<Timestamp>,
    flags: Vec<ReviewFlag>,
    reviewer: Option<PersonId>,
}

impl Subject {
    /// Who, and on what; the same as the row will say.
    pub(super) fn access(&self) -> (String, Option<String>) {
        (self.person.to_string(), self.engagement.as_ref().map(|each| each.id.to_string()))
    }

    pub(super) fn row(self, app: &App, review: ReviewId) -> ReviewRow {
        ReviewRow {
            id: ReviewRowId::new(app.rng.as_ref()),
            review,
            person: self.person,
            engagement: self.engagement.map(|each| each.id),
            assignment: self.assignment,
            scope: self.scope,
            given_by: self.given_by,
            last_used: self.last_used,
            flags: self.flags,
            reviewer: self.reviewer,
            decision: None,
            reason: String::new(),
            decided_by: None,
            decided_at: None,
            suspended_at: None,
            restored_at: None,
            probe: None,
        }
    }
}

/// What a person may do on an engagement, in a spelling that is the same for the same access.
pub(crate) fn scope_of(person: PersonId, assignments: &[Assignment], grants: &[Grant], now: Timestamp) -> String {
    let mine = assignments.iter().filter(|each| each.person == person && each.ended.is_none());
    let roles = mine.map(|each| each.role.to_string());
    let live = grants.iter().filter(|each| each.person == person && each.is_live(now));
    let grants = live.map(|grant| {
        let categories: Vec<_> = grant.categories.iter().map(|each| each.as_str()).collect();
        let classes: Vec<_> = grant.classes.iter().map(|each| each.as_str()).collect();
        format!("{} {} {} {}", grant.id, grant.purpose, categories.join("+"), classes.join("+"))
    });
    let mut parts: Vec<String> = roles.chain(grants).collect();
    parts.sort_unstable();
    parts.join("; ")
}

/// Everybody with access, at this moment.
pub(crate) async fn population(app: &App) -> Result<Vec<Subject>> {
    let people = app.store.people().await?;
    let officers: Vec<&Person> = people.iter().filter(|person| is_administrator(person, Standing::Officer)).collect();
    let (mut subjects, mut owing) = (Vec::new(), HashMap::new());
    for engagement in app.store.engagements().await? {
        if engagement.state != EngagementState::Closed {
            on_engagement(app, engagement, &people, &officers, &mut subjects, &mut owing).await?;
        }
    }
    for standing in [Standing::Officer, Standing::Auditor] {
        for person in people.iter().filter(|person| is_administrator(person, standing)) {
            subjects.push(administrator(app, person, &officers).await?);
        }
    }
    Ok(subjects)
}

fn is_administrator(person: &Person, standing: Standing) -> bool {
    person.organisation == Organisation::Firm && person.standing == standing && person.state == PersonState::Active
}

async fn on_engagement(
    app: &App,
    engagement: Engagement,
    people: &[Person],
    officers: &[&Person],
    subjects: &mut Vec<Subject>,
    owing: &mut HashMap<PersonId, bool>,
) -> Result<()> {
    let now = app.clock.now();
    let assignments = app.store.assignments(engagement.id).await?;
    let grants = app.store.grants(engagement.id).await?;
    let mut by_person: BTreeMap<PersonId, Vec<&Assignment>> = BTreeMap::new();
    for assignment in assignments.iter().filter(|each| each.ended.is_none()) {
        by_person.entry(assignment.person).or_default().push(assignment);
    }
    let known: HashMap<PersonId, &Person> = people.iter().map(|person| (person.id, person)).collect();
    for (id, mine) in by_person {
        let Some(person) = known.get(&id) else { continue };
        let theirs: Vec<&Grant> = grants.iter().filter(|grant| grant.person == id).collect();
        let live: Vec<&Grant> = theirs.iter().copied().filter(|grant| grant.is_live(now)).collect();
        let last_used = theirs.iter().filter_map(|grant| grant.used_at).max();
        let owes = match owing.entry(id) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                *place.insert(!obligations::outstanding(&app.store, person, now, &app.limits()).await?.is_empty())
            }
        };
        subjects.push(Subject {
            person: id,
            assignment: mine.first().map(|each| each.id),
            scope: scope_of(id, &assignments, &grants, now),
            given_by: live.iter().filter_map(|grant| grant.approved_by).next_back(),
            last_used,
            flags: flags(person, &mine, &theirs, &engagement, (last_used, owes), now),
            reviewer: lead_other_than(id, &assignments, now, &known).or_else(|| officer_other_than(id, officers)),
            engagement: Some(engagement.clone()),
        });
    }
    Ok(())
}

fn flags(
    person: &Person,
    assignments: &[&Assignment],
    grants: &[&Grant],
    engagement: &Engagement,
    (last_used, owes): (Option<Timestamp>, bool),
    now: Timestamp,
) -> Vec<ReviewFlag> {
    let settled = assignments.iter().any(|each| now.duration_since(each.since) > SETTLES_IN);
    let live = || grants.iter().filter(|grant| grant.is_live(now));
    let emergency =
        |grant: &&&Grant| grant.kind == GrantKind::BreakGlass && now.duration_since(grant.asked_at) < LAST_QUARTER;
    let found = [
        (ReviewFlag::NeverUsed, settled && last_used.is_none()),
        (ReviewFlag::Unused, last_used.is_some_and(|used| now.duration_since(used) > UNUSED_AFTER)),
        (ReviewFlag::SealedCategory, live().any(|grant| grant.needs_client(engagement))),
        (ReviewFlag::BreakGlass, grants.iter().any(|grant| emergency(&grant))),
        (ReviewFlag::Extended, live().any(|grant| grant.extends.is_some())),
        (ReviewFlag::Subcontractor, matches!(person.organisation, Organisation::Supplier(_))),
        (ReviewFlag::Outstanding, owes),
    ];
    found.into_iter().filter_map(|(flag, there)| there.then_some(flag)).collect()
}

fn lead_other_than(
    id: PersonId,
    assignments: &[Assignment],
    now: Timestamp,
    people: &HashMap<PersonId, &Person>,
) -> Option<PersonId> {
    let leads = assignments.iter().filter(|each| each.role == Role::Lead && each.runs(now) && each.person != id);
    leads.map(|each| each.person).find(|lead| people.get(lead).is_some_and(|lead| lead.state == PersonState::Active))
}

fn officer_other_than(id: PersonId, officers: &[&Person]) -> Option<PersonId> {
    officers.iter().map(|officer| officer.id).find(|officer| *officer != id)
}

async fn administrator(app: &App, person: &Person, officers: &[&Person]) -> Result<Subject> {
    let sessions = app.store.sessions_of(person.id).await?;
    Ok(Subject {
        person: person.id,
        engagement: None,
        assignment: None,
        scope: person.standing.to_string(),
        given_by: None,
        last_used: sessions.iter().map(|session| session.seen).max(),
        flags: vec![ReviewFlag::Administrator],
        reviewer: officer_other_than(person.id, officers),
    })
}
