//! Use that was not as usual, as those read it who look at it.

use crate::{Door, unusual::looking};
use bailee_model::{Action, EngagementId, Person, PersonId, Result, UnusualUse};
use bailee_policy::Resource;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A person's unusual use with the names behind it, and what its reader may do.
#[derive(Clone, Debug)]
pub struct UseView {
    /// The row, with its figures.
    pub unusual: UnusualUse,
    /// Whose use.
    pub person: String,
    /// Who looked at it.
    pub looked_by: Option<String>,
    /// By when somebody is to have looked.
    pub look_by: Timestamp,
    /// Whether nobody has, and there is nobody but the person themselves.
    pub nobody: bool,
    /// Whether that is past and nobody has.
    pub overdue: bool,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Whether the reader may say what it was, showing both factors again.
    pub may_look: bool,
}

/// An engagement's unusual uses: those that wait first, by their date, then the newest first.
///
/// # Errors
/// Not found for those who may not know of the engagement; refused for those on it who neither lead nor oversee it.
pub async fn unusual_uses(door: &Door, id: EngagementId) -> Result<Vec<UseView>> {
    let held = door.engagement(id).for_(Action::ReadUses).await?;
    let (now, days) = (door.now(), door.app.limits().unusual_look_days);
    let mut names = BTreeMap::new();
    let mut list = Vec::new();
    for unusual in door.app.store().unusual_uses(id).await? {
        let looked_by = match unusual.looked_by {
            Some(by) => Some(name(door, &mut names, by).await?),
            None => None,
        };
        let look_by = unusual.look_by(days);
        let by = if unusual.is_open() { looking(&door.app, &unusual).await?.by } else { Some(look_by) };
        let may = door.may_after_step_up(Action::LookAtUse, &held.facts, Resource::UnusualUse(&unusual));
        list.push(UseView {
            person: name(door, &mut names, unusual.person).await?,
            looked_by,
            look_by: by.unwrap_or(look_by),
            nobody: by.is_none(),
            overdue: unusual.is_open() && by.is_some_and(|by| by <= now),
            own: unusual.person == door.who.id,
            may_look: unusual.is_open() && may,
            unusual,
        });
    }
    list.sort_by_key(|each| match each.unusual.looked_at {
        None => (0, each.look_by.as_millisecond(), each.unusual.id),
        Some(at) => (1, -at.as_millisecond(), each.unusual.id),
    });
    Ok(list)
}

async fn name(door: &Door, names: &mut BTreeMap<PersonId, String>, id: PersonId) -> Result<String> {
    if let Some(name) = names.get(&id) {
        return Ok(name.clone());
    }
    let name = door.app.store().get::<Person>(id).await?.map(|person| person.name).unwrap_or_default();
    names.insert(id, name.clone());
    Ok(name)
}
