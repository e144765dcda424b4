//! Clause D3.1: a grant that is not used for 14 days is dropped; what nobody needs, nobody keeps.

use super::grants::{Due, end_all};
use crate::{App, granting::drops_at};
use bailee_model::{Grant, GrantEnd, Result};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let over = |grant: &Grant, now: Timestamp| drops_at(grant).filter(|at| *at <= now);
    end_all(app, Due { event: "grant.dropped", why: GrantEnd::Unused, at: over }).await
}
