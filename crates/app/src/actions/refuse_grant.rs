//! Refuse a grant that somebody asks for, with a reason: the firm's word or the client's ends the request.

use super::{done, text};
use crate::{Done, Door, granting, post};
use bailee_model::{Action, EntryDraft, Error, Grant, GrantEnd, GrantId, MailKind, Result, say};

/// Which, and why.
pub struct RefuseGrantAsk {
    /// The request.
    pub grant: GrantId,
    /// Why, for the person who asked.
    pub reason: String,
}

/// Refuses a request.
///
/// # Errors
/// When it is decided already, is the caller's own, or no reason is given.
pub async fn refuse_grant(door: &Door, ask: RefuseGrantAsk) -> Result<Done<Grant>> {
    // Saying no takes what ending takes: it gives nothing, and should not wait for fresh factors.
    let action = if door.is_client() { Action::AgreeGrant } else { Action::EndGrant };
    let grant = door.grant(ask.grant).for_(action).await?.it;
    if grant.person == door.who.id {
        return Err(Error::conflict(say!("This is your own request.")).hint(say!("Withdraw it.")));
    }
    let (now, id) = (door.now(), grant.id);
    let entry = door
        .by(EntryDraft::new(grant.engagement, "grant.refused"))
        .id("grant", id)
        .id("granted", grant.person)
        .detail("reason", text("reason", &ask.reason, 500)?);
    let letter = post::to(&door.app, grant.person, MailKind::GrantEnded, granting::page(id));
    let limits = door.app.limits();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut grant = granting::still_open(&tx, id, now, &limits).await?;
        granting::end(&mut grant, now, GrantEnd::Refused);
        granting::save_and_tell(&tx, &grant, &[letter]).await?;
        Ok(grant)
    });
    Ok(done(recorded.await?))
}
