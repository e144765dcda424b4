//! Agree with a client, in the contract, how soon they are told of an incident.

use crate::{Done, Door};
use bailee_model::{Action, Engagement, EngagementId, EntryDraft, Error, Result, say};

/// The longest a contract may say: beyond the firm's own promise it changes nothing.
const LONGEST: i32 = 24 * 30;

/// Sets or takes back the hours of the contract. The strictest of it, the policy and the laws counts.
///
/// # Errors
/// When the hours are not between 1 and 720.
pub async fn agree_notice_hours(door: &Door, id: EngagementId, hours: Option<i32>) -> Result<Done<Engagement>> {
    door.engagement(id).for_(Action::AgreeNotice).await?;
    if hours.is_some_and(|hours| !(1..=LONGEST).contains(&hours)) {
        return Err(Error::bad_input(say!("A contract says 1 to 720 hours."))
            .hint(say!("Leave it empty for none."))
            .on_field("hours"));
    }
    let entry = door.by(EntryDraft::new(id, "engagement.notice_agreed")).detail("hours", hours);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut engagement = tx.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
        engagement.notice_hours = hours;
        tx.save(&engagement).await?;
        Ok(engagement)
    });
    Ok(super::done(recorded.await?))
}
