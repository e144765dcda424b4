//! The client's first page: how much is held, of what kind, where, who can open it, who did, when it will be gone.

use super::emergencies::{Emergency, emergencies, opens};
use crate::Door;
use bailee_model::{
    Action, Category, Certificate, Engagement, EngagementId, Hold, Holding, HoldingState, LoggedEntry, Person, Purpose,
    Result, Verification, entry::LogId,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// How far back openings are told.
const DAYS: i64 = 30;

/// What is held for a client under one engagement.
#[derive(Clone, Debug)]
pub struct WhatWeHold {
    /// The engagement.
    pub engagement: Engagement,
    /// How much of which kind.
    pub shares: Vec<CategoryShare>,
    /// The holdings themselves.
    pub holdings: Vec<Holding>,
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
    let log = store.log(LogId::Engagement(id));
    let entries = log.entries(0, log.size().await?).await?;
    let openings = openings(&entries, &people, &holdings, now);
    Ok(WhatWeHold {
        shares: shares(&holdings),
        can_open: can_open.collect(),
        emergencies: emergencies(&store.grants(id).await?, &entries, &people),
        heat: heat(&openings, now),
        openings,
        gone_by: engagement.delete_by,
        holds: store.holds(id).await?.into_iter().filter(|hold| hold.runs(now)).collect(),
        verifications: store.verifications(id).await?,
        certificates: store.certificates(id).await?,
        holdings,
        engagement,
    })
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
            let what = holding
                .and_then(|id| holdings.iter().find(|each| each.id.to_string() == *id))
                .map_or_else(String::new, |each| each.name.clone());
            let purpose = entry
                .details
                .as_ref()
                .and_then(|details| details.get("purpose"))
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            Opening {
                at: entry.at,
                who,
                event: entry.name.clone(),
                what,
                purpose: purpose.to_owned(),
                index: entry.index,
            }
        })
        .collect();
    list.reverse();
    list
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
