//! Restore what an access review suspended because nobody decided: within two days, by somebody else, with a reason.

use super::{done, text};
use crate::{
    Done, Door,
    incidents::kept_out_by,
    reviewing::{let_run, may_be_restored, row_in},
};
use bailee_model::{
    Action, EntryDraft, Error, Person, PersonState, Result, ReviewDecision, ReviewRow, ReviewRowId, say,
};
use bailee_policy::Resource;

/// What is restored.
pub struct RestoreAccessAsk {
    /// Which row.
    pub row: ReviewRowId,
    /// Why it should stand.
    pub reason: String,
}

/// Restores a row's access; that is the decision to keep it.
///
/// # Errors
/// When it was not suspended, or more than two days ago; while an incident that was contained concerns the person. The gate
/// refuses the person that the row is about.
pub async fn restore_access(door: &Door, ask: RestoreAccessAsk) -> Result<Done<ReviewRow>> {
    let row = door.app.store.get::<ReviewRow>(ask.row).await?.ok_or_else(Error::not_found)?;
    door.decide(Action::DecideReview, None, Resource::ReviewRow(&row)).await?;
    let reason = text("reason", &ask.reason, 500)?;
    let (now, by, limits) = (door.now(), door.who.id, door.app.limits());
    let entry = door
        .by(EntryDraft::site("review.restored"))
        .id("review", row.review)
        .id("row", row.id)
        .id("reviewed", row.person)
        .detail("reason", reason.clone());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let (_, mut row) = row_in(&tx, ask.row).await?;
        if !may_be_restored(&row, now, &limits) {
            let hours = limits.review_restore_hours;
            return Err(Error::conflict(say!("This access cannot be restored.")).hint(say!(
                "Only what silence suspended less than {hours} hours ago can. Assign the person again.",
                hours
            )));
        }
        if kept_out_by(&tx, row.person, row.engagement, None).await? {
            return Err(Error::conflict(say!("An incident that is not closed keeps this person out."))
                .hint(say!("The officer decides there when they may go on.")));
        }
        let since = row.suspended_at.unwrap_or(now);
        row.decision = Some(ReviewDecision::Keep);
        row.reason = reason;
        row.decided_by = Some(by);
        row.decided_at = Some(now);
        row.restored_at = Some(now);
        match row.engagement {
            Some(engagement) => {
                let entry = EntryDraft::new(engagement, "access.restored").id("person", by).id("restored", row.person);
                tx.entry(entry.id("row", row.id)).await?;
                let_run(&tx, engagement, row.person, since).await?;
            }
            None => {
                let mut person = tx.get::<Person>(row.person).await?.ok_or_else(Error::not_found)?;
                if person.state == PersonState::Suspended {
                    person.state = PersonState::Active;
                    tx.save(&person).await?;
                }
            }
        }
        tx.save(&row).await?;
        Ok(row)
    });
    Ok(done(recorded.await?))
}
