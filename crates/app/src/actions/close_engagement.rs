//! Close an engagement: refused above zero balance (invariant 7).

use super::done;
use crate::{Done, Door, leaving::Leaving, views::Balance};
use bailee_model::{
    Action, CheckoutEnd, Engagement, EngagementId, EngagementState, EntryDraft, Error, GrantEnd, Result, say,
};

/// Closes an engagement. Assignments, requests for grants and tokens for it end in the same commit, and every credential that
/// was used there and is not proved dead is to be replaced.
///
/// # Errors
/// When anything is still held, a grant lives, a hold runs or work is under way: the error names what remains.
pub async fn close_engagement(door: &Door, id: EngagementId) -> Result<Done<Engagement>> {
    door.engagement(id).for_(Action::CloseEngagement).await?;
    let ((rng, now), by) = (door.app.leaving(), door.who.id);
    let entry = door.by(EntryDraft::new(id, "engagement.closed")).id("engagement", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let leaving = Leaving { tx: &tx, rng, by, now };
        let mut engagement = tx.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
        if engagement.state == EngagementState::Closed {
            return Err(
                Error::conflict(say!("The engagement is closed already.")).hint(say!("Nothing needs to be done."))
            );
        }
        // What was only asked for is no access: it ends with the engagement.
        let mut asked = tx.grants(id).await?;
        asked.retain(|grant| grant.expires_at.is_none());
        leaving.end_grants(asked, GrantEnd::Closed).await?;
        let mut waiting = tx.checkouts(id).await?;
        waiting.retain(|checkout| !checkout.is_out());
        leaving.end_checkouts(waiting, CheckoutEnd::Closed).await?;
        // Counted here, where nothing can arrive any more.
        let balance =
            Balance::of(now, &tx.holdings(id).await?, &tx.grants(id).await?, &tx.holds(id).await?, &tx.jobs(id).await?)
                .with_checkouts(&tx.checkouts(id).await?)
                .with_incidents(id, &tx.incidents_not_closed().await?);
        if !balance.is_zero() {
            return Err(Error::conflict(say!("The engagement is not empty: {remaining}.", remaining = balance.told()))
                .hint(say!("Each of these ends first; then it can close.")));
        }
        leaving.end_tokens(id, None).await?;
        leaving.end_assignments(tx.assignments(id).await?).await?;
        leaving.ask_rotations(&tx.credential_uses(id).await?, None).await?;
        engagement.state = EngagementState::Closed;
        engagement.closed_at = Some(now);
        tx.save(&engagement).await?;
        Ok(engagement)
    });
    Ok(done(recorded.await?))
}
