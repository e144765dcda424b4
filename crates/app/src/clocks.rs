//! What happens by itself at a deadline, one file a clock.
//!
//! [`tick`] is called every minute by `baileed serve`, and by tests whenever they like. A clock works from what is recorded,
//! never from a timer, so a restart or a jump of time loses nothing; each is safe to run twice (invariant 9).

mod access_review;
mod deletion_after_verification;
mod device_approvals;
mod digest;
pub mod due;
mod grant_expiry;
mod grant_lapse;
mod grant_unused;
mod grant_warnings;
mod grants;
mod mail;
mod rotation;
mod training;

pub(crate) use digest::LookedAt;

use crate::App;
use bailee_model::Result;
use std::sync::Arc;

/// Carries out everything that is due now. One clock's failure does not keep the others from running; the first failure is
/// the answer, and everything is tried again at the next tick.
pub async fn tick(app: &Arc<App>) -> Result<()> {
    let results = [
        access_review::run(app).await,
        grant_unused::run(app).await,
        grant_expiry::run(app).await,
        grant_lapse::run(app).await,
        grant_warnings::run(app).await,
        deletion_after_verification::run(app).await,
        device_approvals::run(app).await,
        rotation::run(app).await,
        training::run(app).await,
        digest::run(app).await,
        mail::run(app).await,
    ];
    results.into_iter().collect()
}
