//! Grants and emergencies: those to answer, and one's own that end.

use super::{About, WorkItem, WorkKind, pool::Pool};
use crate::{
    Door, granting,
    views::requests::{RequestMay, may},
};
use bailee_model::{Action, Grant, GrantKind, Person, Result, Standing};
use bailee_policy::{Limits, Resource};
use jiff::{SignedDuration, Timestamp};

/// How long a client reads of emergency access in the queue; on the page of openings it stays for ever.
const EMERGENCY_TOLD: SignedDuration = SignedDuration::from_hours(7 * 24);

pub(super) async fn items(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    let now = door.now();
    let mut items = Vec::new();
    for grant in std::mem::take(&mut pool.grants) {
        let own = grant.person == door.who.id;
        if own {
            items.extend(of_own(&grant, now, &door.app.limits()).map(|item| (grant.clone(), item)));
        } else if grant.is_open() || grant.kind == GrantKind::BreakGlass {
            items.extend(of_another(door, pool, &grant).await?.map(|item| (grant, item)));
        }
    }
    if door.is_client() {
        items.extend(past_emergencies(door, pool).await?);
    }
    let mut placed = Vec::new();
    for (grant, mut item) in items {
        let Some(facts) = pool.facts(door, grant.engagement).await? else { continue };
        item.engagement = Some(grant.engagement);
        item.title.clone_from(&facts.engagement.title);
        placed.push(item);
    }
    Ok(placed)
}

/// One's own grant, when it ends soon, or is dropped soon for want of use.
fn of_own(grant: &Grant, now: Timestamp, limits: &Limits) -> Option<WorkItem> {
    if grant.kind == GrantKind::BreakGlass || !grant.is_live(now) {
        return None;
    }
    let about = About::Name(grant.reason.clone());
    let drops = granting::drops_at(grant, limits).filter(|at| *at - granting::SOON <= now);
    let ends = grant.expires_at.filter(|at| *at - granting::SOON <= now);
    match (drops, ends) {
        (Some(at), _) => Some(WorkItem::new(WorkKind::GrantUnused, Some(at), grant.id, about)),
        (None, Some(at)) => Some(WorkItem::new(WorkKind::GrantEnding, Some(at), grant.id, about)),
        (None, None) => None,
    }
}

async fn of_another(door: &Door, pool: &mut Pool, grant: &Grant) -> Result<Option<WorkItem>> {
    let now = door.now();
    let Some(facts) = pool.facts(door, grant.engagement).await? else { return Ok(None) };
    let RequestMay { approve, agree, .. } = may(door, facts, grant);
    let ends = door.answer(Action::EndGrant, Some(facts), Resource::Grant(grant)).is_allowed();
    let kind = match () {
        () if approve => WorkKind::GrantToApprove,
        () if agree => WorkKind::GrantToAgree,
        () if grant.is_live(now) && ends => WorkKind::EmergencyOpened,
        () => return Ok(None),
    };
    let due = if grant.is_open() { Some(granting::lapses_at(grant, &door.app.limits())) } else { grant.expires_at };
    let name = door.app.store().get::<Person>(grant.person).await?.map(|person| person.name).unwrap_or_default();
    Ok(Some(WorkItem::new(kind, due, grant.id, About::Name(format!("{name}: {}", grant.reason)))))
}

/// Emergency access to the client's data within the last week, for those who decide for it.
async fn past_emergencies(door: &Door, pool: &Pool) -> Result<Vec<(Grant, WorkItem)>> {
    if door.who.standing != Standing::Owner {
        return Ok(Vec::new());
    }
    let (store, since) = (door.app.store(), door.now() - EMERGENCY_TOLD);
    let mut found = Vec::new();
    for id in pool.engagements.keys() {
        for grant in store.grants(*id).await?.into_iter().filter(|each| each.kind == GrantKind::BreakGlass) {
            if granting::began_at(&grant).is_none_or(|began| began < since) {
                continue;
            }
            let name = store.get::<Person>(grant.person).await?.map(|person| person.name).unwrap_or_default();
            let about = About::Name(format!("{name}: {}", grant.reason));
            found.push((grant.clone(), WorkItem::new(WorkKind::EmergencyOpened, None, grant.id, about)));
        }
    }
    Ok(found)
}
