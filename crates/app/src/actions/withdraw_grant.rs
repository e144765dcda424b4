//! Take back a request of one's own that is not decided yet.

use super::done;
use crate::{Done, Door, granting};
use bailee_model::{Action, EntryDraft, Error, Grant, GrantEnd, GrantId, Result, say};

/// Withdraws a request.
///
/// # Errors
/// When it is another person's, or decided already: a grant that runs is ended instead.
pub async fn withdraw_grant(door: &Door, id: GrantId) -> Result<Done<Grant>> {
    let grant = door.grant(id).for_(Action::EndGrant).await?.it;
    if grant.person != door.who.id {
        return Err(Error::conflict(say!("Only who asked withdraws a request.")).hint(say!("Refuse it, and say why.")));
    }
    let now = door.now();
    let entry = door.by(EntryDraft::new(grant.engagement, "grant.withdrawn")).id("grant", id);
    let limits = door.app.limits();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut grant = granting::still_open(&tx, id, now, &limits).await?;
        granting::end(&mut grant, now, GrantEnd::Withdrawn);
        tx.save(&grant).await?;
        Ok(grant)
    });
    Ok(done(recorded.await?))
}
