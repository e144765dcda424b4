//! Clauses D1, D3.2, S1.2: use that is not as usual is put before the lead of the engagement, who says what it was.
//!
//! Each look reads what the logs have that the last one did not. What is found is one row a person, engagement and day; the row
//! is found anew, and waits again, when the day turns out to be unusual in another way as well or twice as much.

use super::{due::Due, grants::done_before};
use crate::{
    App,
    unusual::{self, Looking, Reading, Unusual},
};
use bailee_model::{
    Engagement, EngagementId, EntryDraft, ErrorKind, LogId, Organisation, Person, PersonId, Result, UnusualUse,
    UnusualUseId,
};
use jiff::{Timestamp, civil::Date};
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let (now, limits) = (app.clock.now(), app.limits());
    let mut readings = app.uses.0.lock().await;
    let mut all = Ok(());
    for (log, size) in app.store.log_sizes().await? {
        let LogId::Engagement(engagement) = log else { continue };
        let reading = readings.entry(engagement).or_default();
        let read = reading.read_on(&app.store.log(log), size, now, &limits).await;
        // One engagement's trouble must not hide what was opened on another.
        all = all.and(match read {
            Ok(()) if reading.grown.is_empty() => Ok(()),
            Ok(()) => judge(app, engagement, reading).await,
            Err(error) => Err(error),
        });
    }
    all
}

/// Judges each day that grew. What could not be written down stays to be judged at the next look.
async fn judge(app: &Arc<App>, engagement: EngagementId, reading: &mut Reading) -> Result<()> {
    let limits = app.limits();
    let Some(it) = app.store.get::<Engagement>(engagement).await? else { return Ok(()) };
    let assignments = app.store.assignments(engagement).await?;
    let mut all = Ok(());
    for (person, day) in reading.grown.clone() {
        let judged = match reading.judge((person, day), &assignments, &limits) {
            Some(unusual) => put_down_of_others(app, &it, (person, day), unusual).await,
            None => Ok(()),
        };
        match judged {
            Ok(()) => _ = reading.grown.remove(&(person, day)),
            // Another server was faster; the next look finds whether it saw as much.
            Err(error) if error.kind() == ErrorKind::Conflict => {}
            // One person's trouble must not leave the others unjudged.
            Err(error) => all = all.and(Err(error)),
        }
    }
    all
}

async fn put_down_of_others(app: &App, of: &Engagement, whose: (PersonId, Date), unusual: Unusual) -> Result<()> {
    let (person, day) = whose;
    if is_own(app, of, person).await? {
        return Ok(());
    }
    put_down(app, (of.id, person, day), unusual).await
}

/// Whether a client's person looks at what is theirs: they need nobody's leave.
async fn is_own(app: &App, engagement: &Engagement, person: PersonId) -> Result<bool> {
    let person = app.store.get::<Person>(person).await?;
    Ok(person.is_none_or(|person| person.organisation == Organisation::Client(engagement.client)))
}

async fn put_down(app: &App, of: (EngagementId, PersonId, Date), unusual: Unusual) -> Result<()> {
    let (engagement, person, day) = of;
    let before = app.store.unusual_use_on(engagement, person, day).await?;
    if before.as_ref().is_some_and(|before| !unusual.is_more_than(before)) {
        return Ok(());
    }
    let id = before.map_or_else(|| UnusualUseId::new(app.rng.as_ref()), |before| before.id);
    let row = unusual.clone().found(to_look_at(id, of, app.clock.now()));
    let entry = entry(&row);
    let change = app.store.ledger().record([entry], move |tx| async move {
        match tx.unusual_use_on(engagement, person, day).await? {
            Some(before) if before.id != row.id || !unusual.is_more_than(&before) => Err(done_before()),
            _ => tx.save(&row).await,
        }
    });
    change.await.map(drop)
}

/// A row that nobody has looked at, without its figures.
fn to_look_at(id: UnusualUseId, of: (EngagementId, PersonId, Date), found_at: Timestamp) -> UnusualUse {
    let (engagement, person, day) = of;
    UnusualUse {
        id,
        engagement,
        person,
        day,
        kinds: Vec::new(),
        openings: 0,
        usual: 0,
        outside: 0,
        outside_at: None,
        quiet_days: 0,
        found_at,
        looked_by: None,
        looked_at: None,
        decision: None,
        note: String::new(),
    }
}

fn entry(row: &UnusualUse) -> EntryDraft {
    let kinds: Vec<&str> = row.kinds.iter().map(|kind| kind.as_str()).collect();
    let entry = EntryDraft::new(row.engagement, "use.found_unusual")
        .id("use", row.id)
        .id("used_by", row.person)
        .detail("day", row.day.to_string())
        .detail("kinds", kinds)
        .detail("openings", row.openings)
        .detail("usual", row.usual)
        .detail("outside", row.outside)
        .detail("quiet_days", row.quiet_days);
    match row.outside_at {
        Some(at) => entry.detail("outside_at", at.to_string()),
        None => entry,
    }
}

/// Each unusual use that nobody has looked at, and somebody may.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    for row in app.store.unusual_uses_open().await? {
        let Looking { who, by: Some(at) } = unusual::looking(app, &row).await? else { continue };
        all.push(Due {
            kind: "unusual_use",
            subject: row.id.to_string(),
            engagement: Some(row.engagement),
            since: row.found_at,
            at,
            who: who.into_iter().collect(),
            page: unusual::page(row.engagement),
            by_itself: false,
        });
    }
    Ok(all)
}
