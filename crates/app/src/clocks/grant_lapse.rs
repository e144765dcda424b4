//! Clause D3.1: a request that nobody answered ends. Silence never approves (invariant 8), also not the silence of one of
//! two who must.

use super::grants::{Due, end_all};
use crate::{App, granting::lapses_at};
use bailee_model::{Grant, GrantEnd, Result};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let over = |grant: &Grant, now: Timestamp| Some(lapses_at(grant)).filter(|at| grant.is_open() && *at <= now);
    end_all(app, Due { event: "grant.lapsed", why: GrantEnd::Lapsed, at: over }).await
}
