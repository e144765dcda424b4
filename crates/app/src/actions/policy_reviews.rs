//! Go through the policies: an officer opens a review when the law or the firm asks for one, and writes down what came of it
//! (clauses S8.1, S8.2).

use crate::{Done, Door, policies::review};
use bailee_model::{
    Action, EntryDraft, Error, PolicyReview, PolicyReviewCause, PolicyReviewId, PolicyReviewOutcome, PolicyVersion,
    PolicyVersionId, Result, say,
};

/// Why the policies are to be gone through.
pub struct OpenPolicyReviewAsk {
    /// The law changed, what the firm offers changed, or the firm wants to; incidents and years open their own.
    pub cause: PolicyReviewCause,
    /// What happened, in a sentence that names no client.
    pub reason: String,
}

/// Opens a review of every published policy.
///
/// # Errors
/// When the cause opens reviews by itself, no reason is given, nothing is published, or the same reason opened one before.
pub async fn open_policy_review(door: &Door, ask: OpenPolicyReviewAsk) -> Result<Done<()>> {
    door.require(Action::EditPolicy).await?;
    if matches!(ask.cause, PolicyReviewCause::Yearly | PolicyReviewCause::Incident) {
        return Err(Error::bad_input(say!("Such a review opens by itself."))
            .hint(say!("Choose the law, a service, or the firm."))
            .on_field("cause"));
    }
    let reason = super::text("reason", &ask.reason, 500)?;
    if door.app.store.policy_versions_published().await?.is_empty() {
        return Err(Error::conflict(say!("No policy is published yet."))
            .hint(say!("Publish one first; there is nothing to go through.")));
    }
    let entry = door
        .by(EntryDraft::site("policy_review.asked"))
        .detail("cause", ask.cause.as_str())
        .detail("reason", reason.clone());
    let (rng, now) = (door.app.rng.clone(), door.now());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let known = tx.policy_reviews().await?.iter().any(|each| each.cause == ask.cause && each.about == reason);
        if known {
            return Err(
                Error::conflict(say!("This has opened a review before.")).hint(say!("Say what is new about it."))
            );
        }
        review::open(&tx, rng.as_ref(), now, ask.cause, &reason).await
    });
    Ok(super::done(recorded.await?))
}

/// What came of a review.
pub struct ClosePolicyReviewAsk {
    /// Which review.
    pub review: PolicyReviewId,
    /// The draft that came of it; none, when the policy stands as it is.
    pub draft: Option<PolicyVersionId>,
    /// What was found.
    pub note: String,
}

/// Writes down what came of a review.
///
/// # Errors
/// When it is done already, nothing is said about what was found, or the draft is of another policy.
pub async fn close_policy_review(door: &Door, ask: ClosePolicyReviewAsk) -> Result<Done<PolicyReview>> {
    let before = door.app.store.get::<PolicyReview>(ask.review).await?.ok_or_else(Error::not_found)?;
    door.require(Action::EditPolicy).await?;
    let note = super::text("note", &ask.note, 2000)?;
    if let Some(id) = ask.draft {
        let draft = door.app.store.get::<PolicyVersion>(id).await?.filter(|each| each.policy == before.policy);
        let after = draft.is_some_and(|each| each.changed_at >= before.opened_at);
        if !after {
            return Err(Error::bad_input(say!("No draft of this policy came of the review."))
                .hint(say!("Begin one, or say that nothing changes."))
                .on_field("draft"));
        }
    }
    let outcome = if ask.draft.is_some() { PolicyReviewOutcome::Draft } else { PolicyReviewOutcome::NoChange };
    let entry = door
        .by(EntryDraft::site("policy_review.closed"))
        .id("review", before.id)
        .id("policy", before.policy)
        .detail("outcome", outcome.as_str())
        .detail("note", note.clone());
    let (id, by, now) = (before.id, door.who.id, door.now());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut review = tx.get::<PolicyReview>(id).await?.ok_or_else(Error::not_found)?;
        if review.closed_at.is_some() {
            return Err(Error::conflict(say!("This review is done already.")).hint(say!("Nothing needs to be done.")));
        }
        (review.closed_at, review.closed_by) = (Some(now), Some(by));
        (review.outcome, review.draft, review.note) = (Some(outcome), ask.draft, note);
        tx.save(&review).await?;
        Ok(review)
    });
    Ok(super::done(recorded.await?))
}
