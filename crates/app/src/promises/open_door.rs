//! Clauses D8 and S9: whoever asks or reports something is answered in time.

use super::{Evidence, Finding, Look, Promise, Said, Tally, WINDOW, en, fr};
use bailee_model::{Enquiry, LogId, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "open_door",
    kinds: &[PromiseKind::Clock, PromiseKind::Record],
    parameters: &["answer_days"],
    judge,
};

/// How long before its date an open question counts as due soon.
const SOON: SignedDuration = SignedDuration::from_hours(24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let mut tally = Tally::default();
        let all = look.app.store.enquiries().await?;
        let recent: Vec<&Enquiry> =
            all.iter().filter(|each| each.answered_at.is_none_or(|at| at + WINDOW > look.now)).collect();
        recent.iter().for_each(|each| tally.add(shown(each, look.now)));
        let open: Vec<Timestamp> =
            recent.iter().filter(|each| each.answered_at.is_none()).map(|each| each.due).collect();
        let soon = open.iter().any(|due| *due < look.now + SOON);
        let late = tally.wrong.len();
        let answered = recent.len() - open.len();
        let says = Said::new(
            format!(
                "Of {} in the last 30 days, {answered} answered in time and {} waiting within it.",
                en(recent.len(), "question", "questions"),
                open.len()
            ),
            format!(
                "Sur {} dans les 30 derniers jours, {answered} avec réponse à temps et {} en attente dans le délai.",
                fr(recent.len(), "question", "questions"),
                open.len()
            ),
        );
        let broken = Said::new(
            format!("{} answered late or still waiting beyond the date.", en(late, "question was", "questions were")),
            format!("{} en retard ou sans réponse après l’échéance.", fr(late, "question", "questions")),
        );
        let status = if soon { PromiseStatus::DueSoon } else { PromiseStatus::Kept };
        let until = look.until(open.iter().flat_map(|due| [*due - SOON, *due]));
        Ok(tally.finding(until, (status, says), broken))
    })
}

/// Late is what was answered after its date, or was not answered by now.
fn shown(enquiry: &Enquiry, now: Timestamp) -> Evidence {
    Evidence {
        what: format!("enquiry {}", enquiry.id),
        at: enquiry.at,
        log: enquiry.engagement.map_or(LogId::Site, LogId::Engagement),
        against: enquiry.answered_at.unwrap_or(now) > enquiry.due,
    }
}
