//! Decide a row of an access review: keep, reduce or remove. What is removed ends in the same commit.

use super::{done, text};
use crate::{
    Done, Door,
    reviewing::{self, Extent, carry_out, has_grown, row_in, scope_now},
};
use bailee_model::{Action, EntryDraft, Error, Result, ReviewDecision, ReviewFlag, ReviewRow, ReviewRowId, say};
use bailee_policy::Resource;

/// What is decided.
pub struct DecideReviewAsk {
    /// Which row.
    pub row: ReviewRowId,
    /// What.
    pub decision: ReviewDecision,
    /// Why; required where the row has a flag.
    pub reason: String,
}

/// Decides a row.
///
/// # Errors
/// When the row is decided, or its access changed since it was frozen: then the row is asked anew. The gate refuses the
/// person that the row is about.
pub async fn decide_review(door: &Door, ask: DecideReviewAsk) -> Result<Done<ReviewRow>> {
    let row = door.app.store.get::<ReviewRow>(ask.row).await?.ok_or_else(Error::not_found)?;
    door.decide(Action::DecideReview, None, Resource::ReviewRow(&row)).await?;
    let reason = reason(&ask.reason, &row)?;
    if reviewing::reopen_if_drifted(&door.app, &row).await? {
        return Err(Error::conflict(say!("This access changed after the review froze it."))
            .hint(say!("Look at what it is now, and decide again.")));
    }
    let (app, now, by) = (door.app.clone(), door.now(), door.who.id);
    let entry = door
        .by(EntryDraft::site("review.decided"))
        .id("review", row.review)
        .id("row", row.id)
        .id("reviewed", row.person)
        .detail("decision", ask.decision.as_str())
        .detail("reason", reason.clone());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let (_, mut row) = row_in(&tx, ask.row).await?;
        if row.decision.is_some() || row.suspended_at.is_some() || row.probe.is_some() {
            return Err(
                Error::conflict(say!("This row is decided already.")).hint(say!("What was suspended can be restored."))
            );
        }
        if has_grown(&row.scope, &scope_now(&tx, &row, now).await?) {
            return Err(Error::conflict(say!("This access changed while you decided.")).hint(say!("Look again.")));
        }
        row.decision = Some(ask.decision);
        row.reason = reason;
        row.decided_by = Some(by);
        row.decided_at = Some(now);
        match ask.decision {
            ReviewDecision::Keep => {}
            ReviewDecision::Reduce => carry_out(&app, &tx, &mut row, Extent::Grants).await?,
            ReviewDecision::Remove => carry_out(&app, &tx, &mut row, Extent::Everything).await?,
        }
        tx.save(&row).await?;
        Ok(row)
    });
    Ok(done(recorded.await?))
}

fn reason(given: &str, row: &ReviewRow) -> Result<String> {
    // That somebody administers, or works for a subcontractor, is so every quarter; the rest asks for a word.
    let telling = row.flags.iter().any(|flag| !matches!(flag, ReviewFlag::Administrator | ReviewFlag::Subcontractor));
    if telling || !given.trim().is_empty() { text("reason", given, 500) } else { Ok(String::new()) }
}
