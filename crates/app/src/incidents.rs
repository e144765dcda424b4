//! What the actions on incidents share: who may have one, and writing its timeline.
//!
//! A line of the timeline is a record, sealed, so that it can be shown, and an entry in the site's log with the record's digest,
//! so that it cannot be changed unseen. The words themselves are in the record alone: somebody may have typed a client's name. What concerns a client is also an entry in the logs of the client's engagements, with identifiers alone: the client's
//! own excerpt shows when they were told, and the words of the firm about its own house stay in its own log.

pub(crate) mod affected;
pub(crate) mod counting;
pub(crate) mod owing;
pub(crate) mod prefill;

use crate::Door;
use bailee_model::{
    Action, Device, EngagementId, EntryDraft, Error, Incident, IncidentEvent, IncidentEventId, IncidentEventKind,
    IncidentId, IncidentState, LogId, Notice, NoticeId, PersonId, Result, Rng, Text, say,
};
use bailee_policy::Resource;
use bailee_store::Tx;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;

impl Door {
    /// An incident, if this action on it is allowed now. To those who may not read it, there is none.
    pub(crate) async fn incident(&self, id: IncidentId, action: Action) -> Result<Incident> {
        let found = self.app.store.get::<Incident>(id).await?.ok_or_else(Error::not_found)?;
        self.decide(action, None, Resource::Incident(&found)).await?;
        Ok(found)
    }

    /// A notice with its incident, if this action on the incident is allowed now.
    pub(crate) async fn notice_for(&self, id: NoticeId, action: Action) -> Result<(Notice, Incident)> {
        let notice = self.app.store.get::<Notice>(id).await?.ok_or_else(Error::not_found)?;
        let incident = self.incident(notice.incident, action).await?;
        Ok((notice, incident))
    }

    /// What a change that writes an incident's timeline needs.
    pub(crate) fn telling(&self) -> (Arc<dyn Rng>, PersonId, Timestamp) {
        (self.app.rng.clone(), self.who.id, self.now())
    }
}

/// The page of an incident, for the firm's people and for a client's.
pub(crate) fn page(id: IncidentId) -> String {
    format!("/incidents/{id}")
}

/// Whether an incident that was contained and is not closed, another than this one, keeps somebody out: of an engagement that
/// it touches, or altogether where none is named.
pub(crate) async fn kept_out_by(
    tx: &Tx,
    person: PersonId,
    engagement: Option<EngagementId>,
    but: Option<IncidentId>,
) -> Result<bool> {
    for incident in tx.incidents_not_closed().await? {
        let holds = incident.state == IncidentState::Contained
            && Some(incident.id) != but
            && engagement.is_none_or(|engagement| incident.touches(engagement));
        if holds && is_concerned(tx, &incident, person).await? && !has_let_go(tx, &incident, engagement).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an engagement was let run again since the incident was last contained.
pub(crate) async fn has_let_go(tx: &Tx, incident: &Incident, engagement: Option<EngagementId>) -> Result<bool> {
    let events = tx.incident_events(incident.id).await?;
    let last =
        |kind, on| events.iter().filter(|each| each.kind == kind && each.engagement == on).map(|each| each.at).max();
    let thawed = engagement.and_then(|engagement| last(IncidentEventKind::Thawed, Some(engagement)));
    Ok(thawed
        .is_some_and(|thawed| last(IncidentEventKind::Contained, None).is_none_or(|contained| contained <= thawed)))
}

/// Whether somebody's access is in question: they are in the scope, or a device of theirs is.
async fn is_concerned(tx: &Tx, incident: &Incident, person: PersonId) -> Result<bool> {
    if incident.scope.people.contains(&person) {
        return Ok(true);
    }
    for device in &incident.scope.devices {
        if tx.get::<Device>(*device).await?.is_some_and(|device| device.person == person) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A change in which an incident's timeline is written.
pub(crate) struct Timeline<'t> {
    pub(crate) tx: &'t Tx,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) by: Option<PersonId>,
    pub(crate) now: Timestamp,
}

impl Timeline<'_> {
    /// The incident as it is now, unless it is over: nothing is added to what was closed. The site's log is locked from here
    /// on, so that no other server changes what is read of the incident, its notices and its tasks.
    pub(crate) async fn open(&self, id: IncidentId) -> Result<Incident> {
        self.tx.lock(LogId::Site).await?;
        let incident = self.tx.get::<Incident>(id).await?.ok_or_else(Error::not_found)?;
        if incident.state == IncidentState::Closed {
            return Err(Error::conflict(say!("This incident is closed.")).hint(say!("What is new is a new incident.")));
        }
        Ok(incident)
    }

    /// Writes a line, now.
    pub(crate) async fn say(&self, incident: IncidentId, kind: IncidentEventKind, text: Text) -> Result<()> {
        self.write(incident, kind, self.now, None, text).await
    }

    /// Writes a line that concerns these engagements, in the log of each as well.
    pub(crate) async fn say_to(
        &self,
        incident: IncidentId,
        kind: IncidentEventKind,
        engagements: &[EngagementId],
        text: Text,
    ) -> Result<()> {
        self.write(incident, kind, self.now, engagements.first().copied(), text).await?;
        for engagement in engagements {
            let mut entry = EntryDraft::new(*engagement, event(kind)).id("incident", incident);
            if let Some(person) = self.by {
                entry = entry.id("person", person);
            }
            self.tx.entry(entry).await?;
        }
        Ok(())
    }

    /// Writes a line about what happened at a moment.
    pub(crate) async fn write(
        &self,
        incident: IncidentId,
        kind: IncidentEventKind,
        happened_at: Timestamp,
        engagement: Option<EngagementId>,
        text: Text,
    ) -> Result<()> {
        let line = IncidentEvent {
            id: IncidentEventId::new(self.rng.as_ref()),
            incident,
            kind,
            at: self.now,
            happened_at,
            by: self.by,
            engagement,
            text,
        };
        self.tx.save(&line).await?;
        let mut entry = EntryDraft::site(event(kind))
            .id("incident", incident)
            .id("line", line.id)
            .detail("happened_at", happened_at.to_string())
            .detail("digest", digest(line.text.english()));
        if let Some(person) = self.by {
            entry = entry.id("person", person);
        }
        if let Some(engagement) = engagement {
            entry = entry.id("engagement", engagement);
        }
        self.tx.entry(entry).await
    }
}

/// What the site's log has of a line's words, as they read in English. It stands among the entry's details, which are salted
/// in the leaf and sealed: a short text cannot be guessed from it.
pub(crate) fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// How the logs name a line.
fn event(kind: IncidentEventKind) -> &'static str {
    use IncidentEventKind::*;
    match kind {
        Declared => "incident.declared",
        Assigned => "incident.assigned",
        Scoped => "incident.scoped",
        Contained => "incident.contained",
        Thawed => "engagement.thawed",
        Noted => "incident.noted",
        TaskAdded => "incident.task_added",
        TaskDone => "incident.task_done",
        TaskDeclined => "incident.task_declined",
        NoticeOwed => "notice.owed",
        NoticeEdited => "notice.edited",
        NoticeSent => "notice.sent",
        NoticeCorrected => "notice.corrected",
        NoticeAcknowledged => "notice.acknowledged",
        NoticeWaived => "notice.waived",
        Asked => "room.asked",
        Answered => "room.answered",
        Exported => "room.exported",
        Closed => "incident.closed",
    }
}
