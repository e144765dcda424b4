//! Clause D5.2: once the client has verified the result, working copies are gone within the days agreed, and never later than
//! the policy's, unless a hold keeps them. An incident that froze an engagement keeps them as evidence, for as long as the
//! policy says and no longer.

use super::{Finding, Look, Promise, Said, Tally, en, few, fr};
use crate::actions::keeps;
use bailee_model::{Engagement, Evidence, Hold, Holding, HoldingState, LogId, PromiseKind, PromiseStatus, Result};
use bailee_policy::Limits;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "deletion_after_verification",
    kinds: &[PromiseKind::Clock],
    parameters: &["deletion_days", "freeze_days"],
    judge,
};

/// How late the clock may be: it looks every minute.
const LATE: SignedDuration = SignedDuration::from_hours(1);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (holdings, holds) = (look.holdings().await?, look.holds().await?);
        let (mut tally, mut moments, mut waiting, mut frozen) = (Tally::default(), Vec::new(), 0, 0);
        for engagement in look.engagements().await? {
            let (Some(verified), Some(by)) = (engagement.verified_at, engagement.delete_by) else { continue };
            let (mut dues, mut is_late) = (Vec::new(), false);
            for each in
                holdings.iter().filter(|each| each.engagement == engagement.id && each.state != HoldingState::Destroyed)
            {
                is_late |= gone_by(each, by, holds, holdings) < look.now;
                dues.push(owed_by(engagement, each, by, holds, holdings, &look.limits));
            }
            frozen += usize::from(engagement.frozen_by.is_some() && is_late);
            waiting += dues.len();
            moments.extend(dues.iter().map(|due| *due + LATE));
            let too_long = by > verified + SignedDuration::from_hours(24 * look.limits.deletion_days);
            tally.add(shown(engagement, verified, too_long || dues.iter().any(|due| *due + LATE < look.now)));
        }
        let (all, wrong) = (tally.all(), tally.wrong.len());
        let (status, evidence) = match frozen {
            0 => (PromiseStatus::Kept, Said::new("", "")),
            _ => (PromiseStatus::DueSoon, as_evidence(frozen, look.limits.freeze_days)),
        };
        let kept = Said::new(
            format!(
                "{} verified; {} still there, within the days agreed or on the client’s own request.{}",
                en(all, "result was", "results were"),
                en(waiting, "working copy is", "working copies are"),
                evidence.en
            ),
            format!(
                "{} ; {} encore là, dans le délai convenu ou à la demande du client.{}",
                fr(all, "résultat vérifié", "résultats vérifiés"),
                fr(waiting, "copie de travail", "copies de travail"),
                evidence.fr
            ),
        );
        let broken = Said::new(
            format!(
                "After {wrong} of {} something stayed longer than agreed or promised.",
                en(all, "verification", "verifications")
            ),
            format!(
                "Après {wrong} sur {}, quelque chose est resté plus longtemps que convenu ou promis.",
                fr(all, "vérification", "vérifications")
            ),
        );
        Ok(tally.finding(look.until(moments), (status, kept), broken))
    })
}

/// When a holding has to be gone, with all that holds and an incident excuse: what is promised, and what the list of what is
/// due shows. `by` is its engagement's date.
pub(crate) fn owed_by(
    engagement: &Engagement,
    holding: &Holding,
    by: Timestamp,
    holds: &[Hold],
    all: &[Holding],
    limits: &Limits,
) -> Timestamp {
    let longest = SignedDuration::from_hours(24 * limits.freeze_days);
    held_back(engagement, gone_by(holding, by, holds, all), longest)
}

/// When a holding has to be gone: at its engagement's date, or when the last hold on it or on its family has ended.
fn gone_by(holding: &Holding, by: Timestamp, holds: &[Hold], all: &[Holding]) -> Timestamp {
    let family = |hold: &Hold| {
        keeps(hold, holding) || all.iter().any(|made| made.source == Some(holding.id) && hold.holding == Some(made.id))
    };
    let own = holds.iter().filter(|hold| hold.engagement == holding.engagement && family(hold));
    own.map(|hold| hold.ended.map_or(hold.until, |ended| ended.min(hold.until))).chain([by]).max().unwrap_or(by)
}

/// The same where an incident froze the engagement before that: so much later at most, and once it runs again, at once.
fn held_back(engagement: &Engagement, due: Timestamp, longest: SignedDuration) -> Timestamp {
    if engagement.frozen_at.is_none_or(|since| due + LATE < since) {
        return due;
    }
    match (engagement.frozen_by, engagement.thawed_at) {
        (Some(_), _) => due + longest,
        (None, Some(thawed)) => due.max(thawed.min(due + longest)),
        (None, None) => due,
    }
}

fn as_evidence(frozen: usize, days: i64) -> Said {
    let few = few(frozen);
    Said::new(
        format!(
            " Engagements where an incident keeps what was due as evidence, for {days} days at most: {}. It goes when the incident lets them run again.",
            few.en
        ),
        format!(
            " Mandats où un incident garde comme preuve ce qui devait partir, {days} jours au plus : {}. Cela part dès que l’incident les libère.",
            few.fr
        ),
    )
}

fn shown(engagement: &Engagement, at: Timestamp, against: bool) -> Evidence {
    Evidence { what: format!("engagement {}", engagement.id), at, log: LogId::Engagement(engagement.id), against }
}
