//! Clause S4.1: a client's data was opened only by those who were assigned to that client's engagement then, and who is
//! assigned there works for the firm or for that client.

use super::{Fact, Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Assignment, Evidence, Holding, HoldingId, LogId, PersonId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;

pub(super) const PROMISE: Promise =
    Promise { slug: "need_to_know", kinds: &[PromiseKind::Gate], parameters: &[], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (assignments, holdings) = (look.assignments().await?, look.holdings().await?);
        let mut tally = Tally::default();
        let openings = look.openings_by_workforce().await?;
        for fact in &openings {
            let theirs = was_assigned(fact, assignments) && stays_inside(fact, holdings);
            tally.add(fact.shown(!theirs));
        }
        for assignment in assignments.iter().filter(|each| each.ended.is_none()) {
            let outsider =
                look.person(assignment.person).await?.is_none_or(|person| !person.organisation.works_for_firm());
            tally.add(Evidence {
                what: format!("assignment {}", assignment.id),
                at: assignment.since,
                log: LogId::Engagement(assignment.engagement),
                against: outsider,
            });
        }
        let (all, wrong) = (openings.len(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{} in the last 30 days, each by somebody assigned to that very engagement.",
                en(all, "opening", "openings")
            ),
            format!(
                "{} au cours des 30 derniers jours, toujours par une personne affectée à ce mandat même.",
                fr(all, "ouverture", "ouvertures")
            ),
        );
        let broken = Said::new(
            format!(
                "{} by somebody who was not assigned there.",
                en(wrong, "opening or assignment", "openings and assignments")
            ),
            format!(
                "{} d’une personne qui n’y était pas affectée.",
                fr(wrong, "ouverture ou affectation", "ouvertures et affectations")
            ),
        );
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, kept), broken))
    })
}

/// Whether the one who opened was assigned to that engagement at that moment.
fn was_assigned(fact: &Fact, assignments: &[Assignment]) -> bool {
    let person: Option<PersonId> = fact.id("person");
    assignments.iter().any(|each| {
        let same = Some(each.person) == person && Some(each.engagement) == fact.engagement();
        same && each.since <= fact.at && each.ended.is_none_or(|ended| fact.at <= ended)
    })
}

/// Whether what was opened belongs to the engagement in whose log it stands.
fn stays_inside(fact: &Fact, holdings: &[Holding]) -> bool {
    let holding: Option<HoldingId> = fact.id("holding");
    holding.is_none_or(|id| holdings.iter().any(|each| each.id == id && Some(each.engagement) == fact.engagement()))
}
