//! Clause S2.4: access is reviewed in time, and what nobody decided is suspended and then ends.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Evidence, LogId, PromiseKind, PromiseStatus, Result, Review, ReviewRow, Standing};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "quarterly_access_review",
    kinds: &[PromiseKind::Clock, PromiseKind::Record],
    parameters: &["review_days", "review_grace_days", "review_restore_hours"],
    judge,
};

/// How late the clock may be.
const LATE: SignedDuration = SignedDuration::from_hours(1);
/// What has to be done within this time is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let reviews = look.reviews().await?;
        let mut tally = Tally::default();
        let (mut undecided, mut moments) = (0, Vec::new());
        for review in reviews {
            if review.closed_at.is_none() {
                let rows = look.app.store.review_rows(review.id).await?;
                for row in &rows {
                    let open = is_open(look, row).await?;
                    undecided += usize::from(open);
                    tally.add(decided(look, review, row, open));
                }
                moments.extend([review.due - SOON, review.due + LATE, ends(look, review) + LATE]);
            }
            let late = review.closed_at.is_none() && ends(look, review) + LATE < look.now;
            tally.add(shown(review, late));
        }
        let next = next(look, reviews).await?;
        moments.extend(next.map(|next| next + LATE));
        if next.is_some_and(|next| next + LATE < look.now) {
            tally.add(missing(reviews, look.now));
        }
        let soon = reviews.iter().any(|each| each.closed_at.is_none() && undecided > 0 && each.due <= look.now + SOON);
        let status = if soon { PromiseStatus::DueSoon } else { PromiseStatus::Kept };
        let says = said(look, reviews, undecided);
        Ok(tally.finding(look.until(moments), (status, says), failed()))
    })
}

/// When the next one has to open: none has, when the installation is this old.
async fn next(look: &Look<'_>, reviews: &[Review]) -> Result<Option<Timestamp>> {
    let every = SignedDuration::from_hours(24 * look.limits.review_days);
    match reviews.last() {
        Some(last) if last.closed_at.is_none() => Ok(None),
        Some(last) => Ok(Some(last.opened_at + every)),
        None => Ok(look.app.store.firm().await?.map(|firm| firm.since + every)),
    }
}

/// When an open review has to be over: its deadline, and then the time in which what silence suspended can be restored.
fn ends(look: &Look<'_>, review: &Review) -> Timestamp {
    let grace = SignedDuration::from_hours(24 * look.limits.review_grace_days);
    review.due.min(review.opened_at + grace) + SignedDuration::from_hours(look.limits.review_restore_hours)
}

/// Whether a row still waits for somebody. That of the last officer does not: silence cannot suspend them, since nobody would be
/// left to administer the installation.
async fn is_open(look: &Look<'_>, row: &ReviewRow) -> Result<bool> {
    let people = look.workforce().await?;
    let others = people.iter().filter(|each| each.standing == Standing::Officer && each.id != row.person);
    let stands = row.engagement.is_none() && others.count() == 0;
    Ok(!stands && row.decision.is_none() && row.suspended_at.is_none() && row.probe.is_none())
}

/// A row speaks against the promise when the deadline passed and it still runs without a decision.
fn decided(look: &Look<'_>, review: &Review, row: &ReviewRow, open: bool) -> Evidence {
    Evidence {
        what: format!("row {}", row.id),
        at: row.decided_at.unwrap_or(review.opened_at),
        log: LogId::Site,
        against: open && review.due + LATE < look.now,
    }
}

fn shown(review: &Review, against: bool) -> Evidence {
    let at = review.closed_at.unwrap_or(review.opened_at);
    Evidence { what: format!("review {}", review.id), at, log: LogId::Site, against }
}

/// A review that should be there and is not: the last one shows it, or there is none at all.
fn missing(reviews: &[Review], now: Timestamp) -> Evidence {
    let mut evidence = reviews.last().map(|last| shown(last, true));
    evidence.take().unwrap_or(Evidence { what: "review none".to_owned(), at: now, log: LogId::Site, against: true })
}

fn said(look: &Look<'_>, reviews: &[Review], undecided: usize) -> Said {
    let Some(last) = reviews.last() else {
        return Said::new(
            "The first access review is not due yet.",
            "La première revue des accès n’est pas encore due.",
        );
    };
    match last.closed_at {
        Some(closed) => {
            let days = closed_days(look.now, closed);
            Said::new(
                format!(
                    "The last review closed {} ago; {} so far.",
                    en(days, "day", "days"),
                    en(reviews.len(), "review", "reviews")
                ),
                format!(
                    "La dernière revue s’est terminée il y a {} ; {} en tout.",
                    fr(days, "jour", "jours"),
                    fr(reviews.len(), "revue", "revues")
                ),
            )
        }
        None => Said::new(
            format!("A review is under way; {} for a decision.", en(undecided, "row waits", "rows wait")),
            format!("Une revue est en cours ; {} une décision.", fr(undecided, "ligne attend", "lignes attendent")),
        ),
    }
}

fn closed_days(now: Timestamp, closed: Timestamp) -> usize {
    usize::try_from(now.duration_since(closed).as_hours() / 24).unwrap_or(0)
}

fn failed() -> Said {
    Said::new(
        "A review was not opened or not ended in time, or access that nobody confirmed still runs.",
        "Une revue n’a pas été ouverte ou terminée à temps, ou un accès non confirmé demeure.",
    )
}
