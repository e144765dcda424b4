//! Put a secret for a system into custody. It is used through Bailee from then on, and read by nobody.

use super::done;
use crate::{Done, Door, custody::NewHolding};
use bailee_model::{Action, Category, EntryDraft, Error, HoldingKind, Purpose, Result, System, SystemId};
use zeroize::Zeroizing;

/// A secret, and what it opens.
pub struct StoreCredentialAsk {
    /// The system.
    pub system: SystemId,
    /// The password or API key.
    pub secret: Zeroizing<String>,
}

/// Stores a secret for a system; an earlier one is destroyed.
///
/// # Errors
/// When the secret is empty.
pub async fn store_credential(door: &Door, ask: StoreCredentialAsk) -> Result<Done<System>> {
    let system = door.system(ask.system).for_(Action::StoreCredential).await?.it;
    if ask.secret.trim().is_empty() {
        return Err(Error::bad_input("The secret is empty.")
            .hint("Paste the password or the API key.")
            .on_field("secret"));
    }
    let new = NewHolding {
        engagement: system.engagement,
        kind: HoldingKind::Credential,
        name: format!("Credential of {}", system.name),
        category: Category::Secrets,
        purpose: door.purpose().unwrap_or(Purpose::TestLoad),
        source: None,
        brought_by: door.who.id,
    };
    let holding = door.app.deposit(new, "credential.stored", ask.secret.as_bytes().to_vec()).await?;
    let entry = door
        .by(EntryDraft::new(system.engagement, "system.credential_set"))
        .id("system", system.id)
        .id("holding", holding.id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut system = tx.get::<System>(system.id).await?.ok_or_else(Error::not_found)?;
        let earlier = system.credential.replace(holding.id);
        tx.save(&system).await?;
        Ok((system, earlier))
    });
    let stored = done(recorded.await?);
    if let Some(earlier) = stored.1 {
        door.app.destroy_quietly(stored.0.engagement, vec![earlier], door.who.id).await?;
    }
    Ok(stored.map(|(system, _)| system))
}
