//! A hold ends by itself at its date (clause D5.2). The gate and the deletion clock read the date; what happens here is that
//! the log says so, once, and that the client is reminded before.

use super::{
    due::Due,
    grants::{done_before, once},
};
use crate::App;
use bailee_model::{Engagement, EngagementState, EntryDraft, Hold, Organisation, PersonState, Result, Standing};
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let mut all = Ok(());
    for hold in app.store.holds_not_ended().await? {
        if !hold.runs(now) {
            // One client's trouble must not delay what is owed to another.
            all = all.and(once(end(app, &hold).await));
        }
    }
    all
}

async fn end(app: &App, hold: &Hold) -> Result<()> {
    let id = hold.id;
    let entry = EntryDraft::new(hold.engagement, "hold.expired").id("hold", id).detail("until", hold.until.to_string());
    let entry = hold.holding.iter().fold(entry, |entry, holding| entry.id("holding", holding));
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let mut hold = tx.get::<Hold>(id).await?.filter(|each| each.ended.is_none()).ok_or_else(done_before)?;
        hold.ended = Some(hold.until);
        tx.save(&hold).await
    });
    recorded.await.map(drop)
}

/// Every running hold, for the client's owners: what it keeps may go at its date.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let now = app.clock.now();
    let mut all = Vec::new();
    for hold in app.store.holds_not_ended().await?.into_iter().filter(|hold| hold.runs(now)) {
        let Some(engagement) = app.store.get::<Engagement>(hold.engagement).await? else { continue };
        if engagement.state == EngagementState::Closed {
            continue;
        }
        let people = app.store.people_of(Organisation::Client(engagement.client)).await?;
        let owners = people.iter().filter(|it| it.standing == Standing::Owner && it.state == PersonState::Active);
        all.push(Due {
            kind: "hold_end",
            subject: hold.id.to_string(),
            engagement: Some(engagement.id),
            since: hold.since,
            at: hold.until,
            who: owners.map(|owner| owner.id).collect(),
            page: format!("/decisions?engagement={}", engagement.id),
            by_itself: false,
        });
    }
    Ok(all)
}
