//! Clause D5.2: what a client asks to keep is kept until their date and no longer: who asked, what, until when; nothing of it
//! is destroyed before, and the hold ends by itself.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use crate::actions::keeps;
use bailee_model::{
    Engagement, Evidence, Hold, Holding, HoldingKind, LogId, Organisation, Person, PromiseKind, PromiseStatus, Result,
};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "retention_on_request",
    kinds: &[PromiseKind::Clock, PromiseKind::Record],
    parameters: &["hold_days"],
    judge,
};

/// How late the clock may be: it looks every minute.
const LATE: SignedDuration = SignedDuration::from_hours(1);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (holdings, people, engagements) = (look.holdings().await?, look.people().await?, look.engagements().await?);
        let (mut tally, mut moments, mut running) = (Tally::default(), Vec::new(), 0);
        for hold in look.holds().await? {
            running += usize::from(hold.runs(look.now));
            moments.extend(hold.ended.is_none().then(|| hold.until + LATE));
            let longest = SignedDuration::from_hours(24 * look.limits.hold_days);
            let against = hold.until > hold.since + longest
                || !asked_by_client(hold, people, engagements)
                || (hold.ended.is_none() && hold.until + LATE < look.now)
                || holdings.iter().any(|each| was_destroyed_under(hold, each));
            tally.add(shown(hold, against));
        }
        let (all, wrong) = (tally.all(), tally.wrong.len());
        let kept = Said::new(
            format!("{}, {running} running, each asked for by the client and with its date.", en(all, "hold", "holds")),
            format!(
                "{}, dont {running} en cours, chacune demandée par le client et datée.",
                fr(all, "conservation", "conservations")
            ),
        );
        let broken = Said::new(
            format!(
                "{wrong} of {} too long, not the client’s, not ended at its date, or not heeded.",
                en(all, "hold is", "holds are")
            ),
            format!(
                "{wrong} sur {} : trop longue, sans demande du client, prolongée au-delà de sa date ou non respectée.",
                fr(all, "conservation", "conservations")
            ),
        );
        Ok(tally.finding(look.until(moments), (PromiseStatus::Kept, kept), broken))
    })
}

fn asked_by_client(hold: &Hold, people: &[Person], engagements: &[Engagement]) -> bool {
    let person = people.iter().find(|each| each.id == hold.asked_by);
    let engagement = engagements.iter().find(|each| each.id == hold.engagement);
    person
        .zip(engagement)
        .is_some_and(|(person, engagement)| person.organisation == Organisation::Client(engagement.client))
}

/// Whether something was destroyed while a hold ran on it. A secret that was replaced or is proved dead goes all the same.
fn was_destroyed_under(hold: &Hold, holding: &Holding) -> bool {
    let end: Timestamp = hold.ended.map_or(hold.until, |ended| ended.min(hold.until));
    let own =
        hold.engagement == holding.engagement && holding.kind != HoldingKind::Credential && !holding.digest.is_empty();
    own && keeps(hold, holding) && holding.destroyed_at.is_some_and(|at| hold.since <= at && at < end)
}

fn shown(hold: &Hold, against: bool) -> Evidence {
    Evidence { what: format!("hold {}", hold.id), at: hold.since, log: LogId::Engagement(hold.engagement), against }
}
