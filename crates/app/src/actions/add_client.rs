//! Write a client down.

use super::{named, text};
use crate::{Done, Door};
use bailee_model::{Action, Client, ClientId, EntryDraft, Result};

/// Whom.
pub struct AddClientAsk {
    /// The client's name.
    pub name: String,
    /// The age recipient that what goes back to them is sealed to, if they gave one.
    pub recipient: Option<String>,
}

/// Writes a client down.
///
/// # Errors
/// When the name is empty or the recipient is no age recipient.
pub async fn add_client(door: &Door, ask: AddClientAsk) -> Result<Done<Client>> {
    door.require(Action::OpenEngagement).await?;
    let recipient = ask.recipient.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if let Some(recipient) = &recipient {
        recipient.parse::<bailee_vault::Recipient>()?;
    }
    let client = Client {
        id: ClientId::new(door.app.rng.as_ref()),
        name: text("name", &ask.name, 120)?,
        since: door.now(),
        recipient,
    };
    let entry = named(EntryDraft::site("client.added"), "client", &client).detail("name", client.name.clone());
    door.keep(client, entry).await
}
