//! Clauses D3.3 and D5.1: everything is sealed from the first byte under a key of its own, and what would bring the keys back
//! was tried before anything came in.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Evidence, Holding, HoldingState, LogId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;

pub(super) const PROMISE: Promise =
    Promise { slug: "sealed_custody", kinds: &[PromiseKind::Gate], parameters: &[], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let vault = &look.app.vault;
        let (mut tally, mut held) = (Tally::default(), 0);
        for holding in look.holdings().await? {
            let opens = vault.is_open(holding.engagement, holding.id);
            match holding.state {
                HoldingState::Held | HoldingState::Quarantined => {
                    held += 1;
                    tally.add(of(holding, !opens));
                }
                HoldingState::Destroyed => tally.add(of(holding, opens)),
                HoldingState::Arriving | HoldingState::Destroying => {}
            }
        }
        let ready = vault.recovery_ready().is_ready();
        if held > 0 && !ready {
            let what = "recovery kit".to_owned();
            tally.add(Evidence { what, at: look.now, log: LogId::Site, against: true });
        }
        let wrong = tally.wrong.len();
        let kept = Said::new(
            format!("{} in custody, each sealed under a key of its own.", en(held, "thing is", "things are")),
            format!("{} en garde, sous clé propre.", fr(held, "chose", "choses")),
        );
        let broken = Said::new(
            format!(
                "{} a key that is not as it should be, or no recovery kit was tried.",
                en(wrong, "thing has", "things have")
            ),
            format!(
                "{} : clé qui n’est pas comme elle devrait être, ou coffret de reprise jamais essayé.",
                fr(wrong, "chose", "choses")
            ),
        );
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, kept), broken))
    })
}

fn of(holding: &Holding, against: bool) -> Evidence {
    let at = holding.destroyed_at.unwrap_or(holding.arrived_at);
    Evidence { what: format!("holding {}", holding.id), at, log: LogId::Engagement(holding.engagement), against }
}
