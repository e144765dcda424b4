//! Clauses D3.1 and S2.1: every access is granted for a stated time, and goes by itself when nobody uses it.

use super::{Evidence, Finding, Look, Promise, Said};
use bailee_model::{Grant, LogId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "least_access",
    kinds: &[PromiseKind::Gate, PromiseKind::Clock],
    parameters: &["grant_days", "unused_grant_days", "request_days", "emergency_minutes"],
    judge,
};

/// How late the clock may be before a grant that outlived its date counts as broken: it looks every minute.
const LATE: SignedDuration = SignedDuration::from_hours(1);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let grants = look.grants().await?;
        let live: Vec<&Grant> = grants.iter().filter(|grant| grant.approved_at.is_some()).collect();
        let wrong: Vec<Evidence> = live.iter().filter_map(|grant| against(look, grant)).collect();
        if !wrong.is_empty() {
            let count = wrong.len();
            let says = Said::new(
                format!("{count} of {} grants outlived its date or its use.", live.len()),
                format!("{count} autorisation(s) sur {} ont dépassé leur date ou leur usage.", live.len()),
            );
            return Ok(Finding::new(PromiseStatus::Broken, look.a_day(), says).with(wrong));
        }
        let says = Said::new(
            format!("{} grants run, each with a date and a purpose.", live.len()),
            format!("{} autorisations en cours, chacune datée et liée à une finalité.", live.len()),
        );
        Ok(Finding::new(PromiseStatus::Kept, until(look, &live), says).with(live.iter().map(|grant| shown(grant, false))))
    })
}

/// A grant that is still there although its date came, nobody used it, or it was given for too long.
fn against(look: &Look<'_>, grant: &Grant) -> Option<Evidence> {
    let overdue = grant.expires_at.is_some_and(|until| until + LATE < look.now);
    let too_long = i64::from(grant.days) > look.limits.grant_days;
    let last = grant.used_at.max(grant.approved_at);
    let unused = SignedDuration::from_hours(24 * look.limits.unused_grant_days) + LATE;
    let idle = last.is_some_and(|last| last + unused < look.now);
    (overdue || too_long || idle).then(|| shown(grant, true))
}

fn shown(grant: &Grant, against: bool) -> Evidence {
    let at = grant.approved_at.unwrap_or(grant.asked_at);
    Evidence { what: format!("grant {}", grant.id), at, log: LogId::Engagement(grant.engagement), against }
}

fn until(look: &Look<'_>, live: &[&Grant]) -> Timestamp {
    live.iter().filter_map(|grant| grant.expires_at).map(|at| at + LATE).chain([look.a_day()]).min().unwrap_or(look.now)
}
