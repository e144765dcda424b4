//! Every promise is looked at every few minutes, and at once when a date comes that may change one.
//!
//! What was found is kept with its moment, so that the next look is due whichever server runs and however long none did. A look
//! that nobody makes is not missed: what was found before runs out, and the page says *unproven*.

use crate::{
    App,
    promises::{self, GRACE, LOOK_EVERY, PROMISES},
    views,
};
use bailee_log::Hash;
use bailee_model::{EntryDraft, Judgement, Result, Statement, StatementId};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// What the page says is written into the log so often.
const STATE_EVERY: SignedDuration = SignedDuration::from_hours(24);

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    if app.store.firm().await?.is_none() {
        return Ok(());
    }
    let looked = if is_due(&app.store.judgements_now().await?, app.clock.now()) { look(app).await } else { Ok(()) };
    looked.and(state(app).await)
}

/// Whether one was never looked at, not for a while, or not since a date that matters to it.
fn is_due(last: &[Judgement], now: Timestamp) -> bool {
    PROMISES.iter().any(|promise| {
        let last = last.iter().find(|each| each.promise == promise.slug);
        last.is_none_or(|last| last.checked_at + LOOK_EVERY <= now || last.valid_until - GRACE <= now)
    })
}

async fn look(app: &Arc<App>) -> Result<()> {
    let (found, all) = promises::judge_all(app).await;
    promises::keep(app, found).await?;
    all
}

/// Once a day, what the public page says goes into the log: what was promised and how it stood can then be proved later.
async fn state(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    if !app.store.statements_since(now - STATE_EVERY).await?.is_empty() {
        return Ok(());
    }
    let body = views::trust(app).await?.json()?;
    let statement = Statement {
        id: StatementId::new(app.rng.as_ref()),
        at: now,
        digest: Hash::of(body.as_bytes()).to_string(),
        body,
        event: bailee_model::EventId::from_bytes([0; 16]),
    };
    let entry =
        EntryDraft::site("promises.stated").id("statement", statement.id).digest("statement", statement.digest.clone());
    let change = app.store.ledger().record([entry], move |tx| async move {
        if !tx.statements_since(now - STATE_EVERY).await?.is_empty() {
            return Err(super::grants::done_before());
        }
        tx.save(&Statement { event: tx.event(), ..statement }).await
    });
    super::grants::once(change.await.map(drop))
}
