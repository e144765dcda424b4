//! Clause D5.2: once the client has verified the result, working copies are gone within the days agreed, and never later than
//! the policy's, unless a hold keeps them.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use crate::actions::keeps;
use bailee_model::{Engagement, Evidence, Hold, Holding, HoldingState, LogId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "deletion_after_verification",
    kinds: &[PromiseKind::Clock],
    parameters: &["deletion_days"],
    judge,
};

/// How late the clock may be: it looks every minute.
const LATE: SignedDuration = SignedDuration::from_hours(1);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (holdings, holds) = (look.holdings().await?, look.holds().await?);
        let (mut tally, mut moments, mut waiting) = (Tally::default(), Vec::new(), 0);
        for engagement in look.engagements().await? {
            let (Some(verified), Some(by)) = (engagement.verified_at, engagement.delete_by) else { continue };
            let dues: Vec<Timestamp> = holdings
                .iter()
                .filter(|each| each.engagement == engagement.id && each.state != HoldingState::Destroyed)
                .map(|each| gone_by(each, by, holds, holdings))
                .collect();
            waiting += dues.len();
            moments.extend(dues.iter().map(|due| *due + LATE));
            let too_long = by > verified + SignedDuration::from_hours(24 * look.limits.deletion_days);
            tally.add(shown(engagement, verified, too_long || dues.iter().any(|due| *due + LATE < look.now)));
        }
        let (all, wrong) = (tally.all(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{} verified; {} still there, within the days agreed or on the client’s own request.",
                en(all, "result was", "results were"),
                en(waiting, "working copy is", "working copies are")
            ),
            format!(
                "{} ; {} encore là, dans le délai convenu ou à la demande du client.",
                fr(all, "résultat vérifié", "résultats vérifiés"),
                fr(waiting, "copie de travail", "copies de travail")
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
        Ok(tally.finding(look.until(moments), (PromiseStatus::Kept, kept), broken))
    })
}

/// When a holding has to be gone: at its engagement's date, or when the last hold on it or on its family has ended.
fn gone_by(holding: &Holding, by: Timestamp, holds: &[Hold], all: &[Holding]) -> Timestamp {
    let family = |hold: &Hold| {
        keeps(hold, holding) || all.iter().any(|made| made.source == Some(holding.id) && hold.holding == Some(made.id))
    };
    let own = holds.iter().filter(|hold| hold.engagement == holding.engagement && family(hold));
    own.map(|hold| hold.ended.map_or(hold.until, |ended| ended.min(hold.until))).chain([by]).max().unwrap_or(by)
}

fn shown(engagement: &Engagement, at: Timestamp, against: bool) -> Evidence {
    Evidence { what: format!("engagement {}", engagement.id), at, log: LogId::Engagement(engagement.id), against }
}
