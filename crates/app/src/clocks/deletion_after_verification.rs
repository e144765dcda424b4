//! Clause D5.2: once the client has verified the result and the agreed days are over, working copies are destroyed and
//! certified. A hold pauses it, for one holding or for all, and ends by itself. So does an incident that froze the engagement,
//! since what is held may be evidence; what came due meanwhile goes at the first look after its end (decision 0018).

use super::due::Due;
use crate::{App, actions::Asked, incidents, promises::owed_by};
use bailee_model::{Engagement, EngagementState, Hold, Holding, HoldingId, HoldingState, Incident, IncidentId, Result};
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
    if !is_due(engagement, now) || engagement.frozen_by.is_some() {
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

/// Each verified engagement that still holds something is to be emptied by its date. While a hold runs it is not due; while an
/// incident holds it, it waits, and the incident is to be over by the last day that the policy allows.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let (now, limits) = (app.clock.now(), app.limits());
    let mut all = Vec::new();
    for engagement in app.store.engagements().await? {
        let Some(by) = engagement.delete_by else { continue };
        if !matches!(engagement.state, EngagementState::Verified | EngagementState::Closing) {
            continue;
        }
        let holds = app.store.holds(engagement.id).await?;
        let holdings = app.store.holdings(engagement.id).await?;
        let going = holdings.iter().filter(|each| may_go(each, &holdings, &holds, now));
        let owed = going.map(|each| owed_by(&engagement, each, by, &holds, &holdings, &limits));
        let Some(at) = owed.min() else { continue };
        let due = Due {
            kind: "deletion_after_verification",
            subject: engagement.id.to_string(),
            engagement: Some(engagement.id),
            since: engagement.verified_at.unwrap_or(engagement.since),
            at,
            who: Vec::new(),
            page: format!("/engagements/{}/close", engagement.id),
            by_itself: true,
        };
        all.push(match engagement.frozen_by {
            Some(incident) => waiting(app, incident, due).await?,
            None => due,
        });
    }
    Ok(all)
}

/// A deletion that an incident keeps waiting: whoever answers for the incident is to end it in time.
async fn waiting(app: &App, incident: IncidentId, due: Due) -> Result<Due> {
    let owner = app.store.get::<Incident>(incident).await?.map(|incident| incident.owner);
    Ok(Due {
        kind: "deletion_waits",
        who: owner.into_iter().collect(),
        page: incidents::page(incident),
        by_itself: false,
        ..due
    })
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
