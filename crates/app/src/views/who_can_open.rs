//! Who can open what, by person and holding: the gate's own answers, asked one by one, and nothing computed beside it.
//!
//! Each question is put as if that person sat down now: for each purpose agreed, both factors just shown, at a device that
//! passes every check. Where they could open it, the same is asked at no device, so that the page can say what the device
//! is needed for. What they owe, whether they are suspended, which grants run and how the engagement stands are read at
//! this moment.

use crate::{Door, involving, lookup::Facts};
use bailee_model::{
    Action, Assignment, Category, ColumnClass, Engagement, EngagementId, Grant, GrantId, Holding, HoldingKind,
    HoldingState, Obligation, Organisation, Person, PersonId, Purpose, Refusal, Result, Role, System,
};
use bailee_policy::{Decision, Resource};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// Who can open what on one engagement.
#[derive(Clone, Debug)]
pub struct WhoCanOpen {
    /// The engagement.
    pub engagement: Engagement,
    /// What is in custody and not destroyed, oldest first.
    pub holdings: Vec<Holding>,
    /// Everybody assigned, with an answer for each of the holdings in their order.
    pub people: Vec<Reach>,
}

/// How far one person reaches.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Who.
    pub person: Person,
    /// What they do here.
    pub roles: Vec<Role>,
    /// What they still owe before they may work.
    pub outstanding: Vec<Obligation>,
    /// The gate's answers, in the order of the holdings.
    pub answers: Vec<Access>,
}

/// The gate's answer about one person and one holding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It opens.
    Opens(Opens),
    /// It does not, and this clause stands in the way.
    Stopped(Refusal),
    /// It does not, and they may not know of it.
    Unseen,
}

/// For what, how far and how long a holding opens to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opens {
    /// The purposes for which it does.
    pub purposes: Vec<Purpose>,
    /// The column classes that they would see in clear, for any of the purposes; the others are masked.
    pub classes: Vec<ColumnClass>,
    /// When the last grant that it leans on ends.
    pub until: Option<Timestamp>,
    /// What the gate says without a device; nothing when it would open all the same.
    pub without_device: Option<Refusal>,
}

impl WhoCanOpen {
    /// For each person and purpose that opens something: the categories, and until when.
    pub fn by_purpose(&self) -> Vec<(&Person, Purpose, Vec<Category>, Option<Timestamp>)> {
        let mut rows = Vec::new();
        for reach in &self.people {
            let mut found: BTreeMap<Purpose, (Vec<Category>, Option<Timestamp>)> = BTreeMap::new();
            for (holding, access) in self.holdings.iter().zip(&reach.answers) {
                let Access::Opens(opens) = access else { continue };
                for purpose in &opens.purposes {
                    let (categories, until) = found.entry(*purpose).or_default();
                    categories.push(holding.category);
                    *until = (*until).max(opens.until);
                }
            }
            rows.extend(found.into_iter().map(|(purpose, (mut categories, until))| {
                categories.sort();
                categories.dedup();
                (&reach.person, purpose, categories, until)
            }));
        }
        rows
    }
}

/// Asks the gate about everybody who is assigned and everything that is held.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn who_can_open(door: &Door, id: EngagementId) -> Result<WhoCanOpen> {
    let held = door.engagement(id).for_(Action::ListHolding).await?;
    let store = door.app.store();
    let gone = |each: &Holding| matches!(each.state, HoldingState::Destroyed | HoldingState::Destroying);
    let holdings: Vec<Holding> = store.holdings(id).await?.into_iter().filter(|each| !gone(each)).collect();
    let systems = store.systems(id).await?;
    let grants = store.grants(id).await?;
    let parts = store.involvements_of(id).await?;
    let mut assigned: BTreeMap<PersonId, Vec<Assignment>> = BTreeMap::new();
    for each in store.assignments(id).await?.into_iter().filter(|each| each.ended.is_none()) {
        assigned.entry(each.person).or_default().push(each);
    }
    let mut people = Vec::new();
    for (person, assignments) in assigned {
        let Some(mut person) = store.get::<Person>(person).await? else { continue };
        let roles = assignments.iter().map(|each| each.role).collect();
        let facts = Facts {
            engagement: held.facts.engagement.clone(),
            grants: grants.iter().filter(|each| each.person == person.id).cloned().collect(),
            holds: held.facts.holds.clone(),
            nda_signed: held.facts.nda_signed,
            accepted: match person.organisation {
                Organisation::Supplier(supplier) => involving::stands(&parts, supplier, door.now()),
                Organisation::Firm | Organisation::Client(_) => false,
            },
            assessed: held.facts.assessed.clone(),
            assignments,
        };
        // A refusal speaks the language of who reads the page.
        person.language.clone_from(&door.who.language);
        let there = door.app.imagine(person, None, true).await?;
        // The gate looks at a holding's kind, state and category, so what is alike in these is asked about once.
        let mut asked: HashMap<(HoldingKind, HoldingState, Category), Access> = HashMap::new();
        let answers = holdings
            .iter()
            .map(|holding| match holding.kind {
                HoldingKind::Credential => access(&there, &facts, holding, &systems),
                kind => asked
                    .entry((kind, holding.state, holding.category))
                    .or_insert_with(|| access(&there, &facts, holding, &systems))
                    .clone(),
            })
            .collect();
        people.push(Reach { outstanding: there.outstanding, person: there.who, roles, answers });
    }
    people.sort_by(|one, other| one.person.name.cmp(&other.person.name));
    Ok(WhoCanOpen { engagement: held.it, holdings, people })
}

/// The gate's answer for one person and one holding, over all purposes agreed.
fn access(there: &Door, facts: &Facts, holding: &Holding, systems: &[System]) -> Access {
    let (action, resource) = question(holding, systems);
    let mut opens = Opens { purposes: Vec::new(), classes: Vec::new(), until: None, without_device: None };
    let mut stopped: Option<(bool, Decision)> = None;
    for purpose in facts.engagement.purposes.iter().copied() {
        let there = there.imagined_for(purpose);
        match there.answer(action, Some(facts), resource) {
            Decision::Allowed { grant, .. } => {
                opens.purposes.push(purpose);
                opens.until = opens.until.max(grant.and_then(|grant| end_of(&facts.grants, grant)));
                if holding.kind != HoldingKind::Credential {
                    opens.classes.extend(there.cleared(facts, holding));
                }
                let bare = there.imagined_without_device().answer(action, Some(facts), resource);
                opens.without_device = refusal(bare).or(opens.without_device);
            }
            // Of several refusals the one for a purpose that they have a grant for says most.
            other => {
                let nearer = facts.grants.iter().any(|grant| grant.purpose == purpose && grant.ended.is_none());
                if stopped.as_ref().is_none_or(|(near, _)| nearer && !near) {
                    stopped = Some((nearer, other));
                }
            }
        }
    }
    opens.classes.sort();
    opens.classes.dedup();
    match stopped {
        _ if !opens.purposes.is_empty() => Access::Opens(opens),
        Some((_, decision)) => refusal(decision).map_or(Access::Unseen, Access::Stopped),
        None => Access::Unseen,
    }
}

/// What opening this is to the gate: a credential is not read, it is used against its system.
fn question<'a>(holding: &'a Holding, systems: &'a [System]) -> (Action, Resource<'a>) {
    match systems.iter().find(|system| system.credential == Some(holding.id)) {
        Some(system) => (Action::UseCredential, Resource::System(system)),
        None => (Action::OpenHolding, Resource::Holding(holding)),
    }
}

fn refusal(decision: Decision) -> Option<Refusal> {
    match decision {
        Decision::Refused(refusal) => Some(refusal),
        Decision::Allowed { .. } | Decision::Unseen => None,
    }
}

fn end_of(grants: &[Grant], id: GrantId) -> Option<Timestamp> {
    grants.iter().find(|each| each.id == id)?.expires_at
}
