//! Clauses D4.1 and S1.2: whatever left is in the register, with who decided and on which ground; what an authority was given was
//! decided by two people; and the client was told, unless that is forbidden.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Disclosure, DisclosureKind, Evidence, LegalDemand, LogId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise =
    Promise { slug: "no_disclosure", kinds: &[PromiseKind::Gate, PromiseKind::Record], parameters: &[], judge };

/// How late the clock may be that tells the client when a bar is over.
const LATE: SignedDuration = SignedDuration::from_hours(1);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (lines, demands) = (look.disclosures().await?, look.demands().await?);
        let mut tally = Tally::default();
        for line in lines {
            tally.add(evidence("disclosure", line.id, line.at, line.engagement, !is_in_order(look.now, line, demands)));
        }
        // What went another way than through the register: each load into a system and each checkout has its line.
        let has = |kind: DisclosureKind, subject: String| {
            lines.iter().any(|line| line.kind == kind && line.subject == subject)
        };
        for run in look.runs().await?.iter().filter(|run| run.system.is_some()) {
            if !has(DisclosureKind::Load, run.id.to_string()) {
                tally.add(evidence("load_run", run.id, run.started_at, run.engagement, true));
            }
        }
        for checkout in look.checkouts().await? {
            if let Some(taken) = checkout.taken_at.filter(|_| !has(DisclosureKind::Checkout, checkout.id.to_string())) {
                tally.add(evidence("checkout", checkout.id, taken, checkout.engagement, true));
            }
        }
        let untold = demands.iter().filter(|demand| demand.told_at.is_none());
        let ends: Vec<Timestamp> = untold.filter_map(|demand| demand.barred_until).map(|until| until + LATE).collect();
        // How many demands there are may be forbidden to tell; how many exits there were in all is not.
        let (open, wrong) = (lines.iter().filter(|line| line.is_open()).count(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{} in the register, each with who decided and why.",
                en(open, "exit of data is", "exits of data are")
            ),
            format!(
                "{} au registre, chacune avec qui l’a décidée et pourquoi.",
                fr(open, "sortie de données", "sorties de données")
            ),
        );
        let broken = Said::new(
            format!(
                "{} not in the register, not decided as promised, or not told to the client.",
                en(wrong, "exit of data is", "exits of data are")
            ),
            format!(
                "{} hors du registre, sans la décision promise ou non annoncées au client.",
                fr(wrong, "sortie de données", "sorties de données")
            ),
        );
        Ok(tally.finding(look.until(ends), (PromiseStatus::Kept, kept), broken))
    })
}

fn evidence(
    what: &str,
    id: impl std::fmt::Display,
    at: Timestamp,
    engagement: bailee_model::EngagementId,
    against: bool,
) -> Evidence {
    Evidence { what: format!("{what} {id}"), at, log: LogId::Engagement(engagement), against }
}

/// Somebody decided it on a ground; an authority's demand was decided by two; and the client can read of it.
fn is_in_order(now: Timestamp, line: &Disclosure, demands: &[LegalDemand]) -> bool {
    let told = line.told_at.is_some() || line.barred_until.is_some_and(|until| now <= until + LATE);
    let decided = match line.kind {
        DisclosureKind::LegalDemand => demands.iter().any(|demand| {
            demand.id.to_string() == line.subject
                && demand.decided_at.is_some_and(|at| at <= line.at)
                && demand.proposed_by.is_some()
                && demand.confirmed_by.is_some()
                && demand.proposed_by != demand.confirmed_by
                && line.holding.is_some_and(|holding| demand.holdings.contains(&holding))
        }),
        _ => true,
    };
    told && decided && !line.basis.is_empty()
}
