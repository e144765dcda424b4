//! Confirm, for the client, that the notice is there.

use super::{declare_incident::lock, done};
use crate::{Done, Door, incidents::Timeline};
use bailee_model::{Action, Error, IncidentEventKind, Notice, NoticeId, NoticeState, Result, say};

/// Confirms the newest version that was sent.
///
/// # Errors
/// When it is confirmed already. The gate refuses a contact; what was not sent is not there.
pub async fn acknowledge_notice(door: &Door, id: NoticeId) -> Result<Done<Notice>> {
    let notice = door.app.store.get::<Notice>(id).await?.filter(|each| each.sent_version > 0);
    let notice = notice.ok_or_else(Error::not_found)?;
    door.engagement(notice.engagement).for_(Action::AcknowledgeNotice).await?;
    let (rng, by, now) = door.telling();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        lock(&tx, &notice.engagements).await?;
        let mut notice = tx.get::<Notice>(notice.id).await?.ok_or_else(Error::not_found)?;
        if notice.state != NoticeState::Sent {
            return Err(
                Error::conflict(say!("This notice is confirmed already.")).hint(say!("Nothing needs to be done."))
            );
        }
        notice.state = NoticeState::Acknowledged;
        notice.acknowledged_at = Some(now);
        notice.acknowledged_by = Some(by);
        tx.save(&notice).await?;
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        let text = say!("Version {version}.", version = notice.sent_version);
        timeline.say_to(notice.incident, IncidentEventKind::NoticeAcknowledged, &notice.engagements, text).await?;
        Ok(notice)
    });
    Ok(done(recorded.await?))
}
