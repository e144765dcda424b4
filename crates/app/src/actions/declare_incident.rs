//! Declare an incident: anybody with an account, in one short form, the client's people too (clause S6.1).

use super::{done, text};
use crate::{
    App, Done, Door,
    enquiries::lines,
    incidents::{Timeline, affected, owing, page},
    post,
};
use bailee_model::{
    Action, Device, DeviceId, EngagementId, Error, Incident, IncidentEventKind, IncidentId, IncidentState, LogId, Mail,
    MailKind, Organisation, Person, PersonId, PersonState, Result, Severity, Standing, incident::Scope, say,
};
use bailee_store::Tx;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How long before the first signal a scope begins, until somebody says otherwise.
const BEFORE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What was noticed.
pub struct DeclareIncidentAsk {
    /// What it is called; without a client's name.
    pub title: String,
    /// What was noticed.
    pub signal: String,
    /// When it was first noticed.
    pub signal_at: Timestamp,
    /// How grave it seems.
    pub severity: Severity,
    /// The device that is lost, if that is it.
    pub device: Option<DeviceId>,
}

/// Declares an incident. An officer who does owns it; otherwise the first officer, who may name another owner. All officers
/// are told.
///
/// # Errors
/// When a field is empty, the moment lies ahead, or the device is not the caller's own and the caller no officer.
pub async fn declare_incident(door: &Door, ask: DeclareIncidentAsk) -> Result<Done<Incident>> {
    door.require(Action::DeclareIncident).await?;
    let scope = Scope {
        devices: named_device(door, ask.device).await?,
        from: ask.signal_at.checked_sub(BEFORE).ok(),
        ..Scope::default()
    };
    declare(door, ask, scope, false).await
}

/// Declares one with this scope, and derives at once whom it touches.
pub(super) async fn declare(
    door: &Door,
    ask: DeclareIncidentAsk,
    scope: Scope,
    exercise: bool,
) -> Result<Done<Incident>> {
    let now = door.now();
    if ask.signal_at > now {
        return Err(Error::bad_input(say!("This moment lies ahead."))
            .hint(say!("Give the moment at which it was first noticed, now at the latest."))
            .on_field("signal_at"));
    }
    let owner = owner(door).await?;
    let mut incident = Incident {
        id: IncidentId::new(door.app.rng.as_ref()),
        number: 0,
        title: text("title", &ask.title, 120)?,
        signal: lines("signal", &ask.signal)?,
        signal_at: ask.signal_at,
        declared_by: door.who.id,
        declared_at: now,
        owner,
        severity: ask.severity,
        state: IncidentState::Open,
        exercise,
        named: Vec::new(),
        scope,
        affected: Vec::new(),
        contained_at: None,
        contained: Default::default(),
        cause: String::new(),
        closed_at: None,
        forgotten_at: None,
    };
    let affected = affected::derive(&door.app, &incident).await?;
    incident.affected = affected.iter().map(|each| each.engagement.id).collect();
    let owed = owing::prepare(&door.app, &incident, &affected).await?;
    let mails = if exercise { Vec::new() } else { letters(&door.app, &incident).await? };
    let (rng, by, now) = door.telling();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        lock(&tx, &incident.affected).await?;
        incident.number = tx.incidents().await?.iter().map(|each| each.number).max().unwrap_or(0).saturating_add(1);
        tx.save(&incident).await?;
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        let line = say!("{title}: {signal}", title = incident.title, signal = incident.signal);
        let kind = IncidentEventKind::Declared;
        timeline.write(incident.id, kind, incident.signal_at, None, line).await?;
        timeline.owe(&incident, owed).await?;
        for mail in &mails {
            tx.save(mail).await?;
        }
        Ok(incident)
    });
    Ok(done(recorded.await?))
}

/// Takes the site's log and those of these engagements, always in one order, so that two changes never wait for each other.
pub(crate) async fn lock(tx: &Tx, engagements: &[EngagementId]) -> Result<()> {
    tx.lock(LogId::Site).await?;
    let mut sorted = engagements.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    for engagement in sorted {
        tx.lock(LogId::Engagement(engagement)).await?;
    }
    Ok(())
}

/// A device that is reported lost: one's own; an officer reports anybody's.
async fn named_device(door: &Door, device: Option<DeviceId>) -> Result<Vec<DeviceId>> {
    let Some(id) = device else { return Ok(Vec::new()) };
    let device = door.app.store.get::<Device>(id).await?;
    let known = device.filter(|device| device.person == door.who.id || door.is_officer());
    Ok(vec![known.ok_or_else(Error::not_found)?.id])
}

/// The officer who declares it, or the first there is.
async fn owner(door: &Door) -> Result<PersonId> {
    if door.is_officer() {
        return Ok(door.who.id);
    }
    let mut officers = officers(&door.app).await?;
    officers.sort_by_key(|each| (each.since, each.id));
    officers.first().map(|each| each.id).ok_or_else(|| Error::conflict(say!("Nobody is there to look into it.")))
}

async fn officers(app: &App) -> Result<Vec<Person>> {
    let mut people = app.store.people_of(Organisation::Firm).await?;
    people.retain(|each| each.standing == Standing::Officer && each.state == PersonState::Active);
    Ok(people)
}

async fn letters(app: &Arc<App>, incident: &Incident) -> Result<Vec<Mail>> {
    post::to_officers(app, incident.declared_by, MailKind::IncidentDeclared, &page(incident.id)).await
}
