//! What happens by itself at a deadline, one file a clock.
//!
//! [`tick`] is called every minute by `baileed serve`, and by tests whenever they like. A clock works from what is recorded,
//! never from a timer, so a restart or a jump of time loses nothing; each is safe to run twice (invariant 9).

mod access_review;
mod backups;
mod checkouts;
pub(crate) mod deadlines;
mod deletion_after_verification;
mod demands;
pub(crate) mod destroyed_everywhere;
mod device_approvals;
mod digest;
pub mod due;
mod enquiries;
mod grant_expiry;
mod grant_lapse;
mod grant_unused;
mod grants;
pub(crate) mod handover_receipt;
mod hold_end;
mod incidents;
mod mail;
mod policy_review;
mod promises;
mod rotation;
mod training;
mod transfer;
mod unusual_use;

pub(crate) use digest::LookedAt;
pub(crate) use incidents::next_exercise;

use crate::App;
use bailee_model::Result;
use std::sync::Arc;

/// Carries out everything that is due now. One clock's failure does not keep the others from running; the first failure is
/// the answer, and everything is tried again at the next tick.
pub async fn tick(app: &Arc<App>) -> Result<()> {
    let results = [
        ("access_review", access_review::run(app).await),
        ("grant_unused", grant_unused::run(app).await),
        ("grant_expiry", grant_expiry::run(app).await),
        ("grant_lapse", grant_lapse::run(app).await),
        ("hold_end", hold_end::run(app).await),
        ("checkouts", checkouts::run(app).await),
        ("deletion_after_verification", deletion_after_verification::run(app).await),
        ("demands", demands::run(app).await),
        ("destroyed_everywhere", destroyed_everywhere::run(app).await),
        ("device_approvals", device_approvals::run(app).await),
        ("policy_review", policy_review::run(app).await),
        ("rotation", rotation::run(app).await),
        ("transfer", transfer::run(app).await),
        ("incidents", incidents::run(app).await),
        ("deadlines", deadlines::run(app).await),
        ("backups", backups::run(app).await),
        ("digest", digest::run(app).await),
        ("mail", mail::run(app).await),
        ("unusual_use", unusual_use::run(app).await),
        ("promises", promises::run(app).await),
    ];
    let now = app.clock.now();
    for (clock, result) in &results {
        app.metrics.clock_ran(clock, result.is_ok(), now);
    }
    results.into_iter().try_for_each(|(_, result)| result)
}
