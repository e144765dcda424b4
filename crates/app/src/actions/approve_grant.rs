//! Approve another person's grant, or emergency access: its clock starts when the last approval it needs is there.

use super::done;
use crate::{Done, Door, granting};
use bailee_model::{Action, EntryDraft, Error, Grant, GrantId, GrantKind, Result, say};

/// Approves a grant for the firm. One that covers a sealed category runs once the client agreed to it as well.
///
/// # Errors
/// When it was approved or ended already, or waited too long; the gate refuses one's own.
pub async fn approve_grant(door: &Door, id: GrantId) -> Result<Done<Grant>> {
    let held = door.grant(id).for_(Action::ApproveGrant).await?;
    let (now, by, engagement) = (door.now(), door.who.id, held.facts.engagement);
    let runs = held.it.agreed_at.is_some() || !held.it.needs_client(&engagement);
    let told = if runs { door.app.letters_of_beginning(&held.it, &engagement).await? } else { Vec::new() };
    let event = match held.it.kind {
        GrantKind::Standard => "grant.approved",
        GrantKind::BreakGlass => "break_glass.opened",
    };
    let mut entry = door
        .by(EntryDraft::new(held.it.engagement, event))
        .id("grant", id)
        .id("granted", held.it.person)
        .detail("purpose", held.it.purpose.as_str());
    if runs {
        entry = entry.detail("until", granting::runs_until(&held.it, now, &door.app.limits()).to_string());
    }
    if held.it.kind == GrantKind::BreakGlass {
        entry = entry.detail("reason", held.it.reason);
    }
    let limits = door.app.limits();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut grant = granting::still_open(&tx, id, now, &limits).await?;
        granting::require_running(&tx, &grant, now).await?;
        if grant.approved_at.is_some() {
            return Err(Error::conflict(say!("This grant is approved already."))
                .hint(say!("It waits for the client’s agreement.")));
        }
        grant.approved_by = Some(by);
        grant.approved_at = Some(now);
        if granting::date(&mut grant, &engagement, now, &limits) != runs {
            return Err(Error::conflict(say!("The client answered in the meantime."))
                .hint(say!("Look at it again, then approve it.")));
        }
        granting::save_and_tell(&tx, &grant, &told).await?;
        Ok(grant)
    });
    Ok(done(recorded.await?))
}
