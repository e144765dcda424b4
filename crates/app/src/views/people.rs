//! People and the organisations behind them, for those who oversee them: everybody with how they stand, and one person
//! with all that hangs off them.

use crate::{Door, Machine, leaving, leaving::Ending, obligations};
use bailee_model::{
    Action, Assignment, Client, ClientId, CredentialUse, Departure, Engagement, EngagementId, Error, Grant, Obligation,
    Organisation, Person, PersonId, PersonState, Result, Rotation, Session, Supplier, SupplierId,
};
use bailee_policy::Resource;
use bailee_store::Store;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How somebody stands: their state, and whether they may work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Life {
    /// Invited, and not enrolled yet.
    Invited,
    /// Enrolled; owes a signature or training, and may not work before.
    Inert,
    /// May work.
    Active,
    /// Kept out for now.
    Suspended,
    /// Gone.
    Departed,
}

impl Life {
    /// Every way to stand, in the order of a life.
    pub const ALL: [Self; 5] = [Self::Invited, Self::Inert, Self::Active, Self::Suspended, Self::Departed];

    /// Derived from the state and from what is outstanding; nobody sets it.
    pub fn of(person: &Person, outstanding: &[Obligation]) -> Self {
        match person.state {
            PersonState::Invited => Self::Invited,
            PersonState::Active if !outstanding.is_empty() => Self::Inert,
            PersonState::Active => Self::Active,
            PersonState::Suspended => Self::Suspended,
            PersonState::Departed => Self::Departed,
        }
    }

    /// The word in addresses and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Inert => "inert",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Departed => "departed",
        }
    }
}

/// Which people are asked for; what is not given leaves nobody out.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// How they stand; everybody but the departed when none is given and no word either.
    pub life: Option<Life>,
    /// Who stands behind them.
    pub organisation: Option<Organisation>,
    /// Part of their name or address.
    pub words: String,
}

impl PeopleFilter {
    fn fits(&self, person: &Person) -> bool {
        let words = self.words.trim().to_lowercase();
        let gone = person.state == PersonState::Departed;
        (words.is_empty() || person.name.to_lowercase().contains(&words) || person.email.contains(&words))
            && self.organisation.is_none_or(|organisation| person.organisation == organisation)
            && (!gone || self.life == Some(Life::Departed) || !words.is_empty())
    }
}

/// One person in the list.
#[derive(Clone, Debug)]
pub struct PeopleRow {
    /// The person.
    pub person: Person,
    /// Who stands behind them, by name.
    pub organisation: String,
    /// How they stand.
    pub life: Life,
    /// What they owe before they may work.
    pub outstanding: Vec<Obligation>,
    /// When they were last here.
    pub last_seen: Option<Timestamp>,
    /// Devices that are not revoked.
    pub devices: usize,
    /// Engagements they are assigned to.
    pub engagements: usize,
}

/// Everybody who fits, by name.
///
/// # Errors
/// Refused to all but officers and auditors.
pub async fn people_rows(door: &Door, filter: &PeopleFilter) -> Result<Vec<PeopleRow>> {
    door.require(Action::ViewPeople).await?;
    let (store, now) = (door.app.store(), door.now());
    let names = Names::read(store).await?;
    let mut rows = Vec::new();
    for person in store.people().await?.into_iter().filter(|person| filter.fits(person)) {
        let outstanding = obligations::outstanding(store, &person, now, &door.app.limits()).await?;
        let life = Life::of(&person, &outstanding);
        if filter.life.is_some_and(|wanted| wanted != life) {
            continue;
        }
        let assignments = store.assignments_of(person.id).await?;
        let engagements: BTreeSet<EngagementId> =
            assignments.iter().filter(|each| each.ended.is_none()).map(|each| each.engagement).collect();
        rows.push(PeopleRow {
            organisation: names.of(person.organisation),
            life,
            outstanding,
            last_seen: store.sessions_of(person.id).await?.iter().map(|session| session.seen).max(),
            devices: store.devices_of(person.id).await?.iter().filter(|device| device.ended.is_none()).count(),
            engagements: engagements.len(),
            person,
        });
    }
    Ok(rows)
}

/// The names of organisations.
struct Names {
    firm: String,
    clients: BTreeMap<ClientId, String>,
    suppliers: BTreeMap<SupplierId, String>,
}

impl Names {
    async fn read(store: &Store) -> Result<Self> {
        let clients = store.clients().await?.into_iter().map(|Client { id, name, .. }| (id, name)).collect();
        let suppliers = store.suppliers().await?.into_iter().map(|Supplier { id, name, .. }| (id, name)).collect();
        Ok(Self { firm: store.firm().await?.map(|firm| firm.name).unwrap_or_default(), clients, suppliers })
    }

    fn of(&self, organisation: Organisation) -> String {
        match organisation {
            Organisation::Firm => Some(&self.firm),
            Organisation::Client(id) => self.clients.get(&id),
            Organisation::Supplier(id) => self.suppliers.get(&id),
        }
        .cloned()
        .unwrap_or_default()
    }
}

/// One person, with all that hangs off them.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// The person.
    pub person: Person,
    /// Who stands behind them, by name.
    pub organisation: String,
    /// How they stand.
    pub life: Life,
    /// What they owe before they may work.
    pub outstanding: Vec<Obligation>,
    /// Sessions and tokens that run, newest first.
    pub sessions: Vec<Session>,
    /// Their devices.
    pub devices: Vec<Machine>,
    /// Passkeys that they may sign in with.
    pub passkeys: usize,
    /// What they are and were assigned to, newest first, with the engagement's title.
    pub assignments: Vec<(Assignment, String)>,
    /// Their grants, newest first, with the engagement's title.
    pub grants: Vec<(Grant, String)>,
    /// The credentials that they used, with the system's and the engagement's name.
    pub used: Vec<UsedCredential>,
    /// That they left, if they did.
    pub departure: Option<Departure>,
    /// How long it took to revoke what they had.
    pub revocation: Option<super::Revocation>,
    /// What would end if they left now.
    pub would_end: Ending,
    /// Whether nobody else is an active officer, so that they can be neither suspended nor let go.
    pub last_officer: bool,
}

/// A credential that somebody used, and its replacement, once one is asked for.
#[derive(Clone, Debug)]
pub struct UsedCredential {
    /// The use.
    pub used: CredentialUse,
    /// The system's name.
    pub system: String,
    /// The engagement's title.
    pub engagement: String,
    /// Its replacement.
    pub rotation: Option<Rotation>,
}

/// One person.
///
/// # Errors
/// Not found for all but officers and auditors.
pub async fn person(door: &Door, id: PersonId) -> Result<PersonView> {
    let person = door.person(id, Action::ViewPeople).await?;
    let (store, now) = (door.app.store(), door.now());
    let titles: BTreeMap<EngagementId, String> =
        store.engagements().await?.into_iter().map(|Engagement { id, title, .. }| (id, title)).collect();
    let title = |id: EngagementId| titles.get(&id).cloned().unwrap_or_default();
    let outstanding = obligations::outstanding(store, &person, now, &door.app.limits()).await?;
    let mut sessions = store.sessions_of(id).await?;
    sessions.retain(|session| leaving::runs(session, now));
    let mut devices = Vec::new();
    for device in store.devices_of(id).await? {
        devices.push(Machine { report: store.report(device.id, device.last_number).await?, device });
    }
    let departure = store.departures().await?.into_iter().rev().find(|each| each.person == id);
    let revocation = match &departure {
        Some(departure) => Some(super::revocation_of(store, departure).await?),
        None => None,
    };
    Ok(PersonView {
        organisation: Names::read(store).await?.of(person.organisation),
        life: Life::of(&person, &outstanding),
        outstanding,
        sessions: newest_first(sessions),
        devices,
        passkeys: store.passkeys_of(id).await?.iter().filter(|each| each.ended.is_none()).count(),
        assignments: newest_first(store.assignments_of(id).await?)
            .into_iter()
            .map(|each| (each.clone(), title(each.engagement)))
            .collect(),
        grants: newest_first(store.grants_of(id).await?)
            .into_iter()
            .map(|each| (each.clone(), title(each.engagement)))
            .collect(),
        used: used(store, id, &titles).await?,
        departure,
        revocation,
        would_end: Ending::of(store, id, now).await?,
        last_officer: leaving::is_last_officer(&person, &store.people_of(Organisation::Firm).await?),
        person,
    })
}

fn newest_first<T>(mut list: Vec<T>) -> Vec<T> {
    list.reverse();
    list
}

async fn used(store: &Store, person: PersonId, titles: &BTreeMap<EngagementId, String>) -> Result<Vec<UsedCredential>> {
    let mut list = Vec::new();
    for used in store.credential_uses_of(person).await? {
        let system = store.get::<bailee_model::System>(used.system).await?.ok_or_else(Error::not_found)?;
        let rotations = store.rotations_of(used.engagement).await?;
        list.push(UsedCredential {
            system: system.name,
            engagement: titles.get(&used.engagement).cloned().unwrap_or_default(),
            rotation: rotations.into_iter().find(|rotation| rotation.credential == used.credential),
            used,
        });
    }
    Ok(list)
}

/// Every organisation that works or worked for the firm, with its people.
///
/// # Errors
/// Refused to all but officers and auditors.
pub async fn suppliers(door: &Door) -> Result<Vec<(Supplier, Vec<Person>)>> {
    door.require(Action::ViewPeople).await?;
    let store = door.app.store();
    let mut list = Vec::new();
    for supplier in store.suppliers().await? {
        let people = store.people_of(Organisation::Supplier(supplier.id)).await?;
        list.push((supplier, people));
    }
    Ok(list)
}

/// Somebody of a subcontractor who works on an engagement.
#[derive(Clone, Debug)]
pub struct Subcontracted {
    /// The person's name.
    pub person: String,
    /// The subcontractor.
    pub supplier: Supplier,
    /// Since when they work on it.
    pub since: Timestamp,
}

/// Who of subcontractors works on an engagement: its client is told (clause S7).
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn subcontracted(door: &Door, id: EngagementId) -> Result<Vec<Subcontracted>> {
    door.engagement(id).for_(Action::ViewEngagement).await?;
    let store = door.app.store();
    let mut list: Vec<Subcontracted> = Vec::new();
    let mut seen = BTreeSet::new();
    for assignment in store.assignments(id).await?.into_iter().filter(|each| each.ended.is_none()) {
        let Some(person) = store.get::<Person>(assignment.person).await? else { continue };
        if let Organisation::Supplier(supplier) = person.organisation
            && seen.insert(person.id)
            && let Some(supplier) = store.get::<Supplier>(supplier).await?
        {
            list.push(Subcontracted { person: person.name, supplier, since: assignment.since });
        }
    }
    Ok(list)
}

/// Whom the reader could assign, showing both factors again where that is asked: those who work for the firm and are not
/// kept out. Nobody, for those who may not assign.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn candidates(door: &Door, id: EngagementId) -> Result<Vec<Person>> {
    let held = door.engagement(id).for_(Action::ViewEngagement).await?;
    if !door.may_after_step_up(Action::AssignPerson, &held.facts, Resource::Engagement) {
        return Ok(Vec::new());
    }
    let mut people = door.app.store().people().await?;
    people.retain(|person| {
        matches!(person.state, PersonState::Invited | PersonState::Active)
            && crate::actions::may_work(person, bailee_model::Role::Consultant).is_ok()
    });
    Ok(people)
}
