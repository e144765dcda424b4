//! Access reviews (clause S2.4): who is asked about whom, what is frozen, and what a decision does.
//!
//! A campaign opens by itself every quarter. Its population is everybody with a running assignment, person by engagement,
//! and everybody who administers the installation; it is frozen and hashed. Each row has one person who is asked, never
//! the one it is about. Who changes after the freeze has their row asked again. Silence at the deadline suspends; two days
//! later what nobody restored ends. What ends is tried through the gate in the same commit, and its answer is kept.
//!
//! The deadlines are kept by `clocks::access_review`; this module holds what it shares with the actions.

mod certify;
mod ending;
mod population;

pub(crate) use certify::close;
pub(crate) use ending::{Extent, carry_out, let_run, scope_now, settle_suspended, suspend};

use population::{Subject, population, scope_of};

use crate::App;
use bailee_model::{
    Assignment, EntryDraft, Error, Grant, Mail, MailId, MailKind, PersonId, Result, Review, ReviewFlag, ReviewId,
    ReviewRow, ReviewRowId, say,
};
use bailee_policy::Limits;
use bailee_store::{Recorded, Tx};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// From one review's opening to the next one's.
pub fn every(limits: &Limits) -> SignedDuration {
    SignedDuration::from_hours(24 * limits.review_days)
}

/// How long what silence suspended can be restored.
pub fn restore_within(limits: &Limits) -> SignedDuration {
    SignedDuration::from_hours(limits.review_restore_hours)
}

/// Somebody who did not use their access for this long is asked about with a reason.
pub(crate) const UNUSED_AFTER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Opens a review: freezes the population, makes a row of each, and tells who is asked.
///
/// # Errors
/// `Conflict` when one is open.
pub(crate) async fn open(app: &App, entry: EntryDraft) -> Result<Recorded<Review>> {
    let now = app.clock.now();
    let subjects = population(app).await?;
    let review = Review {
        id: ReviewId::new(app.rng.as_ref()),
        number: 0,
        opened_at: now,
        due: now + SignedDuration::from_hours(24 * app.limits().review_grace_days),
        population: digest_of(&subjects),
        closed_at: None,
        statement: Vec::new(),
        manifest: Vec::new(),
    };
    let rows: Vec<ReviewRow> = subjects.into_iter().map(|subject| subject.row(app, review.id)).collect();
    let asked: BTreeSet<PersonId> = rows.iter().filter_map(|row| row.reviewer).collect();
    let mails: Vec<Mail> = asked.into_iter().map(|person| mail(app, person, MailKind::ReviewOpened, &review)).collect();
    let entry = entry
        .id("review", review.id)
        .digest("population", review.population.clone())
        .detail("rows", rows.len())
        .detail("due", review.due.to_string());
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let earlier = tx.reviews().await?;
        if earlier.iter().any(|each| each.closed_at.is_none()) {
            return Err(Error::conflict(say!("An access review is open already.")).hint(say!("Decide its rows first.")));
        }
        let review = Review { number: earlier.last().map_or(0, |each| each.number) + 1, ..review };
        tx.save(&review).await?;
        for row in &rows {
            tx.save(row).await?;
        }
        save_all(&tx, &mails).await?;
        Ok(review)
    });
    recorded.await
}

/// SHA-256 over the population, hexadecimal: whoever has the certificate's list can make it again.
fn digest_of(subjects: &[Subject]) -> String {
    let accesses: Vec<_> = subjects.iter().map(Subject::access).collect();
    bailee_log::review::population(accesses.iter().map(|(person, on)| (person.as_str(), on.as_deref()))).to_string()
}

/// A message about a review.
pub(crate) fn mail(app: &App, person: PersonId, kind: MailKind, review: &Review) -> Mail {
    let now = app.clock.now();
    Mail {
        id: MailId::new(app.rng.as_ref()),
        person,
        kind,
        path: path_of(review.id),
        since: now,
        next_at: Some(now),
        attempts: 0,
        sent_at: None,
        trouble: String::new(),
    }
}

/// Where a review is looked at.
pub(crate) fn path_of(review: ReviewId) -> String {
    format!("/reviews/{review}")
}

pub(crate) async fn save_all(tx: &Tx, mails: &[Mail]) -> Result<()> {
    for mail in mails {
        tx.save(mail).await?;
    }
    Ok(())
}

/// A row, and the review it belongs to, as they stand under the change's lock.
pub(crate) async fn row_in(tx: &Tx, id: ReviewRowId) -> Result<(Review, ReviewRow)> {
    let row = tx.get::<ReviewRow>(id).await?.ok_or_else(Error::not_found)?;
    let review = tx.get::<Review>(row.review).await?.ok_or_else(Error::not_found)?;
    if review.closed_at.is_some() {
        return Err(Error::conflict(say!("This access review is closed.")).hint(say!("The next one asks again.")));
    }
    Ok((review, row))
}

/// Whether what silence suspended may still be restored.
pub fn may_be_restored(row: &ReviewRow, now: Timestamp, limits: &Limits) -> bool {
    row.restored_at.is_none()
        && row.decision.is_none()
        && row.probe.is_none()
        && row.suspended_at.is_some_and(|at| now < at + restore_within(limits))
}

/// Asks a row again whose access is no longer what was frozen: a decision made about less is none about more. What ended by
/// the review itself, or of itself, is no drift. Tells whether it was asked again.
pub(crate) async fn reopen_if_drifted(app: &App, row: &ReviewRow) -> Result<bool> {
    let Some(engagement) = row.engagement else { return Ok(false) };
    let (assignments, grants) = (app.store.assignments(engagement).await?, app.store.grants(engagement).await?);
    if !has_drifted(row, &assignments, &grants, app.clock.now()) {
        return Ok(false);
    }
    reopen(app, row).await.map(|()| true)
}

/// Whether a row's access is more than was frozen, by all assignments and grants of its engagement.
pub(crate) fn has_drifted(row: &ReviewRow, assignments: &[Assignment], grants: &[Grant], now: Timestamp) -> bool {
    let asked = row.probe.is_none() && row.suspended_at.is_none();
    asked && has_grown(&row.scope, &scope_of(row.person, assignments, grants, now))
}

/// Asks a row again.
///
/// # Errors
/// `Conflict` when it was answered, or its access ended, in the meantime.
pub(crate) async fn reopen(app: &App, row: &ReviewRow) -> Result<()> {
    let now = app.clock.now();
    let entry =
        EntryDraft::site("review.reopened").id("review", row.review).id("row", row.id).id("reviewed", row.person);
    let id = row.id;
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let (_, mut row) = row_in(&tx, id).await?;
        let scope = scope_now(&tx, &row, now).await?;
        // What was decided or suspended in the meantime stays so.
        if row.probe.is_some() || row.suspended_at.is_some() || !has_grown(&row.scope, &scope) {
            return Err(Error::conflict(say!("This row was answered in the meantime.")).hint(say!("Look again.")));
        }
        row.scope = scope;
        row.decision = None;
        row.decided_by = None;
        row.decided_at = None;
        if !row.flags.contains(&ReviewFlag::Drifted) {
            row.flags.push(ReviewFlag::Drifted);
        }
        tx.save(&row).await
    });
    recorded.await.map(drop)
}

/// Whether an access has something that was not frozen.
pub(crate) fn has_grown(frozen: &str, now: &str) -> bool {
    let parts = |scope: &str| scope.split("; ").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let (frozen, now): (BTreeSet<String>, BTreeSet<String>) = (parts(frozen), parts(now));
    !now.is_subset(&frozen)
}
