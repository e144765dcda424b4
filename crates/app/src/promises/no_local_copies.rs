//! Clause S4.2: nothing lies on a device but what another person approved, for a short time, and its destruction is confirmed.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Checkout, Engagement, EngagementState, Evidence, LogId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;
use jiff::SignedDuration;

pub(super) const PROMISE: Promise = Promise {
    slug: "no_local_copies",
    kinds: &[PromiseKind::Gate, PromiseKind::Clock],
    parameters: &["checkout_hours"],
    judge,
};

/// What has to be back within this time is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let engagements = look.engagements().await?;
        let checkouts = look.checkouts().await?;
        let mut tally = Tally::default();
        let taken: Vec<&Checkout> = checkouts.iter().filter(|each| each.taken_at.is_some()).collect();
        for checkout in taken.iter().filter(|each| concerns(each, engagements)) {
            tally.add(Evidence {
                what: format!("checkout {}", checkout.id),
                at: checkout.taken_at.unwrap_or(checkout.asked_at),
                log: LogId::Engagement(checkout.engagement),
                against: !is_in_order(look, checkout),
            });
        }
        let out: Vec<&&Checkout> = taken.iter().filter(|each| each.is_out()).collect();
        let soon = out.iter().any(|each| each.expires_at.is_some_and(|until| until <= look.now + SOON));
        let status = if soon { PromiseStatus::DueSoon } else { PromiseStatus::Kept };
        let ends = out.iter().filter_map(|each| each.expires_at).flat_map(|until| [until - SOON, until]);
        let (out, all, wrong) = (out.len(), tally.all(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{} on a device now, each approved by another person and within its time.",
                en(out, "file is", "files are")
            ),
            format!(
                "{} sur un appareil, chacun approuvé par une autre personne et dans son délai.",
                fr(out, "fichier", "fichiers")
            ),
        );
        let broken = Said::new(
            format!(
                "{wrong} of {} overdue, not approved as promised, or never confirmed destroyed.",
                en(all, "checkout is", "checkouts are")
            ),
            format!(
                "{wrong} sur {} en retard, sans l’approbation promise ou jamais confirmées détruites.",
                fr(all, "sortie", "sorties")
            ),
        );
        Ok(tally.finding(look.until(ends), (status, kept), broken))
    })
}

/// What is out counts always; what is over, as long as its engagement is not closed.
fn concerns(checkout: &Checkout, engagements: &[Engagement]) -> bool {
    let open = |each: &Engagement| each.id == checkout.engagement && each.state != EngagementState::Closed;
    checkout.is_out() || engagements.iter().any(open)
}

/// Another person approved it, for no longer than promised; the register has it; and it is back, or not due yet.
fn is_in_order(look: &Look<'_>, checkout: &Checkout) -> bool {
    let approved = checkout.approved_by.is_some_and(|by| by != checkout.person);
    let short = match (checkout.approved_at, checkout.expires_at) {
        (Some(from), Some(until)) => {
            until.duration_since(from) <= SignedDuration::from_hours(look.limits.checkout_hours)
        }
        _ => false,
    };
    let back = checkout.returned_at.is_some() || !checkout.is_overdue(look.now);
    approved && short && checkout.disclosure.is_some() && back && !checkout.is_unconfirmed()
}
