//! Clause D3.1: a grant ends by itself. The gate refuses an expired grant at once; this clock writes the end down, so that
//! lists and the log say so too.

use crate::App;
use bailee_model::{EngagementId, EntryDraft, Result};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let mut all = Ok(());
    for engagement in app.store.engagements().await? {
        all = all.and(end_those_over(app, engagement.id, now).await);
    }
    all
}

async fn end_those_over(app: &Arc<App>, engagement: EngagementId, now: Timestamp) -> Result<()> {
    for mut grant in app.store.grants(engagement).await? {
        let over = grant.ended.is_none() && grant.expires_at.is_some_and(|until| until <= now);
        if over {
            grant.ended = grant.expires_at;
            let entry = EntryDraft::new(engagement, "grant.expired").id("grant", grant.id).id("granted", grant.person);
            app.store.ledger().record([entry], move |tx| async move { tx.save(&grant).await }).await?;
        }
    }
    Ok(())
}
