//! Clauses S8.1 and S8.2: the policies are gone through every year, and when an incident, a service or a law asks for it.

use super::{Evidence, Finding, Look, Promise, Said};
use crate::policies::review;
use bailee_model::{LogId, Policy, PolicyReview, PolicyReviewCause, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise =
    Promise { slug: "policy_review", kinds: &[PromiseKind::Clock], parameters: &["policy_review_months"], judge };

/// How near the day is when it is said.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let store = look.app.store();
        let (policies, versions) = (store.policies().await?, store.policy_versions_published().await?);
        let reviews = store.policy_reviews().await?;
        let dates: Vec<(&Policy, Timestamp)> = policies
            .iter()
            .filter_map(|each| Some((each, review::due(each, &versions, &reviews, &look.limits)?)))
            .collect();
        let Some(next) = dates.iter().map(|each| each.1).chain(open(&reviews).map(|each| each.due)).min() else {
            let says = Said::new(
                "No policy is published yet, so none could be reviewed.",
                "Aucune politique n’est encore publiée ; il n’y a rien à réviser.",
            );
            return Ok(Finding::new(PromiseStatus::Unproven, look.a_day(), says));
        };
        let mut wrong: Vec<Evidence> =
            dates.iter().filter(|each| each.1 < look.now).map(|each| late(each.0, each.1)).collect();
        wrong.extend(open(&reviews).filter(|each| each.due < look.now).map(|each| shown(each, true)));
        wrong.extend(
            unreviewed_services(look, &reviews, versions.iter().filter_map(|each| each.published_at).min()).await?,
        );
        if !wrong.is_empty() {
            let says = Said::new(
                format!("{} of the reviews that were due is not done.", wrong.len()),
                format!("Révisions dues et non faites : {}.", wrong.len()),
            );
            return Ok(Finding::new(PromiseStatus::Broken, look.a_day(), says).with(wrong));
        }
        let status = if next <= look.now + SOON { PromiseStatus::DueSoon } else { PromiseStatus::Kept };
        let done = reviews.iter().filter(|each| each.closed_at.is_some()).count();
        let days = next.duration_since(look.now).as_hours() / 24;
        let says = Said::new(
            format!(
                "{} policies are in order; {done} reviews are done, and the next is due in {days} days.",
                dates.len()
            ),
            format!(
                "{} politiques en ordre ; {done} révisions faites, la prochaine est due dans {days} jours.",
                dates.len()
            ),
        );
        let turns = if status == PromiseStatus::Kept { next - SOON } else { next };
        let evidence = reviews.iter().filter(|each| each.closed_at.is_some()).map(|each| shown(each, false));
        Ok(Finding::new(status, turns.clamp(look.now + SignedDuration::from_mins(1), look.a_day()), says)
            .with(evidence))
    })
}

fn open(reviews: &[PolicyReview]) -> impl Iterator<Item = &PolicyReview> {
    reviews.iter().filter(|each| each.closed_at.is_none())
}

fn shown(review: &PolicyReview, against: bool) -> Evidence {
    let at = review.closed_at.unwrap_or(review.opened_at);
    Evidence { what: format!("policy_review {}", review.id), at, log: LogId::Site, against }
}

fn late(policy: &Policy, due: Timestamp) -> Evidence {
    Evidence { what: format!("policy {}", policy.id), at: due, log: LogId::Site, against: true }
}

/// Suppliers that came while a policy was published and opened no review.
async fn unreviewed_services(
    look: &Look<'_>,
    reviews: &[PolicyReview],
    since: Option<Timestamp>,
) -> Result<Vec<Evidence>> {
    let Some(since) = since else { return Ok(Vec::new()) };
    let known = |id: &str| reviews.iter().any(|each| each.cause == PolicyReviewCause::Service && each.about == id);
    let came = look.suppliers().await?.iter().filter(|each| each.since > since && !known(&each.id.to_string()));
    let against = |each: &bailee_model::Supplier| Evidence {
        what: format!("supplier {}", each.id),
        at: each.since,
        log: LogId::Site,
        against: true,
    };
    Ok(came.map(against).collect())
}
