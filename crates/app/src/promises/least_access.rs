//! Clauses D3.1 and S2.1: every access is granted for a stated time, and goes by itself when nobody uses it.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Evidence, Grant, GrantKind, LogId, PromiseKind, PromiseStatus, Result};
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
        let (mut tally, mut waiting, mut moments) = (Tally::default(), 0, Vec::new());
        for grant in look.grants().await? {
            let ends = ends(look, grant);
            let overdue = ends.is_some_and(|at| at + LATE < look.now);
            moments.extend(ends.map(|at| at + LATE));
            waiting += usize::from(grant.expires_at.is_none());
            tally.add(shown(grant, overdue || is_too_long(look, grant)));
        }
        let (wrong, running) = (tally.wrong.len(), tally.all() - waiting);
        let kept = Said::new(
            format!(
                "{}, each for one purpose and until a date; {waiting} asked for.",
                en(running, "grant runs", "grants run")
            ),
            format!(
                "{}, pour une seule finalité et jusqu’à une date ; {waiting} en attente de réponse.",
                fr(running, "autorisation en cours", "autorisations en cours")
            ),
        );
        let broken = Said::new(
            format!(
                "{wrong} of {} outlived its date, its use or its answer, or runs too long.",
                en(tally.all(), "grant", "grants")
            ),
            format!(
                "{wrong} sur {} au-delà de la date, de l’usage ou de la réponse, ou d’une durée trop longue.",
                fr(tally.all(), "autorisation", "autorisations")
            ),
        );
        Ok(tally.finding(look.until(moments), (PromiseStatus::Kept, kept), broken))
    })
}

/// When a grant that is still there has to be gone: unanswered, at its date, or for want of use.
fn ends(look: &Look<'_>, grant: &Grant) -> Option<Timestamp> {
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let Some(until) = grant.expires_at else {
        return Some(grant.asked_at + days(look.limits.request_days));
    };
    let last = grant.used_at.max(grant.approved_at).max(grant.agreed_at)?;
    Some(until.min(last + days(look.limits.unused_grant_days)))
}

/// Whether it was given for longer than the firm ever gives.
fn is_too_long(look: &Look<'_>, grant: &Grant) -> bool {
    let (Some(until), Some(begun)) = (grant.expires_at, grant.approved_at.max(grant.agreed_at)) else {
        return i64::from(grant.days) > look.limits.grant_days;
    };
    let most = match grant.kind {
        GrantKind::Standard => SignedDuration::from_hours(24 * look.limits.grant_days),
        GrantKind::BreakGlass => SignedDuration::from_mins(look.limits.emergency_minutes),
    };
    until.duration_since(begun) > most
}

fn shown(grant: &Grant, against: bool) -> Evidence {
    let at = grant.approved_at.unwrap_or(grant.asked_at);
    Evidence { what: format!("grant {}", grant.id), at, log: LogId::Engagement(grant.engagement), against }
}
