//! Clauses D1, D3.2 and S1.2: whoever opens client data does it for a purpose that was agreed, under a grant for that purpose.
//!
//! Looked at is every opening of the last weeks as the logs have it. The client's own people are left out: what they look at
//! is theirs. Where details were erased with their engagement the purpose cannot be read any more; a grant that ran then
//! still shows.

use super::{Fact, Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Engagement, Grant, PersonId, PromiseKind, PromiseStatus, Purpose, Result};
use futures::future::BoxFuture;
use jiff::Timestamp;

pub(super) const PROMISE: Promise =
    Promise { slug: "purpose_limitation", kinds: &[PromiseKind::Gate, PromiseKind::Record], parameters: &[], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (engagements, grants) = (look.engagements().await?, look.grants_ever().await?);
        let mut tally = Tally::default();
        for fact in look.openings_by_workforce().await? {
            let engagement = engagements.iter().find(|each| Some(each.id) == fact.engagement());
            let meant = engagement.is_some_and(|engagement| is_meant(fact, engagement, grants));
            tally.add(fact.shown(!meant));
        }
        let (all, wrong) = (tally.all(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{} in the last 30 days, each for an agreed purpose under a grant.",
                en(all, "opening", "openings")
            ),
            format!(
                "{} au cours des 30 derniers jours, toujours pour une finalité convenue et sous autorisation.",
                fr(all, "ouverture", "ouvertures")
            ),
        );
        let broken = Said::new(
            format!("{wrong} of {} had no agreed purpose or no grant for it.", en(all, "opening", "openings")),
            format!("{wrong} sur {} sans finalité convenue ou sans autorisation.", fr(all, "ouverture", "ouvertures")),
        );
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, kept), broken))
    })
}

/// Whether an opening was for a purpose of its engagement, and a grant of its person for that purpose ran at that moment.
fn is_meant(fact: &Fact, engagement: &Engagement, grants: &[Grant]) -> bool {
    let purpose: Option<Purpose> = fact.word("purpose");
    let agreed = purpose.map_or(fact.erased, |purpose| engagement.purposes.contains(&purpose));
    let Some(person) = fact.id::<PersonId>("person") else { return false };
    let covers = |grant: &&Grant| {
        let same = grant.engagement == engagement.id && grant.person == person;
        same && ran(grant, fact.at) && purpose.is_none_or(|purpose| grant.purpose == purpose)
    };
    agreed && grants.iter().any(|grant| covers(&grant))
}

/// Whether a grant ran at a moment that may be long past.
pub(super) fn ran(grant: &Grant, at: Timestamp) -> bool {
    let begun = grant.approved_at.max(grant.agreed_at).is_some_and(|begun| begun <= at);
    let runs = grant.expires_at.is_some_and(|until| at < until);
    begun && runs && grant.ended.is_none_or(|ended| at <= ended)
}
