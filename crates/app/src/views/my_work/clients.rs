//! What firm and client wait for from each other: questions to answer, suppliers and changes to decide, objections to settle,
//! and what a client reads before anything is shared.

use super::{About, WorkItem, WorkKind, pool::Pool};
use crate::{Door, enquiries::working_days_after};
use bailee_model::{
    Action, Engagement, EngagementId, EngagementState, EnquiryKind, Involvement, PersonId, Result, Supplier,
};
use bailee_policy::Resource;

pub(super) async fn items(door: &Door, pool: &mut Pool) -> Result<Vec<WorkItem>> {
    let mut items = enquiries(door).await?;
    let engagements: Vec<Engagement> =
        pool.engagements.values().filter(|each| each.state != EngagementState::Closed).cloned().collect();
    let parts = waiting(door, pool, &engagements).await?;
    for part in parts {
        items.extend(supplier(door, pool, part).await?);
    }
    if door.is_client() {
        for engagement in &engagements {
            items.extend(for_the_client(door, pool, engagement).await?);
        }
    }
    Ok(items)
}

async fn enquiries(door: &Door) -> Result<Vec<WorkItem>> {
    if !door.answer(Action::AnswerEnquiry, None, Resource::Installation).is_allowed() {
        return Ok(Vec::new());
    }
    let open = door.app.store().enquiries_open().await?.into_iter();
    Ok(open
        .map(|each| {
            let objects = each.kind == EnquiryKind::Objection;
            let kind = if objects { WorkKind::ObjectionToSettle } else { WorkKind::EnquiryToAnswer };
            let mut item = WorkItem::new(kind, Some(each.due), each.id, About::Name(first_line(&each.text)));
            item.engagement = each.engagement;
            item
        })
        .collect())
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(80).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// The suppliers' parts that somebody is to decide about.
async fn waiting(door: &Door, pool: &Pool, engagements: &[Engagement]) -> Result<Vec<Involvement>> {
    let store = door.app.store();
    let mut parts = Vec::new();
    if pool.wide {
        parts = store.involvements().await?;
    } else {
        for engagement in engagements {
            parts.extend(store.involvements_of(engagement.id).await?);
        }
    }
    let now = door.now();
    parts.retain(|part| part.is_announced(now) || part.is_objected_to());
    Ok(parts)
}

/// To the client: a supplier that is announced, or an objection that the firm answered. To the firm: one it has not.
async fn supplier(door: &Door, pool: &mut Pool, part: Involvement) -> Result<Option<WorkItem>> {
    let answered = part.answered_at > part.objected_at;
    let (kind, action, due) = match part.objected_at.filter(|_| part.is_objected_to()) {
        None => (WorkKind::SupplierNamed, Action::AgreeTerms, Some(part.objection_until)),
        Some(_) if answered => (WorkKind::SupplierNamed, Action::AgreeTerms, None),
        Some(raised) => {
            let due = working_days_after(raised, door.app.limits().answer_days);
            (WorkKind::ObjectionToSettle, Action::ProposeTerms, Some(due))
        }
    };
    let name = door.app.store().get::<Supplier>(part.supplier).await?.map(|each| each.name).unwrap_or_default();
    let item = WorkItem::new(kind, due, part.id, About::Name(name));
    placed(door, pool, part.engagement, action, item).await
}

async fn for_the_client(door: &Door, pool: &mut Pool, engagement: &Engagement) -> Result<Vec<WorkItem>> {
    let (store, id) = (door.app.store(), engagement.id);
    let mut items = Vec::new();
    for change in store.terms_changes(id).await?.into_iter().filter(|each| each.answered_at.is_none()) {
        let item = WorkItem::new(WorkKind::TermsToAgree, None, change.id, About::Name(engagement.title.clone()));
        items.extend(placed(door, pool, id, Action::AgreeTerms, item).await?);
    }
    let begun = matches!(engagement.state, EngagementState::Open | EngagementState::Active);
    let read = |person: PersonId, by: &[bailee_model::Walkthrough]| by.iter().any(|each| each.person == person);
    if begun && !read(door.who.id, &store.walkthroughs(id).await?) && store.holdings(id).await?.is_empty() {
        let item = WorkItem::new(WorkKind::WalkthroughToRead, None, id, About::Name(engagement.title.clone()));
        items.extend(placed(door, pool, id, Action::AskQuestion, item).await?);
    }
    Ok(items)
}

/// The item under its engagement, when the reader may do it.
async fn placed(
    door: &Door,
    pool: &mut Pool,
    id: EngagementId,
    action: Action,
    item: WorkItem,
) -> Result<Option<WorkItem>> {
    if !pool.engagements.contains_key(&id) {
        return Ok(None);
    }
    let Some(facts) = pool.facts(door, id).await? else { return Ok(None) };
    if !door.answer(action, Some(facts), Resource::Engagement).is_allowed() {
        return Ok(None);
    }
    Ok(Some(WorkItem { engagement: Some(id), title: facts.engagement.title.clone(), ..item }))
}
