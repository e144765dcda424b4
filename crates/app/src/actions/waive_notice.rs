//! Not to tell a client: an officer's decision, with a reason and their name typed under it, both factors just shown.

use super::{done, text};
use crate::{Done, Door, enquiries::lines, incidents::Timeline};
use bailee_model::{Action, Error, IncidentEventKind, Notice, NoticeId, NoticeState, Result, say};

/// Why a client is not told.
pub struct WaiveNoticeAsk {
    /// Which notice.
    pub notice: NoticeId,
    /// Why: required.
    pub reason: String,
    /// The officer's own name, typed.
    pub typed_name: String,
}

/// Signs that a client is not told.
///
/// # Errors
/// When the name typed is not the officer's, nothing is said, or the notice went out.
pub async fn waive_notice(door: &Door, ask: WaiveNoticeAsk) -> Result<Done<Notice>> {
    let (notice, _) = door.notice_for(ask.notice, Action::SettleIncident).await?;
    let reason = lines("reason", &ask.reason)?;
    let typed = text("typed_name", &ask.typed_name, 120)?;
    if typed.to_lowercase() != door.who.name.to_lowercase() {
        return Err(Error::bad_input(say!("This is not your name as it is on record."))
            .hint(say!("Type ‘{name}’.", name = door.who.name))
            .on_field("typed_name"));
    }
    let (rng, by, now) = door.telling();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        timeline.open(notice.incident).await?;
        let mut notice = tx.get::<Notice>(notice.id).await?.ok_or_else(Error::not_found)?;
        if notice.state != NoticeState::Owed {
            return Err(Error::conflict(say!("This client was told, or it was decided already."))
                .hint(say!("Look at how it stands.")));
        }
        notice.state = NoticeState::Waived;
        notice.waived_at = Some(now);
        notice.waived_by = Some(by);
        notice.waived_name = typed;
        notice.waived_why = reason;
        tx.save(&notice).await?;
        let text = say!("Signed {name}.", name = notice.waived_name);
        timeline.say(notice.incident, IncidentEventKind::NoticeWaived, text).await?;
        Ok(notice)
    });
    Ok(done(recorded.await?))
}
