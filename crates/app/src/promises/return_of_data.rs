//! Clause D7.1: what the client asks back goes back whole, sealed to their key and with a list of hashes, and their receipt
//! says that it arrived.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use crate::enquiries::working_days_after;
use bailee_model::{Evidence, Handover, LogId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;

pub(super) const PROMISE: Promise = Promise {
    slug: "return_of_data",
    kinds: &[PromiseKind::Gate, PromiseKind::Record],
    parameters: &["answer_days"],
    judge,
};

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let handovers = look.handovers().await?;
        let (mut tally, mut moments, mut silent, mut received) = (Tally::default(), Vec::new(), 0, 0);
        for handover in handovers {
            let by = working_days_after(handover.at, look.limits.answer_days);
            moments.push(by);
            let followed = handovers
                .iter()
                .any(|each| each.engagement == handover.engagement && each.at > handover.at && each.is_whole());
            let broke_off = !handover.is_whole() && !followed && by < look.now;
            silent += usize::from(handover.waits_for_receipt() && !followed && by < look.now);
            received += usize::from(handover.receipt_at.is_some());
            tally.add(shown(handover, broke_off));
        }
        let (all, wrong) = (tally.all(), tally.wrong.len());
        let broken = Said::new(
            format!(
                "{wrong} of {} did not leave whole, and none followed in time.",
                en(all, "bundle asked for", "bundles asked for")
            ),
            format!(
                "{wrong} sur {} : remise incomplète, et aucune autre n’a suivi à temps.",
                fr(all, "remise demandée", "remises demandées")
            ),
        );
        let otherwise = match (all, silent) {
            (0, _) => {
                let says = Said::new("Nothing was asked back yet.", "Rien n’a encore été redemandé.");
                (PromiseStatus::Kept, says)
            }
            (_, 0) => {
                let says = Said::new(
                    format!("{} went back, {received} with the client’s receipt.", en(all, "bundle", "bundles")),
                    format!(
                        "{}, dont {received} avec l’accusé de réception du client.",
                        fr(all, "remise faite", "remises faites")
                    ),
                );
                (PromiseStatus::Kept, says)
            }
            _ => {
                let says = Said::new(
                    format!(
                        "{} went back; {silent} without the client’s receipt in time.",
                        en(all, "bundle", "bundles")
                    ),
                    format!(
                        "{} ; {silent} sans accusé de réception du client dans le délai.",
                        fr(all, "remise faite", "remises faites")
                    ),
                );
                (PromiseStatus::Unproven, says)
            }
        };
        Ok(tally.finding(look.until(moments), otherwise, broken))
    })
}

fn shown(handover: &Handover, against: bool) -> Evidence {
    Evidence {
        what: format!("handover {}", handover.id),
        at: handover.at,
        log: LogId::Engagement(handover.engagement),
        against,
    }
}
