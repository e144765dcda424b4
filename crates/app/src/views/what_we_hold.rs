//! The client's first page: how much is held, of what kind, where, who can open it, who did, when it will be gone.

use super::emergencies::{Emergency, emergencies, opens};
use crate::{Door, disclosing};
use bailee_model::{
    Action, Category, Certificate, Engagement, EngagementId, Grant, GrantKind, Hold, Holding, HoldingId, HoldingKind,
    HoldingState, LoggedEntry, Person, Purpose, Result, System, Verification, entry::LogId,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// How far back openings are told.
const DAYS: i64 = 30;
/// Entries of a log that are read at a time.
const AT_ONCE: u64 = 2000;

/// What is held for a client under one engagement.
#[derive(Clone, Debug)]
pub struct WhatWeHold {
    /// The engagement.
    pub engagement: Engagement,
    /// How much of which kind.
    pub shares: Vec<CategoryShare>,
    /// The holdings themselves.
    pub holdings: Vec<Holding>,
    /// When each of those that are still there will be gone, the largest first.
    pub things: Vec<Thing>,
    /// The client's systems that are reached, with their regions.
    pub systems: Vec<System>,
    /// Who can open what today, at a device that passes every check: the gate's own answer.
    pub can_open: Vec<CanOpen>,
    /// Emergency access that was approved, newest first.
    pub emergencies: Vec<Emergency>,
    /// Who opened something in the last 30 days, newest first.
    pub openings: Vec<Opening>,
    /// Openings a day, oldest of the 30 days first.
    pub heat: Vec<u64>,
    /// When everything without a hold will be gone, once the result is verified.
    pub gone_by: Option<Timestamp>,
    /// Holds that run.
    pub holds: Vec<Hold>,
    /// The client's statements.
    pub verifications: Vec<Verification>,
    /// Proof of what is gone.
    pub certificates: Vec<Certificate>,
}

/// How much of one category is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryShare {
    /// Which.
    pub category: Category,
    /// How many holdings.
    pub holdings: usize,
    /// Their size in bytes.
    pub bytes: i64,
    /// Rows in their tables.
    pub rows: i64,
}

/// Something in custody, and when it will be gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Which.
    pub id: HoldingId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: HoldingKind,
    /// What it is about.
    pub category: Category,
    /// Its size in bytes.
    pub bytes: i64,
    /// Its rows, for a table.
    pub rows: i64,
    /// When it will be gone.
    pub gone: Gone,
}

/// When something will be gone, or why there is no date yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// By this moment.
    By(Timestamp),
    /// Once the client's hold ends, at this moment, or soon after.
    Held(Timestamp),
    /// There is no date: the client has not verified the result.
    Unverified,
    /// It is set apart, and the client decides.
    Quarantined,
    /// It is being destroyed.
    Now,
}

/// Somebody who can open something today.
#[derive(Clone, Debug)]
pub struct CanOpen {
    /// Who.
    pub person: Person,
    /// What for.
    pub purpose: Purpose,
    /// Which categories.
    pub categories: Vec<Category>,
    /// Until when.
    pub until: Option<Timestamp>,
}

/// Somebody opened something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What they did: the entry's name.
    pub event: String,
    /// To what.
    pub what: String,
    /// What for.
    pub purpose: String,
    /// The entry's place in the log.
    pub index: u64,
}

/// What is held under one engagement.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn what_we_hold(door: &Door, id: EngagementId) -> Result<WhatWeHold> {
    let engagement = door.engagement(id).for_(Action::ListHolding).await?.it;
    let store = door.app.store();
    let now = door.now();
    let people: BTreeMap<String, Person> =
        store.people().await?.into_iter().map(|person| (person.id.to_string(), person)).collect();
    let holdings: Vec<Holding> = store.holdings(id).await?;
    let access = super::who_can_open(door, id).await?;
    let can_open = access.by_purpose().into_iter().map(|(person, purpose, categories, until)| CanOpen {
        person: person.clone(),
        purpose,
        categories,
        until,
    });
    let (grants, holds) = (store.grants(id).await?, store.holds(id).await?);
    let entries = recent(door, id, &grants).await?;
    let openings = openings(&entries, &people, &holdings, now);
    Ok(WhatWeHold {
        shares: shares(&holdings),
        can_open: can_open.collect(),
        emergencies: emergencies(&grants, &entries, &people),
        heat: heat(&openings, now),
        openings,
        gone_by: engagement.delete_by,
        things: things(&engagement, &holdings, &holds, now),
        systems: store.systems(id).await?,
        holds: holds.into_iter().filter(|hold| hold.runs(now)).collect(),
        verifications: store.verifications(id).await?,
        certificates: store.certificates(id).await?,
        holdings,
        engagement,
    })
}

/// The entries of the last 30 days, and since the first emergency there was. A log is read from its end, so that a long one
/// costs no more than a short one.
async fn recent(door: &Door, id: EngagementId, grants: &[Grant]) -> Result<Vec<LoggedEntry>> {
    let from = door.now() - SignedDuration::from_hours(24 * DAYS);
    let emergencies = grants.iter().filter(|grant| grant.kind == GrantKind::BreakGlass);
    let from = emergencies.map(|grant| grant.asked_at).chain([from]).min().unwrap_or(from);
    let log = door.app.store().log(LogId::Engagement(id));
    let (mut end, mut parts) = (log.size().await?, Vec::new());
    while end > 0 {
        let begin = end.saturating_sub(AT_ONCE);
        let mut entries = log.entries(begin, end).await?;
        let reached = entries.first().is_some_and(|entry| entry.at < from);
        entries.retain(|entry| entry.at >= from);
        parts.push(entries);
        end = if reached { 0 } else { begin };
    }
    Ok(parts.into_iter().rev().flatten().collect())
}

fn things(engagement: &Engagement, holdings: &[Holding], holds: &[Hold], now: Timestamp) -> Vec<Thing> {
    let running: Vec<&Hold> = holds.iter().filter(|hold| hold.runs(now)).collect();
    let mut things: Vec<Thing> = holdings
        .iter()
        .filter(|each| each.state != HoldingState::Destroyed)
        .map(|each| Thing {
            id: each.id,
            name: each.name.clone(),
            kind: each.kind,
            category: each.category,
            bytes: each.bytes,
            rows: each.rows,
            gone: gone(engagement, each, &running),
        })
        .collect();
    things.sort_by_key(|each| (std::cmp::Reverse(each.bytes), each.id));
    things
}

fn gone(engagement: &Engagement, holding: &Holding, running: &[&Hold]) -> Gone {
    let concerns = |hold: &&&Hold| hold.holding.is_none_or(|held| held == holding.id || holding.source == Some(held));
    let held = running.iter().filter(concerns).map(|hold| hold.until).max();
    match (holding.state, engagement.delete_by, held) {
        (HoldingState::Destroying, ..) => Gone::Now,
        (HoldingState::Quarantined, None, _) => Gone::Quarantined,
        (_, Some(by), Some(until)) if until > by => Gone::Held(until),
        (_, Some(by), _) => Gone::By(by),
        (_, None, _) => Gone::Unverified,
    }
}

fn shares(holdings: &[Holding]) -> Vec<CategoryShare> {
    let of = |category: Category| {
        let mine: Vec<&Holding> =
            holdings.iter().filter(|each| each.category == category && each.state != HoldingState::Destroyed).collect();
        (!mine.is_empty()).then(|| CategoryShare {
            category,
            holdings: mine.len(),
            bytes: mine.iter().map(|each| each.bytes).sum(),
            rows: mine.iter().map(|each| each.rows).sum(),
        })
    };
    Category::ALL.iter().copied().filter_map(of).collect()
}

fn openings(
    entries: &[LoggedEntry],
    people: &BTreeMap<String, Person>,
    holdings: &[Holding],
    now: Timestamp,
) -> Vec<Opening> {
    let from = now - SignedDuration::from_hours(24 * DAYS);
    let names: HashMap<String, &str> = holdings.iter().map(|each| (each.id.to_string(), each.name.as_str())).collect();
    let mut list: Vec<Opening> = entries
        .iter()
        .filter(|entry| opens(entry))
        .filter(|entry| entry.at >= from)
        .map(|entry| {
            let who = entry
                .ids
                .get("person")
                .and_then(|id| people.get(id))
                .map_or_else(String::new, |person| person.name.clone());
            let holding = entry.ids.get("holding").or_else(|| entry.ids.get("mapping"));
            let what = holding.and_then(|id| names.get(id)).copied().unwrap_or_default().to_owned();
            let purpose = entry
                .details
                .as_ref()
                .and_then(|details| details.get("purpose"))
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            Opening { at: entry.at, who, event: way(entry), what, purpose: purpose.to_owned(), index: entry.index }
        })
        .collect();
    list.reverse();
    list
}

/// What an entry says that happened: of a disclosure, by which way, as `disclosure.checkout`.
fn way(entry: &LoggedEntry) -> String {
    let kind = entry.details.as_ref().and_then(|details| details.get("kind")).and_then(|kind| kind.as_str());
    match kind.filter(|_| entry.name == disclosing::MADE) {
        Some(kind) => format!("disclosure.{kind}"),
        None => entry.name.clone(),
    }
}

fn heat(openings: &[Opening], now: Timestamp) -> Vec<u64> {
    let mut days = vec![0; usize::try_from(DAYS).unwrap_or_default()];
    for opening in openings {
        let ago = now.duration_since(opening.at).as_hours() / 24;
        if let Some(day) = usize::try_from(DAYS - 1 - ago).ok().and_then(|index| days.get_mut(index)) {
            *day += 1;
        }
    }
    days
}
