//! Close an incident: once its cause is stated, everything is done and every client told, or not told with a signed reason. It
//! opens a review of the policies (clauses S6.5, S8.2).

use super::{close_engagement, declare_incident::lock, done};
use crate::{Done, Door, enquiries::lines, incidents::Timeline, policies::review};
use bailee_model::{
    Action, Engagement, Error, ErrorKind, Incident, IncidentEventKind, IncidentId, IncidentState, Notice, NoticeState,
    PolicyReviewCause, Result, TaskState, Text, say,
};
use bailee_store::Tx;
use jiff::{SignedDuration, Timestamp};

/// What came out.
pub struct CloseIncidentAsk {
    /// Which incident.
    pub incident: IncidentId,
    /// Why it happened; without a client's name.
    pub cause: String,
}

/// Closes an incident. The engagement that was made up for an exercise closes with it.
///
/// # Errors
/// When a remedy is open, an engagement is frozen, a client was not told, or told and silent for less than the days that a
/// request waits for an answer.
pub async fn close_incident(door: &Door, ask: CloseIncidentAsk) -> Result<Done<Incident>> {
    door.incident(ask.incident, Action::SettleIncident).await?;
    let cause = lines("cause", &ask.cause)?;
    let (rng, by, now) = door.telling();
    let silent_for = SignedDuration::from_hours(24 * door.app.limits().request_days);
    let affected = door.app.store.get::<Incident>(ask.incident).await?.map(|each| each.affected).unwrap_or_default();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        lock(&tx, &affected).await?;
        let timeline = Timeline { tx: &tx, rng: rng.clone(), by: Some(by), now };
        let mut incident = timeline.open(ask.incident).await?;
        may_close(&tx, &incident, now, silent_for).await?;
        incident.cause = cause;
        incident.state = IncidentState::Closed;
        incident.closed_at = Some(now);
        tx.save(&incident).await?;
        let text = Text::told(&incident.cause);
        timeline.say_to(incident.id, IncidentEventKind::Closed, &incident.affected, text).await?;
        review::open(&tx, rng.as_ref(), now, PolicyReviewCause::Incident, &incident.id.to_string()).await?;
        Ok(incident)
    });
    let closed = done(recorded.await?);
    if closed.exercise {
        for engagement in &closed.affected {
            match close_engagement(door, *engagement).await {
                Err(error) if error.kind() != ErrorKind::Conflict => return Err(error),
                _ => {}
            }
        }
    }
    Ok(closed)
}

async fn may_close(tx: &Tx, incident: &Incident, now: Timestamp, silent_for: SignedDuration) -> Result<()> {
    let open = tx.incident_tasks(incident.id).await?.iter().filter(|each| each.state == TaskState::Open).count();
    if open > 0 {
        let told = match open {
            1 => say!("1 remedy is still to be done."),
            _ => say!("{open} remedies are still to be done.", open),
        };
        return Err(Error::conflict(told).hint(say!("Carry each out, or say why not; then it can be closed.")));
    }
    let mut frozen = 0;
    for id in &incident.affected {
        let engagement = tx.get::<Engagement>(*id).await?;
        frozen += usize::from(engagement.is_some_and(|each| each.frozen_by == Some(incident.id)));
    }
    if frozen > 0 {
        let told = match frozen {
            1 => say!("1 engagement is still frozen."),
            _ => say!("{frozen} engagements are still frozen.", frozen),
        };
        return Err(Error::conflict(told).hint(say!("Let each run again, with the reason why it may.")));
    }
    let untold = |notice: &&Notice| match notice.state {
        NoticeState::Acknowledged | NoticeState::Waived => false,
        NoticeState::Owed => true,
        NoticeState::Sent => !incident.exercise && notice.sent_at.is_none_or(|sent| now < sent + silent_for),
    };
    let notices = tx.notices_on(incident.id).await?;
    let untold = notices.iter().filter(untold).count();
    if untold > 0 {
        let told = match untold {
            1 => say!("1 client was not told yet, or has not confirmed it."),
            _ => say!("{untold} clients were not told yet, or have not confirmed it.", untold),
        };
        return Err(Error::conflict(told)
            .hint(say!("Send each notice, or sign why not; silence counts as read after some days.")));
    }
    Ok(())
}
