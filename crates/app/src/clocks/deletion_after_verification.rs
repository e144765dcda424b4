//! Clause D5.2: once the client has verified the result and the agreed days are over, working copies are destroyed and
//! certified. A hold pauses it, for one holding or for all, and ends by itself.

use super::due::Due;
use crate::{App, actions::Asked};
use bailee_model::{Engagement, EngagementState, Hold, Holding, HoldingId, HoldingState, Result};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let mut all = Ok(());
    for engagement in app.store.engagements().await? {
        // One client's trouble must not delay what is owed to another.
        all = all.and(look(app, &engagement).await);
    }
    all
}

async fn look(app: &Arc<App>, engagement: &Engagement) -> Result<()> {
    // What was decided and could not be finished, for want of disk space perhaps, is taken up again.
    app.finish_destruction(engagement.id).await?;
    let now = app.clock.now();
    if !is_due(engagement, now) {
        return Ok(());
    }
    let holds = app.store.holds(engagement.id).await?;
    let holdings = app.store.holdings(engagement.id).await?;
    let due: Vec<HoldingId> =
        holdings.iter().filter(|each| may_go(each, &holdings, &holds, now)).map(|each| each.id).collect();
    if !due.is_empty() {
        app.destroy_asked(engagement.id, due, Asked::Clock).await?;
    }
    Ok(())
}

/// Each verified engagement that still holds something is to be emptied by its date. While a hold runs it is not due.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let now = app.clock.now();
    let mut all = Vec::new();
    for engagement in app.store.engagements().await? {
        let Some(at) = engagement.delete_by else { continue };
        if !matches!(engagement.state, EngagementState::Verified | EngagementState::Closing) {
            continue;
        }
        let holds = app.store.holds(engagement.id).await?;
        let holdings = app.store.holdings(engagement.id).await?;
        if holdings.iter().any(|each| may_go(each, &holdings, &holds, now)) {
            all.push(Due {
                kind: "deletion_after_verification",
                subject: engagement.id.to_string(),
                engagement: Some(engagement.id),
                since: engagement.verified_at.unwrap_or(engagement.since),
                at,
                who: Vec::new(),
                page: format!("/engagements/{}/close", engagement.id),
                by_itself: true,
            });
        }
    }
    Ok(all)
}

fn is_due(engagement: &Engagement, now: Timestamp) -> bool {
    let waiting = matches!(engagement.state, EngagementState::Verified | EngagementState::Closing);
    waiting && engagement.delete_by.is_some_and(|day| day <= now)
}

/// A holding goes unless a hold keeps it, or something made from it: a table's destruction would follow its original's.
fn may_go(holding: &Holding, all: &[Holding], holds: &[Hold], now: Timestamp) -> bool {
    let kept = |id: HoldingId| holds.iter().any(|hold| hold.runs(now) && hold.holding.is_none_or(|held| held == id));
    let family_kept = kept(holding.id)
        || holding.source.is_some_and(kept)
        || all.iter().any(|each| each.source == Some(holding.id) && kept(each.id));
    matches!(holding.state, HoldingState::Held | HoldingState::Quarantined) && !family_kept
}
