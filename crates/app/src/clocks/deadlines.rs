//! Reminders and escalations, for everything that is due: one mechanism over the list of [`super::due`].
//!
//! Whoever answers for something is told as its day comes near: 30, 7 and 1 days before, unless its kind says otherwise. When
//! the day has passed and it is still on the list, the officers are told as well, again every week. What was told is read from the
//! messages that are there, so a restart, a jump of time or a second server tells nobody twice; after a jump only the latest
//! reminder is written, since the earlier one would say what is no longer true.

use super::{
    due::{self, Due},
    grants::{tell_once, unsaid},
};
use crate::{App, post};
use bailee_model::{EntryDraft, Mail, MailKind, Organisation, Person, PersonId, PersonState, Result, Standing};
use jiff::{SignedDuration, Timestamp};
use std::{collections::BTreeMap, sync::Arc};

/// What happens by itself may be so late before that is a fault: clocks look every minute.
const TOLERANCE: SignedDuration = SignedDuration::from_hours(1);

/// How people are told of one kind of thing.
struct Telling {
    mail: MailKind,
    /// In hours before its moment.
    hours: &'static [i64],
    /// How the log names it.
    event: &'static str,
    late: Late,
}

/// What follows when the moment has passed.
#[derive(Clone, Copy)]
enum Late {
    /// Nothing: it ends at its moment without anybody having missed something, since the gate itself reads the date.
    Over,
    /// The officers are told, again after so many hours.
    Told { mail: MailKind, event: &'static str, every_hours: i64 },
}

fn telling(kind: &str) -> Telling {
    const USUAL: &[i64] = &[30 * 24, 7 * 24, 24];
    const MISSED: Late = Late::Told { mail: MailKind::DeadlineMissed, event: "deadline.missed", every_hours: 7 * 24 };
    const ROTATION: Late = Late::Told { mail: MailKind::RotationLate, event: "rotation.late", every_hours: 24 };
    let (mail, hours, event, late): (_, &[i64], _, _) = match kind {
        "grant" => (MailKind::GrantEnding, &[3 * 24, 24], "grant.warned", Late::Over),
        "grant_unused" => (MailKind::GrantEnding, &[3 * 24], "grant.warned", Late::Over),
        "training" => (MailKind::TrainingDue, &[30 * 24, 7 * 24, 24, 0], "training.reminded", Late::Over),
        "training_grace" => (MailKind::TrainingDue, &[0], "training.reminded", MISSED),
        "device_approval" => (MailKind::SecurityNotice, &[7 * 24], "device.approval_ending", Late::Over),
        "access_review" => (MailKind::ReviewReminder, &[7 * 24, 24], "review.reminded", Late::Over),
        "rotation" => (MailKind::RotationLate, &[], "rotation.late", ROTATION),
        _ => (MailKind::DeadlineNear, USUAL, "deadline.near", MISSED),
    };
    Telling { mail, hours, event, late }
}

/// Messages that a thing asks for, each with the moment since which it counts as told.
struct Told<'a> {
    due: &'a Due,
    event: &'static str,
    letters: Vec<(Mail, Timestamp)>,
}

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let dues = due::all(app).await?;
    let officers = officers(app).await?;
    let mut all_told: Vec<Told<'_>> = Vec::new();
    for due in &dues {
        all_told.extend(reminder(app, due, now));
        all_told.extend(escalation(app, due, &officers, now));
    }
    let mut all = Ok(());
    for Told { due, event, letters } in not_yet(app, all_told).await? {
        // One thing's trouble must not keep the others from being told.
        all = all.and(tell_once(app, letters, |count| entry(due, event).detail("told", count)).await);
    }
    all
}

async fn officers(app: &App) -> Result<Vec<PersonId>> {
    let people = app.store.people_of(Organisation::Firm).await?;
    let officer = |each: &&Person| each.standing == Standing::Officer && each.state == PersonState::Active;
    Ok(people.iter().filter(officer).map(|each| each.id).collect())
}

/// The latest reminder whose time has come. One from before the thing came up is none.
fn reminder<'a>(app: &App, due: &'a Due, now: Timestamp) -> Option<Told<'a>> {
    let Telling { mail, hours, event, .. } = telling(due.kind);
    let moments = hours.iter().map(|hours| due.at - SignedDuration::from_hours(*hours));
    let since = moments.filter(|at| due.since < *at && *at <= now).max()?;
    // What is past is said by the escalation.
    if now >= due.at && since < due.at {
        return None;
    }
    let letters = due.who.iter().map(|person| (post::to(app, *person, mail, path(due)), since)).collect();
    Some(Told { due, event, letters })
}

/// The officers, and whoever answers for it, once what is due is late.
fn escalation<'a>(app: &App, due: &'a Due, officers: &[PersonId], now: Timestamp) -> Option<Told<'a>> {
    let Late::Told { mail, event, every_hours } = telling(due.kind).late else { return None };
    let late_from = missed_from(due).filter(|from| *from <= now)?;
    let since =
        late_from + SignedDuration::from_hours(now.duration_since(late_from).as_hours() / every_hours * every_hours);
    let mut people: Vec<PersonId> = officers.iter().chain(&due.who).copied().collect();
    people.sort_unstable();
    people.dedup();
    let letters = people.into_iter().map(|person| (post::to(app, person, mail, path(due)), since)).collect();
    Some(Told { due, event, letters })
}

/// From when something counts as missed; never for what ends at its moment without anybody having missed something.
pub(crate) fn missed_from(due: &Due) -> Option<Timestamp> {
    match telling(due.kind).late {
        Late::Over => None,
        Late::Told { .. } if due.by_itself => Some(due.at + TOLERANCE),
        Late::Told { .. } => Some(due.at),
    }
}

/// The page, and on it the thing itself where the page is about several.
pub(crate) fn path(due: &Due) -> String {
    if due.page.contains(&due.subject) { due.page.clone() } else { format!("{}#{}", due.page, due.subject) }
}

/// Those of the messages that nobody wrote yet. Each kind of message is read once, however many things are due.
async fn not_yet<'a>(app: &App, all_told: Vec<Told<'a>>) -> Result<Vec<Told<'a>>> {
    let mut earliest: BTreeMap<MailKind, Timestamp> = BTreeMap::new();
    for (mail, since) in all_told.iter().flat_map(|told| &told.letters) {
        let first = earliest.entry(mail.kind).or_insert(*since);
        *first = (*first).min(*since);
    }
    let mut said: BTreeMap<MailKind, Vec<Mail>> = BTreeMap::new();
    for (kind, since) in earliest {
        said.insert(kind, app.store.mails_since(kind, since).await?);
    }
    let mut rest = Vec::new();
    for mut told in all_told {
        let kind = told.letters.first().map(|(mail, _)| mail.kind);
        let written = kind.and_then(|kind| said.get(&kind)).map_or(&[][..], Vec::as_slice);
        told.letters = unsaid(told.letters, written);
        if !told.letters.is_empty() {
            rest.push(told);
        }
    }
    Ok(rest)
}

fn entry(due: &Due, event: &'static str) -> EntryDraft {
    let entry = match due.engagement {
        Some(engagement) => EntryDraft::new(engagement, event),
        None => EntryDraft::site(event),
    };
    let role = if due.kind.starts_with("grant") { "grant" } else { due.kind };
    entry.id(role, &due.subject).detail("due", due.at.to_string())
}
