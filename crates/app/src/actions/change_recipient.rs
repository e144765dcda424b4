//! Name the key that what goes back to the client is sealed to (clause D7.1).
//!
//! Only the client says which it is, with both factors fresh: whoever has its other half opens everything that goes back. The
//! key is one for all of the client's engagements; each of their logs says that it changed, and from what.

use super::done;
use crate::{Done, Door, post};
use bailee_model::{
    Action, Client, EngagementId, EngagementState, EntryDraft, Error, MailKind, Organisation, PersonState, Result,
    Standing, say,
};
use bailee_vault::Recipient;

/// Which key.
pub struct ChangeRecipientAsk {
    /// An engagement of the client's that is not closed.
    pub engagement: EngagementId,
    /// An age recipient: the public half, `age1…`.
    pub recipient: String,
}

/// Names the key. Every owner of the client is told.
///
/// # Errors
/// When it is no age recipient, or the one that is named already.
pub async fn change_recipient(door: &Door, ask: ChangeRecipientAsk) -> Result<Done<Client>> {
    let engagement = door.engagement(ask.engagement).for_(Action::ChangeRecipient).await?.it;
    let recipient: Recipient =
        ask.recipient.parse().map_err(|error: bailee_vault::Error| Error::from(error).on_field("recipient"))?;
    let recipient = recipient.to_string();
    let client = door.app.store.get::<Client>(engagement.client).await?.ok_or_else(Error::not_found)?;
    if client.recipient.as_deref() == Some(recipient.as_str()) {
        return Err(Error::bad_input(say!("This is the key that is named already."))
            .hint(say!("Nothing needs to be done."))
            .on_field("recipient"));
    }
    // The log of the engagement it was done on comes last, so that its receipt is the answer.
    let mut logs = door.app.store.engagements_of(client.id).await?;
    logs.retain(|each| each.state != EngagementState::Closed && each.id != engagement.id);
    let entries: Vec<EntryDraft> = logs
        .iter()
        .map(|each| each.id)
        .chain([engagement.id])
        .map(|id| {
            door.by(EntryDraft::new(id, "recipient.changed"))
                .id("client", client.id)
                .detail("recipient", recipient.clone())
                .detail("was", client.recipient.clone())
        })
        .collect();
    let people = door.app.store.people_of(Organisation::Client(client.id)).await?;
    let owners = people.iter().filter(|each| each.standing == Standing::Owner && each.state == PersonState::Active);
    let page = format!("/return?engagement={}", engagement.id);
    let letters: Vec<_> =
        owners.map(|owner| post::to(&door.app, owner.id, MailKind::RecipientChanged, page.clone())).collect();
    let id = client.id;
    let recorded = door.app.store.ledger().record(entries, move |tx| async move {
        let mut client = tx.get::<Client>(id).await?.ok_or_else(Error::not_found)?;
        client.recipient = Some(recipient);
        tx.save(&client).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(client)
    });
    Ok(done(recorded.await?))
}
