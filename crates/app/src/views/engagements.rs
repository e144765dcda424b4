//! The lists: engagements, clients, people.

use crate::Door;
use bailee_model::{Action, Client, ClientId, Engagement, HoldingState, Person, Result, Role};
use bailee_policy::{Decision, Resource};
use std::collections::HashMap;

/// One engagement in a list.
#[derive(Clone, Debug)]
pub struct EngagementRow {
    /// The engagement.
    pub engagement: Engagement,
    /// Its client.
    pub client: Client,
    /// What the reader does there.
    pub role: Option<Role>,
    /// Holdings that are not destroyed.
    pub holdings: usize,
    /// Their size in bytes.
    pub bytes: i64,
}

/// The engagements that the reader may know of.
pub async fn engagements(door: &Door) -> Result<Vec<EngagementRow>> {
    let store = door.app.store();
    let clients: HashMap<ClientId, Client> =
        store.clients().await?.into_iter().map(|client| (client.id, client)).collect();
    let mut rows = Vec::new();
    for engagement in store.engagements().await? {
        let facts = door.facts(engagement.id).await?;
        if !matches!(door.answer(Action::ViewEngagement, Some(&facts), Resource::Engagement), Decision::Allowed { .. })
        {
            continue;
        }
        let Some(client) = clients.get(&engagement.client).cloned() else { continue };
        let held: Vec<i64> = store
            .holdings(engagement.id)
            .await?
            .iter()
            .filter(|each| each.state != HoldingState::Destroyed)
            .map(|each| each.bytes)
            .collect();
        let role = facts.assignments.iter().find(|each| each.ended.is_none()).map(|each| each.role);
        rows.push(EngagementRow { engagement, client, role, holdings: held.len(), bytes: held.iter().sum() });
    }
    Ok(rows)
}

/// Every client, for those who open engagements; nobody else sees the list.
pub async fn clients(door: &Door) -> Result<Vec<Client>> {
    door.require(Action::OpenEngagement).await?;
    door.app.store().clients().await
}

/// Everybody, for those who oversee people.
pub async fn people(door: &Door) -> Result<Vec<Person>> {
    door.require(Action::ViewPeople).await?;
    door.app.store().people().await
}
