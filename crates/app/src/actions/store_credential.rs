//! Put a secret for a system into custody. It is used through Bailee from then on, and read by nobody.

use super::done;
use crate::{Done, Door, custody::NewHolding};
use bailee_model::{
    Action, Category, EntryDraft, Error, HoldingId, HoldingKind, Purpose, Result, RotationState, System, SystemId, say,
};
use zeroize::Zeroizing;

/// A secret, and what it opens.
pub struct StoreCredentialAsk {
    /// The system.
    pub system: SystemId,
    /// The password or API key.
    pub secret: Zeroizing<String>,
}

/// Stores a secret for a system; an earlier one is destroyed, unless it has yet to be proved dead.
///
/// # Errors
/// When the secret is empty.
pub async fn store_credential(door: &Door, ask: StoreCredentialAsk) -> Result<Done<System>> {
    let system = door.system(ask.system).for_(Action::StoreCredential).await?.it;
    if ask.secret.trim().is_empty() {
        return Err(Error::bad_input(say!("The secret is empty."))
            .hint(say!("Paste the password or the API key."))
            .on_field("secret"));
    }
    let holding = put_in_custody(door, &system, &ask.secret).await?;
    let entry = EntryDraft::new(system.engagement, "system.credential_set");
    make_current(door, &system, holding, entry).await
}

/// Has a system use this secret from now on. What it used before is destroyed, unless it has yet to be proved dead.
pub(super) async fn make_current(
    door: &Door,
    system: &System,
    holding: HoldingId,
    entry: EntryDraft,
) -> Result<Done<System>> {
    let entry = door.by(entry).id("system", system.id).id("holding", holding);
    let (id, now) = (system.id, door.now());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut system = tx.get::<System>(id).await?.ok_or_else(Error::not_found)?;
        let mut earlier = system.credential.replace(holding);
        tx.save(&system).await?;
        for mut rotation in tx.rotations_of(system.engagement).await? {
            if Some(rotation.credential) == earlier && rotation.state != RotationState::Confirmed {
                // Its clock tries it with the new one; only then does it go.
                rotation.next_at = Some(now);
                tx.save(&rotation).await?;
                earlier = None;
            }
        }
        Ok((system, earlier))
    });
    let stored = done(recorded.await?);
    if let Some(earlier) = stored.1 {
        door.app.destroy_quietly(stored.0.engagement, vec![earlier], door.who.id).await?;
    }
    Ok(stored.map(|(system, _)| system))
}

/// Seals a secret for a system; nothing uses it yet.
pub(super) async fn put_in_custody(door: &Door, system: &System, secret: &str) -> Result<HoldingId> {
    let new = NewHolding {
        engagement: system.engagement,
        kind: HoldingKind::Credential,
        name: door.naming(format!("Credential of {}", system.name), format!("Identifiant secret : {}", system.name)),
        category: Category::Secrets,
        purpose: door.purpose().unwrap_or(Purpose::TestLoad),
        source: None,
        brought_by: door.who.id,
    };
    Ok(door.app.deposit(new, "credential.stored", secret.as_bytes().to_vec()).await?.id)
}
