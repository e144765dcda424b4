//! Clauses D7.2 and S4.4: nothing is left when an engagement closes; what was destroyed opens no more, is certified, and is
//! gone everywhere by the date that its certificate names.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use crate::certifying::log_error;
use bailee_log::manifest::Manifest;
use bailee_model::{
    Certificate, Engagement, EngagementState, Evidence, Holding, HoldingState, LogId, PromiseKind, PromiseStatus,
    Result,
};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

pub(super) const PROMISE: Promise = Promise {
    slug: "disposal",
    kinds: &[PromiseKind::Gate, PromiseKind::Clock],
    parameters: &["backup_keep_days"],
    judge,
};

/// How late the clock may be: it looks every minute.
const LATE: SignedDuration = SignedDuration::from_hours(1);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (holdings, certificates) = (look.holdings().await?, look.certificates().await?);
        let certified = certified(certificates)?;
        let (mut tally, mut moments, mut destroyed, mut waiting) = (Tally::default(), Vec::new(), 0, 0);
        // What never arrived whole was given up, and is certified to nobody.
        for holding in holdings.iter().filter(|each| is_gone(each)) {
            destroyed += 1;
            let opens = look.app.vault.is_open(holding.engagement, holding.id);
            tally.add(of_holding(holding, opens || !certified.contains(&holding.id.to_string())));
        }
        for certificate in certificates {
            let Some(until) = certificate.outstanding_until else { continue };
            waiting += 1;
            moments.push(until + LATE);
            tally.add(of_certificate(certificate, until + LATE < look.now));
        }
        let grants = look.grants().await?;
        for closed in look.engagements().await?.iter().filter(|each| each.state == EngagementState::Closed) {
            let left =
                holdings.iter().any(|each| each.engagement == closed.id && each.state != HoldingState::Destroyed)
                    || grants.iter().any(|each| each.engagement == closed.id && each.is_live(look.now));
            tally.add(of_engagement(closed, left));
        }
        let wrong = tally.wrong.len();
        let kept = Said::new(
            format!(
                "{} destroyed and certified; of {} the last backups and kits are still within their dates.",
                en(destroyed, "thing was", "things were"),
                en(waiting, "certificate", "certificates")
            ),
            format!(
                "{} avec certificat ; pour {}, les dernières sauvegardes et les derniers coffrets sont encore dans leur délai.",
                fr(destroyed, "chose détruite", "choses détruites"),
                fr(waiting, "certificat", "certificats")
            ),
        );
        let broken = Said::new(
            format!(
                "{} left over, not certified, or not gone everywhere in time.",
                en(wrong, "thing is", "things are")
            ),
            format!("{} : reste, sans certificat, ou non éliminée partout à temps.", fr(wrong, "chose", "choses")),
        );
        Ok(tally.finding(look.until(moments), (PromiseStatus::Kept, kept), broken))
    })
}

fn is_gone(holding: &Holding) -> bool {
    holding.state == HoldingState::Destroyed && !holding.digest.is_empty()
}

/// The holdings that certificates name.
fn certified(certificates: &[Certificate]) -> Result<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    for certificate in certificates.iter().filter(|each| each.completes.is_none()) {
        let manifest = Manifest::parse(&certificate.manifest).map_err(log_error)?;
        all.extend(manifest.items.into_iter().map(|item| item.location));
    }
    Ok(all)
}

fn evidence(what: String, at: Timestamp, engagement: bailee_model::EngagementId, against: bool) -> Evidence {
    Evidence { what, at, log: LogId::Engagement(engagement), against }
}

fn of_holding(holding: &Holding, against: bool) -> Evidence {
    let at = holding.destroyed_at.unwrap_or(holding.arrived_at);
    evidence(format!("holding {}", holding.id), at, holding.engagement, against)
}

fn of_certificate(certificate: &Certificate, against: bool) -> Evidence {
    evidence(format!("certificate {}", certificate.id), certificate.at, certificate.engagement, against)
}

fn of_engagement(closed: &Engagement, against: bool) -> Evidence {
    evidence(format!("engagement {}", closed.id), closed.closed_at.unwrap_or(closed.since), closed.id, against)
}
