//! Clause S5.2: everybody who works for the firm has passed the course, not too long ago; whose training ran out opens
//! nothing after a grace.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Completion, Evidence, LogId, PersonId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};

pub(super) const PROMISE: Promise = Promise {
    slug: "training",
    kinds: &[PromiseKind::Clock, PromiseKind::Record],
    parameters: &["training_months", "training_grace_days"],
    judge,
};

/// Training that runs out within this time is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (completions, people) = (look.completions().await?, look.workforce().await?);
        let mut tally = Tally::default();
        for fact in look.openings_by_workforce().await? {
            let person = fact.id::<PersonId>("person");
            if !person.is_some_and(|person| is_trained(look, completions, person, fact.at)) {
                tally.add(fact.shown(true));
            }
        }
        let last: Vec<&Completion> =
            people.iter().filter_map(|person| newest(completions, person.id, look.now)).collect();
        for passed in &last {
            let what = format!("completion {}", passed.id);
            tally.add(Evidence { what, at: passed.at, log: LogId::Site, against: false });
        }
        let current = last.iter().filter(|passed| look.now < until(look, passed)).count();
        let soon = last.iter().any(|passed| until(look, passed) <= look.now + SOON);
        let status = if soon { PromiseStatus::DueSoon } else { PromiseStatus::Kept };
        let oldest = last.iter().map(|passed| passed.at).min();
        let (says, broken) = (said(look, current, people.len(), oldest), failed(tally.wrong.len()));
        let moments = last.iter().map(|passed| until(look, passed)).flat_map(|until| [until - SOON, until]);
        Ok(tally.finding(look.until(moments), (status, says), broken))
    })
}

fn newest(completions: &[Completion], person: PersonId, at: Timestamp) -> Option<&Completion> {
    completions.iter().filter(|each| each.person == person && each.at <= at).max_by_key(|each| each.until)
}

/// When a course that was passed counts no more: on its day, or earlier where the firm has become stricter since.
fn until(look: &Look<'_>, passed: &Completion) -> Timestamp {
    let months = passed.at.to_zoned(TimeZone::UTC).checked_add(look.limits.training_months.months());
    months.map_or(passed.until, |months| months.timestamp().min(passed.until))
}

/// Whether somebody's training counted at a moment, with the grace.
fn is_trained(look: &Look<'_>, completions: &[Completion], person: PersonId, at: Timestamp) -> bool {
    let grace = SignedDuration::from_hours(24 * look.limits.training_grace_days);
    newest(completions, person, at).is_some_and(|passed| at < until(look, passed) + grace)
}

fn said(look: &Look<'_>, current: usize, all: usize, oldest: Option<Timestamp>) -> Said {
    let days = oldest.map_or(0, |oldest| look.now.duration_since(oldest).as_hours() / 24);
    let days = usize::try_from(days).unwrap_or(0);
    Said::new(
        format!(
            "{current} of {} trained; the oldest training is {} old. The others can open nothing.",
            en(all, "person is", "people are"),
            en(days, "day", "days")
        ),
        format!(
            "{current} sur {} ; la formation la plus ancienne date de {}. Les autres ne peuvent rien ouvrir.",
            fr(all, "personne formée", "personnes formées"),
            fr(days, "jour", "jours")
        ),
    )
}

fn failed(wrong: usize) -> Said {
    Said::new(
        format!("{} by somebody whose training had run out.", en(wrong, "opening", "openings")),
        format!("{} par une personne dont la formation était échue.", fr(wrong, "ouverture", "ouvertures")),
    )
}
