//! Stop what an incident could do further harm by, in one commit (clause S6.3): keep people out, end their sessions, revoke
//! devices, suspend access, freeze engagements, have credentials replaced.

use super::{declare_incident::lock, done, end_device};
use crate::{
    App, Done, Door,
    incidents::{Timeline, affected, counting, owing},
    leaving::{Leaving, runs},
    reviewing::settle_suspended,
};
use bailee_model::{
    Action, CheckoutEnd, CredentialUse, CredentialUseId, Device, DeviceId, DeviceState, Engagement, EngagementId,
    EngagementState, EntryDraft, Error, Holding, Incident, IncidentEventKind, IncidentId, IncidentState, PersonId,
    PersonState, Result, System, say,
};
use bailee_store::Tx;
use std::{collections::BTreeSet, sync::Arc};

/// What is stopped: parts of the scope and of what was derived from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainIncidentAsk {
    /// People of the scope, or owners of its devices, who are kept out.
    pub people: Vec<PersonId>,
    /// Devices of the scope, which are revoked.
    pub devices: Vec<DeviceId>,
    /// Affected engagements, which open nothing to anybody from then on.
    pub engagements: Vec<EngagementId>,
    /// Whether the assignments of the people in question on affected engagements are suspended, and with them their grants.
    pub access: bool,
    /// Whether the credentials that they used there, and those of the scope, are to be replaced.
    pub rotate: bool,
}

/// Contains an incident: all of it, or nothing. It may be done again for what is found later.
///
/// # Errors
/// When something is not part of the incident, or nobody may be kept out: the caller, or the last active officer.
pub async fn contain_incident(door: &Door, id: IncidentId, ask: ContainIncidentAsk) -> Result<Done<Incident>> {
    let incident = door.incident(id, Action::ContainIncident).await?;
    let concerned = concerned(door, &incident).await?;
    within(&ask, &incident, &concerned)?;
    let mut after = incident.clone();
    let affected = affected::derive(&door.app, &incident).await?;
    let clock = door.app.clock.clone();
    let (rng, by, now) = door.telling();
    let (app, gate) = (door.app.clone(), door.app.clone());
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        lock(&tx, &after.affected).await?;
        let timeline = Timeline { tx: &tx, rng: rng.clone(), by: Some(by), now };
        after = timeline.open(id).await?;
        let stopping = Stopping { app: &gate, leaving: Leaving { tx: &tx, rng, by, now }, incident: &mut after };
        stopping.stop(&ask, &concerned).await?;
        after.state = IncidentState::Contained;
        after.contained_at = after.contained_at.or(Some(now));
        after.contained.millis += u64::try_from(clock.now().duration_since(now).as_millis()).unwrap_or(0);
        tx.save(&after).await?;
        let did = &after.contained;
        let stopped = counting::listed([
            counting::people(did.people as usize),
            counting::sessions(did.sessions as usize),
            counting::devices(did.devices as usize),
            counting::assignments(did.assignments as usize),
            counting::engagements(did.engagements as usize),
            counting::credentials(did.rotations as usize),
        ]);
        let text = say!("In all: {stopped}.", stopped);
        timeline.say(id, IncidentEventKind::Contained, text).await?;
        Ok(after)
    });
    let contained = done(recorded.await?);
    // What clients are told of the measures is written anew, as long as nobody edited it.
    let owed = owing::prepare(&app, &contained.value, &affected).await?;
    let (rng, by, now) = door.telling();
    let renewed = contained.value.clone();
    let entry = door.by(EntryDraft::site("notice.renewed")).id("incident", id);
    let change = app.store.ledger().record([entry], move |tx| async move {
        Timeline { tx: &tx, rng, by: Some(by), now }.owe(&renewed, owed).await
    });
    change.await?;
    Ok(contained)
}

/// The people whose access is in question: those of the scope, and owners of its devices.
pub(crate) async fn concerned(door: &Door, incident: &Incident) -> Result<BTreeSet<PersonId>> {
    let mut people: BTreeSet<PersonId> = incident.scope.people.iter().copied().collect();
    for device in &incident.scope.devices {
        people.extend(door.app.store.get::<Device>(*device).await?.map(|device| device.person));
    }
    Ok(people)
}

fn within(ask: &ContainIncidentAsk, incident: &Incident, concerned: &BTreeSet<PersonId>) -> Result<()> {
    let beyond = |field: &'static str| {
        Error::bad_input(say!("This is not part of the incident."))
            .hint(say!("Put it into the scope first."))
            .on_field(field)
    };
    if !ask.people.iter().all(|each| concerned.contains(each)) {
        return Err(beyond("people"));
    }
    if !ask.devices.iter().all(|each| incident.scope.devices.contains(each)) {
        return Err(beyond("devices"));
    }
    if !ask.engagements.iter().all(|each| incident.touches(*each)) {
        return Err(beyond("engagements"));
    }
    if *ask == ContainIncidentAsk::default() {
        return Err(Error::bad_input(say!("Nothing is chosen."))
            .hint(say!("Choose what is to be stopped."))
            .on_field("people"));
    }
    Ok(())
}

/// The change in which things are stopped.
struct Stopping<'t, 'i> {
    app: &'t Arc<App>,
    leaving: Leaving<'t>,
    incident: &'i mut Incident,
}

impl Stopping<'_, '_> {
    fn tx(&self) -> &Tx {
        self.leaving.tx
    }

    async fn stop(mut self, ask: &ContainIncidentAsk, concerned: &BTreeSet<PersonId>) -> Result<()> {
        for device in &ask.devices {
            self.revoke(*device).await?;
        }
        for person in &ask.people {
            self.keep_out(*person).await?;
        }
        for engagement in &ask.engagements {
            self.freeze(*engagement).await?;
        }
        if ask.access {
            self.suspend(concerned).await?;
        }
        if ask.rotate {
            self.rotate(concerned).await?;
        }
        Ok(())
    }

    async fn revoke(&mut self, id: DeviceId) -> Result<()> {
        let device = self.tx().get::<Device>(id).await?.ok_or_else(Error::not_found)?;
        if device.state == DeviceState::Revoked {
            return Ok(());
        }
        let sessions = self.tx().sessions_on(id).await?;
        let ended = sessions.iter().filter(|each| runs(each, self.leaving.now)).count();
        let entry = EntryDraft::site("device.revoked").id("device", id).id("owner", device.person);
        self.tx().entry(entry.id("person", self.leaving.by).id("incident", self.incident.id)).await?;
        end_device(self.tx(), device, self.leaving.now).await?;
        self.incident.contained.devices += 1;
        self.incident.contained.sessions += number(ended);
        Ok(())
    }

    async fn keep_out(&mut self, id: PersonId) -> Result<()> {
        let mut person = self.leaving.may_go(id).await?;
        let (sessions, tokens) = self.leaving.end_sessions(id).await?;
        self.incident.contained.sessions += number(sessions + tokens);
        self.leaving.end_checkouts(self.tx().checkouts_of(id).await?, CheckoutEnd::Unassigned).await?;
        if person.state != PersonState::Active {
            return settle_suspended(self.app, self.tx(), id).await.map(drop);
        }
        let entry = EntryDraft::site("person.suspended").id("suspended", id).id("person", self.leaving.by);
        self.tx().entry(entry.id("incident", self.incident.id)).await?;
        for engagement in self.leaving.assigned(id).await? {
            let entry = EntryDraft::new(engagement, "person.suspended").id("person", self.leaving.by);
            self.tx().entry(entry.id("suspended", id).id("incident", self.incident.id)).await?;
        }
        person.state = PersonState::Suspended;
        self.tx().save(&person).await?;
        self.incident.contained.people += 1;
        settle_suspended(self.app, self.tx(), id).await.map(drop)
    }

    async fn freeze(&mut self, id: EngagementId) -> Result<()> {
        let mut engagement = self.tx().get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
        if engagement.frozen_by.is_some() || engagement.state == EngagementState::Closed {
            return Ok(());
        }
        (engagement.frozen_by, engagement.frozen_at) = (Some(self.incident.id), Some(self.leaving.now));
        self.tx().save(&engagement).await?;
        let entry = EntryDraft::new(id, "engagement.frozen").id("person", self.leaving.by);
        self.tx().entry(entry.id("incident", self.incident.id)).await?;
        self.incident.contained.engagements += 1;
        Ok(())
    }

    async fn suspend(&mut self, people: &BTreeSet<PersonId>) -> Result<()> {
        let now = self.leaving.now;
        for engagement in self.incident.affected.clone() {
            for mut assignment in self.tx().assignments(engagement).await? {
                if people.contains(&assignment.person) && assignment.runs(now) {
                    assignment.suspended = Some(now);
                    self.tx().save(&assignment).await?;
                    let entry = EntryDraft::new(engagement, "access.suspended").id("suspended", assignment.person);
                    self.tx().entry(entry.id("incident", self.incident.id)).await?;
                    self.incident.contained.assignments += 1;
                }
            }
            let mut theirs = self.tx().checkouts(engagement).await?;
            theirs.retain(|each| people.contains(&each.person));
            self.leaving.end_checkouts(theirs, CheckoutEnd::Unassigned).await?;
        }
        Ok(())
    }

    /// Asks for the replacement of what these people used on affected engagements, and of the credentials of the scope, which
    /// somebody may know without ever having used them here.
    async fn rotate(&mut self, people: &BTreeSet<PersonId>) -> Result<()> {
        let mut uses = Vec::new();
        for person in people {
            uses.extend(self.tx().credential_uses_of(*person).await?);
        }
        uses.retain(|used| self.incident.affected.contains(&used.engagement));
        for id in &self.incident.scope.credentials {
            uses.extend(self.known(*id).await?);
        }
        let asked = self.leaving.ask_rotations(&uses, None).await?;
        self.incident.contained.rotations += number(asked.len());
        Ok(())
    }

    /// A credential of the scope as if it had just been used.
    async fn known(&self, id: bailee_model::HoldingId) -> Result<Option<CredentialUse>> {
        let Some(holding) = self.tx().get::<Holding>(id).await? else { return Ok(None) };
        let systems = self.tx().systems(holding.engagement).await?;
        let system = systems.into_iter().find(|system: &System| system.credential == Some(id));
        let (now, person) = (self.leaving.now, self.leaving.by);
        Ok(system.map(|system| CredentialUse {
            id: CredentialUseId::new(self.leaving.rng.as_ref()),
            engagement: holding.engagement,
            system: system.id,
            credential: id,
            person,
            first: now,
            last: now,
        }))
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
