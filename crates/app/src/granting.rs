//! The life of a grant, in one place: how long it waits, from when it runs, when it is dropped, and who is told.
//!
//! Clause D3.1 gives the measures. A request waits for its answer and lapses without one: silence never approves. The
//! clock of a grant starts with the last approval that it needs, not with the request. The actions and the clocks decide by
//! the functions here, so that a page, a clock and a refusal never disagree about a date.

use crate::{App, Door, lookup::Facts, post};
use bailee_model::{
    Action, Assignment, Category, Client, ColumnClass, Engagement, EntryDraft, Error, Grant, GrantEnd, GrantId,
    GrantKind, Mail, MailKind, Organisation, Person, PersonId, PersonState, Purpose, Result, Standing, say,
};
use bailee_policy::{Limits, Resource};
use bailee_store::Tx;
use jiff::{SignedDuration, Timestamp};
use std::{collections::BTreeSet, sync::Arc};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How long a request for emergency access waits for its answer: what nobody answers within a day was none.
pub const EMERGENCY_LAPSE: SignedDuration = DAY;
/// How long before its end a grant waits for its person in *My work*.
pub const SOON: SignedDuration = SignedDuration::from_hours(3 * 24);

/// When a request that nobody answered ends.
pub fn lapses_at(grant: &Grant, limits: &Limits) -> Timestamp {
    let wait = match grant.kind {
        GrantKind::Standard => SignedDuration::from_hours(24 * limits.request_days),
        GrantKind::BreakGlass => EMERGENCY_LAPSE,
    };
    grant.asked_at + wait
}

/// Since when a grant runs: the last approval it needed.
pub fn began_at(grant: &Grant) -> Option<Timestamp> {
    grant.expires_at.and(grant.approved_at.max(grant.agreed_at))
}

/// When a running grant is dropped unless it is used: never, when it ends before that by its date.
pub fn drops_at(grant: &Grant, limits: &Limits) -> Option<Timestamp> {
    let at = grant.used_at.max(began_at(grant))? + SignedDuration::from_hours(24 * limits.unused_grant_days);
    (grant.kind == GrantKind::Standard && grant.expires_at.is_some_and(|until| at < until)).then_some(at)
}

/// Until when it would run if its last approval came at this instant.
pub fn runs_until(grant: &Grant, from: Timestamp, limits: &Limits) -> Timestamp {
    match grant.kind {
        GrantKind::Standard => from + DAY * grant.days,
        GrantKind::BreakGlass => from + SignedDuration::from_mins(limits.emergency_minutes),
    }
}

/// Whether the client's agreement is what it waits for.
pub fn waits_for_client(grant: &Grant, engagement: &Engagement) -> bool {
    grant.is_open() && grant.agreed_at.is_none() && grant.needs_client(engagement)
}

/// Dates a grant if everybody who must has approved it; whether it now runs.
pub(crate) fn date(grant: &mut Grant, engagement: &Engagement, now: Timestamp, limits: &Limits) -> bool {
    let complete = grant.approved_at.is_some() && (grant.agreed_at.is_some() || !grant.needs_client(engagement));
    if complete {
        grant.expires_at = Some(runs_until(grant, now, limits));
    }
    complete
}

/// What a grant is to cover.
pub(crate) struct Scope {
    pub(crate) purpose: Purpose,
    pub(crate) categories: Vec<Category>,
    pub(crate) classes: Vec<ColumnClass>,
}

impl Scope {
    /// The scope in its stable spelling, when all of it is agreed for the engagement.
    pub(crate) fn within(mut self, engagement: &Engagement) -> Result<Self> {
        if !engagement.purposes.contains(&self.purpose) {
            return Err(Error::bad_input(say!("This purpose is not agreed for the engagement."))
                .hint(say!("Choose one of its purposes."))
                .on_field("purpose"));
        }
        if self.categories.is_empty() || self.categories.iter().any(|each| !engagement.categories.contains(each)) {
            return Err(Error::bad_input(say!("These categories are not agreed for the engagement."))
                .hint(say!("Choose among the engagement's categories, and no more than the work needs."))
                .on_field("categories"));
        }
        self.classes.retain(|class| *class != ColumnClass::Open);
        self.categories = self.categories.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        self.classes = self.classes.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        Ok(self)
    }
}

/// A new request of whoever is in the door, under an assignment of theirs that runs.
pub(crate) fn request(door: &Door, facts: &Facts, scope: Scope, reason: String) -> Result<Grant> {
    let now = door.now();
    let assignment = facts.assignments.iter().find(|each| each.runs(now)).ok_or_else(|| {
        Error::conflict(say!("Only who is assigned can have a grant.")).hint(say!("Ask the lead to assign you first."))
    })?;
    Ok(Grant {
        id: GrantId::new(door.app.rng.as_ref()),
        assignment: assignment.id,
        engagement: facts.engagement.id,
        person: door.who.id,
        kind: GrantKind::Standard,
        extends: None,
        purpose: scope.purpose,
        categories: scope.categories,
        classes: scope.classes,
        reason,
        asked_at: now,
        days: 0,
        approved_by: None,
        approved_at: None,
        agreed_by: None,
        agreed_at: None,
        expires_at: None,
        used_at: None,
        ended: None,
        ended_why: None,
    })
}

/// The entry for a request, with all that was asked for.
pub(crate) fn asked(event: &'static str, grant: &Grant) -> EntryDraft {
    EntryDraft::new(grant.engagement, event)
        .id("grant", grant.id)
        .detail("purpose", grant.purpose.as_str())
        .detail("categories", grant.categories.iter().map(ToString::to_string).collect::<Vec<_>>())
        .detail("classes", grant.classes.iter().map(ToString::to_string).collect::<Vec<_>>())
        .detail("days", grant.days)
        .detail("reason", grant.reason.clone())
}

/// A request inside the change that answers it: still open, and not too old to be answered.
pub(crate) async fn still_open(tx: &Tx, id: GrantId, now: Timestamp, limits: &Limits) -> Result<Grant> {
    let grant = tx.get::<Grant>(id).await?.ok_or_else(Error::not_found)?;
    if !grant.is_open() {
        return Err(Error::conflict(say!("This grant is decided already.")).hint(say!("Look at the list of grants.")));
    }
    if lapses_at(&grant, limits) <= now {
        return Err(Error::conflict(say!("This request stayed without an answer for too long."))
            .hint(say!("Have it asked for again.")));
    }
    Ok(grant)
}

/// Refuses unless the assignment that a grant hangs on runs, inside the change that asks for the grant or lets it run: nothing
/// begins under what has ended or is suspended.
pub(crate) async fn require_running(tx: &Tx, grant: &Grant, now: Timestamp) -> Result<()> {
    let assignment = tx.get::<Assignment>(grant.assignment).await?;
    if assignment.is_some_and(|assignment| assignment.runs(now)) {
        return Ok(());
    }
    Err(Error::conflict(say!("The assignment that this grant hangs on does not run any more."))
        .hint(say!("Assign the person first, or restore their access; then the grant is asked for.")))
}

/// Saves something together with the messages that tell of it.
pub(crate) async fn save_and_tell(tx: &Tx, grant: &Grant, told: &[Mail]) -> Result<()> {
    tx.save(grant).await?;
    for mail in told {
        tx.save(mail).await?;
    }
    Ok(())
}

/// Ends a grant inside a change.
pub(crate) fn end(grant: &mut Grant, at: Timestamp, why: GrantEnd) {
    grant.ended = Some(at);
    grant.ended_why = Some(why);
}

/// The page of one request.
pub(crate) fn page(id: GrantId) -> String {
    format!("/requests/{id}")
}

impl App {
    /// The client's people who decide for it.
    pub(crate) async fn owners(&self, engagement: &Engagement) -> Result<Vec<Person>> {
        let people = self.store.people_of(Organisation::Client(engagement.client)).await?;
        let decides = |each: &Person| each.standing == Standing::Owner && each.state == PersonState::Active;
        Ok(people.into_iter().filter(decides).collect())
    }

    /// Messages to everybody whose answer a new request needs: the leads who may approve it, or else the officers; and the
    /// client's owners, where it covers a sealed category.
    pub(crate) async fn letters_to_approvers(self: &Arc<Self>, grant: &Grant, facts: &Facts) -> Result<Vec<Mail>> {
        let now = self.clock.now();
        let assignments = self.store.assignments(grant.engagement).await?;
        let leads: BTreeSet<PersonId> =
            assignments.iter().filter(|each| each.runs(now)).map(|each| each.person).collect();
        let (mut of_it, mut officers) = (Vec::new(), Vec::new());
        for person in self.store.people().await?.into_iter().filter(|each| each.state == PersonState::Active) {
            let assigned = leads.contains(&person.id);
            if !assigned && person.standing != Standing::Officer {
                continue;
            }
            let mine = assignments.iter().filter(|each| each.person == person.id).cloned().collect();
            let facts = Facts {
                engagement: facts.engagement.clone(),
                assignments: mine,
                grants: Vec::new(),
                holds: Vec::new(),
                nda_signed: facts.nda_signed,
                assessed: facts.assessed.clone(),
                accepted: true,
            };
            let (id, list) = (person.id, if assigned { &mut of_it } else { &mut officers });
            let there = self.imagine(person, None, true).await?;
            if there.answer(Action::ApproveGrant, Some(&facts), Resource::Grant(grant)).is_allowed() {
                list.push(id);
            }
        }
        let mut to = if of_it.is_empty() { officers } else { of_it };
        if grant.needs_client(&facts.engagement) {
            to.extend(self.owners(&facts.engagement).await?.into_iter().map(|each| each.id));
        }
        Ok(to.into_iter().map(|person| post::to(self, person, MailKind::GrantAsked, page(grant.id))).collect())
    }

    /// Messages for a grant that begins to run: to its person, and at once to the client's owners when it is an emergency.
    ///
    /// # Errors
    /// When the client has nobody to be told: emergency access that its owner does not hear of is none.
    pub(crate) async fn letters_of_beginning(&self, grant: &Grant, engagement: &Engagement) -> Result<Vec<Mail>> {
        let mut letters = vec![post::to(self, grant.person, MailKind::GrantApproved, page(grant.id))];
        if grant.kind == GrantKind::BreakGlass {
            let owners = self.owners(engagement).await?;
            if owners.is_empty() {
                let client =
                    self.store.get::<Client>(engagement.client).await?.map(|each| each.name).unwrap_or_default();
                return Err(Error::conflict(say!("Nobody at {client} can be told of it.", client))
                    .hint(say!("Invite an owner of theirs first; emergency access is told to the client at once.")));
            }
            let path = format!("/opened?engagement={}", engagement.id);
            letters.extend(owners.iter().map(|each| post::to(self, each.id, MailKind::BreakGlass, path.clone())));
        }
        Ok(letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{AssignmentId, EngagementId};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn grant() -> Grant {
        let began = at("2026-03-02T09:00:00Z");
        Grant {
            id: GrantId::from_bytes([1; 16]),
            assignment: AssignmentId::from_bytes([2; 16]),
            engagement: EngagementId::from_bytes([3; 16]),
            person: PersonId::from_bytes([4; 16]),
            kind: GrantKind::Standard,
            extends: None,
            purpose: Purpose::Audit,
            categories: vec![Category::Parties],
            classes: vec![],
            reason: "audit".to_owned(),
            asked_at: began,
            days: 30,
            approved_by: Some(PersonId::from_bytes([5; 16])),
            approved_at: Some(began),
            agreed_by: None,
            agreed_at: None,
            expires_at: Some(began + DAY * 30),
            used_at: None,
            ended: None,
            ended_why: None,
        }
    }

    #[test]
    fn unused_counts_from_the_beginning_or_the_last_use() {
        let mut grant = grant();
        assert_eq!(drops_at(&grant, &Limits::default()), Some(at("2026-03-16T09:00:00Z")));
        grant.used_at = Some(at("2026-03-10T09:00:00Z"));
        assert_eq!(drops_at(&grant, &Limits::default()), Some(at("2026-03-24T09:00:00Z")));
        grant.used_at = Some(at("2026-03-20T09:00:00Z"));
        assert_eq!(drops_at(&grant, &Limits::default()), None, "its date comes first");
        grant.used_at = None;
        grant.kind = GrantKind::BreakGlass;
        assert_eq!(drops_at(&grant, &Limits::default()), None);
    }

    #[test]
    fn the_clock_starts_with_the_last_of_two_approvals() {
        let mut grant = grant();
        grant.agreed_at = Some(at("2026-03-04T09:00:00Z"));
        assert_eq!(began_at(&grant), grant.agreed_at);
        grant.expires_at = None;
        assert_eq!(began_at(&grant), None, "it does not run");
    }

    #[test]
    fn an_emergency_runs_an_hour_and_waits_a_day() {
        let emergency = Grant { kind: GrantKind::BreakGlass, days: 0, ..grant() };
        let now = at("2026-03-02T09:30:00Z");
        assert_eq!(runs_until(&emergency, now, &Limits::default()), at("2026-03-02T10:30:00Z"));
        assert_eq!(lapses_at(&emergency, &Limits::default()), at("2026-03-03T09:00:00Z"));
    }
}
