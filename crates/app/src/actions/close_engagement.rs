//! Close an engagement: refused above zero balance (invariant 7).

use super::done;
use crate::{Done, Door, views::Balance};
use bailee_model::{Action, Engagement, EngagementId, EngagementState, EntryDraft, Error, Result};

/// Closes an engagement; assignments and grants end in the same commit.
///
/// # Errors
/// When anything is still held, a grant lives, a hold runs or work is under way: the error names what remains.
pub async fn close_engagement(door: &Door, id: EngagementId) -> Result<Done<Engagement>> {
    door.engagement(id).for_(Action::CloseEngagement).await?;
    let now = door.now();
    let entry = door.by(EntryDraft::new(id, "engagement.closed")).id("engagement", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        // Counted here, where nothing can arrive any more.
        let balance =
            Balance::of(now, &tx.holdings(id).await?, &tx.grants(id).await?, &tx.holds(id).await?, &tx.jobs(id).await?);
        if !balance.is_zero() {
            return Err(Error::conflict(format!("The engagement is not empty: {balance}."))
                .hint("Each of these ends first; then it can close."));
        }
        for mut assignment in tx.assignments(id).await? {
            if assignment.ended.is_none() {
                assignment.ended = Some(now);
                tx.save(&assignment).await?;
            }
        }
        let mut engagement = tx.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
        engagement.state = EngagementState::Closed;
        engagement.closed_at = Some(now);
        tx.save(&engagement).await?;
        Ok(engagement)
    });
    Ok(done(recorded.await?))
}
