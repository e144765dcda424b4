//! What leaves, as far as it waits for somebody: checkouts to approve and to bring back, demands of authorities to answer,
//! regions to agree to, and backups that do not do what they are for.

use super::{About, WorkItem, WorkKind, pool::Pool};
use crate::{Door, checkouts, lookup::Facts};
use bailee_model::{
    Action, Assessment, Assignment, Checkout, Engagement, EngagementId, Holding, LegalDemand, Person, Result,
};
use bailee_policy::Resource;

/// What the reader has on a device: it has to come back also when they may do nothing else.
pub(super) async fn own(door: &Door) -> Result<Vec<WorkItem>> {
    let store = door.app.store();
    let out: Vec<Checkout> = store.checkouts_of(door.who.id).await?.into_iter().filter(Checkout::is_out).collect();
    if out.is_empty() {
        return Ok(Vec::new());
    }
    let assignments = store.assignments_of(door.who.id).await?;
    let mut items = Vec::new();
    for checkout in out {
        let mut item = to_return(door, &checkout, None).await?;
        let runs = |each: &&Assignment| each.engagement == checkout.engagement && each.runs(door.now());
        // Who is no longer on the engagement does not hear of it again, only of what they have.
        if assignments.iter().find(runs).is_some()
            && let Some(engagement) = store.get::<Engagement>(checkout.engagement).await?
        {
            item = WorkItem { engagement: Some(engagement.id), title: engagement.title, ..item };
        }
        items.push(item);
    }
    Ok(items)
}

pub(super) async fn items(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    let mut items = of_others(door, pool).await?;
    items.extend(demands(door, pool).await?);
    items.extend(assessments(door, pool).await?);
    items.extend(backups(door).await?);
    Ok(items)
}

/// Others' checkouts: those to answer, and those out past their time that the reader may give up.
async fn of_others(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    let store = door.app.store();
    let mut waiting = Vec::new();
    if pool.wide {
        waiting = store.checkouts_not_ended().await?;
    } else {
        for id in ids(pool) {
            waiting.extend(store.checkouts(id).await?);
        }
    }
    let now = door.now();
    let mut items = Vec::new();
    for checkout in waiting.into_iter().filter(|each| each.person != door.who.id) {
        let action = match () {
            () if checkout.is_asked() => Action::ApproveCheckout,
            () if checkout.is_overdue(now) => Action::EndCheckout,
            () => continue,
        };
        let Some(facts) = visible(door, pool, checkout.engagement).await? else { continue };
        if !door.answer(action, Some(facts), Resource::Checkout(&checkout)).is_allowed() {
            continue;
        }
        let (id, title) = (facts.engagement.id, facts.engagement.title.clone());
        let person = store.get::<Person>(checkout.person).await?.map(|each| each.name).unwrap_or_default();
        let item = if checkout.is_asked() {
            let about = About::Name(format!("{person}: {}", checkout.reason));
            let lapses = checkouts::lapses_at(&door.app, &checkout);
            WorkItem::new(WorkKind::CheckoutToApprove, Some(lapses), checkout.id, about)
        } else {
            to_return(door, &checkout, Some(person)).await?
        };
        items.push(WorkItem { engagement: Some(id), title, ..item });
    }
    Ok(items)
}

async fn to_return(door: &Door, checkout: &Checkout, person: Option<String>) -> Result<WorkItem> {
    let name = door.app.store().get::<Holding>(checkout.holding).await?.map(|each| each.name).unwrap_or_default();
    let about = person.map_or_else(|| name.clone(), |person| format!("{person}: {name}"));
    Ok(WorkItem::new(WorkKind::CheckoutToReturn, checkout.expires_at, checkout.id, About::Name(about)))
}

async fn demands(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    if door.is_client() {
        return Ok(Vec::new());
    }
    let store = door.app.store();
    let mut demands: Vec<LegalDemand> = Vec::new();
    if pool.wide {
        demands = store.all_demands().await?;
    } else {
        for id in ids(pool) {
            demands.extend(store.demands(id).await?);
        }
    }
    let mut items = Vec::new();
    for demand in demands.into_iter().filter(|each| each.answered_at.is_none()) {
        let about = About::Name(demand.authority.clone());
        let item = WorkItem::new(WorkKind::DemandToAnswer, Some(demand.answer_due), demand.id, about);
        items.extend(placed(door, pool, demand.engagement, Action::DecideDemand, item).await?);
    }
    Ok(items)
}

/// To the client's owner: regions beyond those agreed.
async fn assessments(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    if !door.is_client() {
        return Ok(Vec::new());
    }
    let (now, mut items) = (door.now(), Vec::new());
    for id in ids(pool) {
        let open = door.app.store().assessments(id).await?.into_iter().filter(|each: &Assessment| each.is_open(now));
        for assessment in open {
            let about = About::Name(format!("{}: {}", assessment.region, assessment.why));
            let item = WorkItem::new(WorkKind::RegionToAgree, None, assessment.id, about);
            items.extend(placed(door, pool, id, Action::AgreeRegion, item).await?);
        }
    }
    Ok(items)
}

/// To those who answer for backups: one that could not be restored, one that should be gone, and kits to be destroyed.
async fn backups(door: &Door) -> Result<Vec<WorkItem>> {
    if !door.answer(Action::ManageBackups, None, Resource::Installation).is_allowed() {
        return Ok(Vec::new());
    }
    let (store, now) = (door.app.store(), door.now());
    let mut items = Vec::new();
    let there: Vec<_> = store.backups().await?.into_iter().filter(|each| each.is_whole()).collect();
    if let Some(tried) = there.iter().filter(|each| each.tried_ok.is_some()).max_by_key(|each| each.tried_at)
        && tried.tried_ok == Some(false)
    {
        let about = About::Name(tried.place.clone());
        items.push(WorkItem::new(WorkKind::BackupUnsound, None, tried.id, about));
    }
    for late in there.iter().filter(|each| each.expires_at <= now) {
        let about = About::Name(late.place.clone());
        items.push(WorkItem::new(WorkKind::BackupOverdue, Some(late.expires_at), late.id, about));
    }
    for kit in store.recovery_kits().await?.into_iter().filter(|each| each.gone_at.is_none()) {
        if kit.superseded_at.is_some() {
            items.push(WorkItem::new(WorkKind::KitToDestroy, kit.gone_by, kit.id, About::Name(kit.name)));
        }
    }
    Ok(items)
}

fn ids(pool: &Pool) -> Vec<EngagementId> {
    pool.engagements.keys().copied().collect()
}

async fn visible<'p>(door: &Door, pool: &'p mut Pool, id: EngagementId) -> Result<Option<&'p Facts>> {
    if pool.engagements.contains_key(&id) { pool.facts(door, id).await } else { Ok(None) }
}

/// The item under its engagement, when the reader may do it.
async fn placed(
    door: &Door,
    pool: &mut Pool,
    id: EngagementId,
    action: Action,
    item: WorkItem,
) -> Result<Option<WorkItem>> {
    let Some(facts) = visible(door, pool, id).await? else { return Ok(None) };
    if !door.answer(action, Some(facts), Resource::Engagement).is_allowed() {
        return Ok(None);
    }
    Ok(Some(WorkItem { engagement: Some(id), title: facts.engagement.title.clone(), ..item }))
}
