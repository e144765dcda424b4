//! What the firm's people look after: reviews, suspended access, credentials to replace, accounts, devices, invitations.

use super::{About, WorkItem, WorkKind, pool::Pool};
use crate::{Door, reviewing::restore_within};
use bailee_model::{
    AccountState, Action, DeviceState, EngagementId, Person, PersonState, Result, Review, ReviewRow, RotationState,
    System, SystemId,
};
use bailee_policy::{Limits, Resource};
use jiff::Timestamp;
use std::collections::BTreeMap;

pub(super) async fn items(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    let mut items = agreements(door, pool).await?;
    items.extend(rotations(door, pool).await?);
    if door.is_client() {
        return Ok(items);
    }
    items.extend(reviews(door).await?);
    items.extend(accounts(door, pool).await?);
    items.extend(devices(door, pool).await?);
    items.extend(invitations(door).await?);
    Ok(items)
}

/// Mutual agreements that the reader may sign and nobody has.
async fn agreements(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    let required = pool.engagements.values().filter(|each| each.nda_required && each.closed_at.is_none());
    let ids: Vec<EngagementId> = required.map(|each| each.id).collect();
    let mut items = Vec::new();
    for id in ids {
        let Some(facts) = pool.facts(door, id).await? else { continue };
        if facts.nda_signed || !door.answer(Action::SignNda, Some(facts), Resource::Engagement).is_allowed() {
            continue;
        }
        let signatures = door.app.store().signatures_on(id).await?;
        if !signatures.iter().any(|each| each.organisation == door.who.organisation) {
            let about = About::Name(facts.engagement.title.clone());
            let item = WorkItem::new(WorkKind::AgreementToSign, None, id, about);
            items.push(WorkItem { engagement: Some(id), title: facts.engagement.title.clone(), ..item });
        }
    }
    Ok(items)
}

/// Credentials to be replaced in systems where the reader may confirm it.
async fn rotations(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    let store = door.app.store();
    let waiting = if pool.wide {
        store.rotations().await?
    } else {
        let ids: Vec<EngagementId> = pool.engagements.keys().copied().collect();
        let mut found = Vec::new();
        for id in ids {
            found.extend(store.rotations_of(id).await?);
        }
        found
    };
    let mut items = Vec::new();
    for rotation in waiting.into_iter().filter(|each| each.state != RotationState::Confirmed) {
        let Some(system) = store.get::<System>(rotation.system).await? else { continue };
        if !pool.engagements.contains_key(&rotation.engagement) {
            continue;
        }
        let Some(facts) = pool.facts(door, rotation.engagement).await? else { continue };
        if door.answer(Action::RotateCredential, Some(facts), Resource::System(&system)).is_allowed() {
            let item = WorkItem::new(WorkKind::RotationDue, Some(rotation.due), rotation.id, About::Name(system.name));
            let title = facts.engagement.title.clone();
            items.push(WorkItem { engagement: Some(rotation.engagement), title, ..item });
        }
    }
    Ok(items)
}

async fn reviews(door: &Door) -> Result<Vec<WorkItem>> {
    let now = door.now();
    let recent = |each: &Review| each.closed_at.is_none_or(|closed| now < closed + restore_within(&door.app.limits()));
    let mut items = Vec::new();
    for review in door.app.store().reviews().await?.into_iter().filter(recent) {
        let rows = if door.is_officer() {
            door.app.store().review_rows(review.id).await?
        } else {
            door.app.store().review_rows_for(review.id, door.who.id).await?
        };
        let decides = |row: &&ReviewRow| door.answer(Action::DecideReview, None, Resource::ReviewRow(row)).is_allowed();
        let open = rows.iter().filter(|row| row.decision.is_none() && row.suspended_at.is_none());
        let open = if review.closed_at.is_none() { open.filter(decides).count() } else { 0 };
        if open > 0 {
            items.push(WorkItem::new(WorkKind::ReviewRows, Some(review.due), review.id, About::Count(open)));
        }
        let until = |row: &ReviewRow| restorable_until(row, &door.app.limits()).filter(|until| now < *until);
        let suspended: Vec<Timestamp> = rows.iter().filter(decides).filter_map(until).collect();
        if let Some(first) = suspended.iter().min() {
            let about = About::Count(suspended.len());
            items.push(WorkItem::new(WorkKind::AccessToRestore, Some(*first), review.id, about));
        }
    }
    Ok(items)
}

fn restorable_until(row: &ReviewRow, limits: &Limits) -> Option<Timestamp> {
    row.suspended_at.filter(|_| row.restored_at.is_none()).map(|at| at + restore_within(limits))
}

/// Accounts that nobody stands behind, system by system, for those who say who works there.
async fn accounts(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    let mut by_system: BTreeMap<SystemId, (EngagementId, usize)> = BTreeMap::new();
    for account in door.app.store().accounts_in(AccountState::Unknown).await? {
        if pool.engagements.contains_key(&account.engagement) {
            by_system.entry(account.system).or_insert((account.engagement, 0)).1 += 1;
        }
    }
    let mut items = Vec::new();
    for (system, (engagement, count)) in by_system {
        let Some(facts) = pool.facts(door, engagement).await? else { continue };
        if door.answer(Action::AssignPerson, Some(facts), Resource::Engagement).is_allowed() {
            let item = WorkItem::new(WorkKind::AccountsUnknown, None, system, About::Count(count));
            items.push(WorkItem { engagement: Some(engagement), title: facts.engagement.title.clone(), ..item });
        }
    }
    Ok(items)
}

async fn devices(door: &Door, pool: &Pool) -> Result<Vec<WorkItem>> {
    if !pool.wide {
        return Ok(Vec::new());
    }
    let mut items = Vec::new();
    for device in door.app.store().devices().await?.into_iter().filter(|each| each.state == DeviceState::Asked) {
        if device.person != door.who.id
            && device.ended.is_none()
            && door.answer(Action::ManageDevices, None, Resource::Device(&device)).is_allowed()
        {
            let name = door.app.store().get::<Person>(device.person).await?.map(|each| each.name).unwrap_or_default();
            let about = About::Name(format!("{name}: {}", device.name));
            items.push(WorkItem::new(WorkKind::DeviceToApprove, None, device.id, about));
        }
    }
    Ok(items)
}

/// People whose invitation ran out before they came.
async fn invitations(door: &Door) -> Result<Vec<WorkItem>> {
    if !door.answer(Action::ManagePeople, None, Resource::Installation).is_allowed() {
        return Ok(Vec::new());
    }
    let (store, now) = (door.app.store(), door.now());
    let mut items = Vec::new();
    for person in store.people().await?.into_iter().filter(|each| each.state == PersonState::Invited) {
        let until = store.sign_in(person.id).await?.and_then(|each| each.enrolment_until);
        if let Some(until) = until.filter(|until| *until <= now) {
            items.push(WorkItem::new(WorkKind::InvitationLate, Some(until), person.id, About::Name(person.name)));
        }
    }
    Ok(items)
}
