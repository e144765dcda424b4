//! Clause D3.1: a grant ends by itself. The gate refuses an expired grant at once; this clock writes the end down, so that
//! lists and the log say so too, and its person hears of it, three days and one day before and then.

use super::{
    due::{self, Due},
    grants::{Ending, end_all},
};
use crate::{
    App,
    granting::{self, began_at},
};
use bailee_model::{Grant, GrantEnd, GrantKind, Result};
use bailee_policy::Limits;
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let over = |grant: &Grant, now: Timestamp, _: &Limits| grant.expires_at.filter(|until| *until <= now);
    end_all(app, Ending { event: "grant.expired", why: GrantEnd::Expired, at: over }).await
}

/// Each running grant ends on its day. An emergency is too short to be reminded of.
pub(super) async fn due(app: &App) -> Result<Vec<Due>> {
    let now = app.clock.now();
    let grants = app.store.grants_not_ended().await?;
    let running = grants.iter().filter(|grant| grant.kind == GrantKind::Standard && grant.is_live(now));
    Ok(running.filter_map(|grant| ends(grant, "grant", grant.expires_at?, granting::page(grant.id))).collect())
}

/// That a grant ends at this moment unless something is done.
pub(super) fn ends(grant: &Grant, kind: &'static str, at: Timestamp, page: String) -> Option<Due> {
    Some(due::Due {
        kind,
        subject: grant.id.to_string(),
        engagement: Some(grant.engagement),
        since: began_at(grant)?,
        at,
        who: vec![grant.person],
        page,
        by_itself: true,
    })
}
