//! Policies that wait for the reader: to be signed, and to be read before they are published.

use super::{About, WorkItem, WorkKind};
use crate::{
    Door,
    policies::{
        published::{Standing, standing},
        signs,
    },
    views::policies::title,
};
use bailee_model::{Action, Policy, PolicyState, PolicyVersion, Result};
use bailee_policy::Resource;
use jiff::tz::TimeZone;

pub(super) async fn items(door: &Door) -> Result<Vec<WorkItem>> {
    // A policy is no engagement's: a token that is for one sees none.
    if !door.who.organisation.works_for_firm() || door.session.engagement.is_some() {
        return Ok(Vec::new());
    }
    let store = door.app.store();
    let policies: Vec<Policy> = store.policies().await?;
    let named = |kind, version: &PolicyVersion, subject: String| {
        let policy = policies.iter().find(|each| each.id == version.policy)?;
        let name = title(Some(version), &door.who.language).unwrap_or_else(|| policy.slug.clone());
        Some(WorkItem::new(kind, None, subject.replace("{slug}", &policy.slug), About::Name(name)))
    };
    let mut items = Vec::new();
    if signs(&door.who) {
        let signed = store.policy_signatures_of(door.who.id).await?;
        let published = store.policy_versions_published().await?;
        let today = door.now().to_zoned(TimeZone::UTC).date();
        let binds = |it: &&PolicyVersion| it.material && standing(it, &published, today) != Standing::Superseded;
        let unsigned = published.iter().filter(binds).filter(|it| !signed.iter().any(|each| each.version == it.id));
        items.extend(unsigned.filter_map(|it| {
            let number = it.number.clone().unwrap_or_default();
            named(WorkKind::PolicyToSign, it, format!("{{slug}}/{number}"))
        }));
    }
    if door.answer(Action::ReviewPolicy, None, Resource::Installation).is_allowed() {
        let mut waiting = store.policy_versions().await?;
        waiting.retain(|it| it.state == PolicyState::Review && it.author != Some(door.who.id));
        items.extend(waiting.iter().filter_map(|it| named(WorkKind::PolicyToRead, it, it.id.to_string())));
    }
    Ok(items)
}
