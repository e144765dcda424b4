//! Requests for grants: one's own, those that wait for one's answer, and every one there ever was on an engagement with how
//! it ended, why, and by whom.

use super::emergencies::{Emergency, emergencies};
use crate::{Door, granting, lookup::Facts};
use bailee_model::{
    Action, ClientId, Engagement, EngagementId, Error, Grant, GrantId, GrantKind, Holding, HoldingKind, HoldingState,
    LoggedEntry, Organisation, Person, PersonId, Result, Standing, entry::LogId,
};
use bailee_policy::Resource;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};

/// A request, whatever became of it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The grant.
    pub grant: Grant,
    /// Who asked.
    pub person: Person,
    /// On what.
    pub engagement: Engagement,
    /// What the reader may do about it, after showing both factors again where that is asked.
    pub may: RequestMay,
    /// When silence ends it, while it waits.
    pub lapses_at: Option<Timestamp>,
    /// When it is dropped unless it is used.
    pub drops_at: Option<Timestamp>,
}

/// What the reader may do about a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestMay {
    /// Approve it for the firm.
    pub approve: bool,
    /// Agree to it for the client.
    pub agree: bool,
    /// Refuse it.
    pub refuse: bool,
    /// Take it back.
    pub withdraw: bool,
    /// End it while it runs.
    pub end: bool,
    /// Ask for it again.
    pub extend: bool,
}

/// The reader's requests, and those that wait for their answer.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    /// The reader's own, newest first.
    pub mine: Vec<Request>,
    /// Those that the reader may answer, the most pressing first.
    pub waiting: Vec<Request>,
}

/// How a request was answered: an approval, an agreement, or its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// The entry's name: `grant.approved`.
    pub event: String,
    /// Who did it; nobody, where the clock did.
    pub who: Option<String>,
    /// Why, in their words.
    pub reason: Option<String>,
    /// The entry's place in the log.
    pub index: u64,
}

/// One request with its history, and what answering it would open.
#[derive(Clone, Debug)]
pub struct RequestView {
    /// The request.
    pub request: Request,
    /// What happened to it, oldest first.
    pub steps: Vec<Step>,
    /// What it covers of what is held today.
    pub covers: Vec<Holding>,
    /// The one that asked for it again, if somebody did.
    pub extended_by: Option<GrantId>,
    /// Whether the client has to agree.
    pub needs_client: bool,
    /// Until when it would run if it were approved now.
    pub would_run_until: Timestamp,
    /// How it was used, when it is an emergency that was approved.
    pub emergency: Option<Emergency>,
}

/// The reader's requests, and those that wait for their answer.
pub async fn requests(door: &Door) -> Result<Requests> {
    let store = door.app.store();
    let own = store.grants_of(door.who.id).await?;
    let open = open_requests(door).await?;
    let ids: BTreeSet<EngagementId> = own.iter().chain(&open).map(|grant| grant.engagement).collect();
    let mut facts = HashMap::new();
    for id in ids {
        facts.insert(id, door.facts(id).await?);
    }
    let mut people: HashMap<PersonId, Option<Person>> = HashMap::new();
    let mut found = Requests::default();
    for grant in own.into_iter().rev() {
        let Some(facts) = facts.get(&grant.engagement).filter(|facts| sees(door, facts)) else { continue };
        found.mine.push(told(door, facts, grant, door.who.clone()));
    }
    for grant in open.into_iter().filter(|grant| grant.person != door.who.id) {
        let Some(facts) = facts.get(&grant.engagement).filter(|facts| sees(door, facts)) else { continue };
        let may = may(door, facts, &grant);
        if !(may.approve || may.agree) {
            continue;
        }
        let person = match people.entry(grant.person) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(place) => place.insert(store.get::<Person>(grant.person).await?).clone(),
        };
        let Some(person) = person else { continue };
        found.waiting.push(told(door, facts, grant, person));
    }
    found.waiting.sort_by_key(|each| (each.lapses_at, each.grant.asked_at));
    Ok(found)
}

/// Requests without an answer on the engagements that may concern the reader; the gate says which do.
async fn open_requests(door: &Door) -> Result<Vec<Grant>> {
    let store = door.app.store();
    if door.is_officer() {
        return Ok(store.grants_not_ended().await?.into_iter().filter(Grant::is_open).collect());
    }
    let ids: BTreeSet<EngagementId> = match door.who.organisation {
        Organisation::Client(client) if door.who.standing == Standing::Owner => of_client(door, client).await?,
        Organisation::Client(_) => BTreeSet::new(),
        _ => store
            .assignments_of(door.who.id)
            .await?
            .iter()
            .filter(|each| each.runs(door.now()))
            .map(|each| each.engagement)
            .collect(),
    };
    let mut open = Vec::new();
    for id in ids {
        open.extend(store.grants(id).await?.into_iter().filter(Grant::is_open));
    }
    Ok(open)
}

async fn of_client(door: &Door, client: ClientId) -> Result<BTreeSet<EngagementId>> {
    Ok(door.app.store().engagements_of_client(client).await?.into_iter().map(|each| each.id).collect())
}

fn sees(door: &Door, facts: &Facts) -> bool {
    door.answer(Action::ViewEngagement, Some(facts), Resource::Engagement).is_allowed()
}

fn told(door: &Door, facts: &Facts, grant: Grant, person: Person) -> Request {
    let running = grant.is_live(door.now());
    Request {
        may: may(door, facts, &grant),
        lapses_at: grant.is_open().then(|| granting::lapses_at(&grant, &door.app.limits())),
        drops_at: if running { granting::drops_at(&grant, &door.app.limits()) } else { None },
        engagement: facts.engagement.clone(),
        person,
        grant,
    }
}

/// The gate's answers about one request, as far as its state leaves something to do.
pub(super) fn may(door: &Door, facts: &Facts, grant: &Grant) -> RequestMay {
    let now = door.now();
    let allowed = |action| door.may_after_step_up(action, facts, Resource::Grant(grant));
    let (own, running) = (grant.person == door.who.id, grant.is_live(now));
    let open = grant.is_open() && now < granting::lapses_at(grant, &door.app.limits());
    let approve = open && grant.approved_at.is_none() && allowed(Action::ApproveGrant);
    let agree = open && grant.agreed_at.is_none() && allowed(Action::AgreeGrant);
    let ends = (open || running) && allowed(Action::EndGrant);
    let extend = own
        && running
        && grant.kind == GrantKind::Standard
        && !facts.grants.iter().any(|each| each.extends == Some(grant.id) && each.is_open())
        && door.answer(Action::AskGrant, Some(facts), Resource::Engagement).is_allowed();
    RequestMay {
        approve,
        agree,
        refuse: open && !own && (agree || ends),
        withdraw: open && own && ends,
        end: running && ends,
        extend,
    }
}

/// One request, for those who may know of its engagement.
///
/// # Errors
/// Not found for all others.
pub async fn request(door: &Door, id: GrantId) -> Result<RequestView> {
    let store = door.app.store();
    let found = store.get::<Grant>(id).await?;
    // What does not exist is looked for as long as what may not be seen.
    let engagement =
        found.as_ref().map_or_else(|| EngagementId::new(door.app.rng().as_ref()), |grant| grant.engagement);
    let facts = door.engagement(engagement).for_(Action::ViewEngagement).await?.facts;
    let grant = found.ok_or_else(Error::not_found)?;
    let people = people(door).await?;
    let person = people.get(&grant.person.to_string()).cloned().ok_or_else(Error::not_found)?;
    let log = store.log(LogId::Engagement(grant.engagement));
    let entries = log.entries(0, log.size().await?).await?;
    let covered = |each: &Holding| {
        each.state == HoldingState::Held
            && each.kind != HoldingKind::Credential
            && grant.categories.contains(&each.category)
    };
    let grants = store.grants(grant.engagement).await?;
    Ok(RequestView {
        steps: steps(&entries, &people).remove(&grant.id.to_string()).unwrap_or_default(),
        covers: store.holdings(grant.engagement).await?.into_iter().filter(covered).collect(),
        extended_by: grants.iter().rev().find(|each| each.extends == Some(id)).map(|each| each.id),
        needs_client: grant.needs_client(&facts.engagement),
        would_run_until: granting::runs_until(&grant, door.now(), &door.app.limits()),
        emergency: emergencies(std::slice::from_ref(&grant), &entries, &people).pop(),
        request: told(door, &facts, grant, person),
    })
}

/// Every request on an engagement, newest first, with what happened to each.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn request_history(door: &Door, id: EngagementId) -> Result<Vec<(Request, Vec<Step>)>> {
    let facts = door.engagement(id).for_(Action::ViewEngagement).await?.facts;
    let store = door.app.store();
    let people = people(door).await?;
    let log = store.log(LogId::Engagement(id));
    let mut steps = steps(&log.entries(0, log.size().await?).await?, &people);
    let mut history = Vec::new();
    for grant in store.grants(id).await?.into_iter().rev() {
        let Some(person) = people.get(&grant.person.to_string()).cloned() else { continue };
        let happened = steps.remove(&grant.id.to_string()).unwrap_or_default();
        history.push((told(door, &facts, grant, person), happened));
    }
    Ok(history)
}

async fn people(door: &Door) -> Result<BTreeMap<String, Person>> {
    Ok(door.app.store().people().await?.into_iter().map(|person| (person.id.to_string(), person)).collect())
}

/// What the log says of each grant, oldest first.
fn steps(entries: &[LoggedEntry], people: &BTreeMap<String, Person>) -> BTreeMap<String, Vec<Step>> {
    let mut steps: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    let about = |entry: &&LoggedEntry| entry.name.starts_with("grant.") || entry.name.starts_with("break_glass.");
    for entry in entries.iter().filter(about) {
        let Some(grant) = entry.ids.get("grant") else { continue };
        let reason = entry.details.as_ref().and_then(|details| details.get("reason")?.as_str()).map(str::to_owned);
        steps.entry(grant.clone()).or_default().push(Step {
            at: entry.at,
            event: entry.name.clone(),
            who: entry.ids.get("person").and_then(|id| people.get(id)).map(|person| person.name.clone()),
            reason,
            index: entry.index,
        });
    }
    steps
}
