//! Going through a policy: every year, and when something happened that may ask for another (clauses S8.1, S8.2).

use crate::post;
use bailee_model::{
    EntryDraft, MailKind, Organisation, Person, PersonState, Policy, PolicyReview, PolicyReviewCause, PolicyReviewId,
    PolicyVersion, Result, Rng, Standing,
};
use bailee_policy::Limits;
use bailee_store::Tx;
use jiff::{SignedDuration, Timestamp, Zoned, tz::TimeZone};

/// How long a review that something opened may take. The yearly one is due on its own date.
const WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long before its date the yearly review opens.
const AHEAD: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The page on which reviews are done.
pub(crate) const PAGE: &str = "/firm/policies";

/// Opens a review of every policy that is published, inside a change, with its entry, and tells the officers. Where the same
/// thing has opened one before, nothing happens.
///
/// `about` is an identifier (an incident's, a supplier's) or the officer's reason; it names no client.
///
/// # Errors
/// When the store does not answer.
pub async fn open(tx: &Tx, rng: &dyn Rng, now: Timestamp, cause: PolicyReviewCause, about: &str) -> Result<()> {
    let before = tx.policy_reviews().await?;
    let published = tx.policy_versions_published().await?;
    let mut opened = false;
    for policy in tx.policies().await? {
        let known = before.iter().any(|each| each.policy == policy.id && each.cause == cause && each.about == about);
        if known || !published.iter().any(|each| each.policy == policy.id) {
            continue;
        }
        tx.save(&fresh(rng, &policy, cause, about, now, now + WITHIN)).await?;
        opened = true;
    }
    if opened {
        tx.entry(entry(cause, about)).await?;
        tell_officers(tx, rng, now).await?;
    }
    Ok(())
}

/// The entry that says it.
pub(crate) fn entry(cause: PolicyReviewCause, about: &str) -> EntryDraft {
    EntryDraft::site("policy_review.opened").detail("cause", cause.as_str()).detail("about", about)
}

/// A review that is not done yet.
pub(crate) fn fresh(
    rng: &dyn Rng,
    policy: &Policy,
    cause: PolicyReviewCause,
    about: &str,
    opened_at: Timestamp,
    due: Timestamp,
) -> PolicyReview {
    PolicyReview {
        id: PolicyReviewId::new(rng),
        policy: policy.id,
        cause,
        about: about.to_owned(),
        opened_at,
        due,
        closed_at: None,
        closed_by: None,
        outcome: None,
        draft: None,
        note: String::new(),
    }
}

/// Writes to every active officer.
pub(crate) async fn tell_officers(tx: &Tx, rng: &dyn Rng, now: Timestamp) -> Result<()> {
    let is_officer = |person: &Person| person.standing == Standing::Officer && person.state == PersonState::Active;
    for officer in tx.people_of(Organisation::Firm).await?.iter().filter(|person| is_officer(person)) {
        tx.save(&post::at(rng, now, officer.id, MailKind::PolicyReviewOpened, PAGE)).await?;
    }
    Ok(())
}

/// When a policy has to have been gone through again: so many months after it was last found good, or published.
pub fn due(
    policy: &Policy,
    versions: &[PolicyVersion],
    reviews: &[PolicyReview],
    limits: &Limits,
) -> Option<Timestamp> {
    let published = versions.iter().filter(|each| each.policy == policy.id).filter_map(|each| each.published_at);
    let done = reviews.iter().filter(|each| each.policy == policy.id).filter_map(|each| each.closed_at);
    // A review counts for a policy that is published; without one there is nothing to go through.
    published.clone().next()?;
    months_after(published.chain(done).max()?, limits.policy_review_months)
}

/// When the yearly review of a policy opens by itself.
pub(crate) fn opens(due: Timestamp) -> Timestamp {
    due - AHEAD
}

/// The same day so many months later.
pub(crate) fn months_after(at: Timestamp, months: i64) -> Option<Timestamp> {
    let later: Zoned = at.to_zoned(TimeZone::UTC).checked_add(jiff::Span::new().months(months)).ok()?;
    Some(later.timestamp())
}
