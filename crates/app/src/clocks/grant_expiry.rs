//! Clause D3.1: a grant ends by itself. The gate refuses an expired grant at once; this clock writes the end down, so that
//! lists and the log say so too.

use crate::App;
use bailee_model::{EntryDraft, Result};
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    for engagement in app.store.engagements().await? {
        for mut grant in app.store.grants(engagement.id).await? {
            let over = grant.ended.is_none() && grant.expires_at.is_some_and(|until| until <= now);
            if over {
                grant.ended = grant.expires_at;
                let entry = EntryDraft::new(engagement.id, "grant.expired").id("grant", grant.id).id("granted", grant.person);
                app.store.ledger().record([entry], move |tx| async move { tx.save(&grant).await }).await?;
            }
        }
    }
    Ok(())
}
