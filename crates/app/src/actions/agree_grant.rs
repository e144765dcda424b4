//! Agree, for the client, to a grant on a category that it keeps sealed.

use super::done;
use crate::{Done, Door, granting};
use bailee_model::{Action, EntryDraft, Error, Grant, GrantId, Result, say};

/// Agrees to a grant. It runs once the firm approved it as well, in whichever order.
///
/// # Errors
/// When it was agreed to or ended already, or waited too long; the gate refuses where nothing has to be agreed.
pub async fn agree_grant(door: &Door, id: GrantId) -> Result<Done<Grant>> {
    let held = door.grant(id).for_(Action::AgreeGrant).await?;
    let (now, by, engagement) = (door.now(), door.who.id, held.facts.engagement);
    let runs = held.it.approved_at.is_some();
    let told = if runs { door.app.letters_of_beginning(&held.it, &engagement).await? } else { Vec::new() };
    let mut entry = door
        .by(EntryDraft::new(held.it.engagement, "grant.agreed"))
        .id("grant", id)
        .id("granted", held.it.person)
        .detail("purpose", held.it.purpose.as_str());
    if runs {
        entry = entry.detail("until", granting::runs_until(&held.it, now, &door.app.limits()).to_string());
    }
    let limits = door.app.limits();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut grant = granting::still_open(&tx, id, now, &limits).await?;
        granting::require_running(&tx, &grant, now).await?;
        if grant.agreed_at.is_some() {
            return Err(
                Error::conflict(say!("The client agreed already.")).hint(say!("It waits for the firm’s approval."))
            );
        }
        grant.agreed_by = Some(by);
        grant.agreed_at = Some(now);
        if granting::date(&mut grant, &engagement, now, &limits) != runs {
            return Err(Error::conflict(say!("The firm answered in the meantime."))
                .hint(say!("Look at it again, then agree to it.")));
        }
        granting::save_and_tell(&tx, &grant, &told).await?;
        Ok(grant)
    });
    Ok(done(recorded.await?))
}
