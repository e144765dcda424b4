//! Say that a system which another person added is the client's own: before that, nothing goes there (clause D4.1).

use super::done;
use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, Result, System, SystemId, say};

/// Confirms a system: its address, its environment and its region.
///
/// # Errors
/// When it is confirmed already; the gate refuses who added it.
pub async fn confirm_system(door: &Door, id: SystemId) -> Result<Done<System>> {
    let system = door.system(id).for_(Action::ConfirmSystem).await?.it;
    let by = door.who.id;
    let entry = door
        .by(EntryDraft::new(system.engagement, "system.confirmed"))
        .id("system", id)
        .detail("url", system.url)
        .detail("database", system.database)
        .detail("environment", system.environment.as_str())
        .detail("region", system.region);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut system = tx.get::<System>(id).await?.ok_or_else(Error::not_found)?;
        if system.confirmed_by.is_some() {
            return Err(
                Error::conflict(say!("This system is confirmed already.")).hint(say!("Nothing needs to be done."))
            );
        }
        system.confirmed_by = Some(by);
        tx.save(&system).await?;
        Ok(system)
    });
    Ok(done(recorded.await?))
}
