//! Clause S8.1: each policy is gone through on its date. A review opens by itself thirty days before, and waits for an officer;
//! whether it is late is told from the dates themselves.

use super::{
    due::Due,
    grants::{done_before, once},
};
use crate::{
    App,
    policies::review::{self, PAGE},
};
use bailee_model::{
    EntryDraft, Organisation, PersonId, PersonState, Policy, PolicyReview, PolicyReviewCause, Result, Standing,
};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let mut all = Ok(());
    for (policy, due) in waiting(app).await? {
        if review::opens(due) <= now {
            all = all.and(once(open(app, policy, due, now).await));
        }
    }
    all
}

/// The published policies of which no yearly review is open, with the day by which one has to be done.
async fn waiting(app: &App) -> Result<Vec<(Policy, Timestamp)>> {
    let (versions, reviews) = (app.store.policy_versions_published().await?, app.store.policy_reviews().await?);
    let mut all = Vec::new();
    for policy in app.store.policies().await? {
        let due = review::due(&policy, &versions, &reviews, &app.limits());
        if let Some(due) = due.filter(|_| !is_open(&policy, &reviews)) {
            all.push((policy, due));
        }
    }
    Ok(all)
}

fn is_open(policy: &Policy, reviews: &[PolicyReview]) -> bool {
    let yearly = |each: &PolicyReview| each.cause == PolicyReviewCause::Yearly && each.closed_at.is_none();
    reviews.iter().any(|each| each.policy == policy.id && yearly(each))
}

async fn open(app: &Arc<App>, policy: Policy, due: Timestamp, now: Timestamp) -> Result<()> {
    let rng = app.rng.clone();
    let fresh = review::fresh(rng.as_ref(), &policy, PolicyReviewCause::Yearly, "", now, due);
    let entry = EntryDraft::site("policy_review.opened")
        .id("review", fresh.id)
        .id("policy", policy.id)
        .detail("cause", PolicyReviewCause::Yearly.as_str())
        .detail("due", due.to_string());
    let change = app.store.ledger().record([entry], move |tx| async move {
        if is_open(&policy, &tx.policy_reviews().await?) {
            return Err(done_before());
        }
        tx.save(&fresh).await?;
        review::tell_officers(&tx, rng.as_ref(), now).await
    });
    change.await.map(drop)
}

/// Each open review is to be done by its day, and each policy that waits for none is to be gone through by its own.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let officers: Vec<PersonId> = app
        .store
        .people_of(Organisation::Firm)
        .await?
        .iter()
        .filter(|person| person.standing == Standing::Officer && person.state == PersonState::Active)
        .map(|person| person.id)
        .collect();
    let one = |subject: String, since: Timestamp, at: Timestamp| Due {
        kind: "policy_review",
        subject,
        engagement: None,
        since,
        at,
        who: officers.clone(),
        page: PAGE.to_owned(),
        by_itself: false,
    };
    let mut all: Vec<Due> = app
        .store
        .policy_reviews_open()
        .await?
        .iter()
        .map(|each| one(each.id.to_string(), each.opened_at, each.due))
        .collect();
    let waiting = waiting(app).await?;
    all.extend(waiting.iter().map(|(policy, due)| one(policy.id.to_string(), review::opens(*due), *due)));
    Ok(all)
}
