//! Send a message again that was given up.

use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, Mail, MailId, Result, say};
use bailee_policy::Resource;

/// Sends it again at the next tick of the clock.
///
/// # Errors
/// When there is no such message, or it was not given up.
pub async fn resend_mail(door: &Door, id: MailId) -> Result<Done<Mail>> {
    // Who may not see that there are messages finds none.
    if !door.answer(Action::ViewPeople, None, Resource::Installation).is_allowed() {
        return Err(Error::not_found());
    }
    door.require(Action::ManagePeople).await?;
    let mut mail = door.app.store.get::<Mail>(id).await?.ok_or_else(Error::not_found)?;
    if mail.sent_at.is_some() || mail.next_at.is_some() {
        return Err(Error::conflict(say!("This message is not given up.")).hint(say!("It goes out by itself.")));
    }
    let now = door.now();
    (mail.since, mail.next_at, mail.attempts) = (now, Some(now), 0);
    door.keep(mail, EntryDraft::site("mail.resent").id("mail", id)).await
}
