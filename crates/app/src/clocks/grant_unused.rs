//! Clause D3.1: a grant that is not used is dropped; what nobody needs, nobody keeps. Its person hears three days before.

use super::{
    due::Due,
    grant_expiry::ends,
    grants::{Ending, end_all},
};
use crate::{
    App,
    granting::{self, drops_at},
};
use bailee_model::{Grant, GrantEnd, Result};
use bailee_policy::Limits;
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let over = |grant: &Grant, now: Timestamp, limits: &Limits| drops_at(grant, limits).filter(|at| *at <= now);
    end_all(app, Ending { event: "grant.dropped", why: GrantEnd::Unused, at: over }).await
}

/// Each running grant that nobody uses is dropped on a day, unless its own comes before.
pub(super) async fn due(app: &App) -> Result<Vec<Due>> {
    let (now, limits) = (app.clock.now(), app.limits());
    let grants = app.store.grants_not_ended().await?;
    let running = grants.iter().filter(|grant| grant.is_live(now));
    let dropped = running.filter_map(|grant| {
        ends(grant, "grant_unused", drops_at(grant, &limits)?, format!("{}#unused", granting::page(grant.id)))
    });
    Ok(dropped.collect())
}
