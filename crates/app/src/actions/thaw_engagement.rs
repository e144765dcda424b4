//! Let an engagement run again that an incident froze: a decision of an officer, with a reason.

use super::{declare_incident::lock, done, text};
use crate::{
    Done, Door,
    incidents::{Timeline, has_let_go, kept_out_by},
};
use bailee_model::{
    Action, Engagement, EngagementId, EntryDraft, Error, IncidentEventKind, IncidentId, IncidentState, Person,
    PersonState, Result, Text, say,
};
use bailee_store::Tx;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What runs again, and why.
pub struct ThawEngagementAsk {
    /// Which incident froze it.
    pub incident: IncidentId,
    /// Which engagement.
    pub engagement: EngagementId,
    /// Whether the assignments that the incident suspended there run again, of people who are active and whom no other
    /// incident keeps out.
    pub restore: bool,
    /// Why it may.
    pub reason: String,
}

/// Thaws an engagement. Where another open incident that was contained touches it, it stays frozen for that one.
///
/// # Errors
/// When the incident does not hold it.
pub async fn thaw_engagement(door: &Door, ask: ThawEngagementAsk) -> Result<Done<Engagement>> {
    door.incident(ask.incident, Action::SettleIncident).await?;
    let reason = text("reason", &ask.reason, 500)?;
    let (rng, by, now) = door.telling();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        lock(&tx, &[ask.engagement]).await?;
        let mut engagement = tx.get::<Engagement>(ask.engagement).await?.ok_or_else(Error::not_found)?;
        if engagement.frozen_by != Some(ask.incident) {
            return Err(Error::conflict(say!("This incident does not hold that engagement."))
                .hint(say!("Look at how it stands now.")));
        }
        engagement.frozen_by = held_by_another(&tx, &ask).await?;
        if engagement.frozen_by.is_none() {
            engagement.thawed_at = Some(now);
        }
        tx.save(&engagement).await?;
        let restored = if ask.restore { restore(&tx, &ask).await? } else { 0 };
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        let text = match restored {
            0 => Text::told(reason),
            1 => say!("{reason} (1 assignment runs again)", reason),
            _ => say!("{reason} ({restored} assignments run again)", reason, restored),
        };
        timeline.say_to(ask.incident, IncidentEventKind::Thawed, &[ask.engagement], text).await?;
        if let Some(other) = engagement.frozen_by {
            // Whoever reads the log, a restore too, has to see that it does not run.
            let entry = EntryDraft::new(ask.engagement, "engagement.frozen").id("person", by);
            tx.entry(entry.id("incident", other)).await?;
        }
        Ok(engagement)
    });
    Ok(done(recorded.await?))
}

/// Another incident that was contained, touches the engagement and has not let it run again itself.
async fn held_by_another(tx: &Tx, ask: &ThawEngagementAsk) -> Result<Option<IncidentId>> {
    for each in tx.incidents_not_closed().await? {
        let holds = each.id != ask.incident && each.state == IncidentState::Contained && each.touches(ask.engagement);
        if holds && !has_let_go(tx, &each, Some(ask.engagement)).await? {
            return Ok(Some(each.id));
        }
    }
    Ok(None)
}

/// Lets those assignments run again which an incident suspended, by the moments at which it was contained: this one, or one
/// that went before and left it to this one.
async fn restore(tx: &Tx, ask: &ThawEngagementAsk) -> Result<usize> {
    let mut moments: BTreeSet<Timestamp> = BTreeSet::new();
    for incident in tx.incidents().await?.into_iter().filter(|each| each.touches(ask.engagement)) {
        let events = tx.incident_events(incident.id).await?;
        moments.extend(events.iter().filter(|each| each.kind == IncidentEventKind::Contained).map(|each| each.at));
    }
    let mut restored = 0;
    for mut assignment in tx.assignments(ask.engagement).await? {
        let person = assignment.person;
        let ours = assignment.ended.is_none() && assignment.suspended.is_some_and(|since| moments.contains(&since));
        let active = tx.get::<Person>(person).await?.is_some_and(|person| person.state == PersonState::Active);
        if ours && active && !kept_out_by(tx, person, Some(ask.engagement), Some(ask.incident)).await? {
            assignment.suspended = None;
            tx.save(&assignment).await?;
            let entry = EntryDraft::new(ask.engagement, "access.restored").id("restored", person);
            tx.entry(entry.id("incident", ask.incident)).await?;
            restored += 1;
        }
    }
    Ok(restored)
}
