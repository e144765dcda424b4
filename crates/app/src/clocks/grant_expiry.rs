//! Clause D3.1: a grant ends by itself. The gate refuses an expired grant at once; this clock writes the end down, so that
//! lists and the log say so too, and its person hears of it.

use super::grants::{Due, end_all};
use crate::App;
use bailee_model::{Grant, GrantEnd, Result};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let over = |grant: &Grant, now: Timestamp| grant.expires_at.filter(|until| *until <= now);
    end_all(app, Due { event: "grant.expired", why: GrantEnd::Expired, at: over }).await
}
