//! Incidents, for those who look into them: the register, one incident with all that is known, and whom it touches.

use crate::{
    Door,
    actions::concerned,
    incidents::affected::{Affected, derive},
    laws::{self, NoticeClock},
};
use bailee_model::{
    Action, Client, ClientId, Device, DeviceState, Engagement, Error, Incident, IncidentEvent, IncidentId,
    IncidentMessage, IncidentTask, Notice, NoticeState, NoticeVersion, Organisation, Person, PersonId, PersonState,
    Result, Rotation, TaskState,
};
use bailee_policy::Resource;
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// A line of the register.
#[derive(Clone, Debug)]
pub struct IncidentRow {
    /// The incident.
    pub incident: Incident,
    /// Who answers for it.
    pub owner: String,
    /// How many clients it touches.
    pub clients: usize,
    /// How many of them were not told yet.
    pub owed: usize,
    /// By when the next is.
    pub next_due: Option<Timestamp>,
    /// How many remedies are still to be done.
    pub tasks: usize,
}

/// The incidents that the caller may read, the newest first.
///
/// # Errors
/// When the store does not answer.
pub async fn incidents(door: &Door) -> Result<Vec<IncidentRow>> {
    let store = door.app.store();
    let names = names(door).await?;
    let mut rows = Vec::new();
    for incident in store.incidents().await? {
        if !door.answer(Action::ReadIncident, None, Resource::Incident(&incident)).is_allowed() {
            continue;
        }
        let notices = store.notices_on(incident.id).await?;
        let owed: Vec<&Notice> = notices.iter().filter(|each| each.state == NoticeState::Owed).collect();
        let tasks = store.incident_tasks(incident.id).await?;
        rows.push(IncidentRow {
            owner: names.get(&incident.owner).cloned().unwrap_or_default(),
            clients: notices.len(),
            owed: owed.len(),
            next_due: owed.iter().map(|each| each.due).min(),
            tasks: tasks.iter().filter(|each| each.state == TaskState::Open).count(),
            incident,
        });
    }
    rows.reverse();
    Ok(rows)
}

/// What one client is told, with why by then.
#[derive(Clone, Debug)]
pub struct NoticeLine {
    /// The notice.
    pub notice: Notice,
    /// Who is told.
    pub client: Client,
    /// The rules that were weighed, as they stand now.
    pub clock: NoticeClock,
    /// Every version, by number and language.
    pub versions: Vec<NoticeVersion>,
}

/// What could be stopped, of what is in the scope or follows from it; what is stopped already is not among it.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// People, and whether they may be kept out: not oneself, and not the last officer.
    pub people: Vec<(Person, bool)>,
    /// Devices, with their owners' names.
    pub devices: Vec<(Device, String)>,
    /// Engagements that are not frozen, with their clients' names.
    pub engagements: Vec<(Engagement, String)>,
    /// Assignments of these people that run there.
    pub assignments: usize,
    /// Credentials that they used there and that nobody is replacing.
    pub credentials: usize,
}

impl Choices {
    /// Whether there is nothing left to stop.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
            && self.devices.is_empty()
            && self.engagements.is_empty()
            && self.assignments == 0
            && self.credentials == 0
    }
}

/// One incident with all that is known.
#[derive(Clone, Debug)]
pub struct IncidentView {
    /// The incident.
    pub incident: Incident,
    /// Everybody's names, for those that it mentions.
    pub names: HashMap<PersonId, String>,
    /// Its timeline, oldest first.
    pub events: Vec<IncidentEvent>,
    /// Its remedies.
    pub tasks: Vec<IncidentTask>,
    /// Its notices.
    pub notices: Vec<NoticeLine>,
    /// What was written in its rooms.
    pub messages: Vec<IncidentMessage>,
    /// Whom it touches, as the records and logs say now.
    pub affected: Vec<Affected>,
    /// What could be stopped.
    pub choices: Choices,
    /// Engagements that it holds frozen, with their clients' names.
    pub frozen: Vec<(Engagement, String)>,
    /// Who may be named: active people of the firm and its subcontractors.
    pub people: Vec<Person>,
    /// Which devices may be put into the scope, with their owners' names: of everybody for an officer, otherwise of the people
    /// who are in it.
    pub devices: Vec<(Device, String)>,
    /// Whether the caller may work on it.
    pub may_run: bool,
    /// Whether they may contain it, both factors shown.
    pub may_contain: bool,
    /// Whether they may settle it, both factors shown.
    pub may_settle: bool,
}

/// One incident.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn incident(door: &Door, id: IncidentId) -> Result<IncidentView> {
    let incident = door.incident(id, Action::ReadIncident).await?;
    let store = door.app.store();
    let affected = derive(&door.app, &incident).await?;
    let mut fresh = door.clone();
    fresh.session.stepped_up = door.now();
    let may = |action| fresh.answer(action, None, Resource::Incident(&incident)).is_allowed();
    let mut people = store.people().await?;
    let names: HashMap<PersonId, String> = people.iter().map(|each| (each.id, each.name.clone())).collect();
    people.retain(|each| each.state == PersonState::Active && each.organisation.works_for_firm());
    let mut events = store.incident_events(id).await?;
    // What one change wrote has one moment; its lines then stand in the order of their kinds.
    events.sort_by_key(|each| (each.at, each.kind));
    Ok(IncidentView {
        events,
        tasks: store.incident_tasks(id).await?,
        notices: notice_lines(door, &incident).await?,
        messages: store.incident_messages(id).await?,
        choices: choices(door, &incident, &affected).await?,
        frozen: frozen(&incident, &affected),
        devices: devices(door, &incident, &names).await?,
        may_run: may(Action::RunIncident),
        may_contain: may(Action::ContainIncident),
        may_settle: may(Action::SettleIncident),
        people,
        names,
        affected,
        incident,
    })
}

/// Whom an incident touches, as the records and the logs say at this moment, each line with why it is there.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn affected(door: &Door, id: IncidentId) -> Result<Vec<Affected>> {
    let incident = door.incident(id, Action::ReadIncident).await?;
    derive(&door.app, &incident).await
}

async fn devices(door: &Door, incident: &Incident, names: &HashMap<PersonId, String>) -> Result<Vec<(Device, String)>> {
    let mut devices = door.app.store().devices().await?;
    devices.retain(|each| {
        let is_here = incident.scope.devices.contains(&each.id);
        let may_be = door.is_officer() || incident.scope.people.contains(&each.person);
        is_here || (may_be && each.state != DeviceState::Revoked)
    });
    let named = |device: Device| {
        let owner = names.get(&device.person).cloned().unwrap_or_default();
        (device, owner)
    };
    Ok(devices.into_iter().map(named).collect())
}

async fn names(door: &Door) -> Result<HashMap<PersonId, String>> {
    Ok(door.app.store().people().await?.into_iter().map(|each| (each.id, each.name)).collect())
}

fn frozen(incident: &Incident, affected: &[Affected]) -> Vec<(Engagement, String)> {
    let held = affected.iter().filter(|each| each.engagement.frozen_by == Some(incident.id));
    held.map(|each| (each.engagement.clone(), each.client.name.clone())).collect()
}

async fn notice_lines(door: &Door, incident: &Incident) -> Result<Vec<NoticeLine>> {
    let store = door.app.store();
    let mut lines = Vec::new();
    for notice in store.notices_on(incident.id).await? {
        let mut engagements = Vec::new();
        for id in &notice.engagements {
            engagements.extend(store.get::<Engagement>(*id).await?);
        }
        lines.push(NoticeLine {
            client: store.get::<Client>(notice.client).await?.ok_or_else(Error::not_found)?,
            clock: laws::strictest(door.app.limits(), &engagements, incident.signal_at)?,
            versions: store.notice_versions(notice.id).await?,
            notice,
        });
    }
    Ok(lines)
}

async fn choices(door: &Door, incident: &Incident, affected: &[Affected]) -> Result<Choices> {
    if incident.is_closed() {
        return Ok(Choices::default());
    }
    let store = door.app.store();
    let people = concerned(door, incident).await?;
    let mut choices = Choices::default();
    let firm = store.people_of(Organisation::Firm).await?;
    for id in &people {
        let Some(person) = store.get::<Person>(*id).await? else { continue };
        if person.state == PersonState::Active {
            let may = person.id != door.who.id && !crate::leaving::is_last_officer(&person, &firm);
            choices.people.push((person, may));
        }
    }
    for id in &incident.scope.devices {
        let Some(device) = store.get::<Device>(*id).await? else { continue };
        if device.state != DeviceState::Revoked {
            let owner = store.get::<Person>(device.person).await?.map(|each| each.name).unwrap_or_default();
            choices.devices.push((device, owner));
        }
    }
    let running =
        affected.iter().filter(|each| each.engagement.frozen_by.is_none() && each.engagement.closed_at.is_none());
    choices.engagements = running.map(|each| (each.engagement.clone(), each.client.name.clone())).collect();
    (choices.assignments, choices.credentials) = counts(door, incident, affected, &people).await?;
    Ok(choices)
}

async fn counts(
    door: &Door,
    incident: &Incident,
    affected: &[Affected],
    people: &BTreeSet<PersonId>,
) -> Result<(usize, usize)> {
    let (store, now) = (door.app.store(), door.now());
    let there: BTreeSet<_> = affected.iter().map(|each| each.engagement.id).collect();
    let (mut assignments, mut used) = (0, incident.scope.credentials.iter().copied().collect::<BTreeSet<_>>());
    for person in people {
        let own = store.assignments_of(*person).await?;
        assignments += own.iter().filter(|each| there.contains(&each.engagement) && each.runs(now)).count();
        let uses = store.credential_uses_of(*person).await?;
        used.extend(uses.iter().filter(|each| there.contains(&each.engagement)).map(|each| each.credential));
    }
    let rotations: Vec<Rotation> = store.rotations().await?;
    used.retain(|credential| !rotations.iter().any(|each| each.credential == *credential));
    Ok((assignments, used.len()))
}

/// An incident that a client was told of, as the client lists it.
#[derive(Clone, Debug)]
pub struct OwnNotice {
    /// The incident's number.
    pub number: i32,
    /// The incident.
    pub incident: IncidentId,
    /// What it is called.
    pub title: String,
    /// The notice.
    pub notice: Notice,
}

/// What the caller's organisation was told, the newest first.
///
/// # Errors
/// When the store does not answer.
pub async fn own_notices(door: &Door) -> Result<Vec<OwnNotice>> {
    let Organisation::Client(client) = door.who.organisation else { return Ok(Vec::new()) };
    let mut told = Vec::new();
    for notice in sent_to(door, client).await? {
        if let Some(incident) = door.app.store().get::<Incident>(notice.incident).await? {
            told.push(OwnNotice { number: incident.number, incident: incident.id, title: incident.title, notice });
        }
    }
    told.sort_by_key(|each| std::cmp::Reverse(each.number));
    Ok(told)
}

async fn sent_to(door: &Door, client: ClientId) -> Result<Vec<Notice>> {
    let mut notices = door.app.store().notices_to(client).await?;
    notices.retain(|each| each.sent_version > 0);
    let mut seen = Vec::new();
    for notice in notices {
        let facts = door.facts(notice.engagement).await?;
        if door.answer(Action::ReadNotice, Some(&facts), Resource::Engagement).is_allowed() {
            seen.push(notice);
        }
    }
    Ok(seen)
}

/// What somebody who declares an incident may choose from: their own devices.
///
/// # Errors
/// When the store does not answer.
pub async fn declarable_devices(door: &Door) -> Result<Vec<Device>> {
    let mut devices = door.app.store().devices_of(door.who.id).await?;
    devices.retain(|each| each.state != DeviceState::Revoked);
    Ok(devices)
}
