//! End a grant at once, or a request without a word more: one's own, or as lead or officer.

use super::done;
use crate::{Done, Door, granting, post};
use bailee_model::{Action, EntryDraft, Error, Grant, GrantEnd, GrantId, MailKind, Result, say};

/// Ends a grant at once. What was not decided yet counts as withdrawn by its person, or as refused by another.
///
/// # Errors
/// When it has ended already, or began to run in the meantime.
pub async fn end_grant(door: &Door, id: GrantId) -> Result<Done<Grant>> {
    let grant = door.grant(id).for_(Action::EndGrant).await?.it;
    let (now, open, own) = (door.now(), grant.is_open(), grant.person == door.who.id);
    let (event, why) = match (open, own) {
        (true, true) => ("grant.withdrawn", GrantEnd::Withdrawn),
        (true, false) => ("grant.refused", GrantEnd::Refused),
        (false, _) => ("grant.ended", GrantEnd::Ended),
    };
    let entry = door.by(EntryDraft::new(grant.engagement, event)).id("grant", id).id("granted", grant.person);
    let letter = (!own).then(|| post::to(&door.app, grant.person, MailKind::GrantEnded, granting::page(id)));
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut grant = tx.get::<Grant>(id).await?.ok_or_else(Error::not_found)?;
        if grant.ended.is_some() {
            return Err(Error::conflict(say!("This grant has ended already.")));
        }
        if grant.is_open() != open {
            return Err(Error::conflict(say!("This grant was approved in the meantime."))
                .hint(say!("Look at it again, then end it.")));
        }
        granting::end(&mut grant, now, why);
        granting::save_and_tell(&tx, &grant, letter.as_slice()).await?;
        Ok(grant)
    });
    Ok(done(recorded.await?))
}
