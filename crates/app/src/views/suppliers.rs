//! The register of suppliers: which subcontractors and tools work on whose data, where, what for, and how each came to
//! (clause S7). The firm sees all of it, an engagement's people and its client their own part.

use crate::{Door, involving};
use bailee_model::{
    Action, Assignment, Engagement, EngagementId, Involvement, Organisation, Person, PersonId, Result, Supplier,
    SupplierKind,
};
use bailee_policy::Resource;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// How a part in an engagement stands, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartState {
    /// The client can still object before it begins.
    Announced,
    /// The client objects, and it is not settled.
    Objected,
    /// It may work.
    Stands,
    /// It has ended.
    Ended,
}

/// A supplier's part in an engagement, with what is behind it.
#[derive(Clone, Debug)]
pub struct PartView {
    /// The part.
    pub part: Involvement,
    /// The supplier.
    pub supplier: Supplier,
    /// The engagement's title.
    pub engagement: String,
    /// Its people who are assigned there, by name.
    pub people: Vec<String>,
    /// How it stands.
    pub state: PartState,
    /// Since when it stands, if it does.
    pub since: Option<Timestamp>,
    /// Whether the firm has answered the client's objection, which then waits for the client.
    pub answered: bool,
}

/// The suppliers of one engagement, and what the reader may do about them.
#[derive(Clone, Debug)]
pub struct SuppliersOn {
    /// The engagement.
    pub engagement: Engagement,
    /// The parts: objected to and announced first, ended last.
    pub parts: Vec<PartView>,
    /// Which could be named; none for those who may not.
    pub candidates: Vec<Supplier>,
    /// Whether the reader may name, answer, use and end, after both factors where they are asked for.
    pub may_propose: bool,
    /// Whether the reader may agree for the client.
    pub may_agree: bool,
    /// Whether the reader may object for the client.
    pub may_object: bool,
}

/// The suppliers of an engagement.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn suppliers_on(door: &Door, id: EngagementId) -> Result<SuppliersOn> {
    let held = door.engagement(id).for_(Action::ViewEngagement).await?;
    let store = door.app.store();
    let may = |action| door.may_after_step_up(action, &held.facts, Resource::Engagement);
    let suppliers = store.suppliers().await?;
    let assigned = assigned(door, &store.assignments(id).await?).await?;
    let found = store.involvements_of(id).await?;
    let running: Vec<_> = found.iter().filter(|part| part.ended.is_none()).map(|part| part.supplier).collect();
    let may_propose = may(Action::ProposeTerms);
    let mut candidates = Vec::new();
    if may_propose {
        candidates.extend(suppliers.iter().filter(|each| each.ended.is_none() && !running.contains(&each.id)).cloned());
    }
    let (may_agree, may_object) = (may(Action::AgreeTerms), may(Action::Object));
    let mut parts: Vec<PartView> =
        found.into_iter().filter_map(|part| view(door, part, &suppliers, &held.title, &assigned)).collect();
    parts.sort_by_key(order);
    Ok(SuppliersOn { engagement: held.it, parts, candidates, may_propose, may_agree, may_object })
}

/// The whole register, for those who oversee the firm.
///
/// # Errors
/// Refused to all but officers and auditors.
pub async fn supplier_register(door: &Door) -> Result<Vec<PartView>> {
    door.require(Action::ViewPeople).await?;
    let store = door.app.store();
    let suppliers = store.suppliers().await?;
    let engagements: HashMap<EngagementId, Engagement> =
        store.engagements().await?.into_iter().map(|each| (each.id, each)).collect();
    let mut by_engagement: BTreeMap<EngagementId, Vec<Involvement>> = BTreeMap::new();
    for part in store.involvements().await? {
        by_engagement.entry(part.engagement).or_default().push(part);
    }
    let mut all = Vec::new();
    for (id, parts) in by_engagement {
        let Some(engagement) = engagements.get(&id) else { continue };
        let assigned = assigned(door, &store.assignments(id).await?).await?;
        all.extend(parts.into_iter().filter_map(|part| view(door, part, &suppliers, &engagement.title, &assigned)));
    }
    all.sort_by_key(order);
    Ok(all)
}

fn order(part: &PartView) -> (u8, Timestamp) {
    let first = match part.state {
        PartState::Objected => 0,
        PartState::Announced => 1,
        PartState::Stands => 2,
        PartState::Ended => 3,
    };
    (first, part.part.objection_until)
}

fn view(
    door: &Door,
    part: Involvement,
    suppliers: &[Supplier],
    engagement: &str,
    assigned: &[Person],
) -> Option<PartView> {
    let supplier = suppliers.iter().find(|each| each.id == part.supplier)?.clone();
    let now = door.now();
    let since = part.stood_since(now);
    let state = match () {
        () if part.ended.is_some() => PartState::Ended,
        () if part.is_objected_to() => PartState::Objected,
        () if since.is_some() => PartState::Stands,
        () => PartState::Announced,
    };
    let behind = |person: &&Person| person.organisation == Organisation::Supplier(supplier.id);
    let people = match supplier.kind {
        SupplierKind::Subcontractor => assigned.iter().filter(behind).map(|person| person.name.clone()).collect(),
        SupplierKind::Tool => Vec::new(),
    };
    let answered = state == PartState::Objected && part.answered_at > part.objected_at;
    Some(PartView { engagement: engagement.to_owned(), people, state, since, answered, supplier, part })
}

/// Those who are assigned now, each once.
async fn assigned(door: &Door, assignments: &[Assignment]) -> Result<Vec<Person>> {
    let mut people: BTreeMap<PersonId, Person> = BTreeMap::new();
    for each in assignments.iter().filter(|each| each.ended.is_none()) {
        if let Some(person) = door.app.store().get::<Person>(each.person).await? {
            people.insert(person.id, person);
        }
    }
    Ok(people.into_values().collect())
}

/// The suppliers that are named with the engagement and are not ended, for telling a client before anything is shared.
pub(super) async fn named(door: &Door, engagement: &Engagement) -> Result<Vec<(Involvement, Supplier)>> {
    let store = door.app.store();
    let suppliers = store.suppliers().await?;
    let parts = store.involvements_of(engagement.id).await?;
    let running = parts.into_iter().filter(|part| part.ended.is_none());
    Ok(running
        .filter_map(|part| suppliers.iter().find(|each| each.id == part.supplier).cloned().map(|it| (part, it)))
        .filter(|(part, _)| involving::is_agreed_region(engagement, &part.region) || part.stands(door.now()))
        .collect())
}
