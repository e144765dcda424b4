//! Access outside of Bailee, as the people of an engagement see it: credentials to be replaced, and accounts in the client's
//! systems.

use crate::{Door, accounts};
use bailee_model::{
    Account, AccountState, Action, EngagementId, Error, Person, Result, Rotation, RotationState, System,
};
use bailee_policy::Resource;
use jiff::Timestamp;

/// A credential to be replaced, with the names behind it.
#[derive(Clone, Debug)]
pub struct RotationView {
    /// The replacement.
    pub rotation: Rotation,
    /// The engagement's title.
    pub engagement: String,
    /// The system's name.
    pub system: String,
    /// Who used it and left, by name.
    pub person: Option<String>,
    /// Who confirmed it, by name.
    pub confirmed_by: Option<String>,
    /// Whether it is late.
    pub late: bool,
    /// Whether the reader may confirm it, showing both factors again where that is asked.
    pub may_confirm: bool,
}

/// An engagement's credentials to be replaced: the open ones first, by due date.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn rotations_on(door: &Door, id: EngagementId) -> Result<Vec<RotationView>> {
    let held = door.engagement(id).for_(Action::ViewEngagement).await?;
    let store = door.app.store();
    let mut list = Vec::new();
    for rotation in store.rotations_of(id).await? {
        let system = store.get::<System>(rotation.system).await?.ok_or_else(Error::not_found)?;
        let open = rotation.state != RotationState::Confirmed;
        list.push(RotationView {
            may_confirm: open
                && door.may_after_step_up(Action::RotateCredential, &held.facts, Resource::System(&system)),
            engagement: held.engagement().title.clone(),
            system: system.name,
            person: name(door, rotation.person).await?,
            confirmed_by: name(door, rotation.confirmed_by).await?,
            late: open && door.now() >= rotation.due,
            rotation,
        });
    }
    list.sort_by_key(|each| (each.rotation.state == RotationState::Confirmed, each.rotation.due));
    Ok(list)
}

/// The same over all engagements that the reader may know of.
///
/// # Errors
/// When the store does not answer.
pub async fn rotations(door: &Door) -> Result<Vec<RotationView>> {
    let mut list = Vec::new();
    for row in super::engagements(door).await? {
        list.extend(rotations_on(door, row.engagement.id).await?);
    }
    list.sort_by_key(|each| (each.rotation.state == RotationState::Confirmed, each.rotation.due));
    Ok(list)
}

async fn name(door: &Door, person: Option<bailee_model::PersonId>) -> Result<Option<String>> {
    match person {
        Some(id) => Ok(door.app.store().get::<Person>(id).await?.map(|person| person.name)),
        None => Ok(None),
    }
}

/// An account in a client's system.
#[derive(Clone, Debug)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// Who is behind it here, by name.
    pub person: Option<String>,
    /// Whether somebody who should be out may still sign in with it.
    pub left_behind: bool,
}

/// The accounts of one system, for those who may read them.
#[derive(Clone, Debug)]
pub struct AccountsView {
    /// The system.
    pub system: System,
    /// Accounts: what should not be there first.
    pub accounts: Vec<AccountView>,
    /// When they were last read.
    pub read_at: Option<Timestamp>,
    /// Whether the reader may read them from the system now.
    pub may_read: bool,
    /// Whether the reader may say which are the client's own.
    pub may_mark: bool,
}

/// The accounts of an engagement's systems. They name the client's people, so they show to those only who may read them
/// from the system, or who answer for the credentials there: to others the list is empty.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn accounts_on(door: &Door, id: EngagementId) -> Result<Vec<AccountsView>> {
    let held = door.engagement(id).for_(Action::ViewEngagement).await?;
    let store = door.app.store();
    let mut list = Vec::new();
    for system in store.systems(id).await? {
        let may = |action| door.may_after_step_up(action, &held.facts, Resource::System(&system));
        let (may_read, may_mark) = (may(Action::ReadAccounts), may(Action::RotateCredential));
        if !may_read && !may_mark {
            continue;
        }
        let mut views = Vec::new();
        for account in store.accounts(system.id).await? {
            let person = name(door, account.person).await?;
            views.push(AccountView { person, left_behind: accounts::is_left_behind(&account), account });
        }
        views.sort_by_key(|each| (!each.left_behind, order(each.account.state), each.account.login.to_lowercase()));
        let read_at =
            views.iter().map(|each| each.account.last_seen.max(each.account.gone_at.unwrap_or_default())).max();
        list.push(AccountsView { accounts: views, read_at, may_read, may_mark, system });
    }
    Ok(list)
}

fn order(state: AccountState) -> u8 {
    match state {
        AccountState::Unknown => 0,
        AccountState::Known => 1,
        AccountState::Client => 2,
        AccountState::Gone => 3,
    }
}
