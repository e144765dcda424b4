//! Write down a client's system: an Odoo, or the one migrated away from.

use super::{named, open_engagement::region, text};
use crate::{Done, Door};
use bailee_model::{Action, EngagementId, EntryDraft, Environment, Result, System, SystemId, SystemKind};

/// Which system.
pub struct AddSystemAsk {
    /// Under which engagement.
    pub engagement: EngagementId,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: SystemKind,
    /// Production or test.
    pub environment: Environment,
    /// Where it is, as an ISO 3166 code.
    pub region: String,
    /// Its address.
    pub url: String,
    /// The database's name on it.
    pub database: String,
    /// The account to use on it.
    pub login: String,
}

/// Writes a system down. Nothing goes there until another person has confirmed it.
///
/// # Errors
/// When a field is empty or the address is not encrypted.
pub async fn add_system(door: &Door, ask: AddSystemAsk) -> Result<Done<System>> {
    let engagement = door.engagement(ask.engagement).for_(Action::AddSystem).await?;
    bailee_odoo::check_address(&ask.url)?;
    let system = System {
        id: SystemId::new(door.app.rng.as_ref()),
        engagement: engagement.id,
        name: text("name", &ask.name, 120)?,
        kind: ask.kind,
        environment: ask.environment,
        region: region(&ask.region)?,
        url: text("url", &ask.url, 300)?,
        database: text("database", &ask.database, 120)?,
        login: text("login", &ask.login, 254)?,
        credential: None,
        added_by: door.who.id,
        confirmed_by: None,
        since: door.now(),
    };
    let entry = named(EntryDraft::new(engagement.id, "system.added"), "system", &system)
        .detail("name", system.name.clone())
        .detail("url", system.url.clone())
        .detail("database", system.database.clone())
        .detail("login", system.login.clone())
        .detail("environment", system.environment.as_str())
        .detail("region", system.region.clone());
    door.keep(system, entry).await
}
