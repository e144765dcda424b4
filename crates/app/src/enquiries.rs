//! What somebody asks, and by when it is answered (clauses D8, S9).
//!
//! The clock counts working days, Monday to Friday in UTC: a question of Friday noon that is to be answered within two is
//! due on Tuesday noon. Public holidays are not known here and count as working days, so that the clock is never the later.

use crate::{App, Door, post};
use bailee_model::{
    Action, Assignment, EngagementId, Enquiry, EnquiryId, Error, Mail, MailKind, Organisation, Person, PersonId,
    PersonState, Result, Role, Standing, say,
};
use jiff::{SignedDuration, Timestamp, civil::Weekday, tz::TimeZone};
use std::collections::BTreeSet;

/// Longest question or answer, in characters.
pub(crate) const LONGEST: usize = 4000;

/// A question, for those who answer. To whoever does not oversee the firm there is none (invariant 6).
pub(crate) async fn answerable(door: &Door, id: EnquiryId) -> Result<Enquiry> {
    let oversees = door.who.organisation == Organisation::Firm
        && matches!(door.who.standing, Standing::Officer | Standing::Auditor);
    if !oversees {
        return Err(Error::not_found());
    }
    door.require(Action::AnswerEnquiry).await?;
    door.app.store.get::<Enquiry>(id).await?.ok_or_else(Error::not_found)
}

/// The moment so many working days later. What comes on a weekend counts from Monday.
pub(crate) fn working_days_after(from: Timestamp, days: i64) -> Timestamp {
    let mut at = from;
    let mut left = days.max(0);
    while left > 0 {
        at += SignedDuration::from_hours(24);
        let weekday = at.to_zoned(TimeZone::UTC).weekday();
        if !matches!(weekday, Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    at
}

/// A text of several lines: trimmed, not empty, not endless, with plain line ends.
pub(crate) fn lines(field: &'static str, value: &str) -> Result<String> {
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    let value = value.trim();
    if value.is_empty() {
        return Err(Error::bad_input(say!("This is empty."))
            .hint(say!("Write what you want to know or say."))
            .on_field(field));
    }
    if value.chars().count() > LONGEST {
        return Err(Error::bad_input(say!("This is longer than {longest} characters.", longest = LONGEST))
            .hint(say!("Shorten it; details can follow once there is an answer."))
            .on_field(field));
    }
    if value.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t') {
        return Err(Error::bad_input(say!("This has control characters in it."))
            .hint(say!("Remove them."))
            .on_field(field));
    }
    Ok(value.to_owned())
}

/// Messages to the officers and, for an engagement, to those who lead it; not to who causes them.
pub(crate) async fn to_answerers(
    app: &App,
    engagement: Option<EngagementId>,
    but: Option<PersonId>,
    kind: MailKind,
    path: &str,
) -> Result<Vec<Mail>> {
    let mut told: BTreeSet<PersonId> = app
        .store
        .people_of(Organisation::Firm)
        .await?
        .iter()
        .filter(|person| person.standing == Standing::Officer && person.state == PersonState::Active)
        .map(|person| person.id)
        .collect();
    if let Some(engagement) = engagement.filter(|_| kind == MailKind::ObjectionRaised) {
        let now = app.clock.now();
        let leads = |each: &&Assignment| each.role == Role::Lead && each.runs(now);
        told.extend(app.store.assignments(engagement).await?.iter().filter(leads).map(|each| each.person));
    }
    Ok(told.into_iter().filter(|person| Some(*person) != but).map(|person| post::to(app, person, kind, path)).collect())
}

/// Messages to the owners on the client's side.
pub(crate) async fn to_owners(
    app: &App,
    client: bailee_model::ClientId,
    kind: MailKind,
    path: &str,
) -> Result<Vec<Mail>> {
    let people = app.store.people_of(Organisation::Client(client)).await?;
    let decides = |person: &&Person| person.standing == Standing::Owner && person.state != PersonState::Departed;
    Ok(people.iter().filter(decides).map(|person| post::to(app, person.id, kind, path)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_do_not_count() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        for (asked, days, due) in [
            ("2026-03-02T09:00:00Z", 2, "2026-03-04T09:00:00Z"),
            ("2026-03-06T12:00:00Z", 2, "2026-03-10T12:00:00Z"),
            ("2026-03-07T12:00:00Z", 2, "2026-03-10T12:00:00Z"),
            ("2026-03-08T23:59:59Z", 1, "2026-03-09T23:59:59Z"),
            ("2026-03-05T09:00:00Z", 0, "2026-03-05T09:00:00Z"),
            ("2026-03-05T09:00:00Z", 2, "2026-03-09T09:00:00Z"),
        ] {
            assert_eq!(working_days_after(at(asked), days), at(due), "{asked} + {days}");
        }
    }

    #[test]
    fn a_text_keeps_its_lines_and_loses_the_rest() {
        assert_eq!(lines("text", " Why?\r\nWhen?\r ").expect("a text"), "Why?\nWhen?");
        assert!(lines("text", " \n ").is_err() && lines("text", "a\u{7}b").is_err());
        assert!(lines("text", &"é".repeat(LONGEST)).is_ok() && lines("text", &"é".repeat(LONGEST + 1)).is_err());
    }
}
