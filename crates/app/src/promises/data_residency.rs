//! Clause D6: data is where the client agreed that it may be, or where an assessment that they agreed to allows it; and it is
//! known where this installation is.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use crate::residency::covering;
use bailee_model::{
    Assessment, Disclosure, DisclosureKind, Engagement, EngagementState, Evidence, LogId, PromiseKind, PromiseStatus,
    Result,
};
use futures::future::BoxFuture;
use jiff::SignedDuration;

pub(super) const PROMISE: Promise = Promise {
    slug: "data_residency",
    kinds: &[PromiseKind::Gate, PromiseKind::Record],
    parameters: &["assessment_months"],
    judge,
};

/// An assessment that ends within this time is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let engagements = look.engagements().await?;
        let assessments = look.assessments().await?;
        let lines = look.disclosures().await?;
        let here = look.app.store.firm().await?.and_then(|firm| firm.region);
        let mut tally = Tally::default();
        for engagement in engagements {
            let of_it: Vec<Assessment> =
                assessments.iter().filter(|each| each.engagement == engagement.id).cloned().collect();
            if let Some(region) = here.as_deref().filter(|_| holds(engagement)) {
                let against = covering(engagement, &of_it, region, look.now).is_none();
                tally.add(evidence("engagement", engagement.id, engagement, engagement.since, against));
            }
            for line in lines.iter().filter(|line| line.engagement == engagement.id && is_bound(line)) {
                let region = line.region.as_deref().unwrap_or_default();
                let against = !was_covered(engagement, &of_it, line, region);
                tally.add(evidence("disclosure", line.id, engagement, line.at, against));
            }
        }
        let live: Vec<&Assessment> = assessments.iter().filter(|each| each.is_live(look.now)).collect();
        let soon = live.iter().any(|each| each.until <= look.now + SOON);
        let ends = live.iter().flat_map(|each| [each.until - SOON, each.until]);
        let (all, wrong, assessed) = (tally.all(), tally.wrong.len(), live.len());
        let status = match (&here, soon) {
            (None, _) => PromiseStatus::Unproven,
            (Some(_), true) => PromiseStatus::DueSoon,
            (Some(_), false) => PromiseStatus::Kept,
        };
        let kept = match &here {
            None => Said::new(
                "Nobody has said in which region this installation keeps its data.",
                "Personne n’a dit dans quelle région cette installation garde ses données.",
            ),
            Some(region) => Said::new(
                format!(
                    "Kept in {region}; {} in an agreed region, {assessed} by an assessment.",
                    en(all, "place or exit is", "places and exits are")
                ),
                format!(
                    "Gardées en {region} ; {} dans une région convenue, {assessed} par une évaluation.",
                    fr(all, "lieu ou sortie", "lieux et sorties")
                ),
            ),
        };
        let broken = Said::new(
            format!(
                "{wrong} of {} outside the agreed regions without an agreed assessment.",
                en(all, "place or exit is", "places and exits are")
            ),
            format!(
                "{wrong} sur {} hors des régions convenues, sans évaluation consentie.",
                fr(all, "lieu ou sortie", "lieux et sorties")
            ),
        );
        Ok(tally.finding(look.until(ends), (status, kept), broken))
    })
}

/// Whether something of it is kept here.
fn holds(engagement: &Engagement) -> bool {
    !matches!(engagement.state, EngagementState::Open | EngagementState::Closed)
}

/// Whether where it went had to be agreed on: not what the client takes, and not what the law takes.
fn is_bound(line: &Disclosure) -> bool {
    line.region.is_some() && line.kind != DisclosureKind::LegalDemand
}

/// By the agreement, or by an assessment as it stood at that moment: one that was ended later counted then.
fn was_covered(engagement: &Engagement, assessments: &[Assessment], line: &Disclosure, region: &str) -> bool {
    let then: Vec<Assessment> = assessments
        .iter()
        .filter(|each| each.agreed_at.is_some_and(|at| at <= line.at))
        .map(|each| Assessment { ended: each.ended.filter(|ended| *ended <= line.at), ..each.clone() })
        .collect();
    covering(engagement, &then, region, line.at).is_some()
}

fn evidence(
    what: &str,
    id: impl std::fmt::Display,
    engagement: &Engagement,
    at: jiff::Timestamp,
    against: bool,
) -> Evidence {
    Evidence { what: format!("{what} {id}"), at, log: LogId::Engagement(engagement.id), against }
}
