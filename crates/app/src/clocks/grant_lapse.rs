//! Clause D3.1: a request that nobody answered ends. Silence never approves (invariant 8), also not the silence of one of
//! two who must.

use super::grants::{Ending, end_all};
use crate::{App, granting::lapses_at};
use bailee_model::{Grant, GrantEnd, Result};
use bailee_policy::Limits;
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let over = |grant: &Grant, now: Timestamp, limits: &Limits| {
        Some(lapses_at(grant, limits)).filter(|at| grant.is_open() && *at <= now)
    };
    end_all(app, Ending { event: "grant.lapsed", why: GrantEnd::Lapsed, at: over }).await
}
