//! The client's statement that the result is right: it starts the deletion clock (clause D5.2).

use super::{done, text};
use crate::{Done, Door};
use bailee_model::{
    Action, Engagement, EngagementId, EngagementState, EntryDraft, Error, LoadRun, LoadRunId, Result, Verification,
    VerificationId, say,
};
use jiff::SignedDuration;

/// What is stated.
pub struct VerifyAsk {
    /// About which engagement.
    pub engagement: EngagementId,
    /// About which load.
    pub run: Option<LoadRunId>,
    /// In the client's words.
    pub statement: String,
}

/// Records the statement and starts the clock.
///
/// # Errors
/// When the run is another engagement's, or the engagement is not active.
pub async fn verify(door: &Door, ask: VerifyAsk) -> Result<Done<Verification>> {
    let engagement = door.engagement(ask.engagement).for_(Action::Verify).await?.it;
    if let Some(run) = ask.run {
        let run = door.app.store.get::<LoadRun>(run).await?.ok_or_else(Error::not_found)?;
        if run.engagement != engagement.id {
            return Err(Error::not_found());
        }
    }
    let now = door.now();
    let delete_by = now + SignedDuration::from_hours(24 * i64::from(engagement.keep_days));
    let verification = Verification {
        id: VerificationId::new(door.app.rng.as_ref()),
        engagement: engagement.id,
        by: door.who.id,
        at: now,
        run: ask.run,
        statement: text("statement", &ask.statement, 1000)?,
    };
    let mut entry = door
        .by(EntryDraft::new(engagement.id, "result.verified"))
        .id("verification", verification.id)
        .detail("statement", verification.statement.clone())
        .detail("delete_by", delete_by.to_string());
    if let Some(run) = ask.run {
        entry = entry.id("run", run);
    }
    let kept = verification.clone();
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut engagement = tx.get::<Engagement>(kept.engagement).await?.ok_or_else(Error::not_found)?;
        if engagement.state != EngagementState::Active {
            return Err(Error::conflict(say!("The result is verified already.")));
        }
        engagement.state = EngagementState::Verified;
        engagement.verified_at = Some(now);
        engagement.delete_by = Some(delete_by);
        tx.save(&engagement).await?;
        tx.save(&kept).await
    });
    Ok(done(recorded.await?).map(|()| verification))
}
